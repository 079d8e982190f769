// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

#include <optional>

#include "widgets/figures/figure.h"
#include "widgets/pictures/heat.h"

namespace headscope {

class ColourBar;

/// A picture as the model sees it with a heatmap over it and the legend beneath. The pointer, or the arrow keys, read a
/// token's value; holding B shows the bare picture. Views that share a legend write a caption in the place of their
/// own.
class HeatmapView : public QWidget
{
    Q_OBJECT

public:
    explicit HeatmapView(QWidget *parent = nullptr);

    /// A null image shows the empty text. A heatmap stays until another is set or it is cleared.
    void setPicture(const QImage &picture, const QString &accessibleDescription = {});
    /// `name` is said in the legend. Without a shared scale it spans the grid's own values, and the legend says so.
    void setHeat(HeatGrid heat, ColourScale::Kind kind, const QString &name, const NumberFormat &format = {});
    void clearHeat();
    /// More to say of the picture, such as its score, in at most two lines; `explanation` is for the tooltip.
    void setDetail(const QString &detail, const QString &explanation = {});
    /// A scale that other pictures have too, and what the legend says of it; none: the picture's own.
    void setSharedScale(std::optional<ColourScale> scale, const QString &note = {});
    enum class Foot {
        Legend,  ///< which says name and detail too
        Caption, ///< name and detail, a line each, without a legend
        Both
    };
    /// What stands beneath the picture.
    void setFoot(Foot foot);
    /// 0 … 1.
    void setHeatOpacity(double opacity);
    /// Whether tokens blend into each other or show as squares (the default).
    void setHeatSmooth(bool smooth);
    /// Leaves the heatmap away, as long as it is set.
    void setBare(bool bare);

    void setEmptyText(const QString &text);
    void setErrorText(const QString &text);

    QSize sizeHint() const override { return {320, 372}; }
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// NaN where the heatmap has no value.
    void hovered(int row, int column, double value);
    /// No token is read any more.
    void hoverLeft();
    /// B is held, or no longer.
    void bareHeld(bool held);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Token
    {
        int row = 0;
        int column = 0;
        bool operator==(const Token &) const = default;
    };

    bool showsHeat() const;
    bool hasLegend() const { return m_foot != Foot::Caption; }
    bool hasCaption() const { return m_foot != Foot::Legend; }
    int footHeight() const;
    QRectF pictureRect() const;
    QRectF tokenRect(const Token &token) const;
    std::optional<Token> tokenAt(const QPointF &position) const;
    void setToken(std::optional<Token> token);
    /// Tells the value under the token cursor, again if the heatmap is another.
    void readToken();
    QString tokenText(const Token &token) const;
    QString numberText(double value) const;
    ColourScale scale() const;
    void updateLegend();
    void hold(bool bare);
    void drawToken(QPainter &painter) const;
    void drawCaption(QPainter &painter, const Theme &theme) const;

    QImage m_picture;
    HeatGrid m_heat;
    ColourScale::Kind m_kind = ColourScale::Kind::Sequential;
    QString m_name;
    QString m_detail;
    QString m_explanation;
    NumberFormat m_format;
    std::optional<ColourScale> m_sharedScale;
    QString m_scaleNote;
    Foot m_foot = Foot::Legend;
    HeatStyle m_style;
    bool m_bare = false;
    std::optional<Token> m_token;
    QString m_emptyText;
    QString m_errorText;
    ColourBar *m_legend;
};

}
