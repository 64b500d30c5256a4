// SPDX-License-Identifier: Apache-2.0
// Text from a client that is repeated to him, or to others, in JSON.
#pragma once

#include <string>
#include <string_view>

namespace holdfast::reference::api {

/// The text with `?` for each byte that is not part of a character (RFC 3629): what comes out of a
/// percent sign, a form or a header can be any bytes, and JSON must be UTF-8.
std::string valid_utf8(std::string_view text);

}  // namespace holdfast::reference::api
