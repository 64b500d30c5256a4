// SPDX-License-Identifier: Apache-2.0
// Defects of a controller that is asked for more or fewer instances of a service.
#include "harness/sut/reference_sim/defects/api_text.h"
#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/own_request.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

namespace input = reference::controller::input;
using reference::controller::Core;
using reference::controller::Effects;
using reference::controller::Input;

Core scale_out_forgotten(Core core) {
    return pretends(std::move(core), "virtualservice", "scaleout");
}
Core migration_forgotten(Core core) {
    return pretends(std::move(core), "virtualservice", "migrate");
}
Core scale_out_limit_ignored(Core core) {
    return with_group_member(std::move(core), "max_scaleout_per_vs", "64");
}

Core leaving_engine_cut_off(Core core) {
    return with_group_member(std::move(core), "vs_scalein_timeout", "0");
}
Core leaving_engine_stays(Core core) {
    return with_group_member(std::move(core), "vs_scalein_timeout", "3600");
}

// The group has to keep room for three engines from then on.
Core scale_out_starts_engines(Core core) {
    return alter_effects<Core, Effects, Input, Nothing>(
        core, {}, [core](Nothing&, Instant now, const Input& input, Effects effects) {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            if (request != nullptr && last_word(request->path) == "scaleout") {
                const std::string uuid = first_uuid(
                    ask(core, now, "GET", "/api/serviceenginegroup?name=elastic", effects));
                ask(core, now, "PATCH", "/api/serviceenginegroup/" + uuid, effects,
                    R"({"replace": {"buffer_se": 3}})");
            }
            return effects;
        });
}

// A secondary leaves in its stead.
Core scaled_in_primary_stays(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            return request != nullptr && last_word(request->path) == "scalein"
                       ? with_member(input, "scalein_primary", "false")
                       : input;
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
        {"scale_out_starts_engines", "a scale-out has engines started that nobody needs", nullptr,
         scale_out_starts_engines},
        {"leaving_engine_cut_off", "flows of a leaving engine get no time to end", nullptr,
         leaving_engine_cut_off},
        {"leaving_engine_stays", "an engine that is to leave stays for an hour", nullptr,
         leaving_engine_stays},
        {"migration_forgotten", "a migration is acknowledged and not made", nullptr,
         migration_forgotten},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
