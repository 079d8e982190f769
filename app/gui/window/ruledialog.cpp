// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/ruledialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

#include "app/gui/analysis/analysis.h"
#include "app/gui/panels/colourings.h"
#include "app/gui/panels/panel.h"
#include "widgets/base/palette.h"

namespace headscope {

namespace {

using Kind = HeadRule::Kind;

/// Right of, left of, below or above what is to stay in sight, within the room: where least of that is covered.
QPoint placeBeside(const QRect &taken, const QSize &size, const QRect &room)
{
    const std::array places = {
        QPoint(taken.right() + kGap, taken.top()), QPoint(taken.left() - kGap - size.width(), taken.top()),
        QPoint(taken.left(), taken.bottom() + kGap), QPoint(taken.left(), taken.top() - kGap - size.height())};
    QPoint best;
    std::optional<int> least;
    for (const QPoint &place : places) {
        QRect rect(place, size);
        rect.moveRight(std::min(rect.right(), room.right()));
        rect.moveBottom(std::min(rect.bottom(), room.bottom()));
        rect.moveLeft(std::max(rect.left(), room.left()));
        rect.moveTop(std::max(rect.top(), room.top()));
        const QRect covered = rect & taken;
        const int area = covered.width() * covered.height();
        if (least && *least <= area)
            continue;
        least = area;
        best = rect.topLeft();
    }
    return best;
}

}

RuleDialog::RuleDialog(Document &document, const Analysis &analysis, QWidget *parent)
    : QDialog(parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_kind(new QComboBox)
    , m_count(new QSpinBox)
    , m_measure(new QComboBox)
    , m_layer(new QSpinBox)
    , m_again(new QPushButton(tr("&Draw again")))
    , m_found(new QLabel)
    , m_ablate(new QPushButton(tr("&Ablate only these")))
    , m_add(new QPushButton(tr("A&dd these")))
{
    setWindowTitle(tr("Ablate by rule"));
    setObjectName("rule");
    m_kind->setObjectName("rule kind");
    m_kind->setAccessibleName(tr("Rule"));
    m_kind->addItem(tr("The highest"), int(Kind::Highest));
    m_kind->addItem(tr("The lowest"), int(Kind::Lowest));
    m_kind->addItem(tr("All with CCS 5"), int(Kind::Consistent));
    m_kind->addItem(tr("All with CCS 1 or 0"), int(Kind::Inconsistent));
    m_kind->addItem(tr("A layer"), int(Kind::Layer));
    m_kind->addItem(tr("Random, matched by layer"), int(Kind::Random));
    m_count->setObjectName("rule count");
    m_count->setAccessibleName(tr("How many heads"));
    m_count->setValue(HeadRule().count);
    m_measure->setObjectName("rule measure");
    m_measure->setAccessibleName(tr("Measure"));
    m_measure->setToolTip(tr("The head map's measure"));
    addColourings(*m_measure);
    m_layer->setObjectName("rule layer");
    m_layer->setAccessibleName(tr("Layer"));
    m_again->setToolTip(tr("Other random heads"));
    m_found->setObjectName("rule found");
    m_found->setWordWrap(true);
    m_found->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_found->setMinimumHeight(2 * fontMetrics().lineSpacing());
    m_ablate->setToolTip(tr("In place of those that are ablated"));
    m_add->setToolTip(tr("Beside those that are ablated"));

    auto *row = new QHBoxLayout;
    row->setSpacing(kSmallGap);
    for (QWidget *control : std::initializer_list<QWidget *>{m_kind, m_count, m_measure, m_layer, m_again})
        row->addWidget(control);
    row->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_ablate, QDialogButtonBox::ActionRole);
    buttons->addButton(m_add, QDialogButtonBox::ActionRole);
    m_ablate->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_found, 1);
    layout->addWidget(buttons);

    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        draw();
        showRule();
    });
    connect(m_measure, &QComboBox::activated, this,
            [this] { m_document.setColouring(Document::Colouring(m_measure->currentData().toInt())); });
    connect(m_count, &QSpinBox::valueChanged, this, &RuleDialog::mark);
    connect(m_layer, &QSpinBox::valueChanged, this, &RuleDialog::mark);
    connect(m_again, &QPushButton::clicked, this, [this] {
        ++m_seed;
        draw();
        mark();
    });
    connect(m_ablate, &QPushButton::clicked, this, [this] { ablate(false); });
    connect(m_add, &QPushButton::clicked, this, [this] { ablate(true); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&document, &Document::studyChanged, this, [this] {
        m_heads.clear(); // they were of the study before, and aren't marked any more
        startAnew();
    });
    connect(&document, &Document::colouringChanged, this, &RuleDialog::startAnew);
    connect(&document, &Document::ablationChanged, this, [this] {
        if (m_isAblating) // the random heads that were ablated stay those that are named
            return;
        draw();
        mark();
    });
    connect(&analysis.heads(), &HeadMeasures::figuresChanged, this, &RuleDialog::mark);
    connect(&analysis.heads(), &HeadMeasures::descriptionsChanged, this, &RuleDialog::mark);
}

void RuleDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    startAnew();
}

void RuleDialog::startAnew()
{
    followMeasure();
    draw();
    showRule();
}

/// Another measure begins with its own end; what a person chose for this one stays.
void RuleDialog::followMeasure()
{
    const bool byMeasure = rule().kind == Kind::Highest || rule().kind == Kind::Lowest;
    if (!byMeasure || m_followed == m_document.colouring())
        return;
    m_followed = m_document.colouring();
    const QSignalBlocker blocker(m_kind);
    m_kind->setCurrentIndex(m_kind->findData(int(firstEnd(*m_followed))));
}

void RuleDialog::openBeside(const QWidget &map)
{
    if (!isVisible()) {
        ensurePolished();
        adjustSize();
        const QRect taken(map.mapToGlobal(QPoint()), map.size());
        const QSize frame = frameGeometry().size();
        move(placeBeside(taken, frame, map.screen()->availableGeometry()));
    }
    show();
    raise();
    activateWindow();
}

void RuleDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    if (m_document.selection() == m_heads)
        m_document.setSelection({});
    m_heads.clear();
}

void RuleDialog::draw()
{
    if (m_document.study() && rule().kind == Kind::Random)
        m_drawn = headsBy(rule(), m_document, m_analysis);
}

HeadRule RuleDialog::rule() const
{
    return {Kind(m_kind->currentData().toInt()), m_count->value(), m_layer->value(), m_seed};
}

void RuleDialog::showRule()
{
    if (const auto &study = m_document.study()) {
        m_count->setRange(1, study->store.layers() * study->store.heads());
        m_layer->setRange(0, study->store.layers() - 1);
    }
    const Kind kind = rule().kind;
    const bool byMeasure = kind == Kind::Highest || kind == Kind::Lowest;
    m_count->setVisible(byMeasure);
    m_measure->setVisible(byMeasure);
    m_measure->setCurrentIndex(m_measure->findData(int(m_document.colouring())));
    m_layer->setVisible(kind == Kind::Layer);
    m_again->setVisible(kind == Kind::Random);
    mark();
}

void RuleDialog::mark()
{
    if (!isVisible())
        return;
    RuledHeads found = !m_document.study()           ? RuledHeads{{}, tr("Open a model and pictures first.")}
                       : rule().kind == Kind::Random ? m_drawn
                                                     : headsBy(rule(), m_document, m_analysis);
    if (found.heads != m_heads) // a person may have marked others meanwhile
        m_document.setSelection(found.heads);
    m_heads = std::move(found.heads);
    QStringList names;
    for (const HeadId head : m_heads)
        names.append(QString::fromStdString(toString(head)));
    QString text = m_heads.empty() ? found.problem : tr("Marked on the map: %1").arg(names.join(", "));
    if (found.tied > 0)
        text += u'\n' + tr("%Ln more heads have the same value as the last one taken.", nullptr, found.tied);
    m_found->setText(text);
    m_ablate->setEnabled(!m_heads.empty());
    m_add->setEnabled(!m_heads.empty());
}

void RuleDialog::ablate(bool add)
{
    Ablation ablation = m_document.ablation();
    if (!add)
        ablation.heads.clear();
    for (const HeadId head : m_heads)
        ablation.heads[head] = 0;
    m_isAblating = true;
    m_document.setAblation(ablation, tr("ablate by rule"));
    m_isAblating = false;
}

}
