// SPDX-License-Identifier: Apache-2.0
// Services that several engines serve at once, each by a route of its own: what routers may send
// where.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// BGP-1: before anything is broken, every engine of the deployment is sent packets of clients to
/// every service, and answers them: no engine stands before the others.
Checker every_engine_has_a_path();
/// BGP-3, BGP-13: when an engine fails or loses its link to the routers, the flows that it served
/// are answered again within budgets.failover, no packet is sent to it after that as long as it is
/// away, and flows of other engines go on. Measures failoverTime (TBM, worst flow) of each service.
Checker lost_paths_vanish();

}  // namespace holdfast::harness::check
