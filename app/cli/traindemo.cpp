// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/qtsession.h"
#include "app/cli/verbs.h"
#include "app/demo/demotrainer.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>

namespace headscope::cli {
namespace {

struct TrainDemoOptions
{
    DemoTraining training;
    Path out;
    Path plant;
    bool balanced = false;
    bool json = false;
};

/// A line now and then: training takes minutes.
class TrainingLog
{
public:
    void operator()(const TrainingProgress &progress)
    {
        using Clock = std::chrono::steady_clock;
        const bool finished = progress.step == progress.steps;
        if (!finished && Clock::now() - m_last < std::chrono::seconds(5))
            return;
        m_last = Clock::now();
        char line[128];
        const int left = static_cast<int>(progress.secondsLeft + 0.5);
        std::snprintf(line, sizeof line, "step %ld/%ld, loss %.3f, %.0f samples/s, %d:%02d left", long(progress.step),
                      long(progress.steps), progress.loss, progress.samplesPerSecond, left / 60, left % 60);
        log(line);
    }

private:
    std::chrono::steady_clock::time_point m_last;
};

void run(TrainDemoOptions options)
{
    const QtSession qt;
    options.training.plant = options.balanced        ? Plant::balanced()
                             : options.plant.empty() ? Plant::biased()
                                                     : Plant::read(options.plant);
    TrainingLog trainingLog;
    trainDemo(options.training, options.out, std::ref(trainingLog), consoleJob("training").stop);
    if (options.json)
        printJson(
            {{"out", options.out.string()}, {"seed", options.training.seed}, {"samples", options.training.samples}});
}

}

void addTrainDemo(CLI::App &app)
{
    auto options = std::make_shared<TrainDemoOptions>();
    CLI::App *verb = app.add_subcommand("train-demo", "Train a small CLIP with a planted bias; resumes if interrupted");
    verb->add_option("--out", options->out, "Folder to write")->required();
    auto *balanced = verb->add_flag("--balanced", options->balanced, "Plant nothing: the control");
    verb->add_option("--plant", options->plant, "JSON: which attribute goes with which class, and how strongly")
        ->excludes(balanced);
    verb->add_option("--seed", options->training.seed, "Other scenes and other initial weights")->capture_default_str();
    verb->add_option("--samples", options->training.samples, "Scenes that are shown")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    verb->add_flag("--json", options->json, "Print a summary as JSON");
    verb->callback([options] { run(*options); });
}

}
