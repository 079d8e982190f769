// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <map>
#include <memory>
#include <optional>

#include "app/gui/session/study.h"
#include "core/ablation/ablation.h"
#include "core/concepts/ccs.h"

namespace headscope {

/// An ablation to come back to.
struct NamedAblation
{
    QString name;
    Ablation ablation;
    bool operator==(const NamedAblation &) const = default;
};

/// What is open, what is chosen in it, and what is ablated. The panels change it and follow its signals; they don't
/// know each other. Ablations can be undone; looking at something else is no change.
/// What the study hasn't got can't be chosen: setters that are asked for it, perhaps by what was made for a study that
/// was open before, leave everything as it is.
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

    /// What stands beside the chosen picture's heatmap.
    enum class Beside { Nothing, LeastSimilar, Pinned };

    /// Whether texts that lie beside pictures become the current ones when they are opened: unless a person reads with
    /// others, or always.
    enum class Texts { Kept, Taken };

    explicit Document(QObject *parent = nullptr);

    /// Null until something is open.
    const std::shared_ptr<const Study> &study() const { return m_study; }
    /// The pool that heads are described with; null if none is open.
    std::shared_ptr<const NamedPool> pool() const;
    /// All that are open: the one beside the pictures, if there is one, and those a person has opened.
    const std::vector<std::shared_ptr<const NamedPool>> &pools() const { return m_pools.open; }
    int poolIndex() const { return m_pools.current; }

    /// Another's descriptions to read beside one's own; null if none are open.
    const std::shared_ptr<const PublishedTexts> &published() const { return m_published; }

    /// What people have decided about a head's concept.
    const ConceptEdits &conceptEdits(HeadId head) const;

    /// The head that was chosen to look at.
    HeadId head() const { return m_head; }
    /// The one that is described: the chosen one, or for a moment the one under the mouse.
    HeadId shownHead() const { return m_preview.value_or(m_head); }
    /// Heads that are marked to do something with.
    const std::vector<HeadId> &selection() const { return m_selection; }
    int image() const { return m_image; }
    const QString &text() const { return m_text; }
    const QString &versus() const { return m_versus; }
    /// Whether heatmaps are of the chosen head alone.
    bool onlyHead() const { return m_onlyHead; }
    Beside beside() const { return m_beside; }
    /// Empty if the pictures have none.
    const QString &attribute() const { return m_attribute; }
    Colouring colouring() const { return m_colouring; }
    /// How many of the best pictures of a class text MaxSkew looks at; nothing as long as nobody has said.
    std::optional<int> topCount() const { return m_topCount; }

    const Ablation &ablation() const { return m_ablation; }
    /// Those that a person has given a name, of the model that is open. The same weights may be open with fewer heads:
    /// what doesn't fit them is passed over, and kept.
    std::vector<NamedAblation> keptAblations() const;
    /// Of every model, by the hash of its weights.
    using KeptAblations = std::map<std::string, std::vector<NamedAblation>>;
    const KeptAblations &allKeptAblations() const { return m_kept; }
    /// 0: ablated, 1: as it is.
    double gain(HeadId head) const;
    bool isAblated(HeadId head) const { return gain(head) == 0; }
    QUndoStack &undoStack() { return m_undoStack; }

    /// Takes the place of what was open. What is chosen stays where it still makes sense, so that the same picture can
    /// be compared between models; an ablation doesn't outlive its model. Every change is told, that of the study
    /// first.
    void open(std::shared_ptr<const Study> study, Texts texts = Texts::Kept);
    /// Those of earlier days. Can't be undone.
    void restoreKeptAblations(KeptAblations kept);
    void setPoolIndex(int index);
    /// Chooses a head and locks it.
    void setHead(HeadId head);
    void unlockHead();
    /// Shows another head as long as none is locked; none: the chosen one again.
    void previewHead(std::optional<HeadId> head);
    void setSelection(std::vector<HeadId> heads);
    void setImage(int image);
    /// Where a text is seen, and against which other one; empty: against none.
    void setTexts(const QString &text, const QString &versus);
    void setOnlyHead(bool onlyHead);
    void setBeside(Beside beside);
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
    /// Of the model that is open; `what` names the step.
    void setKeptAblations(std::vector<NamedAblation> ablations, const QString &what);
    void restoreAll();
    /// Opens another pool, which becomes the current one; one of the same name is replaced.
    void addPool(std::shared_ptr<const NamedPool> pool);
    /// Puts an edited version in the place of the current pool; `what` names the step.
    void editPool(TextPool texts, const QString &what);
    /// Null closes what is open.
    void setPublished(std::shared_ptr<const PublishedTexts> texts);
    void setConceptEdits(HeadId head, const ConceptEdits &edits, const QString &what);

    /// The head that others are compared with, if there is one.
    std::optional<HeadId> pinnedHead() const { return m_pinnedHead; }
    void pinHead(std::optional<HeadId> head);
    std::optional<int> pinnedImage() const { return m_pinnedImage; }
    void pinImage(std::optional<int> image);
    /// Pins the image, or none if it is the one that is pinned.
    void togglePin(int image) { pinImage(m_pinnedImage == image ? std::nullopt : std::optional(image)); }

Q_SIGNALS:
    void studyChanged();
    /// Another pool is the current one, or its texts are others.
    void poolChanged();
    void publishedChanged();
    void conceptEditsChanged();
    void pinsChanged();
    void headChanged();
    /// Another head is the one described, or it is no longer locked.
    void shownHeadChanged();
    void selectionChanged();
    void imageChanged();
    /// The texts, whether all heads or the chosen one see them, or what stands beside.
    void heatmapChanged();
    void attributeChanged();
    void colouringChanged();
    void topCountChanged();
    void ablationChanged();
    void keptAblationsChanged();

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

    struct Chosen;
    Chosen chosen() const;
    void takePoolOf(const Study &study, Texts texts);
    bool hasHead(HeadId head) const;
    bool hasHeads(const Ablation &ablation) const;
    bool hasImage(int image) const;

    void change(const Ablation &ablation, const QString &what, int mergeId = -1);

    std::shared_ptr<const Study> m_study;
    Pools m_pools;
    std::shared_ptr<const NamedPool> m_ownPool;      ///< the one beside the pictures
    std::shared_ptr<const NamedPool> m_retainedPool; ///< beside earlier ones, for pictures that bring none
    std::shared_ptr<const PublishedTexts> m_published;
    Edits m_edits;
    std::optional<HeadId> m_pinnedHead;
    std::optional<int> m_pinnedImage;
    HeadId m_head;
    std::optional<HeadId> m_preview;
    bool m_headLocked = false; ///< one was chosen: the mouse over others doesn't change what is shown
    std::vector<HeadId> m_selection;
    int m_image = 0;
    QString m_text;
    QString m_versus;
    bool m_onlyHead = false;
    Beside m_beside = Beside::LeastSimilar;
    QString m_attribute;
    Colouring m_colouring = Colouring::FirstDescriptions;
    std::optional<int> m_topCount;
    Ablation m_ablation;
    KeptAblations m_kept;
    QUndoStack m_undoStack;
};

}
