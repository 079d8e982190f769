// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "app/gui/analysis/analysis.h"
#include "app/gui/session/names.h"

namespace headscope {

class InfoStrip;

/// What the strip above the panels says: what is on screen, what went wrong, and the way out of it.
class Notices : public QObject
{
    Q_OBJECT

public:
    Notices(Document &document, Analysis &analysis, const Names &names, InfoStrip &strip, QObject *parent = nullptr);

    /// A warning with nothing to be done about it; a newer one of the same id takes its place.
    void warn(const QString &id, const QString &message);

Q_SIGNALS:
    void askedForDemo();
    void askedForModel();
    void askedForPictures();
    void askedForTexts();
    void askedForLeftOut();

private:
    void showWelcome();
    void showDemoModel();
    void showStatus();
    void showSkipped();
    void showCache();
    void showFailure(Analysis::Topic topic, const QString &message);
    void act(const QString &messageId);

    Document &m_document;
    Analysis &m_analysis;
    const Names &m_names;
    InfoStrip &m_strip;
};

}
