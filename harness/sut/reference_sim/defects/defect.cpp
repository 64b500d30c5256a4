// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/defects/defect.h"

#include <algorithm>

#include "base/check.h"
#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/engine_defects.h"
#include "harness/sut/reference_sim/defects/node_defects.h"

namespace holdfast::harness::sut::reference_sim::defects {

const std::vector<Defect>& all_defects() {
    static const std::vector<Defect> defects = [] {
        std::vector<Defect> all;
        for (const auto& some :
             {announcement_defects(),   ownership_defects(),       heartbeat_defects(),
              election_defects(),       spreading_defects(),       headless_defects(),
              placement_defects(),      elastic_defects(),         scaling_defects(),
              move_defects(),           cloud_defects(),           gateway_monitor_defects(),
              server_monitor_defects(), gateway_role_defects(),    liveness_defects(),
              reporting_defects(),      replication_defects(),     promise_defects(),
              disk_defects(),           cluster_address_defects(), cluster_api_defects(),
              membership_defects(),     node_liveness_defects(),   visibility_defects(),
              report_defects(),         rebalancing_defects()}) {
            all.insert(all.end(), some.begin(), some.end());
        }
        return all;
    }();
    return defects;
}

const Defect* find_defect(const std::string& name) {
    const auto& defects = all_defects();
    const auto found = std::find_if(defects.begin(), defects.end(),
                                    [&](const Defect& defect) { return defect.name == name; });
    return found == defects.end() ? nullptr : &*found;
}

reference::engine::Core with_defect(const std::string& name, reference::engine::Core core,
                                    const reference::engine::ServiceEngineOptions& options) {
    const Defect* defect = name.empty() ? nullptr : find_defect(name);
    CHECK(name.empty() || defect != nullptr, "there is no defect named {}", name);
    return defect == nullptr || defect->wrap_engine == nullptr
               ? core
               : defect->wrap_engine(std::move(core), options);
}

reference::engine::Core with_clock_of(const std::string& name, reference::engine::Core core,
                                      std::function<Duration()> ahead) {
    const Defect* defect = name.empty() ? nullptr : find_defect(name);
    if (defect == nullptr || !defect->wall_clock) {
        return core;
    }
    return {[step = core.step, ahead](Instant now, const reference::engine::Input& input) {
                return step(now + ahead(), input);
            },
            [next = core.next_timeout, ahead]() -> std::optional<Instant> {
                const auto due = next();
                return due && *due != Instant::never() ? std::optional(*due - ahead()) : due;
            }};
}

reference::controller::Core with_defect(const std::string& name, reference::controller::Core core) {
    const Defect* defect = name.empty() ? nullptr : find_defect(name);
    CHECK(name.empty() || defect != nullptr, "there is no defect named {}", name);
    return defect == nullptr || defect->wrap_controller == nullptr
               ? core
               : defect->wrap_controller(std::move(core));
}

reference::cluster::Core with_defect(const std::string& name, reference::cluster::Core core) {
    const Defect* defect = name.empty() ? nullptr : find_defect(name);
    CHECK(name.empty() || defect != nullptr, "there is no defect named {}", name);
    return defect == nullptr || defect->wrap_node == nullptr ? core
                                                             : defect->wrap_node(std::move(core));
}

Result<void> before_disk_is_read(const std::string& name, reference::storage::Disk& disk) {
    const Defect* defect = name.empty() ? nullptr : find_defect(name);
    CHECK(name.empty() || defect != nullptr, "there is no defect named {}", name);
    if (defect == nullptr || defect->before_disk_is_read == nullptr) {
        return success;
    }
    return defect->before_disk_is_read(disk);
}

}  // namespace holdfast::harness::sut::reference_sim::defects
