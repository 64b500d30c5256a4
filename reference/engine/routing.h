// SPDX-License-Identifier: Apache-2.0
// What a node is to others while its engine holds floating addresses: a router for servers that
// send there (FIP-14), under one MAC wherever the addresses are (FIP-11).
#pragma once

#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

class Routing {
  public:
    /// Before the addresses of a configuration come: under which MAC they do, and on.
    void begin(const protocol::EngineConfiguration& wanted, Effects& out);
    /// After those that are not in it any more have gone.
    void end(const protocol::EngineConfiguration& wanted, Effects& out);

  private:
    effect::SetRouting now_;
};

}  // namespace holdfast::reference::engine
