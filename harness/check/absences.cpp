// SPDX-License-Identifier: Apache-2.0
#include "harness/check/absences.h"

#include <algorithm>
#include <boost/json.hpp>

#include "harness/check/done_patches.h"
#include "harness/check/fidelity.h"

namespace holdfast::harness::check {

namespace {

// The operator's word to the engines, and their releases.
constexpr Duration gone_within = 300ms;

}  // namespace

std::vector<Absence> absences_in(const Recording& recording) {
    std::vector<Absence> absences;
    for (const DonePatch& patch : done_patches(recording, "virtualservice")) {
        const boost::json::value* enabled = patch.fields.if_contains("enabled");
        const auto* service = recording.scenario.deployment.find_service(patch.name);
        if (enabled == nullptr || service == nullptr) {
            continue;
        }
        if (!enabled->as_bool()) {
            const Instant from = *patch.done.completed + gone_within + noise_floor(recording);
            absences.push_back({service, {from, recording.index().end()}, patch.where()});
            continue;
        }
        for (Absence& absence : absences) {
            if (absence.service == service) {
                absence.span.to = std::min(absence.span.to, patch.done.invoked);
            }
        }
    }
    std::erase_if(absences, [](const Absence& one) { return one.span.from >= one.span.to; });
    return absences;
}

}  // namespace holdfast::harness::check
