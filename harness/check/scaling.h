// SPDX-License-Identifier: Apache-2.0
// Elastic groups: what became of the operator's scale-outs, scale-ins and migrations.
#pragma once

#include "harness/check/recording.h"
#include "harness/check/scaling_requests.h"

namespace holdfast::harness::check {

/// PLC-21: after each request that was accepted, and in all the time before the next, a service is
/// on min_scaleout_per_vs engines and one more for each scale-out, one less for each scale-in. The
/// scenario leaves room for all of it, and breaks nothing.
Checker instances_follow_the_operator();
/// ELA-9, SCL-24: a scale-out of a service that has max_scaleout_per_vs instances is refused, any
/// other is accepted. The situation: one was asked for at the limit.
Checker scale_out_ends_at_maximum();
/// SCL-16: the same of scale-ins and min_scaleout_per_vs.
Checker scale_in_ends_at_minimum();
/// SCL-15: after an accepted scale-in of the primary another engine owns the VIP on the wire within
/// budgets.failover, and scaling_max later the old one is not in the service's list.
Checker primary_hands_over_and_leaves();
/// SCL-18: where there is no room for one more instance, VS_SCALEOUT_FAILED is reported not before
/// `timeout` after the request and at most scaling_max later; then the service is on the engines on
/// which it was.
Checker hopeless_scale_out_ends(Duration timeout);
/// ELA-10: until then the operator is warned: VS_SE_HA_COMPROMISED of the service within
/// scaling_max of the request.
Checker missing_instance_is_shown();
/// MIG-4: a migration whose target is dead is given up, and VS_MIGRATE_FAILED says so; from the
/// request to the end the source owns the VIP on the wire, and at the end the service is on it and
/// not on the target.
Checker failed_migration_changes_nothing();

}  // namespace holdfast::harness::check
