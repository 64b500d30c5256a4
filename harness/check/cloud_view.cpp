// SPDX-License-Identifier: Apache-2.0
#include "harness/check/cloud_view.h"

#include <algorithm>

#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

using Act = history::CloudActed::Act;

const scenario::CreateVirtualService* created_by(const Recording& recording,
                                                 const PerformedOperation& done) {
    for (const auto& scheduled : recording.scenario.operations) {
        const auto* create = std::get_if<scenario::CreateVirtualService>(&scheduled.operation);
        if (create != nullptr && scenario::to_string(scheduled.operation) == done.operation) {
            return create;
        }
    }
    return nullptr;
}

/// Asked for, and nothing has come of it yet.
std::set<std::string> outstanding_at(const Recording& recording, Instant at) {
    std::set<std::string> machines;
    for (const FoundAct& found : cloud_acts(recording)) {
        if (found.at > at) {
            break;
        }
        if (found.content->act == Act::asked) {
            machines.insert(found.content->machine);
        } else {
            machines.erase(found.content->machine);
        }
    }
    return machines;
}

}  // namespace

std::vector<FoundAct> cloud_acts(const Recording& recording) {
    return recording.history.all<history::CloudActed>();
}

std::vector<FoundAct> acts_of(const Recording& recording, Act act) {
    std::vector<FoundAct> acts = cloud_acts(recording);
    std::erase_if(acts, [&](const FoundAct& found) { return found.content->act != act; });
    return acts;
}

std::set<std::string> services_at(const Recording& recording, Instant at) {
    const auto& deployment = recording.scenario.deployment;
    std::set<std::string> services;
    for (const auto& service : deployment.services) {
        if (deployment.find_group(service.se_group) == &deployment.group) {
            services.insert(service.name);
        }
    }
    for (const PerformedOperation& done : recording.index().operations()) {
        const auto* create = created_by(recording, done);
        if (create != nullptr && done.outcome == history::OperationEvent::Type::ok &&
            done.invoked <= at) {
            services.insert(create->name);
        }
        const std::string deletion = "delete_virtual_service ";
        if (done.operation.starts_with(deletion) && done.invoked <= at &&
            done.outcome == history::OperationEvent::Type::ok) {
            services.erase(done.operation.substr(deletion.size()));
        }
    }
    return services;
}

std::set<std::string> living_at(const Recording& recording, Instant at) {
    const auto members = recording.scenario.deployment.engines_in("");
    std::set<std::string> living;
    for (const std::string& engine : engines_alive_at(recording, at)) {
        if (std::find(members.begin(), members.end(), engine) != members.end()) {
            living.insert(engine);
        }
    }
    return living;
}

std::set<std::string> members_at(const Recording& recording, Instant at) {
    std::set<std::string> members = living_at(recording, at);
    members.merge(outstanding_at(recording, at));
    return members;
}

std::set<std::string> vacant_at(const Recording& recording, Instant at) {
    const auto& machines = recording.scenario.deployment.cloud.machines;
    std::set<std::string> vacant(machines.begin(), machines.end());
    for (const std::string& taken : outstanding_at(recording, at)) {
        vacant.erase(taken);
    }
    for (const MachineSpan& span : recording.index().machines()) {
        if (span.from <= at && at < span.to) {
            vacant.erase(span.machine);
        }
    }
    return vacant;
}

std::size_t places_on_engine(const scenario::SeGroupSpec& group) {
    constexpr std::uint32_t per_app_max = 2;
    return group.per_app ? std::min(group.max_vs_per_se, per_app_max) : group.max_vs_per_se;
}

}  // namespace holdfast::harness::check
