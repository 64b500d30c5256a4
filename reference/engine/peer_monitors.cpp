// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/peer_monitors.h"

#include <algorithm>

namespace holdfast::reference::engine {

void PeerMonitors::watch(Instant now, const std::vector<PeerWatch>& watches) {
    std::map<protocol::EngineName, PeerMonitor> next;
    for (const PeerWatch& watch : watches) {
        // A change of something else must not hide a silence.
        const auto known = monitors_.find(watch.peer.name);
        const bool same = known != monitors_.end() && known->second.watched() == watch;
        next.emplace(watch.peer.name, same ? known->second : PeerMonitor(now, watch));
    }
    monitors_ = std::move(next);
}

bool PeerMonitors::hear(Instant now, const protocol::Heartbeat& heartbeat) {
    const auto monitor = monitors_.find(heartbeat.from);
    return monitor != monitors_.end() && monitor->second.hear(now, heartbeat);
}

PeerMonitors::Due PeerMonitors::on_timer(Instant now) {
    Due all;
    for (auto& [name, monitor] : monitors_) {
        const PeerMonitor::Due due = monitor.on_timer(now);
        if (due.send_heartbeat) {
            all.heartbeats_to.push_back(monitor.watched().peer);
        }
        if (due.suspicion) {
            all.suspicions.push_back(*due.suspicion);
        }
    }
    return all;
}

std::optional<Instant> PeerMonitors::next_timeout() const {
    std::optional<Instant> next;
    for (const auto& [name, monitor] : monitors_) {
        next = std::min(next.value_or(Instant::never()), monitor.next_timeout());
    }
    return next;
}

std::set<protocol::EngineName> PeerMonitors::silent() const {
    std::set<protocol::EngineName> out;
    for (const auto& [name, monitor] : monitors_) {
        if (monitor.suspected()) {
            out.insert(name);
        }
    }
    return out;
}

std::optional<Instant> PeerMonitors::last_heard(const protocol::EngineName& peer) const {
    const auto monitor = monitors_.find(peer);
    return monitor == monitors_.end() ? std::nullopt : std::optional(monitor->second.last_heard());
}

}  // namespace holdfast::reference::engine
