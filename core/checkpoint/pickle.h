// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace headscope {

/// A value of a Python pickle. Nothing of it is ever run: an object is the name of what would have made it, with what
/// it would have been given.
struct PickleValue
{
    enum class Kind {
        None,
        Number,
        Text,
        Sequence, ///< a tuple or a list
        Dictionary,
        Global, ///< the name of a class or function
        Object,
        Persistent, ///< stands for something outside of the pickle that its one item describes
    };
    using Entries = std::vector<std::pair<const PickleValue *, const PickleValue *>>;

    Kind kind = Kind::None;
    /// Numbers that aren't whole (no tensor needs one) and None are 0.
    std::int64_t number = 0;
    /// The characters of a Text; "module.name" of a Global or of what an Object is made by.
    std::string text;
    /// Of a Sequence; the arguments of an Object; what describes a Persistent.
    std::vector<const PickleValue *> items;
    /// Of a Dictionary, or put into an Object as into one.
    Entries entries;
    /// What an Object was to be built up from, if anything.
    const PickleValue *state = nullptr;
};

/// How much memory may be taken for a file: in proportion to its size. References let a small file ask for any amount.
class MemoryBudget
{
public:
    explicit MemoryBudget(std::size_t bytes)
        : m_left(bytes)
    {
    }
    /// False once there is no more.
    [[nodiscard]] bool take(std::size_t bytes)
    {
        const bool enough = bytes <= m_left;
        m_left = enough ? m_left - bytes : 0;
        return enough;
    }

private:
    std::size_t m_left;
};

/// A parsed pickle: owns its values, which may refer to each other in any way, circles included.
class Pickle
{
public:
    /// Parses protocols 2 to 5 as far as checkpoints need them. A name for which `allowed` is false is refused.
    /// Throws InputError about `file`.
    Pickle(std::span<const std::byte> bytes, const std::string &file,
           const std::function<bool(std::string_view global)> &allowed);

    const PickleValue &root() const { return *m_root; }

private:
    std::deque<PickleValue> m_values;
    const PickleValue *m_root = nullptr;
};

}
