// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/carrier_watch.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <utility>

namespace holdfast::reference::shell {

namespace {

// Small beside the second that a loss has to last, and a system call of a microsecond.
constexpr Duration look_period = 20ms;

}  // namespace

CarrierWatch::CarrierWatch(EventLoop& loop, std::string interface,
                           std::function<void(bool up)> changed)
    : interface_(std::move(interface)),
      changed_(std::move(changed)),
      fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
      timer_(loop) {}

// An interface that does not say, or is gone, is not said to be without a carrier: that would move
// every service for a question that was not answered.
bool CarrierWatch::carrier() const {
    ethtool_value link{};
    link.cmd = ETHTOOL_GLINK;
    ifreq request{};
    interface_.copy(request.ifr_name, IFNAMSIZ - 1);
    request.ifr_data = reinterpret_cast<char*>(&link);
    return ::ioctl(fd_.get(), SIOCETHTOOL, &request) != 0 || link.data != 0;
}

void CarrierWatch::look() {
    const bool up = carrier();
    if (std::exchange(up_, up) != up) {
        changed_(up);
    }
    timer_.after(look_period, [this] { look(); });
}

}  // namespace holdfast::reference::shell
