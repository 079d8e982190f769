// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/openings.h"

#include <QCoreApplication>

#include "app/gui/session/inputkind.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

struct Opener
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Openings)
};

}

Openings sortOut(const std::vector<fs::path> &paths)
{
    Openings openings;
    std::vector<fs::path> pictures;
    const auto take = [&openings](auto &place, const fs::path &path, const QString &why) {
        if (place)
            openings.refused.append(Opener::tr("%1 isn't opened: %2.").arg(QString::fromStdString(path.string()), why));
        else
            place = path;
    };
    std::error_code ignored;
    for (const fs::path &path : paths) {
        if (!fs::exists(path, ignored)) {
            openings.refused.append(Opener::tr("%1 isn't opened: it is no file on this computer.")
                                        .arg(QString::fromStdString(path.string())));
            continue;
        }
        switch (inputKind(path)) {
        case InputKind::Model:
            take(openings.model, path, Opener::tr("one model is open at a time"));
            break;
        case InputKind::Pictures:
            take(openings.pictures, path, Opener::tr("one folder or manifest of pictures is open at a time"));
            break;
        case InputKind::Picture:
            pictures.push_back(path);
            break;
        case InputKind::Texts:
            take(openings.texts, path, Opener::tr("texts are opened one file at a time"));
            break;
        case InputKind::Unknown:
            openings.refused.append(Opener::tr("%1 isn't opened: it is neither a model, nor pictures, nor texts.")
                                        .arg(QString::fromStdString(path.string())));
        }
    }
    if (!openings.pictures && !pictures.empty()) {
        openings.pictures = std::move(pictures);
    } else {
        for (const fs::path &path : pictures)
            take(openings.pictures, path, Opener::tr("a folder or manifest of pictures is opened instead"));
    }
    return openings;
}

}
