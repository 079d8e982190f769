// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics as figures to show: each with its n, or with the reason why it is undefined.
#pragma once

#include <QString>

#include <optional>

#include "core/fairness/metrics.h"
#include "core/fairness/queryskew.h"
#include "core/fairness/undefined.h"
#include "widgets/figures/figureinterval.h"

namespace headscope {

/// Why a figure of `attribute` (may be empty) has no value, for a person to read.
QString reasonText(Undefined why, const QString &attribute);

/// A value that may be undefined.
Figure figureOf(std::optional<double> value, int images, const QString &reason);

/// The metrics of one attribute; null if it isn't among them.
const AttributeMetrics *metricsOf(const Metrics &metrics, const QString &attribute);

/// One metric of a state; `attribute` is the chosen one, empty if there is none.
using MetricFigure = Figure (*)(const Metrics &metrics, const QString &attribute);

Figure accuracyFigure(const Metrics &metrics, const QString &attribute);
/// Of the attribute's groups, or of the classes if there is no attribute.
Figure worstGroupFigure(const Metrics &metrics, const QString &attribute);
/// Accuracy − worst group.
Figure gapFigure(const Metrics &metrics, const QString &attribute);
/// Bias-corrected Cramér's V of prediction and attribute.
Figure associationFigure(const Metrics &metrics, const QString &attribute);
/// Which way it is wished to go: down, unless the true classes go with the attribute, so that a model that is right has
/// a V too.
Better betterAssociation(const Metrics &metrics, const QString &attribute);
/// V of the true classes above which they do.
inline constexpr double kCarriedAssociation = 0.1;
/// Mean over classes.
Figure equalOpportunityFigure(const Metrics &metrics, const QString &attribute);
Figure twinFlipFigure(const Metrics &metrics, const QString &attribute);
/// Mean over the classes' texts.
Figure skewFigure(const QuerySkew &skew, const QString &attribute);

/// "firefighter, woman", "… and 2 more" if others are as bad; the class alone if there is no attribute. Empty if no
/// group is large enough.
QString worstGroupName(const Metrics &metrics, const QString &attribute);

}
