// SPDX-License-Identifier: Apache-2.0
// What the API answers: a status and a JSON body. Errors are {"error": "<text>"}; clients read both
// the status and the text, so the wording of the known ones is kept here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reference/api/http.h"
#include "reference/model/kind.h"

namespace holdfast::reference::api {

struct Answer {
    int status = 200;
    std::string body{};
    Headers headers{};  ///< those that belong to the object side: Location
    bool operator==(const Answer&) const = default;
};

Answer error_answer(int status, std::string_view text);
Answer not_found(model::Kind kind);  ///< 404 "Pool object not found!"
Answer no_such_path(std::string_view path);
Answer method_not_allowed(std::string_view method);
Answer duplicate_name(model::Kind kind);  ///< 409
/// 400 "Cannot delete, object is referred by: ['VirtualService vs1']"
Answer in_use(const std::vector<std::string>& referrers);
/// 400, of an object that is there from the first start.
Answer system_default();
/// 404, or 400 for the two kinds of which clients expect that; `field` refers to it.
Answer unknown_reference(const std::string& field, model::Kind kind, std::string_view reference);
/// 412: the object was changed since the client read it.
Answer stale(model::Kind kind);

}  // namespace holdfast::reference::api
