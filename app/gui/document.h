// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <memory>

#include "app/gui/study.h"
#include "core/ablation/ablation.h"

namespace headscope {

/// What is open, what is chosen in it, and what is ablated. The panels change it and follow its signals; they don't
/// know each other. Ablations can be undone; looking at something else is no change.
class Document : public QObject
{
    Q_OBJECT

public:
    /// What the head map is coloured by.
    enum class Colouring { FirstDescriptions, AccuracyChange, AssociationChange, Variation };

    explicit Document(QObject *parent = nullptr);

    /// Null until something is open.
    const std::shared_ptr<const Study> &study() const { return m_study; }
    /// The pool a person has opened, or else the one beside the pictures; may be null.
    std::shared_ptr<const NamedPool> pool() const;

    HeadId head() const { return m_head; }
    int image() const { return m_image; }
    const QString &text() const { return m_text; }
    const QString &versus() const { return m_versus; }
    /// Whether heatmaps are of the chosen head alone.
    bool onlyHead() const { return m_onlyHead; }
    /// Empty if the pictures have none.
    const QString &attribute() const { return m_attribute; }
    Colouring colouring() const { return m_colouring; }

    const Ablation &ablation() const { return m_ablation; }
    bool isAblated(HeadId head) const { return m_ablation.heads.contains(head); }
    QUndoStack &undoStack() { return m_undoStack; }

    /// Takes the place of what was open. What is chosen stays where it still makes sense, so that the same picture can
    /// be compared between models; an ablation doesn't outlive its model.
    void open(std::shared_ptr<const Study> study);
    void setPool(std::shared_ptr<const NamedPool> pool);
    void setHead(HeadId head);
    void setImage(int image);
    /// Where a text is seen, and against which other one; empty: against none.
    void setTexts(const QString &text, const QString &versus);
    void setOnlyHead(bool onlyHead);
    void setAttribute(const QString &attribute);
    void setColouring(Colouring colouring);

    // These can be undone.
    void setAblated(const std::vector<HeadId> &heads, bool ablated);
    void setMode(Ablation::Mode mode);
    void restoreAll();

Q_SIGNALS:
    void studyChanged();
    void poolChanged();
    void headChanged();
    void imageChanged();
    /// The texts or which heads see them.
    void heatmapChanged();
    void attributeChanged();
    void colouringChanged();
    void ablationChanged();

private:
    class ChangeAblation;

    void change(const Ablation &ablation, const QString &what, int mergeId = -1);

    std::shared_ptr<const Study> m_study;
    std::shared_ptr<const NamedPool> m_pool;
    HeadId m_head;
    int m_image = 0;
    QString m_text;
    QString m_versus;
    bool m_onlyHead = false;
    QString m_attribute;
    Colouring m_colouring = Colouring::FirstDescriptions;
    Ablation m_ablation;
    QUndoStack m_undoStack;
};

}
