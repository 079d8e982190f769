// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/reference.h"

namespace headscope {

Reference::Reference(Document &document, Trail &trail, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_trail(trail)
{
    connect(&trail, &Trail::changed, this, &Reference::follow);
}

bool Reference::isOfStudy() const
{
    const auto &study = m_document.study();
    return m_state && study && isComparable() && study->store.description().modelHash == m_state->modelHash;
}

bool Reference::isComparable() const
{
    const auto &study = m_document.study();
    return m_state && study && study->request.pictures == m_state->pictures;
}

void Reference::pin(int step, const QString &model)
{
    const Study &study = *m_document.study();
    m_state = State{model, m_trail.name(step), study.store.description().modelHash, study.request.pictures,
                    m_trail.steps()[std::size_t(step)]};
    Q_EMIT changed();
}

void Reference::unpin()
{
    m_state.reset();
    Q_EMIT changed();
}

void Reference::follow()
{
    if (!isOfStudy())
        return;
    const int step = m_trail.find(m_state->step.ablation);
    if (step < 0)
        return;
    m_state->step = m_trail.steps()[std::size_t(step)];
    m_state->ablation = m_trail.name(step);
    Q_EMIT changed();
}

}
