// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/held_addresses.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast::reference::engine {

namespace {

// Three renewals in a row may come late before a lease runs out under a healthy engine.
constexpr int renewals_per_lease = 4;

}  // namespace

HeldAddresses::HeldAddresses(Settings settings) : settings_(settings) {
    CHECK(settings_.lease >= renewals_per_lease * 1ms, "an address lease of {} is too short",
          to_string(settings_.lease));
    CHECK(settings_.announcements > 0, "a taken address must be announced at least once");
    CHECK(settings_.announcement_spacing > 0ns, "announcements need time between them");
}

void HeldAddresses::release_all_but(const Wanted& wanted, Effects& out) {
    std::erase_if(held_, [&](const auto& entry) {
        if (wanted.contains(entry.first)) {
            return false;
        }
        out.emplace_back(effect::RemoveAddress{entry.first});
        return true;
    });
    for (auto& [address, held] : held_) {
        if (held.answered && !wanted.at(address)) {
            held = {};
            out.emplace_back(effect::AddAddress{address, settings_.lease, false});
        }
    }
}

std::set<Ipv4Address> HeldAddresses::take(Instant now, const Wanted& wanted, Effects& out) {
    if (held_.empty()) {
        renewed_ = now;
    }
    std::set<Ipv4Address> taken;
    for (const auto& [address, answered] : wanted) {
        const auto [held, is_new] = held_.try_emplace(address);
        if (!is_new && held->second.answered == answered) {
            continue;
        }
        held->second.answered = answered;
        out.emplace_back(effect::AddAddress{address, settings_.lease, answered});
        if (answered) {
            taken.insert(address);
        }
    }
    return taken;
}

// LEG-8: each address that moves is announced, the first time at once; the repeats are for
// neighbours that missed it.
void HeldAddresses::announce(Instant now, const std::set<Ipv4Address>& taken, Effects& out) {
    for (const Ipv4Address address : taken) {
        Held& held = held_.at(address);
        held.announcements_left = settings_.announcements;
        announce_once(now, address, held, out);
    }
}

void HeldAddresses::announce_all(Instant now, Effects& out) {
    announce(now, answered(), out);
}

void HeldAddresses::announce_once(Instant now, Ipv4Address address, Held& held, Effects& out) {
    out.emplace_back(effect::AnnounceAddress{address});
    --held.announcements_left;
    held.next_announcement =
        held.announcements_left > 0 ? now + settings_.announcement_spacing : Instant::never();
}

std::set<Ipv4Address> HeldAddresses::answered() const {
    std::set<Ipv4Address> out;
    for (const auto& [address, held] : held_) {
        if (held.answered) {
            out.insert(address);
        }
    }
    return out;
}

bool HeldAddresses::lease_lost(Instant now) const {
    return !held_.empty() && now - renewed_ >= settings_.lease;
}

void HeldAddresses::on_timer(Instant now, Effects& out) {
    if (held_.empty()) {
        return;
    }
    if (now >= renewed_ + settings_.lease / renewals_per_lease) {
        for (const auto& [address, held] : held_) {
            out.emplace_back(effect::AddAddress{address, settings_.lease, held.answered});
        }
        renewed_ = now;
    }
    for (auto& [address, held] : held_) {
        if (now >= held.next_announcement) {
            announce_once(now, address, held, out);
        }
    }
}

std::optional<Instant> HeldAddresses::next_timeout() const {
    if (held_.empty()) {
        return std::nullopt;
    }
    Instant next = renewed_ + settings_.lease / renewals_per_lease;
    for (const auto& [address, held] : held_) {
        next = std::min(next, held.next_announcement);
    }
    return next;
}

}  // namespace holdfast::reference::engine
