// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/document.h"

#include <algorithm>
#include <utility>

namespace headscope {

void Document::takePoolOf(const Study &study, Texts texts)
{
    auto &open = m_pools.open;
    const bool wasOwn = pool() == m_ownPool || pool() == m_retainedPool;
    auto current = wasOwn ? nullptr : pool();
    if (study.pool) {
        std::erase(open, m_retainedPool);
        m_retainedPool.reset();
    } else if (m_ownPool) { // texts that one reads with stay until pictures bring others
        m_retainedPool = std::make_shared<const NamedPool>(*m_ownPool);
        open.push_back(m_retainedPool);
    }
    std::erase(open, m_ownPool);
    m_ownPool = study.pool ? std::shared_ptr<const NamedPool>(m_study, &*study.pool) : nullptr;
    if (m_ownPool)
        open.insert(open.begin(), m_ownPool);
    if (wasOwn || (m_ownPool && texts == Texts::Taken))
        current = m_ownPool ? m_ownPool : m_retainedPool;
    const auto found = std::find(open.begin(), open.end(), current);
    m_pools.current = found != open.end() ? int(found - open.begin()) : int(open.size()) - 1;
}

/// What opening a study may change, to tell of.
struct Document::Chosen
{
    std::shared_ptr<const NamedPool> pool;
    std::vector<std::shared_ptr<const NamedPool>> pools;
    std::shared_ptr<const PublishedTexts> published;
    bool hasEdits;
    std::pair<std::optional<HeadId>, std::optional<int>> pins;
    HeadId head;
    std::vector<HeadId> selection;
    int image;
    QString attribute;
    Ablation ablation;
};

Document::Chosen Document::chosen() const
{
    return {pool(), m_pools.open, m_published, !m_edits.empty(), {m_pinnedHead, m_pinnedImage},
            m_head, m_selection,  m_image,     m_attribute,      m_ablation};
}

void Document::open(std::shared_ptr<const Study> study, Texts texts)
{
    const Chosen before = chosen();
    const bool hadModel = bool(m_study);
    const bool sameModel = hadModel && m_study->sameModel(*study);
    m_study = std::move(study);
    if (!sameModel) {
        m_ablation = {};
        m_edits.clear();
        m_pinnedHead.reset();
        m_undoStack.clear();
    }
    // What was opened before any model may be of this one.
    if (m_published && ((hadModel && !sameModel) || misfitOf(*m_published, *m_study)))
        m_published.reset();
    m_pinnedImage.reset();
    m_preview.reset();
    m_headLocked = false;
    m_selection.clear();
    const auto ownPool = m_ownPool;
    takePoolOf(*m_study, texts);
    if (m_ownPool != ownPool) // steps back would bring back texts of other pictures
        m_undoStack.clear();
    m_head.layer = std::min(m_head.layer, m_study->store.layers() - 1);
    m_head.head = std::min(m_head.head, m_study->store.heads() - 1);
    m_image = std::min(m_image, int(m_study->store.images()) - 1);
    const std::vector<std::string> &attributes = m_study->attributes;
    if (std::find(attributes.begin(), attributes.end(), m_attribute.toStdString()) == attributes.end())
        m_attribute = attributes.empty() ? QString() : QString::fromStdString(attributes.front());

    Q_EMIT studyChanged();
    const Chosen now = chosen();
    if (now.pool != before.pool || now.pools != before.pools)
        Q_EMIT poolChanged();
    if (now.published != before.published)
        Q_EMIT publishedChanged();
    if (now.hasEdits != before.hasEdits)
        Q_EMIT conceptEditsChanged();
    if (now.pins != before.pins)
        Q_EMIT pinsChanged();
    if (now.selection != before.selection)
        Q_EMIT selectionChanged();
    if (now.head != before.head)
        Q_EMIT headChanged();
    Q_EMIT shownHeadChanged();
    if (now.image != before.image)
        Q_EMIT imageChanged();
    if (now.attribute != before.attribute)
        Q_EMIT attributeChanged();
    if (now.ablation != before.ablation)
        Q_EMIT ablationChanged();
}

}
