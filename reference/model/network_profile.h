// SPDX-License-Identifier: Apache-2.0
// The network profiles that come with the system. There are no others in this slice, so a
// reference to one is enough to know how a port listens.
#pragma once

#include <string_view>

#include "base/result.h"

namespace holdfast::reference::model {

enum class NetworkProfile { tcp_proxy, tcp_fast_path, udp_fast_path };

/// Understands "System-UDP-Fast-Path", "/api/networkprofile/?name=System-UDP-Fast-Path" and the
/// same as a full URL; an empty reference is System-TCP-Proxy.
Result<NetworkProfile> network_profile_of(std::string_view reference);

}  // namespace holdfast::reference::model
