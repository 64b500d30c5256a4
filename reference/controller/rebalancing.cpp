// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/rebalancing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reference/controller/scaling.h"
#include "reference/controller/system_state.h"
#include "reference/placement/rebalance.h"

namespace holdfast::reference::controller {
namespace {

using model::AutoRebalanceCriterion;
using model::ServiceEngineGroup;
using model::VirtualService;
using placement::Rebalancing;

/// SCL-22: what happened before is not judged any more.
constexpr Duration judged_time = 30s;

/// Load is not said more often, and a change shows in it that much later.
Duration interval_of(const ServiceEngineGroup& group) {
    return std::max<Duration>(std::chrono::seconds(group.auto_rebalance_interval),
                              protocol::load_report_period);
}

/// Of the time that is judged, by what one engine said.
class Judged {
  public:
    Judged(const SystemState& s, const ServiceEngineGroup& group, const EngineName& engine)
        : group_(group) {
        const Duration time = std::min(judged_time, interval_of(group));
        const auto found = s.loads.of.find(engine);
        if (found == s.loads.of.end()) {
            return;
        }
        const auto changed = s.loads.changed_at.find(group.uuid);
        const Instant from = changed == s.loads.changed_at.end() ? Instant{} : changed->second;
        for (const Loads::Sample& sample : found->second) {
            if (sample.taken + time > s.now && sample.taken - sample.load.over >= from) {
                add(sample.load);
            }
        }
        known_ = over_ + protocol::load_report_period >= time;
    }

    /// It has spoken of all of it, except what it is about to speak of.
    bool known() const { return known_ && over_ > 0ns; }

    double packets(const std::string& service) const {
        const auto found = services_.find(service);
        return found == services_.end() ? 0 : each_second(found->second.packets);
    }

    /// Percent of what it can do, by the criterion that it meets most.
    double usage() const {
        const auto& criteria = group_.auto_rebalance_criteria;
        double most = criteria.empty() ? processor() : 0;
        for (std::size_t i = 0; i < criteria.size(); ++i) {
            if (criteria[i] == AutoRebalanceCriterion::SE_AUTO_REBALANCE_CPU) {
                most = std::max(most, processor());
            } else if (const double capacity = capacity_for(i); capacity > 0) {
                most = std::max(most, 100 * amount(criteria[i]) / capacity);
            }
        }
        return most;
    }

  private:
    void add(const protocol::LoadMeasured& load) {
        over_ += load.over;
        busy_ += seconds(load.over) * load.processor_percent;
        open_ = 0;
        for (const protocol::ServiceLoad& one : load.services) {
            protocol::ServiceLoad& sum = services_[one.service.text()];
            sum.packets += one.packets;
            sum.bytes += one.bytes;
            sum.connections += one.connections;
            open_ += one.connections_open;
        }
    }
    double processor() const { return over_ > 0ns ? busy_ / seconds(over_) : 0; }
    double each_second(std::uint64_t count) const {
        return static_cast<double>(count) / seconds(over_);
    }
    double sum_of(std::uint64_t protocol::ServiceLoad::*field) const {
        std::uint64_t sum = 0;
        for (const auto& [name, service] : services_) {
            sum += service.*field;
        }
        return each_second(sum);
    }
    double amount(AutoRebalanceCriterion criterion) const {
        switch (criterion) {
            case AutoRebalanceCriterion::SE_AUTO_REBALANCE_CPU:
                return processor();
            case AutoRebalanceCriterion::SE_AUTO_REBALANCE_PPS:
                return sum_of(&protocol::ServiceLoad::packets);
            case AutoRebalanceCriterion::SE_AUTO_REBALANCE_MBPS:
                return 8 * sum_of(&protocol::ServiceLoad::bytes) / 1e6;
            case AutoRebalanceCriterion::SE_AUTO_REBALANCE_OPEN_CONNS:
                return static_cast<double>(open_);
            case AutoRebalanceCriterion::SE_AUTO_REBALANCE_CPS:
                return sum_of(&protocol::ServiceLoad::connections);
        }
        return 0;
    }
    /// Of an engine, for the criterion at this place; 0: none is known, and it is not judged by it.
    double capacity_for(std::size_t place) const {
        const auto& capacities = group_.auto_rebalance_capacity_per_se;
        return place < capacities.size() ? capacities[place] : 0;
    }

