// SPDX-License-Identifier: Apache-2.0
// What an operator asks of the instances of a service.
#pragma once

#include <fmt/format.h>

#include <string>

#include "harness/scenario/scenario.h"

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

}  // namespace holdfast::properties
