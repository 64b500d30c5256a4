// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/ownership.h"

#include <algorithm>
#include <set>

namespace holdfast::harness::timing {

namespace {

// An address that changes hands all the time: the first thousand tenures are kept.
constexpr std::size_t tenures_max = 1000;
constexpr std::size_t holders_max = 64;
// Who is not asked does not answer: only where somebody else claimed in between, and this long
// passed, a plain answer begins a tenure anew instead of overlapping.
constexpr Duration silence_max = 3s;
// Longer than the last packets of who steps down are on their way, shorter than an owner that came
// back would go without a claim.
constexpr Duration last_words_before = 500ms;

// Who steps down may announce itself once more on its way (keepalived does): that is no return, but
// a late claim, where the new owner goes on and the old one does not.
std::vector<Tenure> without_last_words(const std::vector<Tenure>& tenures) {
    std::vector<Tenure> kept;
    for (const Tenure& tenure : tenures) {
        const bool came_back = kept.size() > 1 && kept[kept.size() - 2].node == tenure.node;
        if (came_back && kept.back().last.at - tenure.last.at > last_words_before) {
            kept[kept.size() - 2].last = tenure.last;
        } else {
            kept.push_back(tenure);
        }
    }
    return kept;
}

}  // namespace

std::string to_string(Claim::By by) {
    switch (by) {
        case Claim::By::arp:
            return "ARP";
        case Claim::By::gratuitous_arp:
            return "gratuitous ARP";
        case Claim::By::advertisement:
            return "neighbour advertisement";
        case Claim::By::vrrp:
            return "VRRP advertisement";
        case Claim::By::route:
            return "BGP route";
        case Claim::By::traffic:
            return "traffic";
    }
    return "";
}

Ownership::Holder* Ownership::holder_of(NodeId node) {
    const auto found = std::find_if(holders_.begin(), holders_.end(),
                                    [&](const Holder& holder) { return holder.node == node; });
    return found == holders_.end() ? nullptr : &*found;
}

void Ownership::claim(const Claim& claim) {
    Holder* holder = holder_of(claim.node);
    // A stranger's traffic from an address that others speak for came over a router.
    if (claim.by == Claim::By::traffic && spoken_for_ && holder == nullptr) {
        return;
    }
    spoken_for_ |= claim.by != Claim::By::traffic;
    announced_ |= claim.announces();
    const Duration lapses_after = claim.lapses_after.value_or(silence_max);
    const bool goes_on =
        holder != nullptr && !(claim.announces() && holder->others_claimed) &&
        !(holder->others_claimed && claim.at - tenures_[holder->tenure].last.at > lapses_after);
    if (goes_on) {
        Tenure& tenure = tenures_[holder->tenure];
        tenure.last = claim;
        holder->others_claimed = false;
        if (claim.announces() && !tenure.first_announcement) {
            tenure.first_announcement = claim;
        }
    } else if (tenures_.size() < tenures_max &&
               (holder != nullptr || holders_.size() < holders_max)) {
        if (holder == nullptr) {
            holders_.push_back({claim.node, 0, false});
            holder = &holders_.back();
        }
        *holder = {claim.node, tenures_.size(), false};
        tenures_.push_back({claim.node, claim, claim,
                            claim.announces() ? std::optional(claim) : std::nullopt,
                            unanswered_from_, unanswered_to_});
    }
    for (Holder& other : holders_) {
        other.others_claimed |= other.node != claim.node;
    }
    unanswered_first_ = false;
    unanswered_from_.reset();
    unanswered_to_.reset();
}

void Ownership::extend(const Claim& claim) {
    if (Holder* holder = holder_of(claim.node)) {
        Tenure& tenure = tenures_[holder->tenure];
        if (tenure.last.at < claim.at) {
            tenure.last = claim;
        }
    }
}

void Ownership::question(Instant at) {
    // The owner may have gone while its answer to the first of them was being made.
    if (!unanswered_from_ && unanswered_first_) {
        unanswered_from_ = at;
    }
    unanswered_first_ = true;
    unanswered_to_ = at;
}

std::vector<OwnerChange> Ownership::changes() const {
    std::vector<OwnerChange> found;
    const std::vector<Tenure> tenures = without_last_words(tenures_);
    for (std::size_t i = 1; i < tenures.size(); ++i) {
        const Tenure& from = tenures[i - 1];
        const Tenure& to = tenures[i];
        if (from.node == to.node) {
            continue;
        }
        OwnerChange change{from, to};
        if (to.first.at > from.last.at) {
            change.gap = to.first.at - from.last.at;
            const bool asked = to.unanswered_from && *to.unanswered_from > from.last.at;
            change.gap_low = asked ? *to.unanswered_to - *to.unanswered_from : Duration{};
        } else {
            change.overlap = std::min(from.last.at, to.last.at) - to.first.at;
        }
        found.push_back(change);
    }
    return found;
}

std::size_t Ownership::owners() const {
    std::set<NodeId> nodes;
    for (const Tenure& tenure : tenures_) {
        nodes.insert(tenure.node);
    }
    return nodes.size();
}

bool Ownership::claimed_by(NodeId node) const {
    return std::any_of(holders_.begin(), holders_.end(),
                       [&](const Holder& holder) { return holder.node == node; });
}

}  // namespace holdfast::harness::timing
