// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/addresses.h"

#include <net/if.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "base/log.h"

namespace holdfast::reference::shell {

std::uint32_t kernel_lifetime_seconds(Duration lease) {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(lease).count();
    return static_cast<std::uint32_t>(std::max<std::int64_t>(1, whole - 1));
}

Result<std::unique_ptr<Addresses>> Addresses::open(std::unique_ptr<VipDevice> device) {
    auto netlink = Netlink::open();
    if (!netlink.has_value()) {
        return netlink.error();
    }
    return std::unique_ptr<Addresses>(new Addresses(std::move(device), std::move(*netlink)));
}

Addresses::Addresses(std::unique_ptr<VipDevice> device, std::unique_ptr<Netlink> netlink)
    : device_(std::move(device)), netlink_(std::move(netlink)) {
    // Signals are for the loop's thread.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    renewer_ = std::thread([this] { renew_queued(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Addresses::~Addresses() {
    {
        const std::scoped_lock lock(queue_);
        stop_ = true;
    }
    wake_.notify_one();
    renewer_.join();
}

Result<void> Addresses::put(Ipv4Address address, const Held& as,
                            std::optional<std::uint32_t> lifetime_seconds) {
    return netlink_->put_address(as.device, address, lifetime_seconds,
                                 as.answered ? Netlink::Scope::universe : Netlink::Scope::host);
}

// An address that is to be answered for, or no longer, goes and comes back: the kernel changes no
// scope in place. Connections outlive that; what arrives in the microseconds between is lost.
Result<void> Addresses::add(Ipv4Address address, std::optional<Duration> lease, bool answered) {
    const Held as{lease ? device_->index() : static_cast<int>(::if_nametoindex("lo")), answered};
    const auto seconds = lease ? std::optional(kernel_lifetime_seconds(*lease)) : std::nullopt;
    const auto held = held_.find(address);
    if (held != held_.end() && held->second == as) {
        queue_renewal({address, as, seconds});
        return success;
    }
    if (const auto removed = remove(address); !removed.has_value()) {
        return removed;
    }
    const std::scoped_lock lock(kernel_);
    const auto done = put(address, as, seconds);
    if (done.has_value()) {
        held_[address] = as;
    }
    return done;
}

Result<void> Addresses::remove(Ipv4Address address) {
    const auto held = held_.find(address);
    if (held == held_.end()) {
        return success;
    }
    const std::scoped_lock lock(kernel_);  // a renewal under way is over now
    {
        const std::scoped_lock queue_lock(queue_);
        std::erase_if(renewals_, [&](const Renewal& r) { return r.address == address; });
    }
    const auto done = netlink_->remove_address(held->second.device, address);
    if (done.has_value()) {
        held_.erase(held);
    }
    return done;
}

Result<void> Addresses::remove_all() {
    while (!held_.empty()) {
        if (const auto done = remove(held_.begin()->first); !done.has_value()) {
            return done;
        }
    }
    return success;
}

void Addresses::queue_renewal(const Renewal& renewal) {
    {
        const std::scoped_lock lock(queue_);
        std::erase_if(renewals_,
                      [&](const Renewal& queued) { return queued.address == renewal.address; });
        renewals_.push_back(renewal);
    }
    wake_.notify_one();
}

bool Addresses::take_renewal(Renewal& out) {
    const std::scoped_lock lock(queue_);
    if (renewals_.empty()) {
        return false;
    }
    out = renewals_.front();
    renewals_.pop_front();
    return true;
}

void Addresses::renew_queued() {
    while (true) {
        {
            std::unique_lock lock(queue_);
            wake_.wait(lock, [this] { return stop_ || !renewals_.empty(); });
            if (stop_) {
                return;
            }
        }
        // Taken from the queue only with the kernel's lock in hand: an address that remove() let go
        // never comes back.
        const std::scoped_lock lock(kernel_);
        if (Renewal next; take_renewal(next)) {
            const auto done = put(next.address, next.as, next.lifetime_seconds);
            if (!done.has_value()) {
                log::warning("addresses", "{}", done.error().message);
            }
        }
    }
}

}  // namespace holdfast::reference::shell
