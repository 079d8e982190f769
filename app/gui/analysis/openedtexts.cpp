// SPDX-License-Identifier: GPL-3.0-or-later
// Texts that a person opens to describe heads with, or to read beside one's own.
#include <utility>

#include "app/gui/analysis/headmeasures.h"
#include "core/concepts/publishedspans.h"

namespace headscope {

void HeadMeasures::openTexts(const std::filesystem::path &path)
{
    m_jobs.run(
        Jobs::Lane::Texts, tr("Opening texts"),
        [path](const Jobs::Task &) -> OpenedTexts {
            if (looksLikePublishedSpans(path))
                return {path, std::make_shared<const PublishedTexts>(openPublished(path))};
            return {path, std::make_shared<const NamedPool>(openPool(path))};
        },
        [this](OpenedTexts opened) { m_opened = std::move(opened); },
        [this](const Failure &failure) {
            if (!failure.cancelled)
                Q_EMIT poolFailed(failure.text());
        });
}

/// Once a job has ended. Those that were asked for while a study is being opened are meant for that one, and wait until
/// the older one's heads are forgotten.
void HeadMeasures::takeTexts()
{
    if (!m_opened || m_jobs.isRunning(Jobs::Lane::Open) || m_study != m_document.study())
        return;
    const OpenedTexts opened = *std::exchange(m_opened, std::nullopt);
    if (const auto *pool = std::get_if<std::shared_ptr<const NamedPool>>(&opened.texts)) {
        m_document.addPool(*pool);
    } else {
        const auto &published = std::get<std::shared_ptr<const PublishedTexts>>(opened.texts);
        const auto &study = m_document.study();
        if (const auto misfit = study ? misfitOf(*published, *study) : std::nullopt) {
            const ContributionStore &store = study->store;
            const Failure failure = {
                QString::fromStdString(opened.path.string()),
                tr("describes head %1, which this model hasn't got").arg(QString::fromStdString(toString(*misfit))),
                tr("open descriptions for a model of %1 layers of %2 heads").arg(store.layers()).arg(store.heads())};
            return Q_EMIT poolFailed(failure.text());
        }
        m_document.setPublished(published);
    }
    Q_EMIT poolMended();
}

}
