// SPDX-License-Identifier: Apache-2.0
// Names of hosts as they may stand where an address may.
#pragma once

#include <string_view>

namespace holdfast {

/// RFC 1123, 2.1: labels of letters, digits and inner hyphens, 63 characters at most, 253 in all.
/// Not a word of digits and dots alone: that is an address, or a mistake in one.
bool is_host_name(std::string_view text);

}  // namespace holdfast
