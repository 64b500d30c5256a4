// SPDX-License-Identifier: Apache-2.0
// Engines that no controller reaches, and who opens the connections between the two.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// HDL-2, HDL-7: while engines are cut from every controller, or none runs, the owner of each VIP
/// stays as it is, and a service that is asked for meanwhile owns nothing on the wire. When it is
/// over, an accepted service is placed by the end, and a refused one never.
Checker headless_engines_stay_as_they_are();
/// HDL-5: on the management segment no controller opens a TCP connection to an engine. The
/// situation occurred when an engine opened one to a controller.
Checker only_engines_connect();

}  // namespace holdfast::harness::check
