// SPDX-License-Identifier: Apache-2.0
// Defects of a controller that is asked for more or fewer instances of a service.
#include "harness/sut/reference_sim/defects/api_text.h"
#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

namespace effect = reference::controller::effect;
namespace input = reference::controller::input;
using reference::controller::Core;
using reference::controller::Effects;
using reference::controller::Input;

const input::ApiRequest* asks_for(const Input& input, const std::string& action) {
    const auto* request = std::get_if<input::ApiRequest>(&input);
    return request != nullptr && request->method == "POST" && last_word(request->path) == action
               ? request
               : nullptr;
}

/// The operator is told that it has begun, and nothing begins.
Core forgets(Core core, const std::string& action) {
    const auto step = core.step;
    return {[step, action](Instant now, const Input& input) -> Effects {
                const auto* request = asks_for(input, action);
                return request == nullptr ? step(now, input)
                                          : Effects{effect::ApiResponse{request->id, 200, "{}"}};
            },
            core.next_timeout};
}

Core scale_out_forgotten(Core core) {
    return forgets(std::move(core), "scaleout");
}
Core migration_forgotten(Core core) {
    return forgets(std::move(core), "migrate");
}
Core scale_out_limit_ignored(Core core) {
    return with_group_member(std::move(core), "max_scaleout_per_vs", "64");
}

// A secondary leaves in its stead.
Core scaled_in_primary_stays(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            return asks_for(input, "scalein") == nullptr
                       ? input
                       : with_member(input, "scalein_primary", "false");
        });
}

}  // namespace

std::vector<Defect> scaling_defects() {
    return {
        {"scale_out_forgotten", "a scale-out is acknowledged and not made", nullptr,
         scale_out_forgotten},
        {"scale_out_limit_ignored", "services are scaled out beyond max_scaleout_per_vs", nullptr,
         scale_out_limit_ignored},
        {"scaled_in_primary_stays", "a secondary is scaled in where the primary should be", nullptr,
         scaled_in_primary_stays},
        {"migration_forgotten", "a migration is acknowledged and not made", nullptr,
         migration_forgotten},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
