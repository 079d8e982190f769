// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/metricfigures.h"

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
    return figureOf(metrics.accuracy, metrics.labelled, MetricFigures::tr("No picture has a label"));
}

Figure worstGroupFigure(const Metrics &metrics, const QString &attribute)
{
    const std::optional<GroupAccuracy> &worst = worstGroup(metrics, attribute);
    if (!worst)
        return Figure::undefined(MetricFigures::tr("No group has ten pictures"));
    return figureOf(worst->accuracy, worst->n, MetricFigures::tr("No picture has a label"));
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
        return Figure::undefined(MetricFigures::tr("The pictures have no attribute"));
    return figureOf(found->predictedAssociation.corrected, found->predictedAssociation.n,
                    MetricFigures::tr("It needs two predicted classes and two values"));
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
        return Figure::undefined(MetricFigures::tr("The pictures have no attribute"));
    return figureOf(found->equalOpportunity.mean, metrics.labelled,
                    MetricFigures::tr("No class has two values with pictures"));
}

Figure twinFlipFigure(const Metrics &metrics, const QString &attribute)
{
    const AttributeMetrics *found = metricsOf(metrics, attribute);
    if (!found)
        return Figure::undefined(MetricFigures::tr("The pictures have no attribute"));
    return figureOf(found->twinFlipRate, int(found->twinPairs),
                    MetricFigures::tr("No pictures are twins that differ in %1").arg(attribute));
}

Figure skewFigure(const QuerySkew &skew, const QString &attribute)
{
    return figureOf(skew.mean, skew.images, MetricFigures::tr("No picture's %1 is known").arg(attribute));
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
