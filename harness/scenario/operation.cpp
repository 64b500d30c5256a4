// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/operation.h"

namespace holdfast::harness::scenario {

std::string to_string(const Operation& operation) {
    if (const auto* switchover = std::get_if<Switchover>(&operation)) {
        return "switchover " + faults::to_string(switchover->engine);
    }
    if (const auto* add = std::get_if<AddEngine>(&operation)) {
        return "add_engine " + add->node;
    }
    return "redistribute";
}

Result<Operation> parse_operation(const std::string& text) {
    const auto space = text.find(' ');
    const std::string verb = text.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : text.substr(space + 1);
    if (verb == "redistribute" && rest.empty()) {
        return Operation(Redistribute{});
    }
    if (verb == "add_engine" && !rest.empty()) {
        return Operation(AddEngine{rest});
    }
    if (verb == "switchover" && !rest.empty()) {
        const auto engine = faults::parse_target(rest);
        if (!engine) {
            return engine.error();
        }
        return Operation(Switchover{*engine});
    }
    return bad_input("'" + text +
                     "' is no operation: expected 'switchover TARGET', 'redistribute' or "
                     "'add_engine NODE'");
}

}  // namespace holdfast::harness::scenario
