// SPDX-License-Identifier: Apache-2.0
// All claims of this suite. One file a property; catalogue.cpp lists them.
#pragma once

namespace holdfast::properties {

/// Registers every property with harness::all_properties(), once.
void register_all();

}  // namespace holdfast::properties
