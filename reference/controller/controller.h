// SPDX-License-Identifier: Apache-2.0
// The controller without sockets, clocks, threads or disks: configuration through the API,
// registration of engines, their liveness in two stages, placement of legacy pairs, takeover,
// switchover, redistribution.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "reference/controller/effects.h"
#include "reference/controller/records.h"

namespace holdfast::reference::controller {

struct ControllerOptions {
    std::string name = "controller1";
    /// Added to an event's Instant to give its `report_timestamp` in nanoseconds (the clock time at
    /// which the run's Instant was 0).
    Duration epoch = 0ns;
    /// How long the old active engine may take to confirm a release before a switchover goes on
    /// without it or fails.
    Duration release_timeout = 2s;
    std::uint64_t uuid_seed = 1;  ///< uuids of new objects come from this
    Duration minute = 1min;       ///< what a minute of the configuration lasts (PLC-11)
};

class Controller {
  public:
    explicit Controller(ControllerOptions options);
    ~Controller();
    Controller(Controller&&) noexcept;
    Controller& operator=(Controller&&) noexcept;

    /// Takes back what Commit gave out; call it before the first step. Refuses damaged records.
    Result<void> restore(const Records& records);
    Effects step(Instant now, const Input& input);
    std::optional<Instant> next_timeout() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::reference::controller
