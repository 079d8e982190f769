// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/icon.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QMetaEnum>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

#include <memory>
#include <utility>

namespace headscope {

namespace {

class SvgEngine : public QIconEngine
{
public:
    explicit SvgEngine(std::shared_ptr<QSvgRenderer> svg)
        : m_svg(std::move(svg))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette::ColorGroup group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const qreal ratio = painter->device()->devicePixelRatioF();
        const int side = qMin(rect.width(), rect.height());
        QImage image(QSize(side, side) * ratio, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter ink(&image);
        m_svg->render(&ink);
        ink.setCompositionMode(QPainter::CompositionMode_SourceIn);
        ink.fillRect(image.rect(), QGuiApplication::palette().color(group, QPalette::Text));
        ink.end();
        image.setDevicePixelRatio(ratio);
        painter->drawImage(rect.topLeft() + QPoint(rect.width() - side, rect.height() - side) / 2, image);
    }

    /// `size` is in the screen's pixels.
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, pixmap.rect(), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new SvgEngine(*this); }

private:
    std::shared_ptr<QSvgRenderer> m_svg;
};

}

QIcon icon(Icon which)
{
    const QString name = QString::fromLatin1(QMetaEnum::fromType<Icon>().valueToKey(int(which))).toLower();
    return QIcon(new SvgEngine(std::make_shared<QSvgRenderer>(QStringLiteral(":/icons/%1.svg").arg(name))));
}

}
