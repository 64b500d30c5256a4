// SPDX-License-Identifier: Apache-2.0
// What operators asked of the instances of services in a run, and the lists of engines that the
// system showed.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "harness/check/index.h"

namespace holdfast::harness::check {

/// From the answer to a scale-out, scale-in or migration to the list of engines that it leads to: a
/// planned move waits for one confirmation, and the system is asked every 40 ms.
inline constexpr Duration scaling_max = 1s;

/// A request about the instances of a service that was answered.
struct ScalingRequest {
    const scenario::VirtualServiceSpec* service = nullptr;
    const scenario::SeGroupSpec* group = nullptr;
    std::string action;  ///< "scaleout"
    boost::json::object body;
    PerformedOperation done;

    Instant answered() const { return *done.completed; }
    bool accepted() const { return done.outcome == history::OperationEvent::Type::ok; }
    Evidence where() const;
    /// That a field of the request refers to by name; empty: to none.
    std::string engine(const char* field) const;
};

/// In the order in which they were asked for; `action` empty: all.
std::vector<ScalingRequest> scaling_requests_in(const Recording& recording,
                                                const std::string& action = "");

/// The service's engines at that time, the primary first, as the system showed them.
std::vector<std::string> list_at(const Recording& recording, const std::string& service,
                                 Instant at);
/// Those of every service of elastic groups, by its name.
using EngineLists = std::map<std::string, std::vector<std::string>>;
EngineLists lists_at(const Recording& recording, Instant at);
bool is_in(const std::vector<std::string>& names, const std::string& name);

}  // namespace holdfast::harness::check
