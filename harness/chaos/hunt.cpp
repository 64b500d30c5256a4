// SPDX-License-Identifier: Apache-2.0
#include "harness/chaos/hunt.h"

#include <algorithm>
#include <fstream>

#include "base/json.h"
#include "harness/run/interrupt.h"

namespace holdfast::harness::chaos {

BOOST_DESCRIBE_STRUCT(Hunted, (),
                      (defect, schedules, found_by, faults_left, beyond_chance, rule, cases,
                       rule_found))

namespace {

using check::Outcome;

// Most of what a schedule holds besides the fault that matters is gone after so many.
constexpr int shrink_tries_of_a_hunt = 30;

const Property* first_to_promise(const std::string& defect) {
    for (const Property& property : all_properties()) {
        const auto& named = property.defects;
        if (std::count(named.begin(), named.end(), defect) != 0) {
            return &property;
        }
    }
    return nullptr;
}

/// The number of the first schedule that fails, with its reason; none of `limit` did: nothing.
Result<std::optional<Played>> first_failure(const Stage& stage, std::uint64_t seed,
                                            std::uint64_t limit) {
    for (std::uint64_t number = 0; number < limit; ++number) {
        auto played = play_schedule(stage, seed, number);
        if (run::interrupted()) {
            return failed("interrupted");
        }
        if (!played) {
            return played.error();
        }
        if (played->outcome == Outcome::fail) {
            return std::optional(std::move(*played));
        }
    }
    return std::optional<Played>();
}

}  // namespace

Result<Hunted> hunt(Stage stage, const std::string& beyond_chance, std::uint64_t seed,
                    const HuntLimits& limits) {
    Hunted hunted;
    hunted.defect = stage.defect;
    hunted.beyond_chance = beyond_chance;
    stage.results.clear();
    const std::uint64_t schedules =
        beyond_chance.empty() ? limits.schedules
                              : std::min(limits.schedules, limits.schedules_beyond_chance);
    auto by_chance = first_failure(stage, seed, schedules);
    if (!by_chance) {
        return by_chance.error();
    }
    hunted.schedules = schedules;
    if (*by_chance) {
        const Played& played = **by_chance;
        hunted.schedules = played.schedule + 1;
        hunted.found_by = played.reason.substr(0, played.reason.find(':'));
        hunted.faults_left = static_cast<int>(
            make_smaller(stage, draw_schedule(stage, seed, played.schedule), shrink_tries_of_a_hunt)
                .schedule.size());
    }
    stage.drill = first_to_promise(hunted.defect);
    if (stage.drill == nullptr) {
        return hunted;
    }
    hunted.rule = stage.drill->rule;
    auto topology = topology::find_topology(stage.drill->topology);
    if (!topology) {
        return topology.error();
    }
    stage.topology = std::move(*topology);
    const auto by_rule = first_failure(stage, seed, limits.cases);
    if (!by_rule) {
        return by_rule.error();
    }
    hunted.rule_found = by_rule->has_value();
    hunted.cases = *by_rule ? (*by_rule)->schedule + 1 : limits.cases;
    return hunted;
}

Result<void> append(const std::string& file, const Hunted& hunted) {
    std::ofstream out(file, std::ios::app);
    out << boost::json::serialize(json::store(hunted)) << "\n" << std::flush;
    if (!out) {
        return failed(file + ": a line could not be written");
    }
    return success;
}

Result<std::vector<Hunted>> read_hunts(const std::string& file) {
    std::vector<Hunted> all;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        const auto value = json::parse(line, file);
        if (!value) {
            return value.error();
        }
        auto hunted = json::from_json<Hunted>(*value, file);
        if (!hunted) {
            return hunted.error();
        }
        all.push_back(std::move(*hunted));
    }
    return all;
}

}  // namespace holdfast::harness::chaos
