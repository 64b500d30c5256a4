// SPDX-License-Identifier: Apache-2.0
// Goal: the invariants hold whatever happens, and once nothing happens any more the members agree
// and go on. Method: schedules of accidents and requests drawn from a seed. HOLDFAST_CASES=50 runs
// 50 times a hundred schedules instead of 3, HOLDFAST_SEED takes other ones.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "reference/consensus/network.h"

namespace holdfast::reference::consensus {
namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::stoull(text);
}

/// A CHECK stops the program: says in which schedule.
struct Running {
    std::uint64_t seed = 0;
    std::uint64_t count = 0;
};
Running running;  // NOLINT: a signal handler sees nothing else

void say_where(int) {
    fmt::print("after {} schedules, seed {}\n", running.count, running.seed);
    std::fflush(stdout);
}

class Schedule {
  public:
    explicit Schedule(std::uint64_t seed)
        : rng_(Rng(seed).fork("schedule")),
          // Clusters of one, two, three and five, and two members more that may join.
          network_(seed, {"n1", "n2", "n3", "n4", "n5"}, sizes[rng_.below(sizes.size())]) {
        network_.weather = {.delay_max = Duration(rng_.between(2'000'000, 60'000'000)),
                            .sync_max = Duration(rng_.between(200'000, 40'000'000)),
                            .loss = rng_.chance(0.5) ? 0.1 : 0,
                            .duplication = rng_.chance(0.5) ? 0.1 : 0};
    }

    /// Accidents for some twelve election timeouts; a step every 25 ms is one in each round trip.
    void run() {
        for (int action = 0; action < 200; ++action) {
            act();
            network_.run_for(Duration(rng_.between(0, 50'000'000)));
        }
        heal();
    }
    const Network& network() const { return network_; }

  private:
    static constexpr std::array<std::size_t, 5> sizes{1, 2, 3, 3, 5};

    void act() {
        const std::uint64_t choice = rng_.below(100);
        if (choice < 45) {
            at_a_leader([&](const MemberId& m) { network_.propose(m); });
        } else if (choice < 60) {
            at_a_leader([&](const MemberId& m) { network_.read(m); });
        } else if (choice < 64) {
            isolate();
        } else if (choice < 71) {
            network_.heal();
        } else if (choice < 75) {
            crash();
        } else if (choice < 87) {
            restart();
        } else if (choice < 91) {
            if (const MemberId m = any(); network_.up(m)) {
                network_.compact(m);
            }
        } else if (choice < 94) {
            change_membership();
        } else if (choice < 96) {
            at_a_leader([&](const MemberId& m) { network_.transfer(m); });
        } else if (choice < 98) {
            network_.hold_syncs(any());
        } else {
            release();
        }
    }

    MemberId any() { return network_.names()[rng_.below(network_.names().size())]; }

    /// Also at one that was deposed and does not know it.
    template <class Request>
    void at_a_leader(Request request) {
        for (const MemberId& name : network_.names()) {
            if (network_.up(name) && network_.raft(name).role() == Role::leader &&
                rng_.chance(0.8)) {
                request(name);
            }
        }
    }

    void isolate() {
        std::set<MemberId> group;
        for (const MemberId& name : network_.names()) {
            if (rng_.chance(0.4)) {
                group.insert(name);
            }
        }
        network_.isolate(std::move(group));
    }

    void crash() {
        if (const MemberId m = any(); network_.up(m)) {
            network_.crash(m);
        }
    }

    void restart() {
        const MemberId m = any();
        if (network_.up(m)) {
            return;
        }
        if (rng_.chance(0.3) && may_be_damaged(m)) {
            network_.restart_damaged(m);
        } else {
            network_.restart(m);
        }
    }

    /// What only a quorum less one lost is still safe: one disk at a time, in a cluster of three at
    /// least, whose membership stays as it is until that disk is whole again.
    bool may_be_damaged(const MemberId& member) const {
        const auto leads = network_.leader();
        if (!leads || network_.anybody_damaged() || !network_.raft(*leads).current()) {
            return false;
        }
        const Raft& leader = network_.raft(*leads);
        return leader.membership().voters.size() >= 3 && leader.membership().contains(member);
    }

    void change_membership() {
        if (network_.anybody_damaged()) {
            return;
        }
        at_a_leader([&](const MemberId& m) {
            Membership wanted = network_.raft(m).membership();
            const MemberId who = any();
            if (wanted.contains(who)) {
                std::erase(wanted.voters, who);
            } else {
                wanted.voters.push_back(who);
                std::sort(wanted.voters.begin(), wanted.voters.end());
            }
            network_.change_membership(m, wanted);
        });
    }

    void release() {
        for (const MemberId& name : network_.names()) {
            if (network_.up(name)) {
                network_.release_syncs(name);
            }
        }
    }

    void heal() {
        network_.heal();
        release();
        for (const MemberId& name : network_.names()) {
            if (!network_.up(name)) {
                network_.release_syncs(name);
                network_.restart(name);
            }
        }
        network_.weather = {};
        demand_progress();
    }

    void demand_progress() {
        // An election timeout until a member tries, another if it was refused for a leader heard
        // just before, and some tries.
        if (!network_.run_until([&] { return network_.settled(); }, 8 * election_timeout)) {
            throw Violation("liveness: the members do not agree, although all is well");
        }
        // While a leader hands over it refuses; the new one, or this one again, does not.
        const std::size_t before = network_.acknowledged();
        const auto answered = [&] {
            return network_.acknowledged() > before && network_.settled();
        };
        for (int tries = 0; tries < 4; ++tries) {
            if (const auto leads = network_.leader()) {
                network_.propose(*leads);
            }
            if (network_.run_until(answered, 2 * heartbeat_period)) {
                return;
            }
        }
        throw Violation("liveness: no command is answered, although all is well");
    }

    Rng rng_;
    Network network_;
};

TEST(RandomSchedules, KeepTheInvariantsAndSettle) {
    const std::uint64_t first = setting("HOLDFAST_SEED", 1) * 1'000'000;
    const std::uint64_t schedules = setting("HOLDFAST_CASES", 3) * 100;
    std::uint64_t steps = 0;
    std::uint64_t acknowledged = 0;
    std::signal(SIGABRT, say_where);
    for (std::uint64_t n = 0; n < schedules; ++n) {
        running = {.seed = first + n, .count = n + 1};
        Schedule schedule(running.seed);
        try {
            schedule.run();
        } catch (const std::exception& violation) {
            FAIL() << "after " << running.count << " schedules, seed " << running.seed << ", at "
                   << to_string(schedule.network().now()) << ": " << violation.what() << "\n"
                   << schedule.network().describe();
        }
        steps += schedule.network().steps();
        acknowledged += schedule.network().acknowledged();
    }
    RecordProperty("steps", std::to_string(steps));
    RecordProperty("acknowledged", std::to_string(acknowledged));
}

}  // namespace
}  // namespace holdfast::reference::consensus
