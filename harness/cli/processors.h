// SPDX-License-Identifier: Apache-2.0
// How much this machine does at once.
#pragma once

#include <algorithm>
#include <thread>

namespace holdfast::harness::cli {

/// 1 when the machine does not say.
inline int processors() {
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace holdfast::harness::cli
