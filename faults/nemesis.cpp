// SPDX-License-Identifier: Apache-2.0
#include "faults/nemesis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "faults/overlap.h"

namespace holdfast::faults {
namespace {

// Proofs that need traffic are asked for again this often: a probe flow sends every 1 to 10 ms.
constexpr Duration proof_interval = 5ms;

/// One scheduled fault and what became of it.
struct Play {
    enum class Stage { waiting, active, over, never };
    Stage stage = Stage::waiting;
    std::vector<std::string> senders;  ///< whose gratuitous ARP starts it
    std::optional<Instant> inject_at;  ///< none: its trigger has not come
    std::optional<Instant> heal_at;    ///< none: when everything is healed
    std::size_t turn = 0;              ///< how many were injected before it
    std::unique_ptr<ActiveFault> fault;
    bool injected = false;
    bool proven = false;
    std::string missing_proof;  ///< why the last question for it failed
};

}  // namespace

struct Nemesis::State {
    FaultSchedule schedule;
    OverlapWorld world;
    const Roles& roles;
    std::function<void(const FaultAct&)> record;
    Instant began;
    std::vector<Play> plays;
    std::size_t turns = 0;

    State(FaultSchedule faults, World& w, const Roles& r,
          std::function<void(const FaultAct&)> recorder)
        : schedule(std::move(faults)),
          world(w),
          roles(r),
          record(std::move(recorder)),
          began(w.now()),
          plays(schedule.size()) {}

