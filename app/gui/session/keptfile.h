// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <filesystem>

#include "app/gui/session/document.h"

namespace headscope {

/// Keeps the ablations that were given names in a file, from one day to the next. Without a path: nowhere.
class KeptFile : public QObject
{
    Q_OBJECT

public:
    KeptFile(Document &document, std::filesystem::path path, QObject *parent = nullptr);

    /// Takes what is in the file. One that can't be read is put aside, so that nothing in it is lost.
    void load();

Q_SIGNALS:
    void failed(const QString &message);

private:
    void save();

    Document &m_document;
    std::filesystem::path m_path;
};

}
