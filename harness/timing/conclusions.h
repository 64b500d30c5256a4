// SPDX-License-Identifier: Apache-2.0
// From what was gathered while the capture streamed by to VIPs, events and figures.
#pragma once

#include <map>

#include "harness/timing/analyser.h"

namespace holdfast::harness::timing {

struct Gathered {
    std::vector<Flow*> flows;
    std::map<dissect::IpAddress, AddressState>& addresses;
    Nodes& nodes;
    const std::vector<Sign>& signs;
    struct Tap {
        std::string name;
        Duration resolution{};  ///< of its clock
        std::size_t capture = 0;
    };
    const std::vector<Tap>& taps;  ///< by FlowKey::tap
};

/// Fills flows, vips and warnings of the report.
void conclude(const Gathered& gathered, Report& report);

/// What the report keeps of a flow. `service`: which of its ends is served.
FlowReport flow_report(const Flow& flow, dissect::IpAddress service, const std::string& tap);

/// The figures of these periods of a flow, which belong to one event. `index`: of the flow in the
/// report.
RouteResult route_result(const Report& report, std::size_t index,
                         const std::vector<LossPeriod>& periods);

/// The events of one VIP: impairments and changes of its owner that are closer in time than the
/// validation time.
std::vector<Event> events_in(const VipReport& vip, const AddressState* state,
                             const Gathered& gathered, const Report& report);

/// Phase by phase, as far as packets show them; empty without a new owner.
std::vector<PhaseReport> phases_of(const Event& event, const OwnerChange& change,
                                   const AddressState& state, const Gathered& gathered,
                                   const Report& report);

}  // namespace holdfast::harness::timing
