// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace headscope {

/// SplitMix64: a stream of random numbers that is the same with every compiler and library (the distributions of
/// <random> are not), and cheap to start anew for every scene.
class Random
{
public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0)
        : m_state(mix(seed) ^ mix(stream + kStep))
    {
    }

    std::uint64_t next() { return mix(m_state += kStep); }

    /// In [0, 1).
    double uniform() { return double(next() >> 11) * 0x1p-53; }
    double between(double low, double high) { return low + (high - low) * uniform(); }
    bool chance(double probability) { return uniform() < probability; }

    /// In 0 … count − 1.
    int below(int count) { return int(((next() >> 32) * std::uint64_t(count)) >> 32); }

    template <typename List>
    const typename List::value_type &oneOf(const List &list)
    {
        return *(list.begin() + below(int(list.size())));
    }

    static std::uint64_t mix(std::uint64_t x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
        return x ^ (x >> 31);
    }

private:
    static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15u;
    std::uint64_t m_state;
};

}
