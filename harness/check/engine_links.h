// SPDX-License-Identifier: Apache-2.0
// Connections of engines to controllers, as the management segment saw them.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// By the packet with which the controller accepted it.
struct EngineLink {
    Instant opened;
    std::size_t packet = 0;  ///< on the management segment
};

/// By engine and controller: connections that neither end has closed or reset when the capture
/// ends.
std::map<std::pair<std::string, std::string>, EngineLink> open_engine_links(
    const Recording& recording);

}  // namespace holdfast::harness::check
