// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/qtsession.h"
#include "app/cli/verbs.h"
#include "app/demo/findings.h"
#include "core/files.h"

#include <QTemporaryDir>
#include <nlohmann/json.hpp>

#include <iostream>

namespace headscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct DemoFindingsOptions
{
    Path model;
    Path out;
    DemoTest test;
    bool metricsOnly = false;
    bool json = false;
};

std::string show(const Json &value)
{
    char text[16] = "    –";
    if (value.is_number())
        std::snprintf(text, sizeof text, "%5.3f", value.get<double>());
    return text;
}

void printTable(const Json &findings)
{
    const auto line = [](const Json &state) {
        const Json &people = state["people"];
        const Json &birds = state["birds"];
        return "accuracy " + show(people["accuracy"]) + "  gender V " + show(people["gender_v"]) + "  flips " +
               show(people["gender_flips"]) + "  tone V " + show(people["tone_v"]) + "  birds worst group " +
               show(birds["worst_group_accuracy"]);
    };
    std::cout << "baseline      " << line(findings["baseline"]) << "\n";
    for (const Json &head : findings.value("heads", Json::array())) {
        const Json &eta = head["eta_squared"];
        std::cout << "\n"
                  << head["head"].get<std::string>() << "  η²: gender " << show(eta["gender"]) << "  tone "
                  << show(eta["tone"]) << "  background " << show(eta["background"]) << "  profession "
                  << show(eta["label"]) << "\n    direct    " << line(head["ablated"]["direct"]) << "\n    forward   "
                  << line(head["ablated"]["forward"]) << "\n   ";
        for (const Json &description : head["descriptions"])
            std::cout << " “" << description["text"].get<std::string>() << "” " << show(description["explained"]);
        std::cout << "\n";
    }
}

void run(DemoFindingsOptions options)
{
    if (!options.out.empty())
        checkOutput(options.out);
    const QtSession qt;
    const QTemporaryDir work;
    options.test.heads = !options.metricsOnly;
    const Json findings =
        demoFindings(options.model, work.path().toStdString(), options.test, consoleJob("ablating each head"));
    if (!options.out.empty())
        writeFileAtomically(options.out, findings.dump(2) + "\n");
    if (options.json)
        printJson(findings);
    else
        printTable(findings);
}

}

void addDemoFindings(CLI::App &app)
{
    auto options = std::make_shared<DemoFindingsOptions>();
    CLI::App *verb = app.add_subcommand("demo-findings", "What an audit of a demo model finds, head by head");
    verb->add_option("--model", options->model, "A model that train-demo has written")->required();
    verb->add_option("--seed", options->test.seed, "Of the balanced scenes it is tested on")->capture_default_str();
    verb->add_option("--people", options->test.people, "Scenes of people")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    verb->add_option("--birds", options->test.birds, "Scenes of birds")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    verb->add_flag("--metrics-only", options->metricsOnly, "Not head by head");
    verb->add_option("--out", options->out, "File for the findings as JSON");
    verb->add_flag("--json", options->json, "Print the findings as JSON instead of a table");
    verb->callback([options] { run(*options); });
}

}
