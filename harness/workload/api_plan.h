// SPDX-License-Identifier: Apache-2.0
// What holdfast-api-client is told when it starts, as one line of JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/workload/api_client.h"

namespace holdfast::harness::workload {

struct ApiPlan {
    Duration epoch{};  ///< clock time of the run's Instant 0
    std::vector<ApiClientPlan> clients;
    bool operator==(const ApiPlan&) const = default;
};

std::string encode(const ApiPlan& plan);  ///< without newline
Result<ApiPlan> decode_api_plan(std::string_view line);

}  // namespace holdfast::harness::workload
