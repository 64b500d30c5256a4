// SPDX-License-Identifier: Apache-2.0
// An engine with a clock of its own: time passes when a test says so, and every timer fires exactly
// when it is due. For tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "base/check.h"
#include "reference/engine/print.h"
#include "reference/engine/service_engine.h"

namespace holdfast::reference::engine {

// What the engines of tests are told, unless a test says otherwise.
constexpr Duration period = 100ms;  ///< of heartbeats
constexpr std::uint32_t miss_limit = 10;
constexpr Duration lease = 2s;  ///< of addresses

struct TimedEffect {
    Instant at;
    Effect effect;
};

class DrivenEngine {
  public:
    explicit DrivenEngine(ServiceEngineOptions options) : engine_(std::move(options)) {}

    Instant now() const { return now_; }
    std::optional<Instant> next_timeout() const { return engine_.next_timeout(); }

    std::vector<TimedEffect> give(const Input& input) {
        std::vector<TimedEffect> out;
        for (Effect& effect : engine_.step(now_, input)) {
            out.push_back({now_, std::move(effect)});
        }
        return out;
    }
    std::vector<TimedEffect> advance(Duration duration) {
        std::vector<TimedEffect> out;
        const Instant end = now_ + duration;
        while (engine_.next_timeout() && *engine_.next_timeout() <= end) {
            now_ = std::max(now_, *engine_.next_timeout());
            append(out, give(input::TimerFired{}));
            CHECK(!engine_.next_timeout() || *engine_.next_timeout() > now_,
                  "the engine wants to be called again at the same instant, {}", to_string(now_));
        }
        now_ = end;
        return out;
    }
    /// A heartbeat of `peer` comes in the middle of each `every`.
    std::vector<TimedEffect> advance_hearing(const protocol::EngineName& peer, Duration duration,
                                             Duration every) {
        std::vector<TimedEffect> out;
        for (Duration passed{}; passed < duration; passed += every) {
            append(out, advance(every / 2));
            append(out, give(input::FromPeer{{.from = peer}}));
            append(out, advance(every - every / 2));
        }
        return out;
    }
    /// The engine does not run for so long, then finds all its timers due at once.
    std::vector<TimedEffect> stall(Duration duration) {
        now_ += duration;
        return give(input::TimerFired{});
    }

  private:
    static void append(std::vector<TimedEffect>& out, std::vector<TimedEffect> more) {
        std::move(more.begin(), more.end(), std::back_inserter(out));
    }

    ServiceEngine engine_;
    Instant now_;
};

/// The effects in words, without those that begin with `hidden`.
inline std::vector<std::string> lines(const std::vector<TimedEffect>& effects,
                                      const std::vector<std::string>& hidden = {}) {
    std::vector<std::string> out;
    for (const TimedEffect& timed : effects) {
        const std::string line = to_string(timed.effect);
        const bool hides = std::any_of(hidden.begin(), hidden.end(),
                                       [&](const auto& word) { return line.starts_with(word); });
        if (!hides) {
            out.push_back(line);
        }
    }
    return out;
}

}  // namespace holdfast::reference::engine
