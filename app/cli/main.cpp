// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "app/startup.h"
#include "core/clip/threads.h"
#include "core/error.h"

#include <utility>

namespace {

enum ExitCode { kDone = 0, kFailed = 1, kWrongUsage = 2, kBadInput = 3 };

int fail(const std::string &message, ExitCode code)
{
    headscope::cli::log("headscope-cli: " + message);
    return code;
}

}

int main(int argc, char **argv)
{
    using namespace headscope::cli;
    headscope::sleepWhenIdle(argv);
    stopOnInterrupt();
    headscope::useAllProcessors();

    CLI::App app("See what CLIP's attention heads see, from the command line.", "headscope-cli");
    app.require_subcommand(1);
    app.set_version_flag("--version", HEADSCOPE_VERSION);
    app.get_formatter()->column_width(32);
    addModelInfo(app);
    addTokenize(app);
    addPreprocess(app);
    addEncodeText(app);
    addEncodeImage(app);
    addDecompose(app);
    addStoreInfo(app);
    addStoreMerge(app);
    addExportPrs(app);
    addTextspan(app);
    addCcs(app);
    addHeatmap(app);
    addClassify(app);
    addDemoData(app);
    addTrainDemo(app);
    addDemoFindings(app);
    addBench(app);
    for (CLI::App *verb : app.get_subcommands({}))
        verb->parse_complete_callback([verb] { refuseToOverwriteInputs(*verb); });

    const auto isNamed = [&](const CLI::App *verb) { return verb->get_name() == argv[1]; };
    if (argc > 1 && argv[1][0] != '-' && std::as_const(app).get_subcommands(isNamed).empty())
        return fail(std::string("there is no verb \"") + argv[1] + "\" (--help lists them)", kWrongUsage);
    try {
        app.parse(argc, argv);
        return kDone;
    } catch (const CLI::Success &request) {
        return app.exit(request);
    } catch (const CLI::ParseError &error) {
        return fail(std::string(error.what()) + " (--help says more)", kWrongUsage);
    } catch (const UsageError &error) {
        return fail(error.what(), kWrongUsage);
    } catch (const headscope::InputError &error) {
        return fail(error.what(), kBadInput);
    } catch (const std::exception &error) {
        // libtorch's messages go on with a backtrace.
        const std::string message = error.what();
        return fail(message.substr(0, message.find('\n')), kFailed);
    }
}
