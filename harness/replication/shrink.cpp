// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/shrink.h"

#include <algorithm>

#include "base/overloaded.h"

namespace holdfast::harness::replication {
namespace {

using Proposals = std::vector<Schedule>;

/// Half of them gone, a quarter, ... and at last each one.
template <class T>
void propose_fewer(const Schedule& from, std::vector<T> Schedule::*list, Proposals& out) {
    const std::size_t count = (from.*list).size();
    for (std::size_t chunk = (count + 1) / 2; chunk > 0; chunk /= 2) {
        for (std::size_t begin = 0; begin < count; begin += chunk) {
            Schedule simpler = from;
            auto& items = simpler.*list;
            const auto first = items.begin() + static_cast<std::ptrdiff_t>(begin);
            items.erase(first, first + static_cast<std::ptrdiff_t>(std::min(chunk, count - begin)));
            out.push_back(std::move(simpler));
        }
    }
}

/// The change, when it changes anything.
template <class Change>
void propose(const Schedule& from, const Change& change, Proposals& out) {
    Schedule simpler = from;
    change(simpler);
    if (simpler != from) {
        out.push_back(std::move(simpler));
    }
}

void propose_simpler_network(const Schedule& from, Proposals& out) {
    const Network usual;
    const auto change = [&](auto&& simplify) {
        propose(
            from, [&](Schedule& s) { simplify(s.network); }, out);
    };
    change([](Network& n) { n = {.delay_min = n.delay_min, .delay_max = n.delay_min}; });
    change([&](Network& n) { n.delay_max = std::min(n.delay_max, usual.delay_max); });
    change([](Network& n) { n.loss = 0; });
    change([](Network& n) { n.duplicates = 0; });
    change([](Network& n) { n.in_order = true; });
}

bool beyond(const Target& target, std::uint32_t members) {
    return target && target->number > members;
}
bool beyond(const std::vector<Target>& side, std::uint32_t members) {
    return std::any_of(side.begin(), side.end(),
                       [&](const Target& target) { return beyond(target, members); });
}
bool beyond(const Fault& fault, std::uint32_t members) {
    return std::visit(Overloaded{
                          [&](const Partition& f) { return beyond(f.side, members); },
                          [&](const Mute& f) { return beyond(f.side, members); },
                          [](const LossBurst&) { return false; },
                          [&](const auto& f) { return beyond(f.who, members); },
                      },
                      fault);
}

void propose_fewer_members(const Schedule& from, Proposals& out) {
    Schedule simpler = from;
    simpler.members = from.members - std::min(from.members - 1, 2U);
    const bool named =
        std::any_of(from.faults.begin(), from.faults.end(),
                    [&](const TimedFault& f) { return beyond(f.fault, simpler.members); }) ||
        std::any_of(from.operations.begin(), from.operations.end(),
                    [&](const Operation& o) { return beyond(o.to, simpler.members); });
    if (!named && simpler.members < from.members) {
        out.push_back(std::move(simpler));
    }
}

void propose_simpler_faults(const Schedule& from, Proposals& out) {
    for (std::size_t i = 0; i < from.faults.size(); ++i) {
        if (const auto* crash = std::get_if<Crash>(&from.faults[i].fault)) {
            propose(
                from, [&](Schedule& s) { s.faults[i].fault = Crash{crash->who}; }, out);
        }
        if (const auto* mute = std::get_if<Mute>(&from.faults[i].fault)) {
            propose(
                from, [&](Schedule& s) { s.faults[i].fault = Partition{mute->side}; }, out);
        }
        if (const auto* cut = std::get_if<Partition>(&from.faults[i].fault)) {
            propose(
                from, [&](Schedule& s) { s.faults[i].fault = Partition{{cut->side.front()}}; },
                out);
        }
    }
}

Duration end_of(const Schedule& schedule) {
    Duration end{};
    for (const TimedFault& fault : schedule.faults) {
        end = std::max(end, fault.at + fault.lasts);
    }
    for (const Operation& operation : schedule.operations) {
        end = std::max(end, operation.at);
    }
    return end;
}

/// In whole milliseconds, down: people read these times.
Duration halved(Duration time) {
    return std::chrono::floor<std::chrono::milliseconds>(time / 2);
}

template <class Grid>
void propose_rounder_times(const Schedule& from, Proposals& out) {
    const auto rounded = [](Duration time) { return Duration(std::chrono::floor<Grid>(time)); };
    for (std::size_t i = 0; i < from.faults.size(); ++i) {
        propose(
            from, [&](Schedule& s) { s.faults[i].at = rounded(s.faults[i].at); }, out);
        propose(
            from, [&](Schedule& s) { s.faults[i].lasts = rounded(s.faults[i].lasts); }, out);
    }
    for (std::size_t i = 0; i < from.operations.size(); ++i) {
        propose(
            from, [&](Schedule& s) { s.operations[i].at = rounded(s.operations[i].at); }, out);
    }
}

void propose_shorter_times(const Schedule& from, Proposals& out) {
    const Duration end = end_of(from);
    propose(
        from, [&](Schedule& s) { s.lasts = std::min(s.lasts, end); }, out);
    propose(
        from, [&](Schedule& s) { s.lasts = halved(s.lasts); }, out);
    for (std::size_t i = 0; i < from.faults.size(); ++i) {
        propose(
            from, [&](Schedule& s) { s.faults[i].lasts = halved(s.faults[i].lasts); }, out);
    }
    propose_rounder_times<std::chrono::duration<int, std::deci>>(from, out);
    propose_rounder_times<std::chrono::duration<int, std::centi>>(from, out);
}

Proposals simpler(const Schedule& from) {
    Proposals out;
    propose_fewer(from, &Schedule::faults, out);
    propose_fewer(from, &Schedule::operations, out);
    propose_fewer_members(from, out);
    propose_simpler_network(from, out);
    propose_simpler_faults(from, out);
    propose_shorter_times(from, out);
    return out;
}

}  // namespace

run::Smallest<Schedule> shrink(const Schedule& failing, int tries_max,
                               const std::function<bool(const Schedule&)>& still_fails) {
    return run::shrink_greedily(failing, tries_max, simpler, still_fails);
}

}  // namespace holdfast::harness::replication
