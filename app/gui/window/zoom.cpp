// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/zoom.h"

#include <QMenu>

#include <algorithm>
#include <array>

#include "widgets/base/icon.h"
#include "widgets/base/zoom.h"

namespace headscope {

namespace {

constexpr std::array kSteps = {80, 90, 100, 110, 125, 150, 175, 200};
constexpr int kUsual = 2;
static_assert(kSteps[kUsual] == 100);

}

Zoom::Zoom(QObject *parent)
    : QObject(parent)
    , m_step(kUsual)
    , m_larger(new QAction(icon(Icon::ZoomIn), tr("Zoom &in"), this))
    , m_smaller(new QAction(icon(Icon::ZoomOut), tr("Zoom &out"), this))
    , m_usual(new QAction(tr("&Usual size"), this))
{
    m_larger->setShortcuts({Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Equal});
    m_smaller->setShortcut(Qt::CTRL | Qt::Key_Minus);
    m_usual->setShortcut(Qt::CTRL | Qt::Key_0);
    connect(m_larger, &QAction::triggered, this, [this] { setStep(m_step + 1); });
    connect(m_smaller, &QAction::triggered, this, [this] { setStep(m_step - 1); });
    connect(m_usual, &QAction::triggered, this, [this] { setStep(kUsual); });
    setStep(kUsual); // an earlier window may have left another
}

int Zoom::percent() const { return kSteps[std::size_t(m_step)]; }

void Zoom::setPercent(int percent)
{
    const auto nearer = [percent](int first, int second) {
        return std::abs(first - percent) < std::abs(second - percent);
    };
    setStep(int(std::min_element(kSteps.begin(), kSteps.end(), nearer) - kSteps.begin()));
}

void Zoom::addActions(QMenu &menu) { menu.addActions({m_larger, m_smaller, m_usual}); }

void Zoom::setStep(int step)
{
    m_step = std::clamp(step, 0, int(kSteps.size()) - 1);
    setZoomFactor(percent() / 100.0);
    const QString now = tr("Text and pictures are at %1 %").arg(percent());
    for (QAction *action : {m_larger, m_smaller, m_usual})
        action->setToolTip(now);
    m_larger->setEnabled(m_step + 1 < int(kSteps.size()));
    m_smaller->setEnabled(m_step > 0);
    m_usual->setEnabled(m_step != kUsual);
    // Qt tells widgets of a new font by events that are posted: this comes after them.
    QMetaObject::invokeMethod(this, &Zoom::changed, Qt::QueuedConnection);
}

}
