// SPDX-License-Identifier: Apache-2.0
// One request to the REST API and its answer, and how a simulated connection carries them: one line
// of JSON each, {"id", "method", "target", "headers", "body"} and {"id", "status", "headers",
// "body"}, headers as [["Name", "value"], ...] because a name may come twice.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace holdfast::harness::workload {

using ApiHeaders = std::vector<std::pair<std::string, std::string>>;

struct ApiRequest {
    std::string method;
    std::string target;
    ApiHeaders headers;
    std::string body;
    bool operator==(const ApiRequest&) const = default;
};

struct ApiResponse {
    int status = 0;
    ApiHeaders headers;
    std::string body;
    bool operator==(const ApiResponse&) const = default;
};

/// A message with the number that tells to which request an answer belongs.
template <class Message>
struct Numbered {
    std::uint64_t id = 0;
    Message message;
    bool operator==(const Numbered&) const = default;
};

std::string encode(const Numbered<ApiRequest>& request);  ///< without newline
std::string encode(const Numbered<ApiResponse>& response);
Result<Numbered<ApiRequest>> decode_api_request(std::string_view line);
Result<Numbered<ApiResponse>> decode_api_response(std::string_view line);

}  // namespace holdfast::harness::workload
