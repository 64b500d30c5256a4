// SPDX-License-Identifier: Apache-2.0
#include "harness/capture/ownership.h"

#include <algorithm>

namespace holdfast::harness::capture {

namespace {

// A node may miss a question or two (a lost frame, a late answer) without having let the address
// go.
constexpr int questions_missed_max = 5;

class Tenures {
  public:
    explicit Tenures(Duration interval) : longest_silence_(questions_missed_max * interval) {}

    void take(const Claim& claim) {
        const auto known = holders_.find(claim.node);
        if (known != holders_.end() && goes_on(known->second, claim)) {
            found_[known->second.tenure].last = claim;
            known->second.others_claimed = false;
        } else {
            holders_[claim.node] = {found_.size(), false};
            found_.push_back({claim.node, claim, claim});
        }
        for (auto& [node, holder] : holders_) {
            holder.others_claimed |= node != claim.node;
        }
    }
    std::vector<Tenure> found() && { return std::move(found_); }

  private:
    struct Holder {
        std::size_t tenure = 0;       ///< the last one of this node
        bool others_claimed = false;  ///< since its last claim
    };
    // Two takeovers may follow each other between two questions: who announces itself after
    // somebody else did has taken the address anew. Had that one not let go, it would claim again.
    bool goes_on(const Holder& holder, const Claim& claim) const {
        const bool taken_anew = claim.gratuitous && holder.others_claimed;
        return !taken_anew && claim.at - found_[holder.tenure].last.at <= longest_silence_;
    }

    Duration longest_silence_;
    std::vector<Tenure> found_;
    std::map<std::string, Holder> holders_;
};

std::vector<Tenure> tenures_in(const std::vector<Claim>& claims, Duration interval) {
    Tenures tenures(interval);
    for (const Claim& claim : claims) {
        tenures.take(claim);
    }
    return std::move(tenures).found();
}

}  // namespace

OwnershipTimeline::OwnershipTimeline(Ipv4Address address, std::vector<Claim> claims,
                                     std::vector<Question> questions, Duration interval)
    : address_(address),
      claims_(std::move(claims)),
      questions_(std::move(questions)),
      interval_(interval),
      tenures_(tenures_in(claims_, interval)) {}

std::vector<Overlap> OwnershipTimeline::overlaps() const {
    std::vector<Overlap> found;
    for (std::size_t i = 0; i < tenures_.size(); ++i) {
        for (std::size_t j = i + 1; j < tenures_.size(); ++j) {
            const Tenure& earlier = tenures_[i];
            const Tenure& later = tenures_[j];
            if (earlier.node != later.node && earlier.last.at > later.first.at) {
                const Instant end = std::min(earlier.last.at, later.last.at);
                found.push_back({later.first, earlier.last, end - later.first.at});
            }
        }
    }
    return found;
}

std::vector<Gap> OwnershipTimeline::gaps(Instant from, Instant to) const {
    std::vector<Gap> found;
    Instant last = from;
    const auto close = [&](Instant end) {
        const bool asked =
            std::any_of(questions_.begin(), questions_.end(),
                        [&](const Question& q) { return q.at > last && q.at < end; });
        if (end - last > 2 * interval_ && asked) {
            found.push_back({last, end});
        }
        last = end;
    };
    for (const Claim& claim : claims_) {
        if (claim.at >= from && claim.at <= to) {
            close(claim.at);
        }
    }
    close(to);
    return found;
}

std::optional<std::string> OwnershipTimeline::owner_at(Instant at) const {
    std::optional<std::string> owner;
    for (const Claim& claim : claims_) {
        if (claim.at > at) {
            break;
        }
        owner = claim.node;
    }
    return owner;
}

std::vector<Claim> OwnershipTimeline::claims_between(Instant from, Instant to) const {
    std::vector<Claim> found;
    std::copy_if(claims_.begin(), claims_.end(), std::back_inserter(found),
                 [&](const Claim& claim) { return claim.at > from && claim.at <= to; });
    return found;
}

std::optional<Claim> OwnershipTimeline::first_claim_of(const std::string& node,
                                                       Instant from) const {
    const auto found = std::find_if(claims_.begin(), claims_.end(), [&](const Claim& claim) {
        return claim.at > from && claim.node == node;
    });
    return found == claims_.end() ? std::nullopt : std::optional(*found);
}

std::optional<Claim> OwnershipTimeline::first_announcement_of(const std::string& node,
                                                              Instant from) const {
    const auto found = std::find_if(claims_.begin(), claims_.end(), [&](const Claim& claim) {
        return claim.at > from && claim.node == node && claim.gratuitous;
    });
    return found == claims_.end() ? std::nullopt : std::optional(*found);
}

}  // namespace holdfast::harness::capture
