// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/remarks.h"

#include <QCoreApplication>

#include <algorithm>

#include "core/printable.h"

namespace headscope {

namespace {

constexpr double kNearChance = 2.0; ///< times chance

struct Remarks
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Remarks)
};

QString listed(const std::vector<std::string> &names)
{
    QStringList list;
    for (const std::string &name : names)
        list.append(QString::fromStdString(name));
    return list.join(QStringLiteral(", "));
}

void addAboutModel(QList<Issue> &issues, const Study &study)
{
    for (const std::string &note : study.model.config().notes)
        issues.append({kShowModel,
                       Severity::Information,
                       Remarks::tr("The model's file %1.").arg(QString::fromStdString(note)),
                       {},
                       Remarks::tr("Show the model")});
    const std::vector<std::string> &assumed = study.model.config().assumed;
    if (!assumed.empty())
        issues.append(
            {kShowModel, Severity::Warning,
             Remarks::tr("Facts about the model were assumed, not read from a file: %1.").arg(listed(assumed)),
             Remarks::tr("Check them against where the model comes from: a wrong one changes every number."),
             Remarks::tr("Show the model")});
}

void addAboutPictures(QList<Issue> &issues, const Study &study)
{
    const std::vector<SkippedImage> &skipped = study.store.description().skipped;
    if (!skipped.empty())
        issues.append({kShowLeftOut, Severity::Warning,
                       Remarks::tr("Pictures left out: %1. The first is %2: %3.")
                           .arg(countText(int(skipped.size())), QString::fromStdString(skipped.front().path),
                                QString::fromStdString(skipped.front().reason)),
                       Remarks::tr("Figures are about the other %1.").arg(countText(int(study.store.images()))),
                       Remarks::tr("Show all")});
    for (const std::string &note : study.notes)
        issues.append({"note", Severity::Warning, QString::fromStdString(printable(note)), {}, {}});
    if (!study.evaluator)
        issues.append({"labels",
                       Severity::Information,
                       Remarks::tr("The pictures have neither labels nor a classes.txt: nothing can be judged."),
                       Remarks::tr("Put them into a folder for each class, open a manifest with a column “label”, or "
                                   "list the classes in a classes.txt."),
                       {}});
    else if (!study.hasLabels())
        issues.append({"labels",
                       Severity::Information,
                       Remarks::tr("The pictures have no labels: accuracy can't be judged, nor what is made of it."),
                       Remarks::tr("Put them into a folder for each class, or open a manifest with a column “label”."),
                       {}});
    else if (study.attributes.empty())
        issues.append({"attributes",
                       Severity::Information,
                       Remarks::tr("The pictures have no attribute: accuracy can be judged, bias can't."),
                       Remarks::tr("Add a column to the manifest, such as “gender”."),
                       {}});
}

void addAboutClasses(QList<Issue> &issues, const Study &study)
{
    const UnreadTexts &unread = study.unreadClasses;
    if (unread.unknown > 0)
        issues.append({"classes",
                       Severity::Warning,
                       Remarks::tr("%Ln names of classes contain words that the model doesn't know, such as %1.",
                                   nullptr, unread.unknown)
                           .arg(namedWords(unread)),
                       Remarks::tr("It can't tell such classes by their names: scores and figures of them mean little. "
                                   "Rename them, or open another model."),
                       {}});
    if (unread.cut > 0)
        issues.append({"prompts",
                       Severity::Warning,
                       Remarks::tr("Texts of classes longer than the model reads (%Ln tokens), which were cut: %1.",
                                   nullptr, study.model.config().contextLength)
                           .arg(countText(unread.cut)),
                       Remarks::tr("Shorten the classes' names, or the templates."),
                       {}});
}

