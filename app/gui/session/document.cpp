// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/document.h"

#include <QUndoCommand>

#include <algorithm>
#include <iterator>

namespace headscope {

namespace {

// Merge ids of commands; those of gains follow, one for each head.
constexpr int kModeCommand = 1;
constexpr int kGainCommand = 2;
constexpr int kMostHeads = 1 << 10; // of a layer

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

/// From one value of a member to another.
template <typename State>
class Document::ChangeState : public QUndoCommand
{
public:
    ChangeState(Document &document, State Document::*member, State after, void (Document::*changed)(),
                const QString &what)
        : QUndoCommand(what)
        , m_document(document)
        , m_member(member)
        , m_changed(changed)
        , m_before(document.*member)
        , m_after(std::move(after))
    {
    }

    void undo() override { set(m_before); }
    void redo() override { set(m_after); }

private:
    void set(const State &state)
    {
        m_document.*m_member = state;
        Q_EMIT(m_document.*m_changed)();
    }

    Document &m_document;
    State Document::*m_member;
    void (Document::*m_changed)();
    State m_before;
    State m_after;
};

std::shared_ptr<const NamedPool> Document::pool() const
{
    return m_pools.current < 0 ? nullptr : m_pools.open[std::size_t(m_pools.current)];
}

void Document::addPool(std::shared_ptr<const NamedPool> pool)
{
    Pools pools = m_pools;
    const auto sameName = [&](const auto &other) { return other != m_ownPool && other->name == pool->name; };
    const auto found = std::find_if(pools.open.begin(), pools.open.end(), sameName);
    pools.current = int(found - pools.open.begin());
    const QString what = tr("open %1").arg(QString::fromStdString(pool->name));
    if (found == pools.open.end())
        pools.open.push_back(std::move(pool));
    else
        *found = std::move(pool);
    m_undoStack.push(new ChangeState<Pools>(*this, &Document::m_pools, std::move(pools), &Document::poolChanged, what));
}

void Document::setPoolIndex(int index)
{
    if (index == m_pools.current || index < 0 || index >= int(m_pools.open.size()))
        return;
    m_pools.current = index;
    Q_EMIT poolChanged();
}

void Document::editPool(TextPool texts, const QString &what)
{
    Pools pools = m_pools;
    if (pools.current < 0) {
        pools.open.emplace_back();
        pools.current = int(pools.open.size()) - 1;
    }
    auto &slot = pools.open[std::size_t(pools.current)];
    const std::string name = slot ? slot->name : tr("new texts").toStdString();
    slot = std::make_shared<const NamedPool>(NamedPool{name, std::move(texts)});
    m_undoStack.push(new ChangeState<Pools>(*this, &Document::m_pools, std::move(pools), &Document::poolChanged, what));
}

const ConceptEdits &Document::conceptEdits(HeadId head) const
{
    static const ConceptEdits kNone;
    const auto found = m_edits.find(head);
    return found == m_edits.end() ? kNone : found->second;
}

void Document::setConceptEdits(HeadId head, const ConceptEdits &edits, const QString &what)
{
    if (!hasHead(head))
        return;
    Edits all = m_edits;
    all[head] = edits;
    m_undoStack.push(
        new ChangeState<Edits>(*this, &Document::m_edits, std::move(all), &Document::conceptEditsChanged, what));
}

void Document::setPublished(std::shared_ptr<const PublishedTexts> texts)
{
    if (texts && m_study && misfitOf(*texts, *m_study))
        return;
    const QString what =
        texts ? tr("open %1").arg(QString::fromStdString(texts->name)) : tr("close the published descriptions");
    m_undoStack.push(new ChangeState<std::shared_ptr<const PublishedTexts>>(
        *this, &Document::m_published, std::move(texts), &Document::publishedChanged, what));
}

void Document::pinHead(std::optional<HeadId> head)
{
    if (head == m_pinnedHead || (head && !hasHead(*head)))
        return;
    m_pinnedHead = head;
    Q_EMIT pinsChanged();
}

void Document::pinImage(std::optional<int> image)
{
    if (image == m_pinnedImage || (image && !hasImage(*image)))
        return;
    m_pinnedImage = image;
    Q_EMIT pinsChanged();
}

bool Document::hasHead(HeadId head) const
{
    return m_study && head.layer >= 0 && head.layer < m_study->store.layers() && head.head >= 0 &&
           head.head < m_study->store.heads();
}

bool Document::hasHeads(const Ablation &ablation) const
{
    return std::ranges::all_of(ablation.heads, [this](const auto &head) { return hasHead(head.first); });
}

bool Document::hasImage(int image) const { return m_study && image >= 0 && image < int(m_study->store.images()); }

void Document::setHead(HeadId head)
{
    if (!hasHead(head))
        return;
    m_preview.reset();
    m_headLocked = true;
    if (head != m_head) {
        m_head = head;
        Q_EMIT headChanged();
    }
    Q_EMIT shownHeadChanged();
}

void Document::unlockHead()
{
    m_headLocked = false;
    Q_EMIT shownHeadChanged();
}

void Document::previewHead(std::optional<HeadId> head)
{
    if (m_headLocked || head == m_preview || (head && !hasHead(*head)))
        return;
    m_preview = head;
    Q_EMIT shownHeadChanged();
}

void Document::setSelection(std::vector<HeadId> heads)
{
    std::sort(heads.begin(), heads.end());
    if (heads == m_selection || !std::ranges::all_of(heads, [this](HeadId head) { return hasHead(head); }))
        return;
    m_selection = std::move(heads);
    Q_EMIT selectionChanged();
}

void Document::setImage(int image)
{
    if (image == m_image || !hasImage(image))
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

void Document::setBeside(Beside beside)
{
    if (beside == m_beside)
        return;
    m_beside = beside;
    Q_EMIT heatmapChanged();
}

void Document::setAttribute(const QString &attribute)
{
    const auto hasAttribute = [&] {
        return m_study && std::ranges::count(m_study->attributes, attribute.toStdString()) > 0;
    };
    if (attribute == m_attribute || !hasAttribute())
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

void Document::setTopCount(int count)
{
    if (count == m_topCount || count < 1)
        return;
    m_topCount = count;
    Q_EMIT topCountChanged();
}

void Document::change(const Ablation &ablation, const QString &what, int mergeId)
{
    if (ablation != m_ablation && hasHeads(ablation))
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
                                           : tr("%Ln heads", nullptr, int(heads.size()));
    change(ablation, ablated ? tr("ablate %1").arg(name) : tr("put %1 back").arg(name));
}

double Document::gain(HeadId head) const
{
    const auto found = m_ablation.heads.find(head);
    return found == m_ablation.heads.end() ? 1 : found->second;
}

void Document::setGain(HeadId head, double gain)
{
    Ablation ablation = m_ablation;
    if (gain == 1)
        ablation.heads.erase(head);
    else
        ablation.heads[head] = gain;
    change(ablation, tr("change the gain of head %1").arg(QString::fromStdString(toString(head))),
           kGainCommand + head.layer * kMostHeads + head.head);
}

void Document::setAblation(const Ablation &ablation, const QString &what) { change(ablation, what); }

void Document::setMode(Ablation::Mode mode)
{
    Ablation ablation = m_ablation;
    ablation.mode = mode;
    change(ablation, tr("change what ablated heads are set to"), kModeCommand);
}

std::vector<NamedAblation> Document::keptAblations() const
{
    std::vector<NamedAblation> fitting;
    const auto found = m_study ? m_kept.find(m_study->store.description().modelHash) : m_kept.end();
    if (found != m_kept.end())
        std::ranges::copy_if(found->second, std::back_inserter(fitting),
                             [this](const NamedAblation &kept) { return hasHeads(kept.ablation); });
    return fitting;
}

void Document::setKeptAblations(std::vector<NamedAblation> ablations, const QString &what)
{
    const auto fits = [this](const NamedAblation &kept) { return hasHeads(kept.ablation); };
    if (!m_study || !std::ranges::all_of(ablations, fits))
        return;
    KeptAblations all = m_kept;
    std::vector<NamedAblation> &ofModel = all[m_study->store.description().modelHash];
    std::erase_if(ofModel, fits);
    ofModel.insert(ofModel.begin(), ablations.begin(), ablations.end());
    m_undoStack.push(new ChangeState<KeptAblations>(*this, &Document::m_kept, std::move(all),
                                                    &Document::keptAblationsChanged, what));
}

void Document::restoreKeptAblations(KeptAblations kept)
{
    m_kept = std::move(kept);
    Q_EMIT keptAblationsChanged();
}

void Document::restoreAll()
{
    Ablation ablation;
    ablation.mode = m_ablation.mode;
    change(ablation, tr("put all heads back"));
}

}
