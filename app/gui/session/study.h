// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/demo/texts.h"
#include "app/gui/session/jobs.h"
#include "app/gui/session/textembeddings.h"
#include "core/clip/clipmodel.h"
#include "core/concepts/pool.h"
#include "core/dataset/pixelsource.h"
#include "core/fairness/evaluator.h"
#include "core/headid.h"
#include "core/store/store.h"
#include "core/tokens/unreadtexts.h"

namespace headscope {

/// Pictures to study: one of the demo's sets, which is drawn at first use, a folder or manifest, or single files.
using PictureSource = std::variant<DemoSet, std::filesystem::path, std::vector<std::filesystem::path>>;

struct StudyRequest
{
    std::filesystem::path model;
    PictureSource pictures = DemoSet::Professions;
    std::filesystem::path cache; ///< where demo pictures and stores are kept
    bool operator==(const StudyRequest &) const = default;
};

/// The texts that heads are described with.
struct NamedPool
{
    std::string name;
    TextPool pool;
};

/// Descriptions of heads that somebody has published.
struct PublishedTexts
{
    std::string name;
    std::map<HeadId, std::vector<std::string>> heads;
};

/// A model and pictures it has been run on, with everything that the panels ask of the two. Never changes.
struct Study
{
    StudyRequest request;
    ClipModel model;
    Tokenizer tokenizer;
    ContributionStore store;
    std::shared_ptr<const PixelSource> pictures = {}; ///< those of the store, in its order
    std::vector<std::string> classes = {};            ///< none without labels and classes.txt
    std::vector<std::string> templates = {};          ///< that the classes' names are put into
    std::vector<std::string> notes = {};              ///< what was assumed or noticed while reading files, sentences
    UnreadTexts unreadClasses = {};                   ///< of their names, and what is cut of them in templates
    FloatArray classEmbeddings = {};                  ///< [C, d]
    std::vector<int> labels = {};                     ///< class of each picture, −1 if it isn't known
    std::vector<std::string> attributes = {};         ///< columns that predictions can be judged by
    std::optional<Evaluator> evaluator = {};          ///< none without classes
    std::optional<NamedPool> pool = {};               ///< the one that lies beside the manifest
    std::vector<double> headSizes = {};               ///< root mean square of what each head writes, [L·H]
    std::vector<Concept> concepts = {};               ///< texts for the attributes' values, from beside the manifest
    std::shared_ptr<TextEmbeddings> texts = {};       ///< what models have made of texts, shared with other studies
    std::string cacheProblem = {}; ///< why the cache couldn't be written; empty: it could, or needn't
    /// The texts for an attribute's values, those of two values at least; null if there are none.
    const Concept *conceptGroups(const std::string &attribute) const;
    /// Whether any picture has one; without, predictions alone are judged.
    bool hasLabels() const { return evaluator && evaluator->hasLabels(); }
    bool sameModel(const Study &other) const
    {
        return !firstDifference(store.description(), other.store.description());
    }
};

/// What a study is opened from.
enum class StudyPart { Model, Pictures };

/// What the opening of a study is given, and what it tells of itself.
struct StudyOpening
{
    std::shared_ptr<TextEmbeddings> texts = std::make_shared<TextEmbeddings>();
    std::atomic<StudyPart> part = StudyPart::Model; ///< that is being read, or could not be
};

/// Opens a model and pictures, and decomposes these unless that was done before. If the cache can't be written, another
/// is used, which lasts as long as the program. Throws InputError and Cancelled.
std::shared_ptr<const Study> openStudy(const StudyRequest &request, const Jobs::Task &task, StudyOpening &opening);

NamedPool openPool(const std::filesystem::path &path);
PublishedTexts openPublished(const std::filesystem::path &path);
/// The first head that the study's model hasn't got; none: they may be of this model.
std::optional<HeadId> misfitOf(const PublishedTexts &texts, const Study &study);

/// Embeddings of texts, [n, d], normalised.
FloatArray embedTexts(const Study &study, const std::vector<std::string> &texts, const Job &job = {});

}
