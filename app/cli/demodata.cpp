// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demodata.h"
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/qtsession.h"
#include "app/cli/verbs.h"

#include <nlohmann/json.hpp>

namespace headscope::cli {
namespace {

struct DemoDataOptions
{
    std::string set;
    Path out;
    std::uint64_t seed = kDemoDataSeed;
    int images = 0;
    bool json = false;
};

void run(const DemoDataOptions &options)
{
    const QtSession qt;
    const DemoSet set = options.set == "birds" ? DemoSet::Birds : DemoSet::Professions;
    const int asked = options.images > 0 ? options.images : defaultImages(set);
    const int written = writeDemoData(set, options.out, options.seed, asked, consoleJob("drawing"));
    if (written != asked)
        log(std::to_string(written) + " images instead of " + std::to_string(asked) + ", a multiple of " +
            std::to_string(imagesStep(set)) + ", so that every group has as many");
    if (options.json)
        printJson({{"images", written}, {"seed", options.seed}});
}

}

void addDemoData(CLI::App &app)
{
    auto options = std::make_shared<DemoDataOptions>();
    CLI::App *verb =
        app.add_subcommand("demo-data", "Balanced pictures of emoji, with everything needed to audit them");
    verb->add_option("--set", options->set, "professions, or birds")
        ->required()
        ->check(CLI::IsMember({"professions", "birds"}));
    verb->add_option("--out", options->out, "Folder to write; new or empty")->required();
    verb->add_option("--seed", options->seed, "Other pictures")->capture_default_str();
    verb->add_option("--images", options->images, "How many (default: 1920 people or 480 birds)")
        ->check(CLI::PositiveNumber);
    verb->add_flag("--json", options->json, "Print a summary as JSON");
    verb->callback([options] { run(*options); });
}

}
