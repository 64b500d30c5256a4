// SPDX-License-Identifier: Apache-2.0
// Phases of a failover as packets show them; their sum is the full convergence time (RFC 6412
// equation 2). A phase whose end nothing shows is counted with the next one.
#include <algorithm>

#include "harness/timing/conclusions.h"

namespace holdfast::harness::timing {

namespace {

class Walk {
  public:
    Walk(const Report& report, SeenAt from)
        : report_(report), last_(from.at), capture_(from.capture) {}

    void ends(const std::string& name, Instant at, PacketRef packet, const std::string& shown_by) {
        // What ended before the phase before it had ended took no time of its own.
        const Instant end = std::max(at, last_);
        found_.push_back({unseen_ + name, last_, end, packet, shown_by,
                          clock_error(report_, {capture_, last_}, {packet.capture, end})});
        unseen_.clear();
        last_ = end;
        capture_ = packet.capture;
    }
    void unseen(const std::string& name) { unseen_ += name + "+"; }
    std::vector<PhaseReport> found() && { return std::move(found_); }

  private:
    const Report& report_;
    Instant last_;
    std::size_t capture_;
    std::string unseen_;
    std::vector<PhaseReport> found_;
};

const Sign* first_sign(const std::vector<Sign>& signs, Sign::Phase phase, Instant from,
                       Instant to) {
    const auto found = std::find_if(signs.begin(), signs.end(), [&](const Sign& sign) {
        return sign.phase == phase && sign.at >= from && sign.at <= to;
    });
    return found == signs.end() ? nullptr : &*found;
}

const MacChange* first_packet(const std::vector<MacChange>& changes, bool to_server,
                              dissect::Mac mac, Instant from, Instant to) {
    const MacChange* found = nullptr;
    for (const MacChange& change : changes) {
        const bool fits = change.to_server == to_server && change.mac == mac && change.at >= from &&
                          change.at <= to;
        if (fits && (found == nullptr || change.at < found->at)) {
            found = &change;
        }
    }
    return found;
}

/// When the last of the flows that count was unimpaired again (CRI); never, as far as was seen.
struct Settled {
    Instant at = Instant::never();        ///< the first unimpaired packet was sent
    Instant answered = Instant::never();  ///< and its answer seen
    PacketRef packet;
};
Settled settled(const Event& event) {
    Settled out;
    if (!event.full_convergence || event.counted.empty()) {
        return out;
    }
    out.at = out.answered = event.event_at;
    for (const std::size_t index : event.counted) {
        const LossPeriod& last = event.routes[index].periods.back();
        if (last.after && last.end() >= out.at) {
            out = {last.end(), std::max(last.end(), last.after->received), last.after->sent_packet};
        }
    }
    return out;
}

}  // namespace

std::vector<PhaseReport> phases_of(const Event& event, const OwnerChange& change,
                                   const AddressState& state, const Gathered& gathered,
                                   const Report& report) {
    Walk walk(report, {event.event_packet.capture, event.event_at});
    const Settled last = settled(event);
    const Claim& claim = change.to.first_announcement.value_or(change.to.first);
    for (const auto& [name, phase] :
         {std::pair("detect", Sign::Phase::detect), std::pair("decide", Sign::Phase::decide)}) {
        const Sign* sign = first_sign(gathered.signs, phase, event.event_at, claim.at);
        if (sign != nullptr) {
            walk.ends(name, sign->at, sign->packet, sign->what);
        } else {
            walk.unseen(name);
        }
    }
    const std::string owner = gathered.nodes.label(change.to.node);
    walk.ends("claim", claim.at, claim.packet, to_string(claim.by) + " by " + owner);
    const dissect::Mac mac = gathered.nodes.mac_of(change.to.node);
    for (const auto& [name, to_server, what] :
         {std::tuple("learn", true, "client packet addressed to "),
          std::tuple("forward", false, "reply by ")}) {
        const MacChange* seen = mac == 0 ? nullptr
                                         : first_packet(state.mac_changes, to_server, mac,
                                                        event.event_at, last.answered);
        if (seen != nullptr) {
            // Convergence is by send times: the answer to the packet that shows it adds nothing.
            walk.ends(name, std::min(seen->at, last.at), seen->packet, what + owner);
        } else {
            walk.unseen(name);
        }
    }
    if (last.packet) {
        walk.ends("settle", last.at, last.packet, "every flow is unimpaired from here on");
    }
    return std::move(walk).found();
}

}  // namespace holdfast::harness::timing
