// SPDX-License-Identifier: Apache-2.0
// What a macro would write: {"model_name": "VirtualService", "data": {.., "pool_ref_data": {..}}}
// makes a virtual service and a pool.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace holdfast::reference::api {

/// The paths of the kinds in the body of a macro, the object's own first, then those of its
/// children, each once: "virtualservice", "pool". A model that is no kind of configuration object
/// gives its name in lower case. Never empty: "macro" for what is no macro at all.
std::vector<std::string> resources_in_macro(std::string_view body);

/// "pool_ref" for "pool_ref_data"; "" for a field that holds no child.
std::string_view reference_of_child(std::string_view field);

}  // namespace holdfast::reference::api
