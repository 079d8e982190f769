// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/trailpanel.h"

#include <QLabel>
#include <QVBoxLayout>

#include "app/gui/panels/scopebox.h"
#include "widgets/base/palette.h"
#include "widgets/figures/trailplot.h"

namespace headscope {

namespace {

std::optional<double> valueOf(const std::optional<Trail::Result> &result, MetricFigure figure, const QString &attribute)
{
    const Figure shown = result && result->metrics ? figure(*result->metrics, attribute) : Figure();
    return shown.isKnown() ? std::optional(shown.value) : std::nullopt;
}

}

TrailPanel::TrailPanel(Document &document, Trail &trail, const Reference &reference, Significance &significance,
                       QWidget *parent)
    : Panel("trail panel", tr("Ablations tried"), parent)
    , m_document(document)
    , m_trail(trail)
    , m_reference(reference)
    , m_significance(significance)
    , m_plot(new TrailPlot)
    , m_scope(new ScopeBox("trail scope"))
    , m_verdict(new QLabel)
{
    addControl(tr("Sho&w"), m_scope);
    m_plot->setObjectName("trail");
    m_verdict->setWordWrap(true);
    m_verdict->setObjectName("verdict");
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse |
                                       Qt::LinksAccessibleByKeyboard);
    body().addWidget(m_plot, 1);
    body().addWidget(m_verdict);
    setTabOrder(m_scope, m_plot);

    connect(m_scope, &QComboBox::currentIndexChanged, this, &TrailPanel::showTrail);
    connect(m_plot, &TrailPlot::pointActivated, this, [this](int point) {
        if (point < int(m_trail.steps().size())) // the last may be another model's
            m_trail.goTo(point);
    });
    connect(&reference, &Reference::changed, this, &TrailPanel::showTrail);
    connect(&trail, &Trail::changed, this, &TrailPanel::showTrail);
    connect(&document, &Document::attributeChanged, this, &TrailPanel::showTrail);
    connect(&significance, &Significance::controlsChanged, this, &TrailPanel::showControls);
    connect(m_verdict, &QLabel::linkActivated, &significance, &Significance::resumeControls);
    showTrail();
}

void TrailPanel::showTrail()
{
    const QString attribute = m_document.attribute();
    const auto &study = m_document.study();
    m_plot->setEmptyText(study && !study->hasLabels()   ? tr("These pictures have no labels: accuracy can't be told")
                         : study && attribute.isEmpty() ? tr("These pictures have no attribute: bias can't be told")
                                                        : tr("Ablate a head: what it costs and what it gains appears "
                                                             "here"));
    m_plot->setScope(m_scope->currentText());
    m_plot->setAxes({tr("Accuracy"), {3, false}},
                    {attribute.isEmpty() ? tr("Cramér's V") : tr("Cramér's V with %1").arg(attribute), {3, false}});
    QList<TrailPoint> points;
    const int current = m_trail.current();
    for (int step = 0; step < int(m_trail.steps().size()); ++step) {
        const Trail::Step &tried = m_trail.steps()[std::size_t(step)];
        points.append(point(tried));
        points.last().name = m_trail.name(step);
        points.last().baseline = step == 0;
        points.last().current = step == current;
        points.last().pinned = m_reference.isOfStudy() && tried.ablation == m_reference.state()->step.ablation;
    }
    if (m_reference.standsApart()) {
        points.append(point(m_reference.state()->step));
        points.last().name = tr("%1, %2").arg(m_reference.state()->model, m_reference.state()->ablation);
        points.last().pinned = true;
        points.last().apart = true;
    }
    m_plot->setPoints(points);
    showControls();
}

TrailPoint TrailPanel::point(const Trail::Step &step) const
{
    const std::optional<Trail::Result> &result = m_scope->isDirect() ? step.direct : step.forward;
    TrailPoint point;
    point.accuracy = valueOf(result, &accuracyFigure, m_document.attribute());
    point.bias = valueOf(result, &associationFigure, m_document.attribute());
    return point;
}

void TrailPanel::showControls()
{
    QList<TrailControl> controls;
    QString verdict;
    const auto &random = m_significance.controls();
    if (random) {
        const QString attribute = m_document.attribute();
        for (const Metrics &metrics : random->sets) {
            const Figure accuracy = accuracyFigure(metrics, attribute);
            const Figure bias = associationFigure(metrics, attribute);
            if (accuracy.isKnown() && bias.isKnown())
                controls.append({accuracy.value, bias.value});
        }
        const int sets = int(random->sets.size());
        const std::optional<ControlTest> test = m_significance.controlTest();
        const Figure own = associationFigure(random->chosen, attribute);
        if (sets == 0) {
            verdict = tr("There are no other heads in these layers to compare with.");
        } else if (test) {
            const QString p = QLocale().toString(test->p, 'g', 2);
            verdict = (random->all ? tr("By direct effect, %Ln of all %1 other sets of heads in these layers leave "
                                        "Cramér's V as low or lower: p = %2.",
                                        nullptr, test->asLow)
                                   : tr("By direct effect, %Ln of %1 random sets of heads in these layers leave "
                                        "Cramér's V as low or lower: p = %2.",
                                        nullptr, test->asLow))
                          .arg(countText(sets), p);
            if (test->undefined > 0)
                verdict += tr(" V is undefined for %Ln of them, which count as low.", nullptr, test->undefined);
            if (test->asLow == 0)
                verdict += tr(" So many sets can give no lower p.");
            if (const int tried = m_trail.tried(); tried > 1)
                verdict += tr(" That is for one set chosen beforehand, not for the best of %Ln tried.", nullptr, tried);
        } else if (!attribute.isEmpty()) {
            verdict = tr("Without a Cramér's V nothing can be compared with random heads: %1.").arg(own.reason);
        }
    } else if (const auto &stopped = m_significance.controlsStopped()) {
        const QString why = stopped->isEmpty() ? tr("Comparing with random heads was cancelled.")
                                               : tr("Comparing with random heads failed: %1").arg(*stopped);
        verdict = QStringLiteral("%1 <a href=\"again\" style=\"color: %3\">%2</a>")
                      .arg(why.toHtmlEscaped(), tr("Compare after all"), Theme(palette()).accent().name());
    } else if (m_document.study() && m_document.study()->evaluator && !m_document.ablation().heads.empty()) {
        verdict = tr("Comparing with random heads of the same layers…");
    }
    // The cloud is of direct effects, and isn't mixed with anything else.
    m_plot->setControls(m_scope->isDirect() ? controls : QList<TrailControl>());
    m_verdict->setText(verdict);
    m_verdict->setVisible(!verdict.isEmpty());
}

}
