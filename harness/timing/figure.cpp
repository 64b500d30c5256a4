// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/figure.h"

#include <fmt/format.h>

namespace holdfast::harness::timing {

std::string to_string(FigureMethod method) {
    switch (method) {
        case FigureMethod::tbm:
            return "TBM";
        case FigureMethod::tblm:
            return "TBLM";
        case FigureMethod::plbm:
            return "PLBM";
    }
    return "";
}

std::string precise(Duration duration) {
    if (duration >= 10s || duration <= -10s) {
        return fmt::format("{:.3f}s", seconds(duration));
    }
    return fmt::format("{:.3f}ms", milliseconds(duration));
}

std::string with_interval(Duration value, Duration low, const std::optional<Duration>& high) {
    return high ? fmt::format("{} [{}, {}]", precise(value), precise(low), precise(*high))
                : fmt::format("{} [{} or more]", precise(value), precise(low));
}

}  // namespace holdfast::harness::timing
