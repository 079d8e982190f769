// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/progress.h"

#include <nlohmann/json_fwd.hpp>

#include <stdexcept>
#include <string>

namespace headscope::cli {

/// The command was called wrongly: exit code 2.
class UsageError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// A job whose progress is a line on standard error with the time left, and that Ctrl-C stops.
Job consoleJob(const std::string &what);

/// From here on Ctrl-C asks running jobs to stop; pressed again, it ends the program.
void stopOnInterrupt();

/// A line on standard error, in which names and texts are made printable().
void log(const std::string &line);

/// One object on standard output.
void printJson(const nlohmann::ordered_json &json);

}
