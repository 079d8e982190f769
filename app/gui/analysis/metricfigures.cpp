// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/metricfigures.h"

#include <QCoreApplication>

#include <algorithm>

#include "core/fairness/evaluator.h"

namespace headscope {

namespace {

struct MetricFigures
{
    Q_DECLARE_TR_FUNCTIONS(headscope::MetricFigures)
};

const std::optional<GroupAccuracy> &worstGroup(const Metrics &metrics, const QString &attribute)
{
    const AttributeMetrics *found = metricsOf(metrics, attribute);
    return found ? found->worstGroup : metrics.worstGroup;
}

/// A value with its n, or the reason why it has none.
Figure figureOf(std::optional<double> value, int images, std::optional<Undefined> why, const QString &attribute)
{
    return why ? Figure::undefined(reasonText(*why, attribute), images) : headscope::figureOf(value, images, {});
}

Figure noAttribute() { return Figure::undefined(MetricFigures::tr("The pictures have no attribute")); }

/// How many groups have the accuracy of the worst, itself included.
int asBadAs(const GroupAccuracy &worst, const Metrics &metrics, const QString &attribute)
{
    const AttributeMetrics *found = metricsOf(metrics, attribute);
    const std::vector<GroupAccuracy> &groups = found ? found->groups : metrics.perClass;
    return int(std::count_if(groups.begin(), groups.end(), [&](const GroupAccuracy &group) {
        return group.n >= kLeastGroup && group.accuracy == worst.accuracy;
    }));
}

}

QString reasonText(Undefined why, const QString &attribute)
{
    switch (why) {
    case Undefined::NoLabels:
        return attribute.isEmpty() ? MetricFigures::tr("No picture has a label")
                                   : MetricFigures::tr("No picture whose %1 is known has a label").arg(attribute);
    case Undefined::NoValues:
        return MetricFigures::tr("No picture's %1 is known").arg(attribute);
    case Undefined::OneClass:
        return MetricFigures::tr("There is only one class: nothing could be predicted otherwise");
    case Undefined::OneLabel:
        return MetricFigures::tr("There is only one class among the labels");
    case Undefined::OnePrediction:
        return MetricFigures::tr("Only one class is predicted");
    case Undefined::OneValue:
        return MetricFigures::tr("There is only one value of %1").arg(attribute);
    case Undefined::FewImages:
        return MetricFigures::tr("There are too few pictures to correct for chance");
    case Undefined::SmallGroups:
        return MetricFigures::tr("No group has ten pictures");
    case Undefined::NoComparison:
        return MetricFigures::tr("No class has ten pictures of each of two values");
    case Undefined::NoTwins:
        return MetricFigures::tr("No pictures are twins that differ in %1").arg(attribute);
    case Undefined::WholeRanking:
        return MetricFigures::tr("k takes in every picture, so that nothing can be skewed: choose a smaller one");
    case Undefined::NotFinite:
        break;
    }
    return MetricFigures::tr("The scores aren't finite");
}

Figure figureOf(std::optional<double> value, int images, const QString &reason)
{
    return value ? Figure::known(*value, images) : Figure::undefined(reason, images);
}

const AttributeMetrics *metricsOf(const Metrics &metrics, const QString &attribute)
{
    for (const AttributeMetrics &candidate : metrics.attributes) {
        if (candidate.name == attribute.toStdString())
            return &candidate;
    }
    return nullptr;
}

Figure accuracyFigure(const Metrics &metrics, const QString &)
{
    return figureOf(metrics.accuracy, metrics.labelled, whyNoAccuracy(metrics), {});
}

Figure worstGroupFigure(const Metrics &metrics, const QString &attribute)
{
    const std::optional<GroupAccuracy> &worst = worstGroup(metrics, attribute);
    if (worst)
        return figureOf(worst->accuracy, worst->n, std::nullopt, attribute);
    const AttributeMetrics *found = metricsOf(metrics, attribute);
    const auto why = found ? whyNoWorstGroup(metrics, *found) : whyNoWorstGroup(metrics);
    return Figure::undefined(
        reasonText(why.value_or(Undefined::SmallGroups), metrics.labelled > 0 ? attribute : QString()));
}

Figure gapFigure(const Metrics &metrics, const QString &attribute)
{
    const Figure worst = worstGroupFigure(metrics, attribute);
    return worst.isKnown() ? Figure::known(*metrics.accuracy - worst.value, worst.images) : worst;
}

Figure associationFigure(const Metrics &metrics, const QString &attribute)
{
    const AttributeMetrics *found = metricsOf(metrics, attribute);
    if (!found)
        return noAttribute();
    return figureOf(found->predictedAssociation.corrected, found->predictedAssociation.n,
                    whyNoAssociation(metrics, *found, true), attribute);
}

Better betterAssociation(const Metrics &metrics, const QString &attribute)
{
    const AttributeMetrics *found = metricsOf(metrics, attribute);
    const std::optional<double> carried = found ? found->labelAssociation.corrected : std::nullopt;
    return carried && *carried > kCarriedAssociation ? Better::Neither : Better::Lower;
}

Figure equalOpportunityFigure(const Metrics &metrics, const QString &attribute)
{
    const AttributeMetrics *found = metricsOf(metrics, attribute);
    if (!found)
        return noAttribute();
    return figureOf(found->equalOpportunity.mean, found->equalOpportunity.n, whyNoEqualOpportunity(metrics, *found),
                    metrics.labelled > 0 ? attribute : QString());
}

Figure twinFlipFigure(const Metrics &metrics, const QString &attribute)
{
    const AttributeMetrics *found = metricsOf(metrics, attribute);
    if (!found)
        return noAttribute();
    return figureOf(found->twinFlipRate, int(found->twinPairs), whyNoTwinFlips(metrics, *found), attribute);
}

Figure skewFigure(const QuerySkew &skew, const QString &attribute)
{
    return figureOf(skew.mean, skew.images, whyNoSkew(skew), attribute);
}

QString worstGroupName(const Metrics &metrics, const QString &attribute)
{
    const std::optional<GroupAccuracy> &worst = worstGroup(metrics, attribute);
    if (!worst)
        return {};
    QString name = QString::fromStdString(worst->className);
    if (!worst->value.empty())
        name = MetricFigures::tr("%1, %2").arg(name, QString::fromStdString(worst->value));
    const int others = asBadAs(*worst, metrics, attribute) - 1;
    return others > 0 ? MetricFigures::tr("%1 and %Ln more", nullptr, others).arg(name) : name;
}

}
