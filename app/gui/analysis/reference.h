// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>

#include "app/gui/analysis/trail.h"

namespace headscope {

/// The state that others are compared with: a model, pictures and an ablation, with what became of them. It stays when
/// another model is opened.
class Reference : public QObject
{
    Q_OBJECT

public:
    struct State
    {
        QString model;
        QString ablation; ///< its name
        ModelFacts facts; ///< of the model
        PictureSource pictures;
        Dataset dataset; ///< what the pictures were and were called: a manifest may change
        std::vector<std::string> classes;
        std::vector<std::string> templates;
        Trail::Step step;
    };

    Reference(Document &document, Trail &trail, QObject *parent = nullptr);

    const std::optional<State> &state() const { return m_state; }
    /// Whether it is of the model and the pictures that are open.
    bool isOfStudy() const;
    /// Whether it is of the pictures that are open: figures of others are no comparison.
    bool isComparable() const;
    /// Whether it can be compared, but is another model's.
    bool standsApart() const;
    /// Takes a step of the trail.
    void pin(int step, const QString &model);
    void unpin();

Q_SIGNALS:
    void changed();

private:
    /// A step that was pinned before its forward pass had ended learns the rest.
    void follow();

    Document &m_document;
    Trail &m_trail;
    std::optional<State> m_state;
    mutable std::weak_ptr<const Study> m_judged; ///< what m_isComparable is about
    mutable bool m_isComparable = false;
};

}
