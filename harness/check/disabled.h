// SPDX-License-Identifier: Apache-2.0
// Engines that take nothing new: the operator has disabled them, or they have lost a gateway.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// DIS-1, PLC-17: a service that the system shows for the first time after an engine was disabled
/// is never on that engine, and the engine never claims its VIP.
Checker disabled_engine_gets_nothing_new();
/// DIS-4: from the moment an engine is disabled to the end the system shows it connected and up.
Checker disabled_engine_stays_connected();
/// DIS-2: after an engine was disabled (SE_STATE_DISABLED), MIGRATE_SE_STARTED and then
/// MIGRATE_SE_FINISHED are reported; at the end it shows OPER_DISABLED, and no service is on it or
/// answered by it.
Checker disabled_engine_is_emptied();
/// DIS-3: where no other engine has room, MIGRATE_SE_STARTED and then MIGRATE_SE_FAILED are
/// reported; at the end it shows OPER_ERROR_DISABLED, and answers for the services that it had.
Checker stuck_services_stay_on_disabled_engine();
/// GW-17: the same for an engine of an elastic group that has lost a gateway, until it sees it
/// again.
Checker engine_without_gateway_gets_nothing_new();

}  // namespace holdfast::harness::check
