// SPDX-License-Identifier: Apache-2.0
// The files of a LogStore, except the segments of its log (segment.h).
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace holdfast::reference::storage {

/// In the order in which they are written.
inline constexpr std::array hard_state_files = {"hard_state.a", "hard_state.b"};
inline constexpr const char* snapshot_file = "snapshot";
/// There while acknowledged entries may be missing.
inline constexpr const char* damaged_file = "damaged";
/// There while everything else is being thrown away.
inline constexpr const char* erasing_file = "erasing";

/// The end of each Error that no repair can help.
inline constexpr const char* way_out = "remove this node's state and let it join the cluster anew";

inline bool has(const std::vector<std::string>& files, const std::string& name) {
    return std::find(files.begin(), files.end(), name) != files.end();
}

}  // namespace holdfast::reference::storage
