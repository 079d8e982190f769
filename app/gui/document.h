// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <map>
#include <memory>
#include <optional>

#include "app/gui/study.h"
#include "core/ablation/ablation.h"
#include "core/textspan/ccs.h"

namespace headscope {

/// What is open, what is chosen in it, and what is ablated. The panels change it and follow its signals; they don't
/// know each other. Ablations can be undone; looking at something else is no change.
class Document : public QObject
{
    Q_OBJECT

public:
    /// What the head map is coloured by.
    enum class Colouring {
        FirstDescriptions,
        ConceptConsistency,
        Size,
        AccuracyChange,
        AssociationChange,
        Variation,
        Separation
    };

    explicit Document(QObject *parent = nullptr);

    /// Null until something is open.
    const std::shared_ptr<const Study> &study() const { return m_study; }
    /// The pool that heads are described with; null if none is open.
    std::shared_ptr<const NamedPool> pool() const;
    /// All that are open: the one beside the pictures, if there is one, and those a person has opened.
    const std::vector<std::shared_ptr<const NamedPool>> &pools() const { return m_pools.open; }
    int poolIndex() const { return m_pools.current; }

    /// What people have decided about a head's concept.
    const ConceptEdits &conceptEdits(HeadId head) const;

    HeadId head() const { return m_head; }
    int image() const { return m_image; }
    const QString &text() const { return m_text; }
    const QString &versus() const { return m_versus; }
    /// Whether heatmaps are of the chosen head alone.
    bool onlyHead() const { return m_onlyHead; }
    /// Empty if the pictures have none.
    const QString &attribute() const { return m_attribute; }
    Colouring colouring() const { return m_colouring; }
    /// How many of the best pictures of a class text MaxSkew looks at; there may be fewer.
    int topCount() const { return m_topCount; }

    const Ablation &ablation() const { return m_ablation; }
    /// 0: ablated, 1: as it is.
    double gain(HeadId head) const;
    bool isAblated(HeadId head) const { return gain(head) == 0; }
    QUndoStack &undoStack() { return m_undoStack; }

    /// Takes the place of what was open. What is chosen stays where it still makes sense, so that the same picture can
    /// be compared between models; an ablation doesn't outlive its model.
    void open(std::shared_ptr<const Study> study);
    void setPoolIndex(int index);
    void setHead(HeadId head);
    void setImage(int image);
    /// Where a text is seen, and against which other one; empty: against none.
    void setTexts(const QString &text, const QString &versus);
    void setOnlyHead(bool onlyHead);
    void setAttribute(const QString &attribute);
    void setColouring(Colouring colouring);
    void setTopCount(int count);

    // These can be undone.
    void setAblated(const std::vector<HeadId> &heads, bool ablated);
    /// Changes of the same head's gain that follow one another become one step.
    void setGain(HeadId head, double gain);
    /// Another set of heads, such as one that was tried before; `what` names the step.
    void setAblation(const Ablation &ablation, const QString &what);
    void setMode(Ablation::Mode mode);
    void restoreAll();
    /// Opens another pool, which becomes the current one; one of the same name is replaced.
    void addPool(std::shared_ptr<const NamedPool> pool);
    /// Puts an edited version in the place of the current pool; `what` names the step.
    void editPool(TextPool texts, const QString &what);
    void setConceptEdits(HeadId head, const ConceptEdits &edits, const QString &what);

    /// The head that others are compared with, if there is one.
    std::optional<HeadId> pinnedHead() const { return m_pinnedHead; }
    void pinHead(std::optional<HeadId> head);
    std::optional<int> pinnedImage() const { return m_pinnedImage; }
    void pinImage(std::optional<int> image);

Q_SIGNALS:
    void studyChanged();
    /// Another pool is the current one, or its texts are others.
    void poolChanged();
    void conceptEditsChanged();
    void pinsChanged();
    void headChanged();
    void imageChanged();
    /// The texts, or whether all heads or the chosen one see them.
    void heatmapChanged();
    void attributeChanged();
    void colouringChanged();
    void topCountChanged();
    void ablationChanged();

private:
    class ChangeAblation;
    template <typename State>
    class ChangeState;

    struct Pools
    {
        std::vector<std::shared_ptr<const NamedPool>> open;
        int current = -1;
        bool operator==(const Pools &) const = default;
    };
    using Edits = std::map<HeadId, ConceptEdits>;

    void takePoolOf(const Study &study);

    void change(const Ablation &ablation, const QString &what, int mergeId = -1);

    std::shared_ptr<const Study> m_study;
    Pools m_pools;
    std::shared_ptr<const NamedPool> m_ownPool; ///< the one beside the pictures
    Edits m_edits;
    std::optional<HeadId> m_pinnedHead;
    std::optional<int> m_pinnedImage;
    HeadId m_head;
    int m_image = 0;
    QString m_text;
    QString m_versus;
    bool m_onlyHead = false;
    QString m_attribute;
    Colouring m_colouring = Colouring::FirstDescriptions;
    int m_topCount = 100;
    Ablation m_ablation;
    QUndoStack m_undoStack;
};

}
