// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/client_keeper.h"

#include <utility>

namespace holdfast::reference::shell {

namespace {
constexpr Duration sweep_period = 60s;
}

ClientKeeper::ClientKeeper(EventLoop& loop, Tell tell)
    : persistence::ClientKeeper([&loop] { return loop.now(); }, std::move(tell)),
      sweep_timer_(loop) {
    sweep();
}

void ClientKeeper::sweep() {
    forget_absent();
    sweep_timer_.after(sweep_period, [this] { sweep(); });
}

}  // namespace holdfast::reference::shell
