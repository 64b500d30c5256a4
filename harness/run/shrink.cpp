// SPDX-License-Identifier: Apache-2.0
#include "harness/run/shrink.h"

#include <algorithm>

#include "harness/run/greedy.h"
#include "harness/scenario/check_scenario.h"

namespace holdfast::harness::run {
namespace {

using scenario::Scenario;

template <class T>
void propose_without_each(const Scenario& from, std::vector<T> Scenario::*list,
                          std::vector<Scenario>& out) {
    for (std::size_t i = (from.*list).size(); i > 0; --i) {
        Scenario simpler = from;
        auto& items = simpler.*list;
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(i - 1));
        out.push_back(std::move(simpler));
    }
}

void propose_without_services(const Scenario& from, std::vector<Scenario>& out) {
    const auto& services = from.deployment.services;
    for (std::size_t i = services.size(); i > 1; --i) {
        Scenario simpler = from;
        auto& rest = simpler.deployment.services;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i - 1));
        out.push_back(std::move(simpler));
    }
}

/// Half of it, in whole milliseconds: people read these times.
Duration halved(Duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time / 2);
}

void propose_shorter_times(const Scenario& from, std::vector<Scenario>& out) {
    for (std::size_t i = 0; i < from.schedule.size(); ++i) {
        const faults::ScheduledFault& fault = from.schedule[i];
        if (fault.lasts && *fault.lasts > 1ms) {
            Scenario simpler = from;
            simpler.schedule[i].lasts = halved(*fault.lasts);
            out.push_back(std::move(simpler));
        }
        const auto* at = std::get_if<faults::AtInstant>(&fault.trigger);
        if (at != nullptr && at->offset > 1ms) {
            Scenario simpler = from;
            simpler.schedule[i].trigger = faults::AtInstant{halved(at->offset)};
            out.push_back(std::move(simpler));
        }
    }
    for (std::size_t i = 0; i < from.operations.size(); ++i) {
        if (from.operations[i].at > 1ms) {
            Scenario simpler = from;
            simpler.operations[i].at = halved(from.operations[i].at);
            out.push_back(std::move(simpler));
        }
    }
}

/// Most simplifying first.
std::vector<Scenario> proposals(const Scenario& from) {
    std::vector<Scenario> out;
    propose_without_each(from, &Scenario::schedule, out);
    propose_without_each(from, &Scenario::operations, out);
    propose_without_services(from, out);
    propose_shorter_times(from, out);
    return out;
}

}  // namespace

Shrunk shrink(const Scenario& failing, const topology::Topology& topology, int tries_max,
              const std::function<bool(const Scenario&)>& still_fails) {
    const auto playable = [&](const Scenario& from) {
        std::vector<Scenario> simpler = proposals(from);
        std::erase_if(simpler, [&](const Scenario& scenario) {
            return !scenario::check_scenario(scenario, topology);
        });
        return simpler;
    };
    Smallest<Scenario> best = shrink_greedily(failing, tries_max, playable, still_fails);
    return {std::move(best.value), best.tries, best.steps};
}

}  // namespace holdfast::harness::run
