// SPDX-License-Identifier: Apache-2.0
#include "properties/drills.h"

#include "harness/drill.h"
#include "properties/catalogue.h"

namespace holdfast::properties {

void register_drills() {
    harness::register_drill(chaos_drill());
    harness::register_drill(ha_chaos_drill());
    harness::register_drill(leader_kills_drill());
    harness::register_drill(all_killed_drill());
}

}  // namespace holdfast::properties
