// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace headscope {

/// An input that a person can mend: which file (or option) is bad, what is wrong with it, and what would be right.
/// what() is the one line shown: "FILE: PROBLEM; REMEDY", printable whatever names and files hold.
class InputError : public std::runtime_error
{
public:
    InputError(std::string subject, std::string problem, std::string remedy);

    const std::string &subject() const { return m_subject; }
    const std::string &problem() const { return m_problem; }
    const std::string &remedy() const { return m_remedy; }

private:
    std::string m_subject;
    std::string m_problem;
    std::string m_remedy;
};

/// Thrown out of a long computation when its stop token was triggered.
class Cancelled : public std::runtime_error
{
public:
    Cancelled();
};

}
