// SPDX-License-Identifier: Apache-2.0
// Requests that a defect makes itself, as if an operator had made them.
#pragma once

#include <string>

#include "reference/controller/core.h"

namespace holdfast::harness::sut::reference_sim::defects {

/// The answer's body. Whatever else the request brings about is added to `others`.
std::string ask(const reference::controller::Core& core, Instant now, const std::string& method,
                const std::string& path, reference::controller::Effects& others,
                const std::string& body = "");

/// Everything that is active on this engine goes to its peer.
void switch_over(const reference::controller::Core& core, Instant now, const std::string& engine,
                 reference::controller::Effects& others);

}  // namespace holdfast::harness::sut::reference_sim::defects
