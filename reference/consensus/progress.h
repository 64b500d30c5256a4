// SPDX-License-Identifier: Apache-2.0
// What a leader knows of one follower: how far their logs agree and what is on its way (thesis
// 3.5, 10.2.1).
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "base/time.h"
#include "reference/consensus/entry.h"

namespace holdfast::reference::consensus {

struct Progress {
    enum class Mode {
        probe,      ///< where the logs agree is not known: one message at a time
        replicate,  ///< entries are sent before earlier ones are answered
        snapshot    ///< what it needs is no longer in the log: one piece at a time
    };

    Mode mode = Mode::probe;
    Index match = 0;  ///< on the follower's disk
    Index next = 1;   ///< to be sent
    /// Last index of each message with entries that is not answered yet, in mode replicate.
    std::deque<Index> in_flight;
    /// In the other modes: a message is on its way; only the next heartbeat repeats it.
    bool waiting = false;
    Index snapshot_index = 0;
    std::uint64_t snapshot_offset = 0;
    std::uint64_t acknowledged_round = 0;
    Instant last_heard;

    bool paused(std::size_t in_flight_max) const {
        return mode == Mode::replicate ? in_flight.size() >= in_flight_max : waiting;
    }

    void sent(Index last_index) {
        if (mode != Mode::replicate) {
            waiting = true;
            return;
        }
        in_flight.push_back(last_index);
        next = last_index + 1;
    }

    void acknowledged(Index index) {
        match = std::max(match, index);
        if (mode == Mode::snapshot && match < snapshot_index) {
            return;
        }
        mode = Mode::replicate;
        next = std::max(next, match + 1);
        while (!in_flight.empty() && in_flight.front() <= match) {
            in_flight.pop_front();
        }
    }

    /// The follower's log does not reach up to `next_wanted`, or differs there. That it claimed
    /// more before means that its disk lost it: nothing that it claimed counts any more.
    void rejected(Index next_wanted) {
        mode = Mode::probe;
        waiting = false;
        in_flight.clear();
        next = next_wanted;
        match = std::min(match, next - 1);
    }

    void begin_snapshot(Index last_index) {
        mode = Mode::snapshot;
        waiting = false;
        in_flight.clear();
        snapshot_index = last_index;
        snapshot_offset = 0;
        next = last_index + 1;
    }
};

}  // namespace holdfast::reference::consensus
