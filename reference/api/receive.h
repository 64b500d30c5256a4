// SPDX-License-Identifier: Apache-2.0
// An object as a client sends it, on its way to the form that is stored: fields are known, of the
// right type and not newer than the version asked for; references are resolved; what answers add
// (url, uuid, _last_modified, runtime fields) is left out, so that a client may send back what it
// got. Include it in .cpp files only.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "reference/api/answer.h"
#include "reference/model/schema.h"

namespace holdfast::reference::api {

/// The stored form of a reference, or why there is none; `field` is for the message.
using Resolve = std::function<std::variant<std::string, Answer>(
    const std::string& field, model::Kind kind, std::string_view text)>;

struct Receiving {
    const model::Schema* schema = nullptr;
    model::Version version;
    Resolve resolve;
};

/// JSON of a request's body: an object, not nested deeper than 20.
std::variant<boost::json::object, Answer> parse_body(std::string_view body,
                                                     const std::string& context);

std::variant<boost::json::object, Answer> receive(const Receiving& how,
                                                  const boost::json::object& body);

}  // namespace holdfast::reference::api
