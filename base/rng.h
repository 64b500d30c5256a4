// SPDX-License-Identifier: Apache-2.0
// Chance as an input: every random choice of a run comes from its seed.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

namespace holdfast {

/// A stream of random numbers. The same seed gives the same stream on every machine: only the
/// engine is the standard library's, the distributions are ours.
class Rng {
  public:
    explicit Rng(std::uint64_t seed) : seed_(seed), engine_(seed) {}

    std::uint64_t seed() const { return seed_; }
    /// Uniform in [0, bound); bound > 0.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform in [low, high], both included.
    std::int64_t between(std::int64_t low, std::int64_t high);
    /// True with this probability, in [0, 1].
    bool chance(double probability);
    /// An independent stream for one purpose, so that a new consumer never shifts the others.
    Rng fork(std::string_view purpose) const;

  private:
    std::uint64_t seed_;
    std::mt19937_64 engine_;
};

}  // namespace holdfast
