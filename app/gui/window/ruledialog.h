// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <optional>

#include "app/gui/analysis/headrule.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace headscope {

/// Takes heads by a rule: marks them on the head map as long as it is open, and ablates them when asked.
class RuleDialog : public QDialog
{
    Q_OBJECT

public:
    RuleDialog(Document &document, const Analysis &analysis, QWidget *parent = nullptr);

    /// Opens where it leaves the head map in sight, if the screen has room for both.
    void openBeside(const QWidget &map);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    HeadRule rule() const;
    void startAnew();
    void followMeasure();
    void showRule();
    /// Random heads anew.
    void draw();
    void mark();
    void ablate(bool add);

    Document &m_document;
    const Analysis &m_analysis;
    std::vector<HeadId> m_heads;
    RuledHeads m_drawn;
    std::optional<Document::Colouring> m_followed; ///< the measure whose end was chosen last
    bool m_isAblating = false;
    std::uint64_t m_seed = 1;
    QComboBox *m_kind;
    QSpinBox *m_count;
    QComboBox *m_measure;
    QSpinBox *m_layer;
    QPushButton *m_again;
    QLabel *m_found;
    QPushButton *m_ablate;
    QPushButton *m_add;
};

}