    void arm(std::size_t index);
    void inject(std::size_t index);
    void ask_for_proof(std::size_t index);
    void heal(std::size_t index);
    /// What is due first at `now`; healing before injecting at the same instant.
    std::optional<std::pair<std::size_t, bool>> next_due(Instant now) const;
    void tell(std::size_t index, FaultAct::Phase phase, Instant before, std::string detail);
    void saw(const Sighting& sighting);
};

void Nemesis::State::tell(std::size_t index, FaultAct::Phase phase, Instant before,
                          std::string detail) {
    const auto& play = plays[index];
    record({.index = index,
            .phase = phase,
            .before = before,
            .after = world.now(),
            .fault = to_string(schedule[index].fault),
            .nodes = play.fault ? play.fault->nodes() : std::vector<std::string>{},
            .detail = std::move(detail)});
}

void Nemesis::State::arm(std::size_t index) {
    auto& play = plays[index];
    const auto& trigger = schedule[index].trigger;
    if (const auto* at = std::get_if<AtInstant>(&trigger)) {
        play.inject_at = began + at->offset;
    } else if (const auto* arp = std::get_if<OnGratuitousArp>(&trigger)) {
        auto senders = roles.resolve(arp->sender);
        if (senders) {
            play.senders = *std::move(senders);
            return;
        }
        play.stage = Play::Stage::over;
        tell(index, FaultAct::Phase::inject_failed, began,
             "its trigger has no sender: " + senders.error().message);
    }
}

void Nemesis::State::inject(std::size_t index) {
    auto& play = plays[index];
    world.act_for(index);
    const Instant before = world.now();
    auto fault = faults::inject(schedule[index].fault, world, roles);
    if (!fault) {
        world.release(index);
        play.stage = Play::Stage::over;
        const bool can_not = fault.error().kind == Error::Kind::unsupported;
        tell(index, can_not ? FaultAct::Phase::unsupported : FaultAct::Phase::inject_failed, before,
             fault.error().message);
        return;
    }
    play.stage = Play::Stage::active;
    play.injected = true;
    play.turn = turns++;
    play.fault = *std::move(fault);
    tell(index, FaultAct::Phase::inject, before, "");
    if (const auto lasts = schedule[index].lasts) {
        play.heal_at = world.now() + *lasts;
    }
}

void Nemesis::State::ask_for_proof(std::size_t index) {
    auto& play = plays[index];
    if (play.stage != Play::Stage::active || play.proven) {
        return;
    }
    const Instant before = world.now();
    const auto proof = play.fault->prove();
    if (proof) {
        play.proven = true;
        tell(index, FaultAct::Phase::proven, before, *proof);
    } else {
        play.missing_proof = proof.error().message;
    }
}

void Nemesis::State::heal(std::size_t index) {
    auto& play = plays[index];
    ask_for_proof(index);  // the last occasion: healing takes filters and their counters away
    if (!play.proven) {
        tell(index, FaultAct::Phase::unproven, world.now(), play.missing_proof);
    }
    world.act_for(index);
    const Instant before = world.now();
    const auto healed = play.fault->heal();
    world.release(index);
    play.stage = Play::Stage::over;
    tell(index, healed ? FaultAct::Phase::heal : FaultAct::Phase::heal_failed, before,
         healed ? "" : healed.error().message);
}

std::optional<std::pair<std::size_t, bool>> Nemesis::State::next_due(Instant now) const {
    std::optional<std::pair<std::size_t, bool>> next;
    Instant earliest = Instant::never();
    const auto offer = [&](std::size_t index, bool healing, const std::optional<Instant>& at) {
        const bool sooner =
            at && *at <= now &&
            (!next || *at < earliest || (*at == earliest && healing && !next->second));
        if (sooner) {
            earliest = *at;
            next = {index, healing};
        }
    };
    for (std::size_t i = 0; i < plays.size(); ++i) {
        if (plays[i].stage == Play::Stage::active) {
            offer(i, true, plays[i].heal_at);
        } else if (plays[i].stage == Play::Stage::waiting) {
            offer(i, false, plays[i].inject_at);
        }
    }
    return next;
}

void Nemesis::State::saw(const Sighting& sighting) {
    if (sighting.at < began) {
        return;
    }
    for (std::size_t i = 0; i < plays.size(); ++i) {
        auto& play = plays[i];
        if (play.stage != Play::Stage::waiting || play.inject_at) {
            continue;  // only the first one counts
        }
        if (const auto* arp = std::get_if<OnGratuitousArp>(&schedule[i].trigger)) {
            const bool ours = std::find(play.senders.begin(), play.senders.end(),
                                        sighting.subject) != play.senders.end();
            if (sighting.kind == Sighting::Kind::gratuitous_arp && ours) {
                play.inject_at = sighting.at + arp->after;
            }
        } else if (const auto* event = std::get_if<OnEvent>(&schedule[i].trigger)) {
            if (sighting.kind == Sighting::Kind::event && sighting.subject == event->event_id) {
                play.inject_at = sighting.at + event->after;
            }
        }
    }
}

Nemesis::Nemesis(FaultSchedule schedule, World& world, const Roles& roles,
                 std::function<void(const FaultAct&)> record)
    : state_(std::make_unique<State>(std::move(schedule), world, roles, std::move(record))) {
    for (std::size_t i = 0; i < state_->plays.size(); ++i) {
        state_->arm(i);
    }
}

Nemesis::~Nemesis() {
    heal_everything();
}

void Nemesis::step() {
    // An act takes time in a real world, so the clock is read again for each.
    while (const auto due = state_->next_due(state_->world.now())) {
        const auto [index, healing] = *due;
        if (healing) {
            state_->heal(index);
        } else {
            state_->inject(index);
            state_->ask_for_proof(index);
        }
    }
    for (std::size_t i = 0; i < state_->plays.size(); ++i) {
        state_->ask_for_proof(i);
    }
}

void Nemesis::saw(const Sighting& sighting) {
    state_->saw(sighting);
}

std::optional<Instant> Nemesis::next_timeout() const {
    std::optional<Instant> next;
    const auto offer = [&](const std::optional<Instant>& at) {
        if (at && (!next || *at < *next)) {
            next = at;
        }
    };
    for (const auto& play : state_->plays) {
        if (play.stage == Play::Stage::waiting) {
            offer(play.inject_at);
        } else if (play.stage == Play::Stage::active) {
            offer(play.heal_at);
            if (!play.proven) {
                offer(state_->world.now() + proof_interval);
            }
        }
    }
    return next;
}

bool Nemesis::finished() const {
    return std::all_of(state_->plays.begin(), state_->plays.end(), [](const Play& play) {
        return play.stage == Play::Stage::over ||
               (play.stage == Play::Stage::active && !play.heal_at);
    });
}

void Nemesis::heal_everything() {
    std::vector<std::size_t> active;
    for (std::size_t i = 0; i < state_->plays.size(); ++i) {
        auto& play = state_->plays[i];
        if (play.stage == Play::Stage::active) {
            active.push_back(i);
        } else if (play.stage == Play::Stage::waiting) {
            play.stage = Play::Stage::never;
        }
    }
    std::sort(active.begin(), active.end(), [&](std::size_t a, std::size_t b) {
        return state_->plays[a].turn > state_->plays[b].turn;
    });
    for (const auto index : active) {
        state_->heal(index);
    }
}

std::vector<std::string> Nemesis::unproven() const {
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < state_->plays.size(); ++i) {
        const auto& play = state_->plays[i];
        if (play.injected && !play.proven) {
            sentences.push_back(fmt::format("{} on {}: {}", to_string(state_->schedule[i].fault),
                                            fmt::join(play.fault->nodes(), ", "),
                                            play.missing_proof));
        }
    }
    return sentences;
}

}  // namespace holdfast::faults
