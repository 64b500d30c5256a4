// SPDX-License-Identifier: Apache-2.0
#include "base/rng.h"

#include "base/check.h"

namespace holdfast {
namespace {

/// The finalizer of SplitMix64: every bit of the input reaches every bit of the output.
std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/// FNV-1a: std::hash may differ between standard libraries, this may not.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return hash;
}

}  // namespace

std::uint64_t Rng::below(std::uint64_t bound) {
    CHECK(bound > 0, "a number below 0 does not exist");
    // The lowest 2^64 mod bound values would make small results more likely; draw those again.
    const std::uint64_t unfair = (0 - bound) % bound;
    std::uint64_t drawn = engine_();
    while (drawn < unfair) {
        drawn = engine_();
    }
    return drawn % bound;
}

std::int64_t Rng::between(std::int64_t low, std::int64_t high) {
    CHECK(low <= high, "no number lies between {} and {}", low, high);
    const std::uint64_t count =
        static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    const std::uint64_t offset = count == 0 ? engine_() : below(count);  // 0: all 2^64 values
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

bool Rng::chance(double probability) {
    CHECK(probability >= 0 && probability <= 1, "{} is no probability", probability);
    // 53 bits fill a double's mantissa: uniform in [0, 1), so 0 never happens and 1 always.
    const double drawn = static_cast<double>(engine_() >> 11) * 0x1.0p-53;
    return drawn < probability;
}

Rng Rng::fork(std::string_view purpose) const {
    return Rng(mix(mix(seed_) ^ hash_of(purpose)));
}

}  // namespace holdfast
