// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/keptfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include "core/error.h"

namespace headscope {

namespace {

constexpr int kVersion = 1;
constexpr int kMostIndex = 1 << 20; // of a layer or a head: the model that has it may not be open

QString text(const std::filesystem::path &path) { return QString::fromStdString(path.string()); }

QJsonObject toJson(const NamedAblation &kept)
{
    QJsonObject heads;
    for (const auto &[head, gain] : kept.ablation.heads)
        heads[QString::fromStdString(toString(head))] = gain;
    return {
        {"name", kept.name}, {"mode", kept.ablation.mode == Ablation::Mode::Zero ? "zero" : "mean"}, {"gains", heads}};
}

/// Throws InputError if a head isn't written as one.
NamedAblation fromJson(const QJsonObject &json)
{
    NamedAblation kept = {json["name"].toString(), {}};
    kept.ablation.mode = json["mode"].toString() == "zero" ? Ablation::Mode::Zero : Ablation::Mode::Mean;
    const QJsonObject gains = json["gains"].toObject();
    for (auto gain = gains.begin(); gain != gains.end(); ++gain)
        kept.ablation.heads[parseHeads(gain.key().toStdString(), kMostIndex, kMostIndex).front()] =
            gain.value().toDouble();
    return kept;
}

/// Throws InputError.
Document::KeptAblations parse(const QByteArray &bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    if (json["version"].toInt() != kVersion)
        throw InputError("kept ablations", "of an unknown version", "version 1");
    Document::KeptAblations all;
    const QJsonObject models = json["models"].toObject();
    for (auto model = models.begin(); model != models.end(); ++model) {
        for (const QJsonValue &kept : model.value().toArray())
            all[model.key().toStdString()].push_back(fromJson(kept.toObject()));
    }
    return all;
}

}

KeptFile::KeptFile(Document &document, std::filesystem::path path, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_path(std::move(path))
{
}

void KeptFile::load()
{
    if (m_path.empty())
        return;
    QFile file(text(m_path));
    if (file.exists()) {
        try {
            if (!file.open(QIODevice::ReadOnly))
                throw InputError(m_path.string(), "can't be read", "a file that you may read");
            m_document.restoreKeptAblations(parse(file.readAll()));
        } catch (const InputError &) {
            file.close();
            QString aside = text(m_path) + ".damaged";
            for (int number = 2; QFile::exists(aside); ++number)
                aside = text(m_path) + QString(".damaged%1").arg(number);
            if (!file.rename(aside)) {
                Q_EMIT failed(tr("%1 can't be read: ablations that you keep last until you quit.").arg(text(m_path)));
                return;
            }
            Q_EMIT failed(tr("The ablations kept earlier couldn't be read; their file is %1 now.").arg(aside));
        }
    }
    connect(&m_document, &Document::keptAblationsChanged, this, &KeptFile::save);
}

void KeptFile::save()
{
    QJsonObject models;
    for (const auto &[model, kept] : m_document.allKeptAblations()) {
        QJsonArray list;
        for (const NamedAblation &ablation : kept)
            list.append(toJson(ablation));
        models[QString::fromStdString(model)] = list;
    }
    QDir().mkpath(QFileInfo(text(m_path)).path());
    QSaveFile file(text(m_path));
    const QByteArray bytes = QJsonDocument(QJsonObject{{"version", kVersion}, {"models", models}}).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        Q_EMIT failed(tr("%1 can't be written: %2. The ablations that you keep last until you quit.")
                          .arg(text(m_path), file.errorString()));
}

}
