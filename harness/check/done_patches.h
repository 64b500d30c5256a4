// SPDX-License-Identifier: Apache-2.0
// What the operator changed in objects of the configuration, with success.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "harness/check/index.h"

namespace holdfast::harness::check {

struct DonePatch {
    std::string name;  ///< of the object
    boost::json::object fields;
    PerformedOperation done;  ///< has a time of completion
    Evidence where() const;
};

/// In the order in which they were asked for.
std::vector<DonePatch> done_patches(const Recording& recording, const std::string& collection);

}  // namespace holdfast::harness::check
