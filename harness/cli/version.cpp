// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/version.h"

namespace holdfast::harness::cli {

std::string version() {
    return HOLDFAST_VERSION;
}

}  // namespace holdfast::harness::cli
