// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/reference.h"

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
    return m_state && study && isComparable() && !firstDifference(study->store.description(), m_state->facts);
}

bool Reference::isComparable() const
{
    const auto &study = m_document.study();
    if (!m_state || !study)
        return false;
    if (m_judged.lock() != study) {
        m_judged = study;
        m_isComparable = study->store.dataset() == m_state->dataset && study->classes == m_state->classes &&
                         study->templates == m_state->templates;
    }
    return m_isComparable;
}

bool Reference::standsApart() const { return isComparable() && !isOfStudy(); }

void Reference::pin(int step, const QString &model)
{
    const Study &study = *m_document.study();
    m_state = State{model,
                    m_trail.name(step),
                    study.store.description(),
                    study.request.pictures,
                    study.store.dataset(),
                    study.classes,
                    study.templates,
                    m_trail.steps()[std::size_t(step)]};
    m_judged.reset();
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
    if (step < 0) // it was pinned, left for another model, and come back to
        return m_trail.add(m_state->step);
    const Trail::Step &known = m_trail.steps()[std::size_t(step)];
    const auto learn = [](std::optional<Trail::Result> &mine, const std::optional<Trail::Result> &theirs) {
        if (theirs && (theirs->logits || !mine)) // the trail may have let go of what is compared with
            mine = theirs;
    };
    learn(m_state->step.direct, known.direct);
    learn(m_state->step.forward, known.forward);
    m_state->ablation = m_trail.name(step);
    Q_EMIT changed();
}

}
