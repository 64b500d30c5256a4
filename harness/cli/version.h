// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace holdfast::harness::cli {

std::string version();  ///< "0.1.0"

}  // namespace holdfast::harness::cli
