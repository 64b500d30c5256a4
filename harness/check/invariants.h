// SPDX-License-Identifier: Apache-2.0
// Invariants: checked in every run, whatever the property.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// INV-1: no address has two owners on the wire at any instant. Resolution: the observer's
/// interval.
Checker single_owner();
/// INV-3: no virtual service is placed on, or served by, an engine outside its SE group.
Checker placed_within_group();

}  // namespace holdfast::harness::check
