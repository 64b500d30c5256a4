// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/roster.h"

#include <utility>

namespace holdfast::reference::controller {

const Roster::Filing* Roster::find(const std::string& service) const {
    const auto found = filed_.find(service);
    return found == filed_.end() ? nullptr : &found->second;
}

void Roster::file(const std::string& service, Filing filing) {
    remove(service);
    Group& group = groups_[filing.group];
    (filing.placed ? group.placed : group.waiting)[filing.order] = filing.service;
    for (const protocol::EngineName& engine : filing.engines) {
        Load& load = group.loads[engine];
        load.services[filing.order] = filing.service;
        load.primaries += engine == filing.engines.front() ? 1 : 0;
    }
    filed_[service] = std::move(filing);
}

void Roster::remove(const std::string& service) {
    const auto found = filed_.find(service);
    if (found == filed_.end()) {
        return;
    }
    const Filing& filing = found->second;
    Group& group = groups_[filing.group];
    (filing.placed ? group.placed : group.waiting).erase(filing.order);
    for (const protocol::EngineName& engine : filing.engines) {
        Load& load = group.loads[engine];
        load.services.erase(filing.order);
        load.primaries -= engine == filing.engines.front() ? 1 : 0;
        if (load.services.empty()) {
            group.loads.erase(engine);
        }
    }
    if (group.placed.empty() && group.waiting.empty()) {
        groups_.erase(filing.group);
    }
    filed_.erase(found);
}

const Roster::Group& Roster::of(const std::string& group) const {
    static const Group none;
    const auto found = groups_.find(group);
    return found == groups_.end() ? none : found->second;
}

const Roster::Load& Roster::of(const std::string& group, const protocol::EngineName& engine) const {
    static const Load none;
    const std::map<protocol::EngineName, Load>& loads = of(group).loads;
    const auto found = loads.find(engine);
    return found == loads.end() ? none : found->second;
}

}  // namespace holdfast::reference::controller
