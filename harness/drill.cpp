// SPDX-License-Identifier: Apache-2.0
#include "harness/drill.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast::harness {

namespace {

std::vector<Property>& registry() {
    static std::vector<Property> drills;
    return drills;
}

}  // namespace

const std::vector<Property>& all_drills() {
    return registry();
}

const Property* find_drill(const std::string& name) {
    const auto& all = registry();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Property& d) { return d.rule == name; });
    return found == all.end() ? nullptr : &*found;
}

void register_drill(Property drill) {
    CHECK(find_property(drill.rule) == nullptr, "{} is registered twice", drill.rule);
    registry().push_back(std::move(drill));
}

}  // namespace holdfast::harness
