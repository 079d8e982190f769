// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictures/heatmapview.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/base/placeholder.h"
#include "widgets/figures/colourbar.h"

namespace headscope {

namespace {

constexpr int kCaptionLines = 3;

}

HeatmapView::HeatmapView(QWidget *parent)
    : QWidget(parent)
    , m_emptyText(tr("Open a picture to see where the heads look."))
    , m_legend(new ColourBar(this))
{
    setAccessibleName(tr("Picture with heatmap"));
    setWhatsThis(tr("The picture as the model sees it. The pointer or the arrow keys read a token's value; hold B for "
                    "the bare picture."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGap, kGap, kGap, kGap);
    layout->addStretch();
    layout->addWidget(m_legend);
    // The legend keeps its room while hidden, so that the picture never jumps.
    QSizePolicy policy = m_legend->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_legend->setSizePolicy(policy);
    m_legend->hide();
}

void HeatmapView::setPicture(const QImage &picture, const QString &accessibleDescription)
{
    m_picture = picture;
    setAccessibleDescription(accessibleDescription);
    updateLegend();
}

void HeatmapView::setHeat(HeatGrid heat, ColourScale::Kind kind, const QString &name, const NumberFormat &format)
{
    Q_ASSERT(heat.values.size() == std::size_t(heat.rows) * std::size_t(heat.columns));
    if (heat.rows != m_heat.rows || heat.columns != m_heat.columns)
        setToken(std::nullopt);
    m_heat = std::move(heat);
    m_kind = kind;
    m_name = name;
    m_format = format;
    updateLegend();
}

void HeatmapView::clearHeat()
{
    setToken(std::nullopt);
    m_heat = {};
    updateLegend();
}

void HeatmapView::setDetail(const QString &detail, const QString &explanation)
{
    m_detail = detail;
    m_explanation = explanation;
    updateLegend();
}

void HeatmapView::setSharedScale(std::optional<ColourScale> scale, const QString &note)
{
    m_sharedScale = scale;
    m_scaleNote = note;
    updateLegend();
}

void HeatmapView::setFoot(Foot foot)
{
    m_foot = foot;
    QSizePolicy policy = m_legend->sizePolicy();
    policy.setRetainSizeWhenHidden(hasLegend());
    m_legend->setSizePolicy(policy);
    updateGeometry();
    updateLegend();
}

QSize HeatmapView::minimumSizeHint() const
{
    switch (m_foot) {
    case Foot::Legend:
        return {140, 180};
    case Foot::Caption:
        return {86, 130};
    case Foot::Both:
        break;
    }
    return {86, 190};
}

void HeatmapView::setHeatOpacity(double opacity)
{
    m_style.opacity = std::clamp(opacity, 0.0, 1.0);
    update();
}

void HeatmapView::setHeatSmooth(bool smooth)
{
    m_style.smooth = smooth;
    update();
}

void HeatmapView::setBare(bool bare)
{
    m_bare = bare;
    update();
}

void HeatmapView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

void HeatmapView::setErrorText(const QString &text)
{
    m_errorText = text;
    updateLegend();
}

bool HeatmapView::showsHeat() const { return !m_picture.isNull() && !m_heat.isEmpty() && m_errorText.isEmpty(); }

ColourScale HeatmapView::scale() const { return m_sharedScale ? *m_sharedScale : heatScale({&m_heat, 1}, m_kind); }

void HeatmapView::updateLegend()
{
    m_legend->setVisible(showsHeat() && hasLegend());
    if (showsHeat()) {
        const QString note = m_scaleNote.isEmpty() ? tr("shared scale") : m_scaleNote;
        m_legend->setScale(
            scale(),
            hasCaption()         ? QString()
            : m_detail.isEmpty() ? m_name
                                 : tr("%1 · %2").arg(m_name, QString(m_detail).replace(u'\n', u' ')),
            [this](double value) { return numberText(value); }, m_sharedScale ? note : tr("own scale"));
        readToken();
    } else {
        setToken(std::nullopt);
    }
    update();
}

QString HeatmapView::numberText(double value) const
{
    if (!std::isfinite(value))
        return tr("undefined");
    return m_kind == ColourScale::Kind::Diverging ? m_format.signedText(value) : m_format.text(value);
}

QString HeatmapView::tokenText(const Token &token) const
{
    return tr("row %1, column %2: %3")
        .arg(token.row + 1)
        .arg(token.column + 1)
        .arg(numberText(m_heat.at(token.row, token.column)));
}

int HeatmapView::footHeight() const
{
    return (hasLegend() ? m_legend->sizeHint().height() : 0) +
           (hasCaption() ? kCaptionLines * fontMetrics().height() : 0);
}

QRectF HeatmapView::pictureRect() const
{
    const int margin = m_foot == Foot::Caption ? kSmallGap : kGap;
    const QRectF room = QRectF(contentsRect()).adjusted(margin, kGap, -margin, -2 * kGap - footHeight());
    return fittedPicture(m_picture.size(), room);
}

QRectF HeatmapView::tokenRect(const Token &token) const
{
    const QRectF picture = pictureRect();
    const QSizeF size(picture.width() / m_heat.columns, picture.height() / m_heat.rows);
    return {picture.topLeft() + QPointF(token.column * size.width(), token.row * size.height()), size};
}

std::optional<HeatmapView::Token> HeatmapView::tokenAt(const QPointF &position) const
{
    const QRectF picture = pictureRect();
    if (!showsHeat() || !picture.contains(position))
        return std::nullopt;
    const QPointF inside = position - picture.topLeft();
    return Token{std::min(int(inside.y() / picture.height() * m_heat.rows), m_heat.rows - 1),
                 std::min(int(inside.x() / picture.width() * m_heat.columns), m_heat.columns - 1)};
}

void HeatmapView::setToken(std::optional<Token> token)
{
    if (m_token == token)
        return;
    m_token = token;
    readToken();
    if (!token)
        Q_EMIT hoverLeft();
    update();
}

void HeatmapView::readToken()
{
    std::optional<double> marked;
    if (m_token) {
        const double value = m_heat.at(m_token->row, m_token->column);
        if (std::isfinite(value))
            marked = value;
        Q_EMIT hovered(m_token->row, m_token->column, value);
    }
    m_legend->setMarkedValue(marked);
}

void HeatmapView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    painter.fillRect(rect(), theme.paper());
    if (m_picture.isNull() || !m_errorText.isEmpty()) {
        drawPlaceholder(*this, painter, rect(), m_emptyText, m_errorText);
        return;
    }

    const QRectF place = pictureRect();
    const bool withHeat = showsHeat() && !m_bare;
    drawHeat(painter, place, m_picture, withHeat ? m_heat : HeatGrid(), scale(), m_style, theme);
    painter.setPen(theme.line());
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5));
    if (m_token && withHeat)
        drawToken(painter);
    if (hasCaption())
        drawCaption(painter, theme);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent(), 2));
        painter.drawRect(place.adjusted(-3, -3, 3, 3));
    }
}

