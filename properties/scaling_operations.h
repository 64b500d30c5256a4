// SPDX-License-Identifier: Apache-2.0
// What an operator asks of the instances of a service.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "harness/scenario/scenario.h"
#include "properties/group_scenario.h"

namespace holdfast::properties {

inline harness::scenario::PostAction scaling(const std::string& service, const std::string& action,
                                             const std::string& more = "") {
    return {"virtualservice",
            service,
            action,
            R"({"vip_id": "0")" + (more.empty() ? "" : ", " + more) + "}",
            {}};
}
inline harness::scenario::PostAction scale_out(const std::string& service) {
    return scaling(service, "scaleout");
}
inline harness::scenario::PostAction scale_in(const std::string& service) {
    return scaling(service, "scalein");
}
/// Another engine is promoted first.
inline harness::scenario::PostAction scale_in_primary(const std::string& service) {
    return scaling(service, "scalein", R"("scalein_primary": true)");
}
inline harness::scenario::PostAction migrate(const std::string& service, const std::string& to) {
    return scaling(service, "migrate",
                   fmt::format(R"("to_se_ref": "/api/serviceengine/?name={}")", to));
}

/// From one request to the next, so that each is judged by itself: harness::check::scaling_max, and
/// two looks at the system.
inline constexpr Duration scaling_apart = 1200ms;

/// One after the other, and some time to see what became of the last: until what is returned.
inline Duration ask_in_turn(GroupScenario& group,
                            const std::vector<harness::scenario::PostAction>& requests) {
    Duration at = group.some_time();
    for (const harness::scenario::PostAction& request : requests) {
        group.operation(at, request);
        at += scaling_apart;
    }
    group.watch_until(at);
    return at;
}

}  // namespace holdfast::properties
