// SPDX-License-Identifier: Apache-2.0
// The shape that the daemon and the simulation drive, so that both can be given a Controller or
// something that wraps one.
#pragma once

#include <functional>
#include <optional>

#include "base/result.h"
#include "base/time.h"
#include "reference/controller/controller.h"

namespace holdfast::reference::controller {

struct Core {
    std::function<Effects(Instant now, const Input& input)> step;
    std::function<std::optional<Instant>()> next_timeout;
};

/// Makes a core that goes on from the records of an earlier one; refuses damaged ones.
using CoreFactory =
    std::function<Result<Core>(const ControllerOptions& options, const Records& records)>;

/// The CoreFactory of the controller itself.
Result<Core> make_core(const ControllerOptions& options, const Records& records);

}  // namespace holdfast::reference::controller
