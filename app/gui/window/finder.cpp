// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/finder.h"

#include <QAction>
#include <QCoreApplication>
#include <QPoint>
#include <QPointer>

Q_DECLARE_METATYPE(QPointer<QAction>)

namespace headscope {

namespace {

constexpr int kDescriptionsFound = 5;

struct Finder
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Finder)
};

void addHeads(QList<Entry> &entries, const ContributionStore &store, const Analysis &analysis)
{
    for (int layer = 0; layer < store.layers(); ++layer) {
        for (int head = 0; head < store.heads(); ++head) {
            QStringList descriptions;
            for (const Description &description :
                 analysis.heads().descriptions({layer, head}).mid(0, kDescriptionsFound))
                descriptions.append(description.text);
            entries.append({Finder::tr("Heads"), QString::fromStdString(toString(HeadId{layer, head})), descriptions,
                            QPoint(layer, head)});
        }
    }
}

void addPictures(QList<Entry> &entries, const Study &study)
{
    const Dataset &dataset = study.store.dataset();
    for (std::size_t image = 0; image < dataset.paths.size(); ++image) {
        QStringList facts;
        const auto add = [&facts](const std::string &value) {
            if (!value.empty())
                facts.append(QString::fromStdString(value));
        };
        if (!dataset.labels.empty())
            add(dataset.labels[image]);
        for (const std::string &name : study.attributes)
            add(dataset.attribute(name)->values[image]);
        facts.append(QString::fromStdString(dataset.paths[image].filename().string()));
        entries.append({Finder::tr("Pictures"), Finder::tr("Picture %1").arg(image + 1), facts, int(image)});
    }
}

}

QList<Entry> findableEntries(const Document &document, const Analysis &analysis, const QList<QAction *> &commands)
{
    QList<Entry> entries;
    if (const auto &study = document.study())
        addHeads(entries, study->store, analysis);
    for (QAction *command : commands) {
        if (command->isEnabled() && !command->isSeparator() && !command->menu())
            entries.append({Finder::tr("Commands"),
                            command->text().remove(QLatin1Char('&')),
                            {command->shortcut().toString(QKeySequence::NativeText)},
                            QVariant::fromValue(QPointer<QAction>(command))});
    }
    if (const auto pool = document.pool()) {
        for (std::size_t text = 0; text < pool->pool.texts.size(); ++text)
            entries.append({Finder::tr("Texts"),
                            QString::fromStdString(pool->pool.texts[text]),
                            {QString::fromStdString(pool->pool.concepts[text])},
                            QString::fromStdString(pool->pool.texts[text])});
    }
    if (const auto &study = document.study())
        addPictures(entries, *study);
    return entries;
}

void goTo(const Entry &entry, Document &document)
{
    switch (entry.id.typeId()) {
    case QMetaType::QPoint:
        return document.setHead({entry.id.toPoint().x(), entry.id.toPoint().y()});
    case QMetaType::Int:
        return document.setImage(entry.id.toInt());
    case QMetaType::QString:
        return document.setTexts(entry.id.toString(), {});
    default:
        if (const auto command = entry.id.value<QPointer<QAction>>())
            command->trigger();
    }
}

}
