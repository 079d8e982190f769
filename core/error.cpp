// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include "core/printable.h"

namespace headscope {

InputError::InputError(std::string subject, std::string problem, std::string remedy)
    : std::runtime_error(printable(subject + ": " + problem + (remedy.empty() ? "" : "; " + remedy)))
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
