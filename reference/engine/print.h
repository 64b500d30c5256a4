// SPDX-License-Identifier: Apache-2.0
// Effects as one line of text each, for traces and logs: "add 192.0.2.100 lease 2s".
#pragma once

#include <string>

#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

using holdfast::to_string;  // of durations, which would be hidden here otherwise
std::string to_string(const Effect& effect);

}  // namespace holdfast::reference::engine
