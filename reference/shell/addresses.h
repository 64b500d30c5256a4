// SPDX-License-Identifier: Apache-2.0
// The virtual addresses that this engine holds, each on a lease that the kernel enforces.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "reference/shell/netlink.h"
#include "reference/shell/vip_device.h"

namespace holdfast::reference::shell {

/// The kernel lifetime that lets an address go within `lease`. The kernel counts in whole seconds
/// and looks at most once a second, so it is up to one second late: a second is left for that. It
/// cannot do better than one second of lifetime, two in all.
std::uint32_t kernel_lifetime_seconds(Duration lease);

class Addresses {
  public:
    /// Makes the device. The loop-back device serves addresses without a lease.
    static Result<std::unique_ptr<Addresses>> open(std::unique_ptr<VipDevice> device);
    ~Addresses();
    Addresses(const Addresses&) = delete;
    Addresses& operator=(const Addresses&) = delete;

    /// A new address is held when this returns. An address that is held already is renewed beside
    /// the caller's thread, because another network namespace's configuration may keep the kernel's
    /// routing lock for tens of milliseconds.
    /// `answered` false: ARP requests for it are not answered (see unanswered.h).
    Result<void> add(Ipv4Address address, std::optional<Duration> lease, bool answered = true);
    /// The address is not held when this returns.
    Result<void> remove(Ipv4Address address);
    Result<void> remove_all();

    VipDevice& device() const { return *device_; }

  private:
    struct Held {
        int device = 0;
        bool answered = true;
        bool operator==(const Held&) const = default;
    };
    struct Renewal {
        Ipv4Address address;
        Held as;
        std::optional<std::uint32_t> lifetime_seconds;
    };
    Addresses(std::unique_ptr<VipDevice> device, std::unique_ptr<Netlink> netlink);
    Result<void> put(Ipv4Address address, const Held& as,
                     std::optional<std::uint32_t> lifetime_seconds);
    void queue_renewal(const Renewal& renewal);
    void renew_queued();
    bool take_renewal(Renewal& out);

    std::unique_ptr<VipDevice> device_;
    std::map<Ipv4Address, Held> held_;  // only the loop's thread uses it
    std::mutex kernel_;                 // held while netlink_ is used; taken before queue_
    std::unique_ptr<Netlink> netlink_;
    std::mutex queue_;  // guards what follows
    std::deque<Renewal> renewals_;
    bool stop_ = false;
    std::condition_variable wake_;
    std::thread renewer_;
};

}  // namespace holdfast::reference::shell
