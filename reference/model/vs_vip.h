// SPDX-License-Identifier: Apache-2.0
// VsVip and Vip of the public API: the address that virtual services share.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "reference/model/pool.h"

namespace holdfast::reference::model {

struct Vip {
    std::string vip_id;  ///< "0", "1", ... filled in when missing
    IpAddr ip_address;
    bool enabled = true;
    bool operator==(const Vip&) const = default;
};
BOOST_DESCRIBE_STRUCT(Vip, (), (vip_id, ip_address, enabled))

struct VsVip {
    std::string uuid;
    std::string name;
    std::vector<Vip> vip;  ///< this slice: exactly one
    bool operator==(const VsVip&) const = default;
};
BOOST_DESCRIBE_STRUCT(VsVip, (), (uuid, name, vip))

/// Numbers the entries that came without a vip_id.
void complete(VsVip& vs_vip);

}  // namespace holdfast::reference::model
