// SPDX-License-Identifier: Apache-2.0
// The objects of the API as a page of documentation, from the same description that checks them.
#pragma once

#include <string>

namespace holdfast::reference::api {

/// Markdown: a table for each kind of object, and for each type within one.
std::string describe_objects();

}  // namespace holdfast::reference::api
