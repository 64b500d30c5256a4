// SPDX-License-Identifier: Apache-2.0
// Whether an Ethernet interface has a carrier, asked again and again: the kernel's notifications of
// it are late by up to a second.
#pragma once

#include <functional>
#include <string>

#include "reference/shell/event_loop.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

class CarrierWatch {
  public:
    /// Told of each change; the interface is taken to have a carrier at first.
    CarrierWatch(EventLoop& loop, std::string interface, std::function<void(bool up)> changed);
    void start() { look(); }

  private:
    bool carrier() const;
    void look();

    std::string interface_;
    std::function<void(bool up)> changed_;
    UniqueFd fd_;  // any socket of this network namespace will do
    Timer timer_;
    bool up_ = true;
};

}  // namespace holdfast::reference::shell
