// SPDX-License-Identifier: Apache-2.0
// A part of an object that the reference does nothing with: any JSON object, stored and given back.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace holdfast::reference::model {

struct Opaque {
    std::string text = "{}";  ///< JSON of an object
    bool operator==(const Opaque&) const = default;
};

// For base/json.h, which finds them by the type of their argument.
void load_scalar(const boost::json::value& from, Opaque& to, const std::string& pointer);
boost::json::value store_scalar(const Opaque& from);

}  // namespace holdfast::reference::model
