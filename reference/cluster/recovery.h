// SPDX-License-Identifier: Apache-2.0
// A member that is made a cluster of its own, from what its disk holds.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "reference/cluster/cluster_records.h"
#include "reference/consensus/effects.h"

namespace holdfast::reference::cluster {

/// What the records will be when all of the log is committed.
controller::Records records_by_log(const consensus::Stored& stored);

/// The change began with this node alone, and one other may vote by now: without this node nothing
/// was ever committed, so it may be alone again whatever the other one has (CCFG-16).
bool may_be_alone_again(const MemberId& self, const MemberChange& change,
                        const consensus::Membership& voters);

/// To be written over what is stored: all of the log, committed or not, as a snapshot of which this
/// node is the only voter, in a term that is nobody else's. Never safe by itself: it is the word of
/// whoever knows that the others are gone. An Error: damaged, or no member.
Result<consensus::effect::Persist> alone(const MemberId& self, const consensus::Stored& stored,
                                         const StandAlone& how);

}  // namespace holdfast::reference::cluster
