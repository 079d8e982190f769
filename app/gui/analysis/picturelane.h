// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QStringList>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "app/gui/session/study.h"
#include "core/decomposition/heatmap.h"
#include "widgets/pictures/heat.h"

namespace headscope {

/// A picture to look at, what for, and what to compare it with.
struct PictureRequest
{
    int image = 0;
    QString text;               ///< empty: for nothing
    QString versus;             ///< empty: against nothing
    std::optional<HeadId> head; ///< none: all heads
    int layer = 0;              ///< whose heads are seen one by one too
    std::optional<int> pinned;  ///< another picture to see the same in
    QStringList descriptions;   ///< else the one of them that fits least what `head` writes is looked for too
};

/// A picture as the model sees it, and where its heads see a text in it.
struct SeenPicture
{
    int image = -1;
    QImage picture;
    QString title; ///< of the text, for a legend
    HeatGrid heat; ///< empty without a text
    /// Of the text with what the head writes for the picture; none of all heads, or where it is undefined.
    std::optional<double> cosine;
};

struct PictureView : SeenPicture
{
    int layer = 0;
    std::vector<HeatGrid> layerHeats; ///< of each head of the layer; none without a text
    /// The pinned picture, or the same picture and the least similar description.
    std::optional<SeenPicture> beside;
    QString unread; ///< a sentence on what the model doesn't read of the texts; empty: it reads all of them
};

/// Reads pictures and remembers the last ones: following a text that is typed costs only that text.
class PictureLane
{
public:
    explicit PictureLane(std::shared_ptr<const Study> study)
        : m_study(std::move(study))
    {
    }
    /// Throws InputError and Cancelled.
    PictureView run(const PictureRequest &request, const Job &job = {});

private:
    struct Read
    {
        QImage picture;
        TokenHeatmap heatmap;
    };

    const Read &read(int image);
    SeenPicture look(int image, const PictureRequest &request, const Job &job);
    /// Empty if none of the descriptions can be compared.
    QString leastSimilar(const PictureRequest &request, const Job &job);
    /// What speaks for each text, rather than for `versus` if that isn't empty. [n, d]
    FloatArray directions(const QStringList &texts, const QString &versus, const Job &job);

    std::shared_ptr<const Study> m_study;
    std::map<int, Read> m_read; ///< those of the last request
};

/// [S, S, 3] as Qt has it.
QImage toImage(const Array<std::uint8_t> &picture);

}
