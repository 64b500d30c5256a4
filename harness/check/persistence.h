// SPDX-License-Identifier: Apache-2.0
// Clients that stay at their servers, whichever engine serves them.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// LEG-36, SCL-13: every probe flow of a client comes to one server, from the baseline to the end.
/// The servers stay up. The situation: flows came there by way of several engines.
Checker clients_keep_their_server();

}  // namespace holdfast::harness::check
