// SPDX-License-Identifier: Apache-2.0
// References between objects in the forms that clients send: "/api/pool/<uuid>",
// "/api/pool/?name=pool1", the same as full URLs, each with or without "#name", a bare uuid or a
// bare name.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "reference/model/kind.h"

namespace holdfast::reference::api {

/// One of the two is set.
struct Reference {
    std::string uuid;
    std::string name;
    bool operator==(const Reference&) const = default;
};

/// Refuses a reference to another kind of object.
Result<Reference> parse_reference(std::string_view text, model::Kind kind);

/// The form that is stored and answered: "/api/pool/<uuid>".
std::string reference_to(model::Kind kind, std::string_view uuid);

}  // namespace holdfast::reference::api
