// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "reference/controller/group_layout.h"
#include "reference/controller/instances.h"
#include "reference/controller/settlement.h"
#include "reference/model/field.h"

namespace holdfast::reference::controller {
namespace {

using model::ServiceEngineGroup;
using model::VirtualService;
using List = std::vector<EngineName>;

/// The placed services of a VIP, by its uuid, in order of creation.
std::vector<const VirtualService*> companions(const SystemState& s, const std::string& vip) {
    std::vector<const VirtualService*> found;
    for (const auto& stored : s.store.of<VirtualService>().items()) {
        const ServicePlace* place = s.services.find(stored.object.uuid);
        if (vip_of(s, stored.object) == vip && wants_a_place(s, stored.object) &&
            place != nullptr && !place->engines.empty()) {
            found.push_back(&stored.object);
        }
    }
    return found;
}

void report_all(SystemState& s, const std::vector<const VirtualService*>& services,
                const std::string& event, const std::string& what) {
    for (const VirtualService* vs : services) {
        report(s, event, vs->name, vs->name + " " + what);
    }
}

List without(List list, const EngineName& name) {
    std::erase(list, name);
    return list;
}

List with(List list, const EngineName& name) {
    list.push_back(name);
    return list;
}

void put_lists(SystemState& s, const std::vector<const VirtualService*>& services,
               const List& list) {
    for (const VirtualService* vs : services) {
        if (s.services.at(vs->uuid).engines != list) {
            put_list(s, *vs, list);
        }
    }
}

/// It has the service as it is now in force.
bool is_ready(const SystemState& s, const EngineName& name, const VirtualService& vs) {
    const Engine* engine = find_engine(s, name);
    if (engine == nullptr || !engine->up() || !engine->confirmed()) {
        return false;
    }
    const auto& has = engine->sent->services;
    return std::any_of(has.begin(), has.end(), [&](const protocol::PlacedService& one) {
        return one.name.text() == vs.name &&
               one.list_version == s.services.at(vs.uuid).list_version;
    });
}

Instant deadline_for(const SystemState& s, const VirtualService& vs) {
    return s.now + std::chrono::seconds(group_of(s, vs).vs_scaleout_timeout);
}

Instant drain_deadline(const SystemState& s, const VirtualService& vs) {
    return s.now + std::chrono::seconds(group_of(s, vs).vs_scalein_timeout);
}

/// One VIP whose instances change.
class Step {
  public:
    Step(SystemState& s, const std::string& vip, VipScale& scale)
        : s_(s), scale_(scale), services_(companions(s, vip)) {}

    void take() {
        if (services_.empty()) {  // disabled or deleted meanwhile
            end();
            return;
        }
        switch (scale_.under_way) {
            case Scaling::out:
                return scale_out();
            case Scaling::in:
                return scale_in();
            case Scaling::migrate:
                return migrate();
            case Scaling::none:
                return;
        }
    }

    void fail(const std::string& why) {
        const Scaling failed = scale_.under_way;
        const std::optional<EngineName> from = scale_.from;
        const std::optional<EngineName> to = scale_.to;
        end();
        switch (failed) {
            case Scaling::out:
                --scale_.user_factor;
                trim();
                report_all(s_, services_, "VS_SCALEOUT_FAILED", "gets no further instance: " + why);
                return;
            case Scaling::in:
                ++scale_.user_factor;
                report_all(s_, services_, "VS_SCALEIN_FAILED",
                           fmt::format("stays on {}: {}", from->text(), why));
                return;
            case Scaling::migrate:
                if (!services_.empty() && list().front() != *to) {
                    put_lists(s_, services_, without(list(), *to));
                }
                report_all(s_, services_, "VS_MIGRATE_FAILED",
                           fmt::format("stays on {} instead of migrating to {}: {}", from->text(),
                                       to->text(), why));
                return;
            case Scaling::none:
                return;
        }
    }

  private:
    const VirtualService& first() const { return *services_.front(); }
    const ServicePlace& place() const { return s_.services.at(first().uuid); }
    const List& list() const { return place().engines; }
    bool all_ready() const {
        return std::all_of(list().begin(), list().end(),
                           [&](const EngineName& name) { return is_ready(s_, name, first()); });
    }

