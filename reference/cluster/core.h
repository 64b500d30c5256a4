// SPDX-License-Identifier: Apache-2.0
// The shape that the daemon and the simulation drive, so that both can be given a Node or something
// that wraps one.
#pragma once

#include <functional>
#include <optional>

#include "base/time.h"
#include "reference/cluster/effects.h"

namespace holdfast::reference::cluster {

struct Core {
    std::function<Effects(Instant now)> start;
    std::function<Effects(Instant now, const Input& input)> step;
    std::function<std::optional<Instant>()> next_timeout;
};

}  // namespace holdfast::reference::cluster
