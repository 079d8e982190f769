// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/document.h"

#include <QUndoCommand>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kModeCommand = 1;

}

/// From one ablation to another. Commands of the same merge id become one step.
class Document::ChangeAblation : public QUndoCommand
{
public:
    ChangeAblation(Document &document, Ablation after, const QString &what, int mergeId)
        : QUndoCommand(what)
        , m_document(document)
        , m_before(document.m_ablation)
        , m_after(std::move(after))
        , m_mergeId(mergeId)
    {
    }

    void undo() override { set(m_before); }
    void redo() override { set(m_after); }
    int id() const override { return m_mergeId; }
    bool mergeWith(const QUndoCommand *newer) override
    {
        m_after = static_cast<const ChangeAblation *>(newer)->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    void set(const Ablation &ablation)
    {
        m_document.m_ablation = ablation;
        Q_EMIT m_document.ablationChanged();
    }

    Document &m_document;
    Ablation m_before;
    Ablation m_after;
    int m_mergeId;
};

Document::Document(QObject *parent)
    : QObject(parent)
{
}

std::shared_ptr<const NamedPool> Document::pool() const
{
    if (m_pool || !m_study || !m_study->pool)
        return m_pool;
    return {m_study, &*m_study->pool};
}

void Document::open(std::shared_ptr<const Study> study)
{
    const bool sameModel = m_study && m_study->sameModel(*study);
    m_study = std::move(study);
    if (!sameModel) {
        m_ablation = {};
        m_undoStack.clear();
    }
    m_head.layer = std::min(m_head.layer, m_study->store.layers() - 1);
    m_head.head = std::min(m_head.head, m_study->store.heads() - 1);
    m_image = std::min(m_image, int(m_study->store.images()) - 1);
    const std::vector<std::string> &attributes = m_study->attributes;
    if (std::find(attributes.begin(), attributes.end(), m_attribute.toStdString()) == attributes.end())
        m_attribute = attributes.empty() ? QString() : QString::fromStdString(attributes.front());
    Q_EMIT studyChanged();
}

void Document::setPool(std::shared_ptr<const NamedPool> pool)
{
    m_pool = std::move(pool);
    Q_EMIT poolChanged();
}

void Document::setHead(HeadId head)
{
    if (head == m_head)
        return;
    m_head = head;
    Q_EMIT headChanged();
    if (m_onlyHead)
        Q_EMIT heatmapChanged();
}

void Document::setImage(int image)
{
    if (image == m_image)
        return;
    m_image = image;
    Q_EMIT imageChanged();
}

void Document::setTexts(const QString &text, const QString &versus)
{
    if (text == m_text && versus == m_versus)
        return;
    m_text = text;
    m_versus = versus;
    Q_EMIT heatmapChanged();
}

void Document::setOnlyHead(bool onlyHead)
{
    if (onlyHead == m_onlyHead)
        return;
    m_onlyHead = onlyHead;
    Q_EMIT heatmapChanged();
}

void Document::setAttribute(const QString &attribute)
{
    if (attribute == m_attribute)
        return;
    m_attribute = attribute;
    Q_EMIT attributeChanged();
}

void Document::setColouring(Colouring colouring)
{
    if (colouring == m_colouring)
        return;
    m_colouring = colouring;
    Q_EMIT colouringChanged();
}

void Document::change(const Ablation &ablation, const QString &what, int mergeId)
{
    if (ablation != m_ablation)
        m_undoStack.push(new ChangeAblation(*this, ablation, what, mergeId));
}

void Document::setAblated(const std::vector<HeadId> &heads, bool ablated)
{
    Ablation ablation = m_ablation;
    for (const HeadId head : heads) {
        if (ablated)
            ablation.heads[head] = 0;
        else
            ablation.heads.erase(head);
    }
    const QString name = heads.size() == 1 ? tr("head %1").arg(QString::fromStdString(toString(heads.front())))
                                           : tr("%1 heads").arg(heads.size());
    change(ablation, ablated ? tr("ablate %1").arg(name) : tr("put %1 back").arg(name));
}

void Document::setMode(Ablation::Mode mode)
{
    Ablation ablation = m_ablation;
    ablation.mode = mode;
    change(ablation, tr("change what ablated heads are set to"), kModeCommand);
}

void Document::restoreAll()
{
    Ablation ablation;
    ablation.mode = m_ablation.mode;
    change(ablation, tr("put all heads back"));
}

}
