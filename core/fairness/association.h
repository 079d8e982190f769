// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

namespace headscope {

/// Cramér's V of a contingency table (mathematics.md §7), undefined unless two rows and two columns are non-empty.
struct Association
{
    int n = 0;    ///< the table's total
    int rows = 0; ///< those that aren't empty
    int columns = 0;
    std::optional<double> v; ///< √(φ²/min(r−1, c−1)); well above 0 for small tables even without any association
    std::optional<double> corrected; ///< with Bergsma's bias correction (2013)
    /// Of `corrected` before it is cut at 0: nearly unbiased, and so at home below 0 where there is no association.
    std::optional<double> correctedSquare;
};

/// counts [rows, columns]; empty rows and columns don't count.
Association cramersV(std::span<const int> counts, int columns);

}
