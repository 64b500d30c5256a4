// SPDX-License-Identifier: Apache-2.0
// Groups whose controller may start engines itself: how many there are, and whether each was
// needed. Counted here as the documents count (spec 3.9 to 3.11), not as the reference does.
#pragma once

#include <cstddef>
#include <string>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// Engines that services need in the deployment's first group.
struct NeededEngines {
    std::size_t least = 0;  ///< so that everything has a place and the buffer is whole
    std::size_t most = 0;   ///< the same where new services get engines of their own (PLC-7)
};
/// `services`: so many want a place. At most max_se, and never more than there are machines for.
NeededEngines needed_engines(const scenario::Deployment& deployment, std::size_t services,
                             std::size_t buffer_se);

/// ELN-2, ELN-3, ELN-11, ELN-17, PLC-6, PLC-7: in settled times there are as many engines as
/// needed. One that was there from the start, or has come back, may be more. ELN-10:
/// budgets.failover after an engine failed what is missing has been asked for, if another machine
/// can be had.
Checker as_many_engines_as_needed();
/// PLC-2, PLC-10, ELN-17: each engine that the cloud was asked for was needed then, and max_se was
/// not reached.
Checker no_engine_asked_for_in_vain();
/// PLC-7: in settled times every engine of the group carries something, none more than one instance
/// more than another, and there are as many as services and max_se allow.
Checker spread_over_every_engine();
/// ELN-12: the first service that a request creates takes places that the group should keep free,
/// and VS_SE_HA_COMPROMISED tells of the group.
Checker buffer_shortage_is_told();
/// PLC-2: whatever the system shows, no more engines of the group are up than max_se, leaving aside
/// those that came back after they had been replaced (ELN-18).
Checker never_more_engines_than_max_se();
/// PLC-10: nobody asks for an engine of this group.
Checker nothing_asked_for(std::string se_group);

}  // namespace holdfast::harness::check
