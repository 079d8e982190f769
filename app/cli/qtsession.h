// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGuiApplication>

#include <optional>

namespace headscope::cli {

/// What Qt needs to draw in a program without a window. One at a time.
class QtSession
{
public:
    QtSession()
    {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        m_application.emplace(m_count, m_arguments);
    }

private:
    int m_count = 1;
    char m_name[14] = "headscope-cli";
    char *m_arguments[2] = {m_name, nullptr};
    std::optional<QGuiApplication> m_application;
};

}
