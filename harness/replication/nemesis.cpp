// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/nemesis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace holdfast::harness::replication {
namespace {

using holdfast::to_string;

std::string names(const std::set<Member>& members) {
    std::vector<std::string> names;
    for (const Member member : members) {
        names.push_back(to_string(member));
    }
    return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

void Nemesis::plan() {
    for (FaultId id = 0; id < faults_.size(); ++id) {
        const Instant at(faults_[id].at);
        run_.agenda.at(at, [this, id] { begin(id); });
        run_.agenda.at(at + faults_[id].lasts, [this, id] { end(id); });
    }
}

void Nemesis::begin(FaultId id) {
    std::visit([&](const auto& fault) { act(id, fault); }, faults_[id].fault);
}

void Nemesis::end(FaultId id) {
    const auto found = in_force_.find(id);
    if (found == in_force_.end()) {
        return;
    }
    const InForce fault = found->second;
    in_force_.erase(found);
    record(fault.what + " ends");
    fault.heal();
}

void Nemesis::heal_all() {
    while (!in_force_.empty()) {
        end(in_force_.begin()->first);
    }
}

void Nemesis::act(FaultId id, const Partition& fault) {
    if (const auto side = aim("partition", fault.side); !side.empty()) {
        run_.network.partition(id, side);
        began(id, "partition around " + names(side), [this, id] { run_.network.heal(id); });
    }
}

void Nemesis::act(FaultId id, const Mute& fault) {
    if (const auto side = aim("mute", fault.side); !side.empty()) {
        run_.network.mute(id, side);
        began(id, "muting of " + names(side), [this, id] { run_.network.heal(id); });
    }
}

void Nemesis::act(FaultId id, const Crash& fault) {
    const std::string what = fault.power_cut ? "power cut" : "crash";
    const auto who = aim(what, fault.who);
    if (!who) {
        return;
    }
    began(id, fmt::format("{} of {}", what, to_string(*who)),
          [this, who = *who] { run_.host(who).start(); });
    run_.crash(*who, fault.power_cut);
}

void Nemesis::act(FaultId id, const Pause& fault) {
    const auto who = aim("pause", fault.who);
    if (!who) {
        return;
    }
    run_.host(*who).pause();
    began(id, "pause of " + to_string(*who), [this, who = *who] { run_.host(who).resume(); });
}

void Nemesis::act(FaultId id, const LossBurst& fault) {
    run_.network.lose(id, fault.probability);
    began(id, fmt::format("loss of {} of all messages", fault.probability),
          [this, id] { run_.network.heal(id); });
}

void Nemesis::act(FaultId id, const SlowDisk& fault) {
    const auto who = aim("slow disk", fault.who);
    if (!who) {
        return;
    }
    SimDisk& disk = run_.host(*who).disk();
    began(id, fmt::format("slow disk ({}) of {}", to_string(fault.sync), to_string(*who)),
          [&disk] { disk.sync = SimDisk::usual_sync; });
    disk.sync = fault.sync;
}

std::optional<Member> Nemesis::aim(const std::string& what, const Target& target) {
    const std::optional<Member> who = target ? target : run_.leader();
    if (!who) {
        record(what + " is left out: nobody leads");
        return std::nullopt;
    }
    if (!run_.host(*who).running() || run_.host(*who).paused()) {
        record(fmt::format("{} is left out: {} does not run", what, to_string(*who)));
        return std::nullopt;
    }
    return who;
}

std::set<Member> Nemesis::aim(const std::string& what, const std::vector<Target>& targets) {
    std::set<Member> side;
    for (const Target& target : targets) {
        if (const std::optional<Member> who = target ? target : run_.leader()) {
            side.insert(*who);
        }
    }
    if (side.empty()) {
        record(what + " is left out: nobody leads");
    }
    return side;
}

void Nemesis::began(FaultId id, const std::string& what, std::function<void()> heal) {
    record(what + " begins");
    in_force_[id] = {what, std::move(heal)};
}

void Nemesis::record(const std::string& what) {
    run_.history.push_back({run_.agenda.now(), event::FaultActed{what}});
}

}  // namespace holdfast::harness::replication
