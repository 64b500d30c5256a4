// SPDX-License-Identifier: Apache-2.0
// All claims of this suite. One file a property, named for its rule: the build makes the list.
#pragma once

namespace holdfast::properties {

/// Registers every property with harness::all_properties(), once.
void register_all();

/// Registers the drills: drills.cpp.
void register_drills();

/// Registers the rules that cannot be judged yet, each with the reason: pending.cpp.
void register_pending();

}  // namespace holdfast::properties
