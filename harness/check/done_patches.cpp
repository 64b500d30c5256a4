// SPDX-License-Identifier: Apache-2.0
#include "harness/check/done_patches.h"

#include <boost/json.hpp>

#include "harness/check/findings.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::check {

Evidence DonePatch::where() const {
    return at_line(done.operation, done.history_line, done.invoked);
}

std::vector<DonePatch> done_patches(const Recording& recording, const std::string& collection) {
    std::vector<DonePatch> found;
    for (const PerformedOperation& performed : recording.index().operations()) {
        const auto operation = scenario::parse_operation(performed.operation);
        const auto* patch = operation ? std::get_if<scenario::PatchObject>(&*operation) : nullptr;
        if (patch != nullptr && patch->collection == collection && performed.completed &&
            performed.outcome == history::OperationEvent::Type::ok) {
            found.push_back(
                {patch->name, boost::json::parse(patch->fields).as_object(), performed});
        }
    }
    return found;
}

}  // namespace holdfast::harness::check