    const ServiceEngineGroup& group_;
    bool known_ = false;
    Duration over_{};
    double busy_ = 0;
    std::uint64_t open_ = 0;
    std::map<std::string, protocol::ServiceLoad> services_;
};

placement::MeasuredVip measured(const SystemState& s, const ServiceEngineGroup& group,
                                const VirtualService& vs) {
    return {.vip = vip_of(s, vs),
            .engines = s.services.at(vs.uuid).engines,
            .may_grow = obstacle_to_scale_out(s, vs).empty(),
            .was_scaled_out = instances_wanted(s, vs) > instances_wanted(group),
            .places = obstacle_to_migration(s, vs).empty() ? places_beside(s, vs)
                                                           : std::vector<EngineName>{}};
}

/// Engines that can be told, and have spoken of all of the time that is judged.
using Spoken = std::vector<std::pair<const Engine*, Judged>>;

Spoken spoken_in(const SystemState& s, const ServiceEngineGroup& group) {
    Spoken spoken;
    for (const Engine* engine : engines_of(s, group)) {
        Judged judged(s, group, engine->name);
        if (engine->can_take() && judged.known()) {
            spoken.emplace_back(engine, std::move(judged));
        }
    }
    return spoken;
}

placement::MeasuredGroup measured(const SystemState& s, const ServiceEngineGroup& group,
                                  const Spoken& spoken) {
    placement::MeasuredGroup out{
        .max_usage = static_cast<double>(group.max_cpu_usage),
        .min_usage = static_cast<double>(group.min_cpu_usage),
        .packed = group.algo == model::PlacementAlgorithm::PLACEMENT_ALGO_PACKED,
        .min_se = group.min_se};
    std::map<std::string, const VirtualService*> vips;
    for (const auto& [engine, judged] : spoken) {
        placement::MeasuredEngine& one =
            out.engines.emplace_back(placement::MeasuredEngine{engine->name, judged.usage()});
        for (const VirtualService* vs : services_on(s, *engine, group)) {
            one.packets[vip_of(s, *vs)] += judged.packets(vs->name);
            vips.emplace(vip_of(s, *vs), vs);
        }
    }
    for (const auto& [vip, vs] : vips) {
        if (scaling_of(s, *vs) == Scaling::none) {
            out.vips.push_back(measured(s, group, *vs));
        }
    }
    return out;
}

struct Words {
    const char* event;
    std::string what;
};

Words words_of(const Rebalancing& decided) {
    const std::string to = decided.to ? decided.to->text() : "";
    switch (decided.action) {
        case Rebalancing::Action::scale_out:
            return {"REBALANCE_VS_SCALEOUT", "gets one instance more, on " + to};
        case Rebalancing::Action::scale_in:
            return {"REBALANCE_VS_SCALEIN",
                    "gives up its instance on " + decided.because_of.text()};
        case Rebalancing::Action::migrate:
            return {"REBALANCE_VS_MIGRATE",
                    fmt::format("migrates from {} to {}", decided.because_of.text(), to)};
    }
    return {};
}

void carry_out(SystemState& s, const Rebalancing& decided, const VirtualService& vs) {
    switch (decided.action) {
        case Rebalancing::Action::scale_out:
            return begin_scale_out(s, vs, decided.to);
        case Rebalancing::Action::scale_in:
            return begin_scale_in(s, vs, decided.because_of);
        case Rebalancing::Action::migrate:
            return begin_migration(s, vs, decided.because_of, *decided.to);
    }
}

void rebalance_group(SystemState& s, const ServiceEngineGroup& group) {
    const Spoken spoken = spoken_in(s, group);
    const bool too_busy = std::any_of(spoken.begin(), spoken.end(), [&](const auto& one) {
        return one.second.usage() > group.max_cpu_usage;
    });
    // That fewer would do is no trouble of which anybody has to hear. So services are looked at
    // only where there is trouble or something may be done.
    if (!group.auto_rebalance && !too_busy) {
        return;
    }
    const auto decided = placement::rebalance(measured(s, group, spoken));
    if (!decided || (!group.auto_rebalance && decided->usage <= group.max_cpu_usage)) {
        return;
    }
    const Words words = words_of(*decided);
    const VirtualService* one = nullptr;
    for (const VirtualService* vs : placed_in(s, group)) {
        if (vip_of(s, *vs) == decided->vip) {
            one = one == nullptr ? vs : one;
            report(s, words.event, vs->name,
                   fmt::format("{} is used to {} %: {} {}{}", decided->because_of.text(),
                               std::lround(decided->usage), vs->name, words.what,
                               group.auto_rebalance ? "" : ", if auto_rebalance were on"));
        }
    }
    if (group.auto_rebalance) {
        carry_out(s, *decided, *one);
    }
}

}  // namespace

void take_load(SystemState& s, const Engine& engine, const protocol::LoadMeasured& load) {
    s.loads.looked_at.try_emplace(group_of(s, engine).uuid, s.now);
    auto& samples = s.loads.of[engine.name];
    std::erase_if(samples,
                  [&](const Loads::Sample& old) { return old.taken + judged_time <= s.now; });
    samples.push_back({s.now, load});
}

void rebalance_groups(SystemState& s) {
    for (const auto& stored : s.store.of<ServiceEngineGroup>().items()) {
        const ServiceEngineGroup& group = stored.object;
        const auto looked = s.loads.looked_at.find(group.uuid);
        if (group.legacy() || looked == s.loads.looked_at.end() ||  // SCL-23
            s.now < looked->second + interval_of(group)) {
            continue;
        }
        looked->second = s.now;
        rebalance_group(s, group);
    }
}

std::optional<Instant> next_rebalancing(const SystemState& s) {
    std::optional<Instant> next;
    for (const auto& [uuid, looked_at] : s.loads.looked_at) {
        const auto* stored = s.store.of<ServiceEngineGroup>().find(uuid);
        if (stored != nullptr && !stored->object.legacy()) {
            next =
                std::min(next.value_or(Instant::never()), looked_at + interval_of(stored->object));
        }
    }
    return next;
}

}  // namespace holdfast::reference::controller
