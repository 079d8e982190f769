// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

namespace headscope::cli {

// One function a verb, in a file of its name: adds the subcommand, whose callback does the work.
void addBench(CLI::App &app);
void addCcs(CLI::App &app);
void addClassify(CLI::App &app);
void addDecompose(CLI::App &app);
void addDemoData(CLI::App &app);
void addDemoFindings(CLI::App &app);
void addEncodeImage(CLI::App &app);
void addEncodeText(CLI::App &app);
void addExportPrs(CLI::App &app);
void addHeatmap(CLI::App &app);
void addModelInfo(CLI::App &app);
void addPreprocess(CLI::App &app);
void addStoreInfo(CLI::App &app);
void addStoreMerge(CLI::App &app);
void addTextspan(CLI::App &app);
void addTokenize(CLI::App &app);
void addTrainDemo(CLI::App &app);

}
