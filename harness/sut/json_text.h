// SPDX-License-Identifier: Apache-2.0
// Reading what answers of the API hold, whatever they hold besides. Include it in .cpp files only.
#pragma once

#include <boost/json.hpp>
#include <string>

namespace holdfast::harness::sut {

/// "": there is no such text.
inline std::string text_of(const boost::json::object& object, const char* member) {
    const boost::json::value* found = object.if_contains(member);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
}

}  // namespace holdfast::harness::sut
