// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/notices.h"

#include <QMetaEnum>

#include <algorithm>

#include "widgets/messages/infostrip.h"

namespace headscope {

namespace {

constexpr const char *kWelcome = "welcome";
constexpr const char *kSkipped = "skipped";
constexpr const char *kCache = "cache";
constexpr const char *kDemoModel = "demo model";

QString idOf(Analysis::Topic topic) { return QMetaEnum::fromType<Analysis::Topic>().valueToKey(int(topic)); }

}

Notices::Notices(Document &document, Analysis &analysis, const Names &names, InfoStrip &strip, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_names(names)
    , m_strip(strip)
{
    connect(&document, &Document::studyChanged, this, &Notices::showStatus);
    connect(&document, &Document::studyChanged, this, &Notices::showSkipped);
    connect(&document, &Document::studyChanged, this, &Notices::showCache);
    connect(&document, &Document::ablationChanged, this, &Notices::showStatus);
    connect(&document, &Document::studyChanged, this, &Notices::showDemoModel);
    connect(&analysis, &Analysis::requestChanged, this, &Notices::showWelcome);
    connect(&analysis, &Analysis::requestChanged, this, &Notices::showStatus);
    connect(&analysis, &Analysis::failed, this, &Notices::showFailure);
    connect(&analysis, &Analysis::mended, this, [this](Analysis::Topic topic) { m_strip.removeMessage(idOf(topic)); });
    connect(&strip, &InfoStrip::undoAllRequested, &document, &Document::restoreAll);
    connect(&strip, &InfoStrip::actionRequested, this, &Notices::act);
    connect(&strip, &InfoStrip::dismissed, &strip, &InfoStrip::removeMessage);
    showStatus();
    showWelcome();
}

void Notices::showWelcome()
{
    if (m_analysis.request())
        return m_strip.removeMessage(kWelcome);
    m_strip.showMessage({kWelcome, Severity::Information,
                         tr("Open a model and pictures, drop them here, or begin with the demo."),
                         tr("Open the demo")});
}

/// Of what is open, not of what was asked for: that may fail.
void Notices::showDemoModel()
{
    const StudyRequest &open = m_document.study()->request;
    const bool isOwn = !std::holds_alternative<DemoSet>(open.pictures);
    if (!isOwn || open.model != m_names.biasedModel())
        return m_strip.removeMessage(kDemoModel);
    m_strip.showMessage({kDemoModel, Severity::Information,
                         tr("The demo's model looks at these pictures. It knows drawn people and birds, and little "
                            "else."),
                         tr("Open a model…")});
}

void Notices::warn(const QString &id, const QString &message)
{
    m_strip.showMessage({id, Severity::Warning, message, {}});
}

void Notices::showStatus()
{
    const std::shared_ptr<const Study> &study = m_document.study();
    if (!study) {
        const auto &request = m_analysis.request();
        return m_strip.setStatus(
            request ? tr("Opening %1 and %2…").arg(m_names.model(request->model), Names::pictures(request->pictures))
                    : tr("Nothing is open"),
            false);
    }
    const Ablation &ablation = m_document.ablation();
    const QString pictures = Names::pictures(study->request.pictures);
    const QString images = tr("%Ln images", nullptr, int(study->store.images()));
    const QString model = m_names.model(study->request.model);
    if (ablation.empty())
        return m_strip.setStatus(tr("%1: every head as it is, %2, %3").arg(model, pictures, images), false);
    const bool toMean = ablation.mode == Ablation::Mode::Mean;
    const int ablated = int(
        std::count_if(ablation.heads.begin(), ablation.heads.end(), [](const auto &head) { return head.second == 0; }));
    const int changed = int(ablation.heads.size()) - ablated;
    const auto heads = [](int count) { return tr("%Ln heads", nullptr, count); };
    QStringList what;
    if (ablated > 0)
        what.append((toMean ? tr("%1 mean-ablated") : tr("%1 zero-ablated")).arg(heads(ablated)));
    if (changed > 0)
        what.append(
            (toMean ? tr("%1 with another gain around the mean") : tr("%1 with another gain")).arg(heads(changed)));
    if (toMean)
        what.append(tr("means from %1").arg(pictures));
    else
        what.append(pictures);
    m_strip.setStatus(tr("%1: %2, %3").arg(model, what.join(tr(", ")), images), true);
}

void Notices::showSkipped()
{
    const std::vector<SkippedImage> &skipped = m_document.study()->store.description().skipped;
    if (skipped.empty())
        return m_strip.removeMessage(kSkipped);
    m_strip.showMessage({kSkipped, Severity::Warning,
                         tr("Pictures left out: %1. The first is %2: %3")
                             .arg(countText(int(skipped.size())), QString::fromStdString(skipped.front().path),
                                  QString::fromStdString(skipped.front().reason)),
                         skipped.size() > 1 ? tr("Show all…") : QString()});
}

void Notices::showCache()
{
    const std::string &problem = m_document.study()->cacheProblem;
    if (problem.empty())
        return m_strip.removeMessage(kCache);
    m_strip.showMessage({kCache,
                         Severity::Warning,
                         tr("What is computed of these pictures is kept until you quit: the cache can't be written. %1")
                             .arg(QString::fromStdString(problem)),
                         {}});
}

void Notices::showFailure(Analysis::Topic topic, const QString &message)
{
    switch (topic) {
    case Analysis::Topic::Metrics:
        return m_strip.showMessage({idOf(topic), Severity::Error, message, tr("Try again")});
    case Analysis::Topic::Pool:
        return m_strip.showMessage(
            {idOf(topic), Severity::Error, tr("Texts not opened. %1").arg(message), tr("Choose another…")});
    case Analysis::Topic::Model:
        return m_strip.showMessage(
            {idOf(topic), Severity::Error, tr("Model not opened. %1").arg(message), tr("Choose another…")});
    case Analysis::Topic::Pictures:
        m_strip.showMessage(
            {idOf(topic), Severity::Error, tr("Pictures not opened. %1").arg(message), tr("Choose another…")});
    }
}

void Notices::act(const QString &messageId)
{
    if (messageId == kWelcome)
        Q_EMIT askedForDemo();
    else if (messageId == idOf(Analysis::Topic::Model) || messageId == kDemoModel)
        Q_EMIT askedForModel();
    else if (messageId == idOf(Analysis::Topic::Pictures))
        Q_EMIT askedForPictures();
    else if (messageId == kSkipped)
        Q_EMIT askedForLeftOut();
    else if (messageId == idOf(Analysis::Topic::Pool))
        Q_EMIT askedForTexts();
    else if (messageId == idOf(Analysis::Topic::Metrics))
        m_analysis.retry();
}

}
