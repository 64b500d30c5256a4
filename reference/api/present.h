// SPDX-License-Identifier: Apache-2.0
// A stored object as a client sees it: what is unset is absent and defaults are written out, both
// in the version asked for; references are full URLs. Include it in .cpp files only.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "reference/model/schema.h"

namespace holdfast::reference::api {

/// How the object is to be shown.
struct View {
    std::string host;  ///< of the client's URL
    model::Version version;
    bool names = false;         ///< "#name" behind url and references
    bool skip_default = false;  ///< leave out what equals its default
    /// Of an object by its uuid; "": it is gone.
    std::function<std::string(model::Kind, std::string_view uuid)> name_of;

    /// "https://<host>/api/pool/<uuid>#p1" for "/api/pool/<uuid>".
    std::string reference(model::Kind kind, std::string_view stored) const;
    std::string url(model::Kind kind, std::string_view uuid, std::string_view name) const;
};

/// The fields, without url and _last_modified.
boost::json::object present(const model::Schema& schema, const boost::json::object& stored,
                            const View& view);

/// A whole object. `stored` has its uuid.
boost::json::object present_object(model::Kind kind, const model::Schema& schema,
                                   const boost::json::object& stored, std::int64_t last_modified,
                                   const View& view);

}  // namespace holdfast::reference::api
