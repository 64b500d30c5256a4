// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/deployment.h"

#include <algorithm>

namespace holdfast::harness::scenario {

std::string to_string(HealthMonitorType type) {
    switch (type) {
        case HealthMonitorType::http:
            return "http";
        case HealthMonitorType::ping:
            return "ping";
        case HealthMonitorType::tcp:
            break;
    }
    return "tcp";
}

std::vector<const SeGroupSpec*> Deployment::groups() const {
    std::vector<const SeGroupSpec*> all = {&group};
    for (const FurtherGroup& further : further_groups) {
        all.push_back(&further.group);
    }
    return all;
}

std::vector<std::string> Deployment::all_engines() const {
    std::vector<std::string> all = engines;
    for (const FurtherGroup& further : further_groups) {
        all.insert(all.end(), further.engines.begin(), further.engines.end());
    }
    return all;
}

const SeGroupSpec* Deployment::find_group(const std::string& name) const {
    for (const SeGroupSpec* one : groups()) {
        if (name.empty() || one->name == name) {
            return one;
        }
    }
    return nullptr;
}

std::vector<std::string> Deployment::engines_in(const std::string& name) const {
    for (const FurtherGroup& further : further_groups) {
        if (further.group.name == name) {
            return further.engines;
        }
    }
    if (!name.empty() && name != group.name) {
        return {};
    }
    std::vector<std::string> members = engines;
    if (cloud.write_access) {
        members.insert(members.end(), cloud.machines.begin(), cloud.machines.end());
    }
    return members;
}

const SeGroupSpec* Deployment::group_of_engine(const std::string& engine) const {
    for (const SeGroupSpec* one : groups()) {
        const std::vector<std::string> members = engines_in(one->name);
        if (std::find(members.begin(), members.end(), engine) != members.end()) {
            return one;
        }
    }
    return nullptr;
}

const VirtualServiceSpec* Deployment::find_service(const std::string& name) const {
    const auto found = std::find_if(services.begin(), services.end(),
                                    [&](const auto& service) { return service.name == name; });
    return found == services.end() ? nullptr : &*found;
}

}  // namespace holdfast::harness::scenario