    void end() {
        scale_.settle_down();
        s_.dirty = true;
    }

    void scale_out() {
        if (list().size() < instances_wanted(s_, first()) || !all_ready()) {
            return;
        }
        end();
        report_all(s_, services_, "VS_SCALEOUT_COMPLETE",
                   fmt::format("has {} instances", list().size()));
    }

    void scale_in() {
        const EngineName from = *scale_.from;
        if (lists(place(), from)) {
            if (list().front() == from) {
                return hand_over(from, successor_of(from));
            }
            if (!drained(from)) {
                return;
            }
            put_lists(s_, services_, without(list(), from));
        }
        end();
        report_all(s_, services_, "VS_SCALEIN_COMPLETE",
                   fmt::format("has {} instances, none on {}", list().size(), from.text()));
    }

    void migrate() {
        const EngineName from = *scale_.from;
        const EngineName to = *scale_.to;
        if (!lists(place(), to)) {
            return fail(to.text() + " is down");
        }
        if (lists(place(), from)) {  // else it died, and the list has closed behind it (MIG-5)
            if (!is_ready(s_, to, first())) {
                return;
            }
            if (list().front() == from) {
                return hand_over(from, to);
            }
            if (!drained(from)) {
                return;
            }
            put_lists(s_, services_, without(list(), from));
        }
        end();
        report_all(s_, services_, "VS_MIGRATE_COMPLETE",
                   fmt::format("has migrated from {} to {}", from.text(), to.text()));
    }

    /// SCL-14, MIG-1: what it serves has vs_scalein_timeout to come to its end; no flow is new.
    /// Last in the list, it follows nobody.
    bool drained(const EngineName& from) {
        if (!is_spread(s_, first())) {
            return true;
        }
        if (!scale_.draining) {
            scale_.draining = true;
            scale_.deadline = drain_deadline(s_, first());
            put_lists(s_, services_, with(without(list(), from), from));
            unsettle_group(s_, group_of(s_, first()));
            s_.dirty = true;
        }
        return s_.now >= scale_.deadline;
    }

    std::optional<EngineName> successor_of(const EngineName& from) const {
        for (const EngineName& name : list()) {
            const Engine* engine = find_engine(s_, name);
            if (name != from && engine != nullptr && engine->can_take()) {
                return name;
            }
        }
        return std::nullopt;
    }

    void hand_over(const EngineName& from, const std::optional<EngineName>& to) {
        if (!to) {
            return fail("no other engine of it can take over");
        }
        begin_list_move(s_, services_, from, *to,
                        scale_.under_way == Scaling::in ? "scale-in of the primary" : "migration");
    }

    /// An instance that has not become ready is taken back, the last first.
    void trim() {
        if (services_.empty()) {
            return;
        }
        List kept = list();
        while (kept.size() > instances_wanted(s_, first())) {
            kept.pop_back();
        }
        put_lists(s_, services_, kept);
    }

