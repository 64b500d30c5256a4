// SPDX-License-Identifier: Apache-2.0
#include "harness/worlds/outside_world.h"

#include "harness/mininet/testbed.h"
#include "harness/sut/outside/outside_adapter.h"
#include "harness/sut/outside/rest_adapter.h"

namespace holdfast::harness::worlds {

namespace {

template <class Adapter>
Result<run::World> with(std::unique_ptr<mininet::MininetTestbed> testbed,
                        const sut::outside::System& system, const std::string& defect) {
    auto adapter = Adapter::open(*testbed, system, defect);
    if (!adapter) {
        return adapter.error();
    }
    return run::World{std::move(testbed), std::move(*adapter)};
}

}  // namespace

run::WorldFactory outside_system(const sut::outside::System& system) {
    return [system](const topology::Topology& topology, const BringUp& bring_up,
                    const std::string& defect) -> Result<run::World> {
        auto testbed = mininet::MininetTestbed::bring_up(topology, bring_up);
        if (!testbed) {
            return testbed.error();
        }
        return system.operated_by == sut::outside::Operator::rest_api
                   ? with<sut::outside::RestAdapter>(std::move(*testbed), system, defect)
                   : with<sut::outside::OutsideAdapter>(std::move(*testbed), system, defect);
    };
}

}  // namespace holdfast::harness::worlds
