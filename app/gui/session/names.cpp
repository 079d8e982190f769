// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/names.h"

#include <QCoreApplication>
#include <QLocale>

namespace fs = std::filesystem;

namespace headscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Names)
};

}

QString Names::model(const fs::path &path) const
{
    if (path == biasedModel())
        return Text::tr("Biased");
    if (path == balancedModel())
        return Text::tr("Control");
    const fs::path folder = path.has_extension() || !path.has_filename() ? path.parent_path() : path;
    return QString::fromStdString(folder.filename().string());
}

QString Names::pictures(const PictureSource &pictures)
{
    if (const auto *path = std::get_if<fs::path>(&pictures))
        return QString::fromStdString((path->has_filename() ? *path : path->parent_path()).filename().string());
    if (const auto *files = std::get_if<std::vector<fs::path>>(&pictures)) {
        const QString first = QString::fromStdString(files->front().filename().string());
        return files->size() == 1 ? first
                                  : Text::tr("%1 and %2 more").arg(first, QLocale().toString(files->size() - 1));
    }
    return std::get<DemoSet>(pictures) == DemoSet::Professions ? Text::tr("Emoji professions")
                                                               : Text::tr("Emoji birds");
}

fs::path pathOf(const QString &text) { return fs::path(text.toStdString()); }

}