    SystemState& s_;
    VipScale& scale_;
    std::vector<const VirtualService*> services_;
};

void begin(SystemState& s, const VirtualService& vs, Scaling what,
           const std::optional<EngineName>& from, const std::optional<EngineName>& to) {
    VipScale& scale = s.scales[vip_of(s, vs)];
    CHECK(scale.under_way == Scaling::none, "{} is being scaled already", vs.name);
    scale.under_way = what;
    scale.from = from;
    scale.to = to;
    scale.deadline = deadline_for(s, vs);
    s.dirty = true;
    if (to) {
        put_lists(s, companions(s, vip_of(s, vs)), with(s.services.at(vs.uuid).engines, *to));
    }
    unsettle_group(s, group_of(s, vs));
}

}  // namespace

void begin_scale_out(SystemState& s, const VirtualService& vs,
                     const std::optional<EngineName>& to) {
    ++s.scales[vip_of(s, vs)].user_factor;
    begin(s, vs, Scaling::out, std::nullopt, to);
}

void begin_scale_in(SystemState& s, const VirtualService& vs, const EngineName& from) {
    --s.scales[vip_of(s, vs)].user_factor;
    begin(s, vs, Scaling::in, from, std::nullopt);
}

void begin_migration(SystemState& s, const VirtualService& vs, const EngineName& from,
                     const EngineName& to) {
    report_all(s, companions(s, vip_of(s, vs)), "VS_MIGRATE_STARTED",
               fmt::format("migrates from {} to {}", from.text(), to.text()));
    begin(s, vs, Scaling::migrate, from, to);
}

void proceed_with_scalings(SystemState& s) {
    for (auto& [vip, scale] : s.scales) {
        if (scale.under_way != Scaling::none) {
            Step(s, vip, scale).take();
        }
    }
}

void expire_scalings(SystemState& s) {
    for (auto& [vip, scale] : s.scales) {
        if (scale.under_way == Scaling::none || scale.deadline > s.now) {
            continue;
        }
        if (scale.draining) {
            Step(s, vip, scale).take();
        } else {
            Step(s, vip, scale).fail("it was not done in time");
        }
    }
}

void watch_restored_scalings(SystemState& s) {
    for (auto& [vip, scale] : s.scales) {
        const auto services = companions(s, vip);
        if (scale.under_way != Scaling::none && !services.empty()) {
            scale.deadline = scale.draining ? drain_deadline(s, *services.front())
                                            : deadline_for(s, *services.front());
        }
    }
}

std::optional<Instant> next_scaling_timeout(const SystemState& s) {
    std::optional<Instant> next;
    for (const auto& [vip, scale] : s.scales) {
        if (scale.under_way != Scaling::none) {
            next = std::min(next.value_or(Instant::never()), scale.deadline);
        }
    }
    return next;
}

void promote(SystemState& s, const VirtualService& vs, const EngineName& primary) {
    List list = s.services.at(vs.uuid).engines;
    std::erase(list, primary);
    list.insert(list.begin(), primary);
    put_list(s, vs, list);
}

void scaling_move_failed(SystemState& s, const VirtualService& vs, const EngineName& from,
                         const std::string& why) {
    const auto found = s.scales.find(vip_of(s, vs));
    if (found != s.scales.end() && found->second.from == from) {
        Step(s, found->first, found->second).fail(why);
    }
}

std::string obstacle_to_scale_out(const SystemState& s, const VirtualService& vs) {
    const ServiceEngineGroup& group = group_of(s, vs);
    const std::uint32_t has = instances_wanted(s, vs);
    if (has >= group.max_scaleout_per_vs) {  // ELA-9, SCL-24
        return fmt::format("{}: SE group {} permits {} instances",
                           model::name_of(&ServiceEngineGroup::max_scaleout_per_vs), group.name,
                           group.max_scaleout_per_vs);
    }
    if (!vs.snat_ip.empty() && has >= vs.snat_ip.size()) {  // PLC-16
        return fmt::format("{}: it has {} addresses, one for each instance",
                           model::name_of(&VirtualService::snat_ip), vs.snat_ip.size());
    }
    return "";
}

std::string obstacle_to_migration(const SystemState& s, const VirtualService& vs) {
    const std::size_t has = s.services.at(vs.uuid).engines.size();
    if (has > 1 && !vs.snat_ip.empty() && has >= vs.snat_ip.size()) {
        return fmt::format("{}: it has {} addresses, and none is left for one more instance",
                           model::name_of(&VirtualService::snat_ip), vs.snat_ip.size());
    }
    return "";
}

std::vector<EngineName> places_beside(const SystemState& s, const VirtualService& vs) {
    const ServiceEngineGroup& group = group_of(s, vs);
    const ServicePlace* place = s.services.find(vs.uuid);
    std::vector<std::pair<std::size_t, EngineName>> found;
    for (const Engine* engine : engines_of(s, group)) {
        const std::size_t load = s.roster.of(group.uuid, engine->name).services.size();
        if (engine->can_take() && accepts_new_instances(s, *engine) &&
            load < group.places_on_engine() && (place == nullptr || !lists(*place, engine->name))) {
            found.emplace_back(load, engine->name);
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<EngineName> names;
    for (auto& [load, name] : found) {
        names.push_back(std::move(name));
    }
    return names;
}

}  // namespace holdfast::reference::controller