void addAboutTexts(QList<Issue> &issues, const Study &study, const NamedPool *pool, const UnreadTexts &unread)
{
    if (!pool)
        return;
    for (const std::string &note : pool->pool.notes)
        issues.append({kShowTexts,
                       Severity::Warning,
                       QString::fromStdString(printable(note)),
                       {},
                       Remarks::tr("Show the texts")});
    if (unread.unknown > 0)
        issues.append({kShowTexts, Severity::Warning,
                       Remarks::tr("In %1, %Ln texts contain words that the model doesn't know, such as %2.", nullptr,
                                   unread.unknown)
                           .arg(QString::fromStdString(pool->name), namedWords(unread)),
                       Remarks::tr("It reads all of them as one and the same unknown word. Use words that it knows."),
                       Remarks::tr("Show the texts")});
    const int images = int(study.store.images());
    if (images <= std::min(kDescriptions, int(pool->pool.texts.size())))
        issues.append({kOpenPictures, Severity::Warning,
                       Remarks::tr("Only %Ln pictures: as many descriptions explain all that a head writes for them, "
                                   "whatever the texts say.",
                                   nullptr, images),
                       Remarks::tr("Heads that are described to 100 % tell nothing here. Open more pictures, or go by "
                                   "the first few descriptions alone."),
                       Remarks::tr("Open pictures…")});
    if (unread.cut > 0)
        issues.append({kShowTexts, Severity::Warning,
                       Remarks::tr("Texts longer than the model reads (%Ln tokens), which were cut: %1.", nullptr,
                                   study.model.config().contextLength)
                           .arg(countText(unread.cut)),
                       Remarks::tr("Shorten them."), Remarks::tr("Show the texts")});
    const std::vector<std::string> &tags = pool->pool.concepts;
    if (std::all_of(tags.begin(), tags.end(), [](const std::string &tag) { return tag.empty(); }))
        issues.append({kShowTexts, Severity::Information,
                       Remarks::tr("No text of %1 has a concept tag: heads can't be scored for concept consistency.")
                           .arg(QString::fromStdString(pool->name)),
                       Remarks::tr("Tag the texts, or open a pool with a column “concept”."),
                       Remarks::tr("Show the texts")});
}

void addAboutMetrics(QList<Issue> &issues, const Study &study, const QString &attribute, const Metrics &baseline)
{
    const double chance = 1.0 / double(study.classes.size());
    if (baseline.accuracy && *baseline.accuracy < kNearChance * chance)
        issues.append(
            {"chance",
             Severity::Warning,
             (*baseline.accuracy > chance
                  ? Remarks::tr("The model is near chance on these pictures: accuracy %1, chance %2.")
                  : Remarks::tr("The model is no better than chance on these pictures: accuracy %1, chance %2."))
                 .arg(NumberFormat{3, false}.text(*baseline.accuracy), NumberFormat{3, false}.text(chance)),
             Remarks::tr("Bias figures of a model that can't do the task say little. Check labels and templates."),
             {}});
    if (baseline.labelled > 0 && baseline.labelled < kLeastGroup * int(study.classes.size()))
        issues.append(
            {kOpenPictures, Severity::Warning,
             Remarks::tr("Only %Ln labelled pictures for %1 classes: under %2 a class.", nullptr, baseline.labelled)
                 .arg(countText(int(study.classes.size())), countText(kLeastGroup)),
             Remarks::tr("Figures of classes and groups mean little."), Remarks::tr("Open pictures…")});
    const AttributeMetrics *metrics = metricsOf(baseline, attribute);
    if (!metrics)
        return;
    int tiny = 0;
    for (const GroupAccuracy &group : metrics->groups)
        tiny += group.n < kLeastGroup;
    if (tiny > 0)
        issues.append({"tiny groups",
                       Severity::Warning,
                       Remarks::tr("Groups of class and %1 with under %2 pictures: %3.")
                           .arg(attribute, countText(kLeastGroup), countText(tiny)),
                       Remarks::tr("They can't be the worst group, nor set an opportunity gap, and their bars mean "
                                   "little."),
                       {}});
    if (metrics->unknown > 0)
        issues.append({"unknown",
                       Severity::Information,
                       Remarks::tr("Pictures whose %1 isn't known: %2. They are left out of its figures.")
                           .arg(attribute, countText(metrics->unknown)),
                       {},
                       {}});
    const std::optional<double> &carried = metrics->labelAssociation.corrected;
    if (carried && *carried > kCarriedAssociation)
        issues.append(
            {"carried",
             Severity::Warning,
             Remarks::tr("The labels themselves go with %1: Cramér's V %2.")
                 .arg(attribute, NumberFormat{3, false}.text(*carried)),
             Remarks::tr("A model without any bias would show as much; compare with it, or balance the pictures."),
             {}});
    if (metrics->twinPairs == 0)
        issues.append({"twins",
                       Severity::Information,
                       Remarks::tr("There are no twins that differ in %1 alone: its effect can't be seen pair by pair.")
                           .arg(attribute),
                       {},
                       {}});
}

}

QList<Issue> remarks(const Study &study, const NamedPool *pool, const UnreadTexts &unread, const QString &attribute,
                     const std::optional<Metrics> &baseline)
{
    QList<Issue> issues;
    addAboutModel(issues, study);
    addAboutPictures(issues, study);
    addAboutClasses(issues, study);
    addAboutTexts(issues, study, pool, unread);
    if (baseline)
        addAboutMetrics(issues, study, attribute, *baseline);
    return issues;
}

}
