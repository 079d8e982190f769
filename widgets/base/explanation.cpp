// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/explanation.h"

#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <QTextDocumentFragment>
#include <QVBoxLayout>

#include <algorithm>

#include "widgets/base/palette.h"

namespace headscope {

namespace {

constexpr int kCharacters = 52; // a line that is read easily

QString cell(const QString &text, const QString &style)
{
    return QStringLiteral("<td align=\"center\" style=\"vertical-align: middle; %2\">%1</td>").arg(text, style);
}

QString row(const QString &cells) { return QStringLiteral("<tr>%1</tr>").arg(cells); }

QString table(const QString &rows, int margin)
{
    return QStringLiteral("<table cellspacing=\"0\" cellpadding=\"1\" style=\"margin-top: %2px\">%1</table>")
        .arg(rows)
        .arg(margin);
}

QString formulaLine(const QList<FormulaPart> &parts, const Theme &theme)
{
    const QString bar = QStringLiteral("border-bottom: 1px solid %1;").arg(theme.text().name());
    const QString apart = QStringLiteral("padding-right: %1px;").arg(kSmallGap);
    QString cells;
    for (const FormulaPart &part : parts) {
        const QString fraction = table(row(cell(part.text, bar)) + row(cell(part.below, {})), 0);
        cells += cell(part.below.isEmpty() ? part.text : fraction, apart);
    }
    return table(row(cells), kGap);
}

/// Indices and powers as they are typed.
QString plain(QString html)
{
    html.replace(QStringLiteral("<sub>"), QStringLiteral("_")).replace(QStringLiteral("<sup>"), QStringLiteral("^"));
    return QTextDocumentFragment::fromHtml(html).toPlainText().simplified();
}

}

QString Explanation::html(const Theme &theme) const
{
    QString html = QStringLiteral("<p><b>%1</b></p><p>%2</p>").arg(title, text);
    for (const QList<FormulaPart> &line : formula)
        html += formulaLine(line, theme);
    return html + QStringLiteral("<p><span style=\"color: %2\">%1</span></p>").arg(source, theme.mutedText().name());
}

QString Explanation::spoken() const
{
    QStringList lines = {plain(text)};
    for (const QList<FormulaPart> &line : formula) {
        QStringList parts;
        for (const FormulaPart &part : line)
            parts.append(part.below.isEmpty() ? plain(part.text)
                                              : QStringLiteral("(%1) / (%2)").arg(plain(part.text), plain(part.below)));
        lines.append(parts.join(u' '));
    }
    lines.append(plain(source));
    return lines.join(u'\n');
}

ExplanationSheet::ExplanationSheet(const Explanation &explanation, QWidget *parent)
    : QFrame(parent, Qt::Popup)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_WindowPropagation); // the font and colours of what it explains
    setObjectName("explanation");
    auto *label = new QLabel(explanation.html(Theme(palette())));
    label->setTextFormat(Qt::RichText);
    label->setForegroundRole(QPalette::Text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::StrongFocus);
    label->setFixedWidth(
        std::min(fontMetrics().averageCharWidth() * kCharacters, screen()->availableGeometry().width() - 4 * kGap));
    for (QWidget *widget : std::initializer_list<QWidget *>{this, label}) {
        widget->setAccessibleName(explanation.title);
        widget->setAccessibleDescription(explanation.spoken());
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGap, kSmallGap, 2 * kGap, kSmallGap);
    layout->addWidget(label);
    setFocusProxy(label);
}

void ExplanationSheet::open(const Explanation &explanation, QWidget *anchor, const QRect &place)
{
    auto *sheet = new ExplanationSheet(explanation, anchor);
    sheet->adjustSize();
    const QRect room = anchor->screen()->availableGeometry();
    const QRect beside(anchor->mapToGlobal(place.topLeft()), place.size());
    QRect rect(beside.left(), beside.bottom() + kSmallGap, sheet->width(), sheet->height());
    if (rect.bottom() > room.bottom())
        rect.moveBottom(beside.top() - kSmallGap);
    rect.moveRight(std::min(rect.right(), room.right()));
    rect.moveLeft(std::max(rect.left(), room.left()));
    rect.moveTop(std::max(rect.top(), room.top()));
    sheet->move(rect.topLeft());
    sheet->show();
    sheet->setFocus(Qt::PopupFocusReason);
}

void ExplanationSheet::paintEvent(QPaintEvent *)
{
    const Theme theme(palette());
    QPainter painter(this);
    painter.setPen(theme.mutedText());
    painter.setBrush(theme.paper());
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void drawHelpMark(QPainter &painter, const QRectF &square, const Theme &theme, bool isActive)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(isActive ? theme.accent() : theme.mutedText());
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(square.adjusted(1.5, 1.5, -1.5, -1.5));
    QFont font = painter.font();
    font.setPixelSize(std::max(1, int(square.height() * 0.65)));
    painter.setFont(font);
    painter.drawText(square, Qt::AlignCenter, QStringLiteral("?"));
    painter.restore();
}

HelpButton::HelpButton(const Explanation &explanation, QWidget *parent)
    : QToolButton(parent)
{
    setAccessibleName(tr("What is this? %1").arg(explanation.title));
    setToolTip(accessibleName());
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    connect(this, &QToolButton::clicked, this,
            [this, explanation] { ExplanationSheet::open(explanation, this, rect()); });
}

QSize HelpButton::sizeHint() const
{
    const int side = fontMetrics().height() + kSmallGap;
    return {side, side};
}

void HelpButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QRectF square(0, 0, std::min(width(), height()), std::min(width(), height()));
    square.moveCenter(QRectF(rect()).center());
    drawHelpMark(painter, square, Theme(palette()), hasFocus() || underMouse());
}

}
