// SPDX-License-Identifier: Apache-2.0
// A topology's YAML document to a topology that cannot be wrong.
#pragma once

#include "base/yaml.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::topology {

/// Throws yaml::Refused with file, line and what was expected.
Topology decode(const yaml::Value& document);

}  // namespace holdfast::harness::topology
