// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <filesystem>

#include "app/gui/session/study.h"

namespace headscope {

/// What models and pictures are called in the window.
class Names
{
public:
    /// `demoModels` holds the folders "biased" and "balanced".
    explicit Names(std::filesystem::path demoModels)
        : m_demoModels(std::move(demoModels))
    {
    }

    std::filesystem::path biasedModel() const { return m_demoModels / "biased"; }
    std::filesystem::path balancedModel() const { return m_demoModels / "balanced"; }

    QString model(const std::filesystem::path &path) const;
    static QString pictures(const PictureSource &pictures);

private:
    std::filesystem::path m_demoModels;
};

std::filesystem::path pathOf(const QString &text);

}
