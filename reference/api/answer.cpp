// SPDX-License-Identifier: Apache-2.0
#include "reference/api/answer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>

#include "reference/api/utf8.h"

namespace holdfast::reference::api {

Answer error_answer(int status, std::string_view text) {
    return {status, boost::json::serialize(boost::json::object{{"error", valid_utf8(text)}})};
}

Answer not_found(model::Kind kind) {
    return error_answer(404, fmt::format("{} object not found!", model::names_of(kind).model));
}

Answer no_such_path(std::string_view path) {
    return error_answer(404, fmt::format("{} is not a path of this API", path));
}

Answer method_not_allowed(std::string_view method) {
    return error_answer(405, fmt::format("Method '{}' not allowed", method));
}

Answer duplicate_name(model::Kind kind) {
    return error_answer(409,
                        fmt::format("{} with this Name, Tenant ref and Cloud ref already exists.",
                                    model::names_of(kind).model));
}

Answer in_use(const std::vector<std::string>& referrers) {
    return error_answer(400, fmt::format("Cannot delete, object is referred by: ['{}']",
                                         fmt::join(referrers, "', '")));
}

Answer system_default() {
    return error_answer(400, "Cannot delete system default object");
}

Answer unknown_reference(const std::string& field, model::Kind kind, std::string_view reference) {
    const bool bad_request = kind == model::Kind::vrf_context || kind == model::Kind::network;
    return error_answer(bad_request ? 400 : 404,
                        fmt::format("{}: '{}': {} object not found!", field, reference,
                                    model::names_of(kind).model));
}

Answer stale(model::Kind kind) {
    return error_answer(412,
                        fmt::format("Need to reload object data {}", model::names_of(kind).model));
}

}  // namespace holdfast::reference::api
