// SPDX-License-Identifier: Apache-2.0
// Defects of a controller that hears how busy its engines are.
#include <string>

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
using reference::protocol::LoadMeasured;

Core load_unheard(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            return from_engine<LoadMeasured>(input) == nullptr ? std::optional<Input>(input)
                                                               : std::nullopt;
        });
}

/// The operator's settings of how load is judged, with this member changed.
Core with_setting(Core core, const std::string& member, const std::string& json_text) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {},
        [member, json_text](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            return request != nullptr && request->body.find(member) != std::string::npos
                       ? with_replaced(input, member, json_text)
                       : input;
        });
}

Core rebalances_unasked(Core core) {
    return with_setting(std::move(core), "auto_rebalance", "true");
}
Core rebalancing_only_told(Core core) {
    return with_setting(std::move(core), "auto_rebalance", "false");
}
Core rebalances_in_haste(Core core) {
    return with_setting(std::move(core), "auto_rebalance_interval", "1");
}

// The first time that the active engine of a pair is busy.
Core rebalances_pairs(Core core) {
    struct Done {
        bool already = false;
        bool asked = false;  ///< the operator has said how load is judged
    };
    return alter_effects<Core, Effects, Input, Done>(
        core, {}, [core](Done& done, Instant now, const Input& input, Effects effects) {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            done.asked = done.asked || (request != nullptr &&
                                        request->body.find("auto_rebalance") != std::string::npos);
            const auto* load = from_engine<LoadMeasured>(input);
            if (load != nullptr && !load->services.empty() && done.asked && !done.already) {
                done.already = true;
                switch_over(core, now, "se1", effects);
            }
            return effects;
        });
}

}  // namespace

std::vector<Defect> rebalancing_defects() {
    return {
        {"load_unheard", "what engines say of their load is not heard", nullptr, load_unheard},
        {"rebalances_unasked", "groups are rebalanced without auto_rebalance", nullptr,
         rebalances_unasked},
        {"rebalancing_only_told", "rebalancing is told and not done", nullptr,
         rebalancing_only_told},
        {"rebalances_in_haste", "groups are rebalanced every second", nullptr, rebalances_in_haste},
        {"rebalances_pairs", "a busy engine of a pair loses its services to the other one", nullptr,
         rebalances_pairs},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
