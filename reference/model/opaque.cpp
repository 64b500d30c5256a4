// SPDX-License-Identifier: Apache-2.0
#include "reference/model/opaque.h"

#include "base/json.h"

namespace holdfast::reference::model {

void load_scalar(const boost::json::value& from, Opaque& to, const std::string& pointer) {
    if (!from.is_object()) {
        throw json::Refused(pointer, "expected an object");
    }
    to.text = boost::json::serialize(from);
}

boost::json::value store_scalar(const Opaque& from) {
    return boost::json::parse(from.text);
}

}  // namespace holdfast::reference::model
