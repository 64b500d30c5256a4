// SPDX-License-Identifier: Apache-2.0
// The shape that the daemon and the simulation drive, so that both can be given a ServiceEngine or
// something that wraps one.
#pragma once

#include <functional>
#include <optional>

#include "base/time.h"
#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

struct Core {
    std::function<Effects(Instant now, const Input& input)> step;
    std::function<std::optional<Instant>()> next_timeout;
};

}  // namespace holdfast::reference::engine
