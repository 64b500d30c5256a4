// SPDX-License-Identifier: Apache-2.0
// What a member of the core finds on the bench's disk, whose records are the core's own Persist
// effects; and its state machine, a list of values, as the text that goes into logs and snapshots.
#pragma once

#include <string>
#include <vector>

#include "harness/replication/log_node.h"
#include "reference/consensus/effects.h"

namespace holdfast::harness::sut::reference_sim::consensus {

namespace core = holdfast::reference::consensus;

std::string to_text(const std::vector<replication::Value>& values);
std::vector<replication::Value> values_of(const std::string& text);

core::MemberId name_of(replication::Member member);
replication::Member member_of(const core::MemberId& name);

/// Of a disk without records: what founders share, an empty state machine and who votes.
core::Stored read_back(const replication::Start& start);

}  // namespace holdfast::harness::sut::reference_sim::consensus
