// SPDX-License-Identifier: Apache-2.0
#include "harness/property.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/check.h"
#include "harness/drill.h"

namespace holdfast::harness {

namespace {

std::vector<Property>& registry() {
    static std::vector<Property> properties;
    return properties;
}

/// "LEG-6" is ("LEG", 6), so that LEG-6 comes before LEG-10.
std::pair<std::string, int> order_of(const std::string& rule) {
    const auto dash = rule.rfind('-');
    if (dash == std::string::npos) {
        return {rule, 0};
    }
    int number = 0;
    std::from_chars(rule.data() + dash + 1, rule.data() + rule.size(), number);
    return {rule.substr(0, dash), number};
}

}  // namespace

const std::vector<Property>& all_properties() {
    return registry();
}

const Property* find_property(const std::string& rule) {
    const auto& all = registry();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Property& p) { return p.rule == rule; });
    return found == all.end() ? find_drill(rule) : &*found;
}

void register_property(Property property) {
    CHECK(find_property(property.rule) == nullptr, "property {} is registered twice",
          property.rule);
    auto& all = registry();
    const auto place = std::find_if(
        all.begin(), all.end(),
        [key = order_of(property.rule)](const Property& p) { return key < order_of(p.rule); });
    all.insert(place, std::move(property));
}

}  // namespace holdfast::harness
