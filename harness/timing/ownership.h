// SPDX-License-Identifier: Apache-2.0
// Who owned an address, read while the capture streams by. The rules are those of
// harness/capture/ownership.h, which keeps every claim of an observed run; here only the first and
// the last claim of each tenure are kept, and claims come from any protocol.
#pragma once

#include <optional>
#include <vector>

#include "harness/timing/nodes.h"

namespace holdfast::harness::timing {

struct Claim {
    enum class By : std::uint8_t {
        arp,  ///< reply or request by the owner
        gratuitous_arp,
        advertisement,  ///< neighbour advertisement
        vrrp,
        route,    ///< BGP: the next hop of a host route
        traffic,  ///< packets from the address
    };
    Instant at;
    NodeId node = no_node;
    By by = By::arp;
    PacketRef packet;
    /// Nobody asked: it tells of a change.
    bool announces() const { return by == By::gratuitous_arp || unsolicited || by == By::route; }
    bool unsolicited = false;  ///< of an advertisement
    /// After how long without another one an owner that claims regularly owns no more (VRRP).
    std::optional<Duration> lapses_after{};
};
std::string to_string(Claim::By by);

/// A node's unbroken ownership, from its first claim to its last.
struct Tenure {
    NodeId node = no_node;
    Claim first;
    Claim last;
    std::optional<Claim> first_announcement;
    /// Questions since the claim before, by whomever, that nobody answered: from the second of them
    /// to the last.
    std::optional<Instant> unanswered_from;
    std::optional<Instant> unanswered_to;
};

/// The address passed from one node to another.
struct OwnerChange {
    Tenure from;
    Tenure to;
    /// The new owner's first claim after the old one's last: the address was without a known owner
    /// for at most `gap`; for at least `gap_low`, because questions went unanswered. Zero when they
    /// overlap.
    Duration gap{};
    Duration gap_low{};
    /// Both claimed: the old owner's last claim after the new one's first. A lower bound; the old
    /// owner may have answered others later.
    Duration overlap{};
};

class Ownership {
  public:
    void claim(const Claim& claim);
    void question(Instant at);
    /// A claim that is told late: the old owner's traffic, when the new one's begins. It only makes
    /// the tenure longer.
    void extend(const Claim& claim);

    const std::vector<Tenure>& tenures() const { return tenures_; }
    std::vector<OwnerChange> changes() const;
    std::size_t owners() const;  ///< different nodes
    bool announced() const { return announced_; }
    bool claimed_by(NodeId node) const;
    /// Claimed by other means than traffic.
    bool spoken_for() const { return spoken_for_; }

  private:
    struct Holder {
        NodeId node = no_node;
        std::size_t tenure = 0;
        bool others_claimed = false;
    };
    Holder* holder_of(NodeId node);

    std::vector<Tenure> tenures_;
    std::vector<Holder> holders_;
    bool announced_ = false;
    bool spoken_for_ = false;
    bool unanswered_first_ = false;
    std::optional<Instant> unanswered_from_;
    std::optional<Instant> unanswered_to_;
};

}  // namespace holdfast::harness::timing
