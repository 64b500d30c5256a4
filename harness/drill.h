// SPDX-License-Identifier: Apache-2.0
// Drills: no rules of the catalogue but situations that campaigns repeat by the hundred or
// thousand, each judged by many checkers at once. A gate judges one only where it is named.
#pragma once

#include "harness/property.h"

namespace holdfast::harness {

/// In the order of registration. find_property() finds them too; all_properties() has none of them.
const std::vector<Property>& all_drills();
const Property* find_drill(const std::string& name);
/// Under a name that no rule has: "CHAOS".
void register_drill(Property drill);

}  // namespace holdfast::harness
