// SPDX-License-Identifier: Apache-2.0
// Links that pass nothing while nobody is told.
#pragma once

#include <string>
#include <vector>

#include "faults/injection.h"

namespace holdfast::faults {

Injected silence(World& world, const std::vector<Link>& links, std::vector<std::string> nodes);

}  // namespace holdfast::faults
