// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis/comparison.h"
#include "app/gui/analysis/reference.h"
#include "app/gui/panels/panel.h"

class QLabel;
class QToolButton;

namespace headscope {

class Names;
class CompareTableModel;
class CompareTableView;
class ScopeBox;
struct CompareRow;

/// The model as it is, the ablations that were kept, the present one and the pinned reference, beneath one another.
class ComparePanel : public Panel
{
    Q_OBJECT

public:
    ComparePanel(Document &document, const Analysis &analysis, Jobs &jobs, Trail &trail, Reference &reference,
                 const Names &names, QWidget *parent = nullptr);

    /// Gives the present ablation a name.
    void keep();

private:
    void makeControls();
    void showStates();
    void showControls();
    QList<int> shownSteps() const;
    CompareRow row(int step) const;
    CompareRow pinnedRow() const;
    void fill(CompareRow &row, const Trail::Step &step, const struct Figure &missing) const;
    const std::optional<Trail::Result> &result(const Trail::Step &step) const;
    const Trail::Step &stepOf(int step) const;
    /// What the others' differences are from.
    const Trail::Step &referenceStep() const;
    /// Null before it is known.
    const Metrics *baselineMetrics() const;
    void weigh();
    QString noteText() const;
    /// Of a row; −1 for the reference of another model.
    int stepAt(int row) const { return m_steps.value(row, -1); }
    int keptAt(int row) const;
    void goTo(int row);
    void pin(int row);
    void rename(int row, const QString &name);
    void forget(int row);

    Document &m_document;
    Trail &m_trail;
    Reference &m_reference;
    const Names &m_names;
    const Analysis &m_analysis;
    Comparison m_comparison;
    QList<int> m_steps; ///< of the rows
    CompareTableModel *m_states;
    CompareTableView *m_view;
    ScopeBox *m_scope;
    QLabel *m_note;
    QToolButton *m_keep;
    QToolButton *m_pin;
    QToolButton *m_forget;
};

}
