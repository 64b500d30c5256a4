// SPDX-License-Identifier: Apache-2.0
// Objects to and from the JSON of the API. Around the described fields stand two that belong to the
// API itself: `url` and `_last_modified` (microseconds, as a string); clients send them back in a
// PUT. What has no value is absent in answers, never null.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace holdfast::reference::api {

template <class T>
struct Received {
    T object;
    std::optional<std::string> last_modified;
};

/// `context` begins the refusal: "POST /api/pool". Instantiated for every kind of object and for
/// SeProperties.
template <class T>
Result<Received<T>> read_object(const std::string& body, const std::string& context);

template <class T>
boost::json::object write_object(const T& object, std::int64_t last_modified);

}  // namespace holdfast::reference::api
