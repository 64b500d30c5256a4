// SPDX-License-Identifier: Apache-2.0
// What is made of the cloud's word that a host has failed.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// DET-14: an engine that a fault took away, and of whose host the cloud says that it has failed,
/// is OPER_PARTITIONED if services were on it and OPER_DOWN if not, sooner than missed heartbeats
/// and echoes could have told. Only words that came early enough to show a difference count.
Checker host_failure_shortens_the_wait();

}  // namespace holdfast::harness::check
