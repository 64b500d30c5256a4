// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace holdfast::detail {

void check_failed(const char* file, int line, const char* condition, const std::string& sentence) {
    // Straight to standard error: the log may be what is broken.
    std::fprintf(stderr, "%s:%d: mistake in Holdfast: %s (%s does not hold)\n", file, line,
                 sentence.c_str(), condition);
    std::fflush(stderr);
    std::abort();
}

}  // namespace holdfast::detail
