// SPDX-License-Identifier: Apache-2.0
// What an object is whose maker said nothing about it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// ELN-1: each object that a request read has these fields with these values (JSON texts).
Checker fields_are(std::vector<std::pair<std::string, std::string>> expected);

}  // namespace holdfast::harness::check
