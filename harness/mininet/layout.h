// SPDX-License-Identifier: Apache-2.0
// How a topology becomes interfaces and bridge ports: names, hardware addresses, and where the
// impaired wire is spliced in. Pure: no namespace is touched here.
//
//   plain link      node-eth0 ======================= s2-eth3 (port of bridge s2)
//   impairable      node-eth0 === w0a  holdfast-wire  w0b === s2-eth3
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "faults/world.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::mininet {

struct Attachment {
    faults::Link link;
    InterfaceAddress address;
    std::string interface;  ///< in the node's namespace
    MacAddress mac;
    std::string bridge;
    std::string port;  ///< bridge port in the testbed's namespace
    MacAddress peer_mac;
    struct Splice {
        std::string near;  ///< peer of the node's interface
        std::string far;   ///< peer of the bridge port
    };
    std::optional<Splice> splice;

    /// What the node's interface is plugged into: its carrier follows this one.
    const std::string& peer() const { return splice ? splice->near : port; }
};

struct Layout {
    std::vector<std::string> bridges;     ///< one a segment, in the topology's order
    std::vector<Attachment> attachments;  ///< by node, then by interface, in the topology's order

    const Attachment* find(const faults::Link& link) const;
};

/// "<node>-eth<number>", the node's part cut so that the kernel's 15 characters hold it:
/// "controller-eth0" for controller1.
std::string interface_name(const std::string& node, std::size_t number);

/// Refuses an impairable link that the topology does not have.
Result<Layout> lay_out(const topology::Topology& topology,
                       const std::vector<faults::Link>& impairable);

}  // namespace holdfast::harness::mininet
