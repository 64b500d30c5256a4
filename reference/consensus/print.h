// SPDX-License-Identifier: Apache-2.0
// Effects and messages as one line of text each, for traces and logs: "after write 2 send n2 vote
// granted in term 3".
#pragma once

#include <string>

#include "reference/consensus/effects.h"

namespace holdfast::reference::consensus {

std::string to_string(const Message& message);
std::string to_string(const Effect& effect);

}  // namespace holdfast::reference::consensus
