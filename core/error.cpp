// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include <algorithm>

namespace headscope {
namespace {

/// What files hold goes into messages, and may go over several lines.
std::string oneLine(std::string text)
{
    const auto isBreak = [](char character) { return character == '\n' || character == '\r'; };
    std::replace_if(text.begin(), text.end(), isBreak, ' ');
    return text;
}

}

InputError::InputError(std::string subject, std::string problem, std::string remedy)
    : std::runtime_error(oneLine(subject + ": " + problem + (remedy.empty() ? "" : "; " + remedy)))
    , m_subject(std::move(subject))
    , m_problem(std::move(problem))
    , m_remedy(std::move(remedy))
{
}

Cancelled::Cancelled()
    : std::runtime_error("cancelled")
{
}

}
