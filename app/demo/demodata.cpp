// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demodata.h"

#include <array>
#include <atomic>
#include <iomanip>
#include <sstream>
#include <system_error>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "app/demo/scene.h"
#include "app/demo/subjects.h"
#include "core/error.h"
#include "core/files.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

constexpr std::uint64_t kStreams = std::uint64_t(1) << 63; // away from those of training, should the seeds be the same

/// A new folder beside the one wanted; gone at the end unless it was moved there.
class DraftFolder
{
public:
    explicit DraftFolder(const fs::path &target)
        : m_target(fs::absolute(target).lexically_normal())
    {
        if (!m_target.has_filename()) // written with a slash at the end
            m_target = m_target.parent_path();
        m_target = linkTarget(m_target);
        m_draft = m_target;
        // No two processes, and no two threads of one, share a draft.
        static std::atomic<int> s_drafts = 0;
        m_draft += ".part-" + std::to_string(getpid()) + '-' + std::to_string(s_drafts++);
        fs::remove_all(m_draft);
        fs::create_directories(m_draft);
    }
    ~DraftFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_draft, ignored);
    }
    DraftFolder(const DraftFolder &) = delete;
    DraftFolder &operator=(const DraftFolder &) = delete;

    const fs::path &path() const { return m_draft; }

    /// An empty folder is replaced; one with content makes this throw.
    void moveToTarget() { fs::rename(m_draft, m_target); }

private:
    fs::path m_target;
    fs::path m_draft;
};

using Twins = std::array<Scene, 2>;

Twins peopleTwins(int pair, Random &random)
{
    const int count = int(professions().size());
    Scene woman;
    drawPose(woman, random, false);
    woman.profession = pair % count;
    woman.tone = pair / count % int(tones().size());
    woman.background = random.below(int(backgrounds().size()));
    woman.gender = 0;
    Scene man = woman;
    man.gender = 1;
    return {woman, man};
}

Twins birdTwins(int pair, Random &random)
{
    Scene onWater;
    drawPose(onWater, random, false);
    onWater.kind = Scene::Kind::Bird;
    onWater.species = pair % int(birds().size());
    onWater.background = random.oneOf(landscape(true));
    Scene onLand = onWater;
    onLand.background = random.oneOf(landscape(false));
    return {onWater, onLand};
}

std::string manifestRow(DemoSet set, const Scene &scene)
{
    if (set == DemoSet::Professions)
        return professions()[std::size_t(scene.profession)].name + ',' + genders()[std::size_t(scene.gender)] + ',' +
               tones()[std::size_t(scene.tone)] + ',' + backgrounds()[std::size_t(scene.background)];
    const Bird &bird = birds()[std::size_t(scene.species)];
    const bool onWater = scene.background == landscape(true).front();
    return birdClass(bird.water) + ',' + (onWater ? "water" : "land") + ',' + bird.name;
}

std::string lines(const std::vector<std::string> &texts)
{
    std::string all;
    for (const std::string &text : texts)
        all += text + '\n';
    return all;
}

void writeTexts(DemoSet set, const fs::path &folder)
{
    writeFileAtomically(folder / "classes.txt", lines(classNames(set)));
    writeFileAtomically(folder / "templates.txt", lines(templates()));

    std::string rows = "text,concept\n";
    for (const PoolText &text : pool(set))
        rows += text.text + ',' + text.topic + '\n';
    writeFileAtomically(folder / "pool.csv", rows);

    nlohmann::ordered_json json;
    for (const Concept &topic : concepts(set))
        for (const Concept::Group &group : topic.groups)
            json[topic.name][group.name] = group.texts;
    writeFileAtomically(folder / "concepts.json", json.dump(1) + '\n');
}

void writeImages(DemoSet set, const fs::path &folder, std::uint64_t seed, int images, const Job &job)
{
    const SceneRenderer renderer(EmojiList{}, {set == DemoSet::Professions ? Scene::Kind::Person : Scene::Kind::Bird});
    fs::create_directory(folder / "images");
    std::string manifest = set == DemoSet::Professions ? "path,label,gender,tone,background,twin\n"
                                                       : "path,label,background,species,twin\n";
    int image = 0;
    for (int pair = 0; pair < images / 2; ++pair) {
        Random random(seed, kStreams + std::uint64_t(pair));
        for (const Scene &scene : set == DemoSet::Professions ? peopleTwins(pair, random) : birdTwins(pair, random)) {
            std::ostringstream path;
            path << "images/" << std::setw(5) << std::setfill('0') << image++ << ".png";
            const fs::path file = folder / path.str();
            if (!renderer.render(scene)
                     .convertToFormat(QImage::Format_RGB888)
                     .save(QString::fromStdString(file.string())))
                throw std::runtime_error(file.string() + ": can't be written");
            manifest += path.str() + ',' + manifestRow(set, scene) + ',' + std::to_string(pair) + '\n';
        }
        if (job.stop.stop_requested())
            throw Cancelled();
        job.report(image, images);
    }
    writeFileAtomically(folder / "manifest.csv", manifest);
}

bool isThere(const fs::path &folder) { return fs::exists(folder / "manifest.csv"); }

}

int defaultImages(DemoSet set) { return set == DemoSet::Professions ? 1920 : 480; }

int imagesStep(DemoSet set)
{
    return set == DemoSet::Professions ? int(professions().size() * genders().size() * tones().size())
                                       : int(birds().size() * 2);
}

int writeDemoData(DemoSet set, const fs::path &folder, std::uint64_t seed, int images, const Job &job)
{
    constexpr int kMost = 99840; // five digits name the files
    if (images < 1 || images > kMost)
        throw InputError("--images", std::to_string(images) + " can't be written",
                         "ask for 1 to " + std::to_string(kMost) + ", a multiple of " +
                             std::to_string(imagesStep(set)));
    if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder)))
        throw InputError(folder.string(), "exists already", "name a new or an empty folder");

    const int step = imagesStep(set);
    const int whole = (images + step - 1) / step * step;
    DraftFolder draft(folder);
    writeTexts(set, draft.path());
    writeImages(set, draft.path(), seed, whole, job);
    draft.moveToTarget();
    return whole;
}

fs::path ensureDemoData(DemoSet set, const fs::path &cache, const Job &job)
{
    // The version changes with anything that changes the pictures or the texts, so that old caches are left alone.
    const fs::path folder = cache / ("emoji-" + nameOf(set) + "-1");
    if (isThere(folder))
        return folder;
    try {
        writeDemoData(set, folder, kDemoDataSeed, defaultImages(set), job);
    } catch (const std::exception &) {
        // Another process was quicker, and wrote the same.
        if (!isThere(folder))
            throw;
    }
    return folder;
}

}
