// SPDX-License-Identifier: Apache-2.0
#include "reference/balancing/passive_monitor.h"

namespace holdfast::reference::balancing {

namespace {

// As many as an active monitor's failed_checks by default.
constexpr std::uint32_t failures_max = 2;
// "By about 75 %" (spec 3.18).
constexpr std::uint32_t one_of = 4;

}  // namespace

bool PassiveMonitor::passes_over(const protocol::ServerEndpoint& server) {
    const auto found = records_.find(server);
    if (found == records_.end() || found->second.failures < failures_max) {
        return false;
    }
    return ++found->second.chosen % one_of != 0;
}

}  // namespace holdfast::reference::balancing
