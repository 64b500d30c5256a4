// SPDX-License-Identifier: Apache-2.0
// Whether one service engine lives, as the controller finds out (spec 3.5). Two ways lead to the
// verdict, and each needs silence in a row:
//   its peer misses data-path heartbeats and suspects it; then echoes of the controller stay
//   unanswered: T = dp_hb_frequency * count + echo timeout * echo misses (DET-4);
//   the controller's own heartbeats stay unanswered (DET-7, DET-8).
// A lost connection is no verdict: an echo that cannot be sent is an unanswered echo.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/time.h"

namespace holdfast::reference::failover {

struct LivenessTimers {
    Duration echo_timeout = 2s;
    std::uint32_t echo_miss_limit = 4;
    Duration heartbeat_period = 12s;
    std::uint32_t heartbeat_miss_limit = 6;
    bool operator==(const LivenessTimers&) const = default;
};

namespace liveness {
/// Send an EchoRequest with this id if there is a connection.
struct SendEcho {
    std::uint64_t id = 0;
    bool operator==(const SendEcho&) const = default;
};
/// The peer stopped hearing the engine: reported once, until Recovered or restart().
struct Suspected {
    std::uint32_t misses = 0;
    bool operator==(const Suspected&) const = default;
};
/// The peer hears it again.
struct Recovered {
    bool operator==(const Recovered&) const = default;
};
/// Both stages failed: the engine is dead.
struct EchoesExhausted {
    bool operator==(const EchoesExhausted&) const = default;
};
/// The limit of unanswered controller heartbeats was reached; reported once per silence.
struct HeartbeatsExhausted {
    bool operator==(const HeartbeatsExhausted&) const = default;
};
}  // namespace liveness

using LivenessAct = std::variant<liveness::SendEcho, liveness::Suspected, liveness::Recovered,
                                 liveness::EchoesExhausted, liveness::HeartbeatsExhausted>;
using LivenessActs = std::vector<LivenessAct>;

class EngineLiveness {
  public:
    EngineLiveness() = default;
    explicit EngineLiveness(LivenessTimers timers) : timers_(timers) {}

    /// Forgets everything and begins to watch: the first heartbeat is due one period from now.
    /// `grace`: unanswered heartbeats alone are no verdict for so long (HDL-17), unless the engine
    /// answers and falls silent again.
    void restart(Instant now, Duration grace = 0ns);
    /// Asks nothing any more until restart().
    void stop();
    /// New timers count from the next tick on; a tick that would now be too late is brought
    /// forward.
    void retime(Instant now, LivenessTimers timers);

    /// Stage one reached its end at the peer. The first echo goes out at once.
    LivenessActs suspected(Instant now, std::uint32_t misses);
    LivenessActs recovered();
    /// An answer ends the echo stage if it answers an echo of this stage; it also resets the count
    /// of missed heartbeats (DET-6, DET-9).
    void answered(Instant now, std::uint64_t id);
    /// It said something else, which proves as much to the count of heartbeats.
    void heard(Instant now);
    /// To be called when next_timeout() has come; calling it early does nothing.
    LivenessActs timer(Instant now);
    std::optional<Instant> next_timeout() const;

    bool suspected_by_peer() const { return suspected_; }
    std::uint32_t heartbeats_missed() const { return heartbeats_missed_; }
    std::uint32_t echoes_outstanding() const;
    std::optional<Instant> last_sent() const { return last_sent_; }
    std::optional<Instant> last_answer() const { return last_answer_; }

  private:
    /// The second stage: ids from first_id on were sent in it.
    struct EchoStage {
        std::uint64_t first_id = 0;
        std::uint32_t missed = 0;
        Instant next_tick;
    };
    LivenessAct echo(Instant now);
    void tick_stage(Instant now, LivenessActs& acts);
    void tick_heartbeat(Instant now, LivenessActs& acts);

    LivenessTimers timers_;
    std::uint64_t next_id_ = 1;
    bool suspected_ = false;
    std::optional<EchoStage> stage_;
    std::optional<Instant> next_heartbeat_;
    Instant grace_until_;
    bool heartbeat_unanswered_ = false;
    bool exhausted_ = false;  ///< said of this silence
    std::uint32_t heartbeats_missed_ = 0;
    std::optional<Instant> last_sent_;
    std::optional<Instant> last_answer_;
};

}  // namespace holdfast::reference::failover
