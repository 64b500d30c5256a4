// SPDX-License-Identifier: Apache-2.0
// The daemon's ClientKeeper: by its clock, and swept now and then.
#pragma once

#include "reference/persistence/client_keeper.h"
#include "reference/shell/event_loop.h"

namespace holdfast::reference::shell {

class ClientKeeper : public persistence::ClientKeeper {
  public:
    ClientKeeper(EventLoop& loop, Tell tell);

  private:
    void sweep();

    Timer sweep_timer_;
};

}  // namespace holdfast::reference::shell
