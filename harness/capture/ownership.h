// SPDX-License-Identifier: Apache-2.0
// Who owned an address, and when nobody or two did, read from ARP on the wire: the observer asks
// for each address again and again, and every answer or gratuitous ARP is a claim.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/time.h"

namespace holdfast::harness::capture {

/// One ARP reply or gratuitous ARP: at this instant `node` says that it has the address.
struct Claim {
    Instant at;
    Ipv4Address address;
    std::string node;  ///< owner of the sending MAC; its text form when the MAC is nobody's
    bool gratuitous = false;
    std::string segment;
    std::size_t packet = 0;  ///< in the segment's capture, counted from 1
    bool operator==(const Claim&) const = default;
};

/// One ARP request of the observer for the address.
struct Question {
    Instant at;
    std::size_t packet = 0;
};

/// A node's unbroken ownership: from its first claim to its last.
struct Tenure {
    std::string node;
    Claim first;
    Claim last;
};

/// Two nodes whose tenures share time: `late` is the claim of the earlier owner that came after the
/// later owner's first.
struct Overlap {
    Claim newcomer;
    Claim late;
    Duration length{};  ///< 0 when the later owner claimed it only once
};

/// Time in which the observer asked and nobody answered.
struct Gap {
    Instant from;  ///< last claim before it
    Instant to;    ///< first claim after it; the last question when none came
    Duration length() const { return to - from; }
};

class OwnershipTimeline {
  public:
    /// Claims and questions of one address in time order. The resolution is the observer's
    /// interval.
    OwnershipTimeline(Ipv4Address address, std::vector<Claim> claims,
                      std::vector<Question> questions, Duration interval);

    Ipv4Address address() const { return address_; }
    Duration interval() const { return interval_; }
    const std::vector<Claim>& claims() const { return claims_; }
    /// In order of their beginning. A node silent for more than five of the observer's intervals
    /// has ended its tenure; so has one that announces itself after a claim of somebody else.
    const std::vector<Tenure>& tenures() const { return tenures_; }
    std::vector<Overlap> overlaps() const;
    /// Longer than two intervals: one question may go astray without anybody having lost the
    /// address.
    std::vector<Gap> gaps(Instant from, Instant to) const;
    /// Who claimed it last at or before this time; none before the first claim.
    std::optional<std::string> owner_at(Instant at) const;
    /// Claims after `from` and up to `to`.
    std::vector<Claim> claims_between(Instant from, Instant to) const;
    /// First claim by this node after `from`.
    std::optional<Claim> first_claim_of(const std::string& node, Instant from) const;
    std::optional<Claim> first_announcement_of(const std::string& node, Instant from) const;

  private:
    Ipv4Address address_;
    std::vector<Claim> claims_;
    std::vector<Question> questions_;
    Duration interval_;
    std::vector<Tenure> tenures_;
};

}  // namespace holdfast::harness::capture
