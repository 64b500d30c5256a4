// SPDX-License-Identifier: Apache-2.0
// Who stands behind the active engine of a pair where the controller may start engines itself, and
// where it may not.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// LEG-34: with write access the one engine that was put into the group has a partner that the
/// cloud started; without it the group has the engines that the operator added, and no others.
Checker partner_comes_where_it_may();
/// LEG-33: an engine that the operator moves to another group serves nothing here any more; with
/// write access a machine that was started since is standby at the end, without it nobody is.
Checker moved_partner_is_replaced_where_it_may();

}  // namespace holdfast::harness::check