void HeatmapView::drawToken(QPainter &painter) const
{
    // One of text and paper is dark and the other light, so that one stands out from any picture.
    const Theme theme(palette());
    const QRectF token = tokenRect(*m_token);
    painter.setPen(QPen(theme.text(), 4));
    painter.drawRect(token);
    painter.setPen(QPen(theme.paper(), 2));
    painter.drawRect(token);
}

void HeatmapView::drawCaption(QPainter &painter, const Theme &theme) const
{
    const QFontMetrics metrics = fontMetrics();
    QRect line(kSmallGap, int(pictureRect().bottom()) + kGap, width() - 2 * kSmallGap, metrics.height());
    const auto draw = [&](const QString &text, const QColor &ink, Qt::TextElideMode elision) {
        if (text.isEmpty())
            return;
        painter.setPen(ink);
        painter.drawText(line, Qt::AlignCenter, metrics.elidedText(text, elision, line.width()));
        line.translate(0, metrics.height());
    };
    draw(m_name, theme.text(), Qt::ElideMiddle); // whose heatmap it is stands at the end
    for (const QString &detail : m_detail.split(u'\n'))
        draw(detail, theme.mutedText(), Qt::ElideRight); // of a number no part but its beginning
}

bool HeatmapView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto token = tokenAt(help->pos());
        if (token)
            QToolTip::showText(
                help->globalPos(),
                tokenText(*token) + u'\n' +
                    (hasFocus() ? tr("Hold B for the bare picture") : tr("Click, then hold B for the bare picture")),
                this, tokenRect(*token).toAlignedRect());
        else if (hasCaption() && help->pos().y() > pictureRect().bottom())
            QToolTip::showText(help->globalPos(), QStringList({m_name, m_detail, m_explanation}).join(u'\n').trimmed(),
                               this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void HeatmapView::mouseMoveEvent(QMouseEvent *event) { setToken(tokenAt(event->position())); }

void HeatmapView::leaveEvent(QEvent *) { setToken(std::nullopt); }

void HeatmapView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_B)
        return hold(true);
    const bool isArrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right || event->key() == Qt::Key_Up ||
                         event->key() == Qt::Key_Down;
    if (!isArrow || !showsHeat()) {
        QWidget::keyPressEvent(event);
        return;
    }
    // The first arrow puts the cursor in the middle.
    Token token{m_heat.rows / 2, m_heat.columns / 2};
    if (m_token) {
        const int right = (event->key() == Qt::Key_Right) - (event->key() == Qt::Key_Left);
        const int down = (event->key() == Qt::Key_Down) - (event->key() == Qt::Key_Up);
        token = {std::clamp(m_token->row + down, 0, m_heat.rows - 1),
                 std::clamp(m_token->column + right, 0, m_heat.columns - 1)};
    }
    setToken(token);
    setAccessibleDescription(tokenText(token));
}

void HeatmapView::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_B) {
        QWidget::keyReleaseEvent(event);
    } else if (!event->isAutoRepeat()) {
        hold(false);
    }
}

void HeatmapView::hold(bool bare)
{
    if (bare == m_bare)
        return;
    setBare(bare);
    Q_EMIT bareHeld(bare);
}

void HeatmapView::focusOutEvent(QFocusEvent *event)
{
    hold(false);
    setToken(std::nullopt);
    QWidget::focusOutEvent(event);
    update();
}

}
