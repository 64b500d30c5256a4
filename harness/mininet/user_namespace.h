// SPDX-License-Identifier: Apache-2.0
// Testbeds without root: inside a user namespace of our own, this process is root over every
// namespace that it makes, and over nothing else.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace holdfast::harness::mininet {

/// Does nothing for root. For anyone else: enters a user namespace with the caller mapped to root.
/// Call it at the start of main, before any thread is started. Error::Kind::unsupported where the
/// kernel forbids it.
Result<void> enter_user_namespace();

/// Capabilities that testbeds use and that this process lacks, by name ("CAP_NET_ADMIN").
std::vector<std::string> missing_capabilities();

}  // namespace holdfast::harness::mininet
