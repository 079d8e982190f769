// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/appearance.h"

#include <QApplication>
#include <QPainter>
#include <QPalette>
#include <QProxyStyle>
#include <QStyleOption>

#include "widgets/base/icon.h"
#include "widgets/base/zoom.h"

namespace headscope {

namespace {

/// Fusion with our icons; signs that stand in text grow with it.
class Style : public QProxyStyle
{
public:
    Style()
        : QProxyStyle(QStringLiteral("Fusion"))
    {
    }

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        const int pixels = QProxyStyle::pixelMetric(metric, option, widget);
        switch (metric) {
        case PM_SmallIconSize:
        case PM_ButtonIconSize:
        case PM_IndicatorWidth:
        case PM_IndicatorHeight:
        case PM_ExclusiveIndicatorWidth:
        case PM_ExclusiveIndicatorHeight:
        case PM_MenuButtonIndicator:
            return zoomed(pixels);
        default:
            return pixels;
        }
    }

    /// Fusion cuts off a choice that has no room.
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override
    {
        const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        if (element != CE_ComboBoxLabel || !box)
            return QProxyStyle::drawControl(element, option, painter, widget);
        QStyleOptionComboBox shortened = *box;
        const int room = subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget).width() - 2;
        shortened.currentText = box->fontMetrics.elidedText(box->currentText, Qt::ElideRight, room);
        QProxyStyle::drawControl(element, &shortened, painter, widget);
    }

    /// Fusion's sliders don't show that they have the focus.
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override
    {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        if (control != CC_Slider || !(option->state & State_HasFocus))
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(option->palette.highlight(), 1.5));
        painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 1, -1, -1), 3, 3);
        painter->restore();
    }

    QIcon standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const override
    {
        return which == SP_LineEditClearButton ? icon(Icon::Close) : QProxyStyle::standardIcon(which, option, widget);
    }
};

}

bool systemIsDark() { return QApplication::palette().color(QPalette::Window).lightness() < 128; }

void setAppearance(bool dark)
{
    QApplication::setStyle(new Style);
    // Qt derives every other colour of a palette from these two.
    QPalette palette(dark ? QColor(0x3c, 0x3f, 0x44) : QColor(0xe8, 0xe9, 0xec),
                     dark ? QColor(0x26, 0x28, 0x2c) : QColor(0xf2, 0xf3, 0xf5));
    palette.setColor(QPalette::Base, dark ? QColor(0x1d, 0x1f, 0x22) : QColor(Qt::white));
    palette.setColor(QPalette::AlternateBase, dark ? QColor(0x24, 0x26, 0x2a) : QColor(0xf6, 0xf7, 0xf9));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) {
        palette.setColor(role, dark ? QColor(0xe8, 0xea, 0xed) : QColor(0x1b, 0x1e, 0x23));
        palette.setColor(QPalette::Disabled, role, dark ? QColor(0x86, 0x8b, 0x93) : QColor(0x8a, 0x90, 0x99));
    }
    palette.setColor(QPalette::PlaceholderText, dark ? QColor(0x9a, 0xa0, 0xa8) : QColor(0x6a, 0x70, 0x78));
    palette.setColor(QPalette::Highlight, dark ? QColor(0x4c, 0x8b, 0xd6) : QColor(0x1f, 0x66, 0xb5));
    palette.setColor(QPalette::HighlightedText, dark ? QColor(Qt::black) : QColor(Qt::white));
    palette.setColor(QPalette::ToolTipBase, dark ? QColor(0x3c, 0x3f, 0x44) : QColor(Qt::white));
    palette.setColor(QPalette::ToolTipText, palette.color(QPalette::Text));
    QApplication::setPalette(palette);
    // On panels of the same paper, dark fields would have no visible edge.
    palette.setColor(QPalette::Base, dark ? QColor(0x30, 0x33, 0x38) : QColor(Qt::white));
    QApplication::setPalette(palette, "QLineEdit");
}

}
