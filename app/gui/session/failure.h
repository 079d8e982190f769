// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <exception>

namespace headscope {

/// Why something that was asked for isn't there, for a person to read.
struct Failure
{
    QString subject = {}; ///< the file or option at fault; may be empty
    QString problem = {};
    QString remedy = {};    ///< may be empty
    bool cancelled = false; ///< by a person: nothing is wrong

    /// One line, "SUBJECT: PROBLEM; REMEDY". Empty if it was cancelled.
    QString text() const;
    /// The same, or what to say of a job that was cancelled.
    QString text(const QString &ofCancelled) const { return cancelled ? ofCancelled : text(); }
};

/// In words, whatever was thrown: of errors that nobody has foreseen the first line.
Failure failureOf(const std::exception_ptr &thrown);

}
