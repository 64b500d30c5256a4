// SPDX-License-Identifier: Apache-2.0
// The search for a smaller value that still fails, whatever the values are.
#pragma once

#include <utility>

namespace holdfast::harness::run {

template <class T>
struct Smallest {
    T value;
    int tries = 0;  ///< values tried
    int steps = 0;  ///< of them, those that still failed and were kept
};

/// Greedy: `simpler(best)` lists simplifications, the most simplifying first; the first with which
/// `still_fails` says true is kept, until none helps or `tries_max` were tried. Every listed value
/// has to be simpler in a way that ends.
template <class T, class Simpler, class StillFails>
Smallest<T> shrink_greedily(T failing, int tries_max, const Simpler& simpler,
                            const StillFails& still_fails) {
    Smallest<T> best{std::move(failing), 0, 0};
    for (bool improved = true; improved && best.tries < tries_max;) {
        improved = false;
        for (T& candidate : simpler(best.value)) {
            if (best.tries >= tries_max) {
                break;
            }
            ++best.tries;
            if (still_fails(candidate)) {
                best.value = std::move(candidate);
                ++best.steps;
                improved = true;
                break;
            }
        }
    }
    return best;
}

}  // namespace holdfast::harness::run
