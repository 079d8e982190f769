// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFontMetrics>
#include <QList>
#include <QRect>
#include <QString>

#include <array>
#include <optional>

class QCPPainter;
class QCPScatterStyle;

namespace headscope {

class Theme;
struct TrailPoint;

/// What a point of the trail is; it may be several of them. Controls are no points of the trail.
enum class TrailMark { Baseline, Tried, Current, Pinned, Control };
inline constexpr std::array kTrailMarks{TrailMark::Baseline, TrailMark::Tried, TrailMark::Current, TrailMark::Pinned,
                                        TrailMark::Control};

QString trailMarkName(TrailMark mark);
bool bears(const TrailPoint &point, TrailMark mark);
/// Frames may stand round one and the same point, so each has its own shape and size.
QCPScatterStyle trailMarkStyle(TrailMark mark, const Theme &theme);

/// Marks and their names, from left to right in as many rows as are needed; in one column if no width is given.
class TrailLegend
{
public:
    explicit TrailLegend(const QFontMetrics &metrics, int width = 0);

    /// Without a mark it is a title.
    void add(std::optional<TrailMark> mark, const QString &name);
    bool isColumn() const { return m_width == 0; }
    int width() const;
    int height() const { return m_items.isEmpty() ? 0 : m_items.last().place.bottom() + 1; }
    /// In the painter's font, that of the metrics.
    void draw(QCPPainter &painter, const QPoint &place, const Theme &theme) const;

private:
    struct Item
    {
        std::optional<TrailMark> mark;
        QString name;
        QRect place; ///< from the legend's corner
    };

    QFontMetrics m_metrics;
    int m_width;
    QList<Item> m_items;
};

}
