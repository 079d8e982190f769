// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QString>

namespace headscope::test {

/// The message of the InputError that `action` throws; empty if it throws none.
template <typename Action>
QString inputError(const Action &action)
{
    try {
        action();
    } catch (const InputError &error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

}
