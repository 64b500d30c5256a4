// SPDX-License-Identifier: Apache-2.0
// Frames dropped inside the switches, counted: one nftables rule of the bridge family a filter,
// in a table that is prepared at bring-up. libnftables does it in process; only
// bridge_filters.cpp knows that.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "faults/world.h"
#include "harness/mininet/layout.h"
#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

class BridgeFilters {
  public:
    /// `addresses`: those whose gratuitous ARPs can be matched. nftables cannot compare two fields
    /// of a frame, so a set of equal pairs stands for "sender and target are the same".
    static Result<std::unique_ptr<BridgeFilters>> prepare(
        const NetNamespace& where, const std::vector<Ipv4Address>& addresses);
    BridgeFilters(const BridgeFilters&) = delete;
    BridgeFilters& operator=(const BridgeFilters&) = delete;
    ~BridgeFilters();

    Result<void> add(faults::FilterId id, const faults::FrameMatch& match, const Layout& layout);
    Result<void> remove(faults::FilterId id);
    Result<std::uint64_t> hits(faults::FilterId id) const;

  private:
    struct State;
    explicit BridgeFilters(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The rule's condition in nft's language: `iifname "s2-eth2" udp dport 9001`. Fails when the match
/// names a segment or a link that does not exist.
Result<std::string> condition(const faults::FrameMatch& match, const Layout& layout);

}  // namespace holdfast::harness::mininet
