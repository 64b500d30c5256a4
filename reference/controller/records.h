// SPDX-License-Identifier: Apache-2.0
// What must not be forgotten, as records: a key and its JSON each. The controller gives out the
// records that changed; whoever keeps them (a log on a majority of disks) gives all of them back.
//
// - `pool/<uuid>` and its like: one object, when it changed last, its place in the order of
// creation
// - `engine/<name>`: what is known of an engine beside its object
// - `place/<uuid of a service>`: who is active for it
// - `floating/<uuid of a group>/<list>`
// - `event/<number>`: one event of the log
// - `system`: counters
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "reference/controller/effects.h"

namespace holdfast::reference::controller {

struct SystemState;

using Records = std::map<std::string, std::string>;

void apply(Records& records, const std::vector<Change>& changes);

/// All records as one JSON object.
std::string to_text(const Records& records);
Result<Records> parse_records(const std::string& text);

/// What differs from the last call; remembers it as committed.
std::vector<Change> take_changes(SystemState& s);
/// Fills a fresh state. Damaged records are refused, and the state is then not to be used.
Result<void> read_records(SystemState& s, const Records& records);

}  // namespace holdfast::reference::controller
