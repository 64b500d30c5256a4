// SPDX-License-Identifier: Apache-2.0
// The few shapes that most defects have.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "reference/controller/core.h"
#include "reference/engine/core.h"

namespace holdfast::harness::sut::reference_sim::defects {

/// A core whose effects pass through `alter`. `State` is kept between steps.
template <class Core, class Effects, class Input, class State>
Core alter_effects(Core core, State state,
                   std::function<Effects(State&, Instant, const Input&, Effects)> alter) {
    auto kept = std::make_shared<State>(std::move(state));
    const auto step = core.step;
    return {[step, kept, alter](Instant now, const Input& input) {
                return alter(*kept, now, input, step(now, input));
            },
            core.next_timeout};
}

/// A core whose inputs pass through `alter`; returning none swallows the input.
template <class Core, class Effects, class Input, class State>
Core alter_inputs(Core core, State state,
                  std::function<std::optional<Input>(State&, Instant, const Input&)> alter) {
    auto kept = std::make_shared<State>(std::move(state));
    const auto step = core.step;
    return {[step, kept, alter](Instant now, const Input& input) -> Effects {
                const std::optional<Input> altered = alter(*kept, now, input);
                return altered ? step(now, *altered) : Effects{};
            },
            core.next_timeout};
}

struct Nothing {};

/// The message of this kind inside an engine's or controller's input; null for anything else.
template <class Message>
const Message* from_controller(const reference::engine::Input& input) {
    const auto* from = std::get_if<reference::engine::input::FromController>(&input);
    return from == nullptr ? nullptr : std::get_if<Message>(&from->message);
}
template <class Message>
const Message* from_engine(const reference::controller::Input& input) {
    const auto* from = std::get_if<reference::controller::input::FromEngine>(&input);
    return from == nullptr ? nullptr : std::get_if<Message>(&from->message);
}

/// The message of this kind that an engine's effect sends to the controllers; null for any other
/// effect. `Effect` may be const.
template <class Message, class Effect>
auto* to_controller(Effect& effect) {
    auto* send = std::get_if<reference::engine::effect::SendToController>(&effect);
    return send == nullptr ? nullptr : std::get_if<Message>(&send->message);
}

/// An engine that is told something else than the controller says.
inline reference::engine::Core alter_configurations(
    reference::engine::Core core,
    std::function<void(reference::protocol::EngineConfiguration&)> alter) {
    using reference::engine::Input;
    return alter_inputs<reference::engine::Core, reference::engine::Effects, Input, Nothing>(
        std::move(core), {}, [alter](Nothing&, Instant, const Input& input) {
            const auto* configure = from_controller<reference::protocol::Configure>(input);
            if (configure == nullptr) {
                return std::optional<Input>(input);
            }
            reference::protocol::Configure altered = *configure;
            alter(altered.configuration);
            return std::optional<Input>(
                reference::engine::input::FromController{std::move(altered)});
        });
}

/// What a controller's effect tells an engine to be; null for any other effect. `Effect` may be
/// const.
template <class Effect>
auto* configuration_in(Effect& effect) {
    auto* send = std::get_if<reference::controller::effect::SendToEngine>(&effect);
    auto* configure =
        send == nullptr ? nullptr : std::get_if<reference::protocol::Configure>(&send->message);
    return configure == nullptr ? nullptr : &configure->configuration;
}

}  // namespace holdfast::harness::sut::reference_sim::defects
