// SPDX-License-Identifier: Apache-2.0
// Goal: an address never outlives the engine that held it, whether the engine is killed or hangs.
// Method: a holder process in a network namespace of the test's own. The times are printed, not
// judged: they depend on the machine.
#include "reference/shell/addresses.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <ifaddrs.h>
#include <poll.h>

#include <csignal>
#include <cstring>

#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

/// How long until it is gone; waits `limit` at most.
Duration time_until_gone(Ipv4Address address, Duration limit) {
    EventLoop clock;
    while (is_here(address) && clock.now().since_start() < limit) {
        ::usleep(200);
    }
    EXPECT_FALSE(is_here(address)) << "still here after " << holdfast::to_string(limit);
    return clock.now().since_start();
}

bool can_make(VipDevice::Kind kind) {
    return VipDevice::open(kind).has_value();
}

/// A process that holds the address until it is killed, or renews it until it is stopped.
pid_t start_holder(VipDevice::Kind kind, Duration lease) {
    std::array<int, 2> ready{};
    EXPECT_EQ(::pipe(ready.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto device = VipDevice::open(kind);
        auto addresses = device.has_value() ? Addresses::open(std::move(*device))
                                            : Result<std::unique_ptr<Addresses>>(device.error());
        if (addresses.has_value() && (*addresses)->add(vip, lease).has_value()) {
            (void)!::write(ready[1], "r", 1);
        }
        while (true) {  // as the core does: every quarter of the lease
            ::usleep(static_cast<useconds_t>(lease / 4 / 1us));
            (void)(*addresses)->add(vip, lease);
        }
    }
    ::close(ready[1]);
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1) << "the holder could not take the address";
    ::close(ready[0]);
    return child;
}

void end(pid_t child) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}

std::string name_of(VipDevice::Kind kind) {
    return kind == VipDevice::Kind::tun ? "Tun" : "Veth";
}

class AddressLease : public testing::TestWithParam<VipDevice::Kind> {
  protected:
    void in_network(const std::function<void()>& body) {
        const VipDevice::Kind kind = GetParam();
        in_private_network(
            [&] {
                if (!can_make(kind)) {
                    ::_exit(exit_not_permitted);
                }
                body();
            },
            kind == VipDevice::Kind::tun ? "/dev/net/tun" : "a second one");
    }
};
INSTANTIATE_TEST_SUITE_P(Devices, AddressLease,
                         testing::Values(VipDevice::Kind::tun, VipDevice::Kind::veth),
                         [](const auto& tried) { return name_of(tried.param); });

TEST_P(AddressLease, EndsWhenTheEngineIsKilled) {
    in_network([] {
        const pid_t holder = start_holder(GetParam(), 1h);
        EXPECT_TRUE(is_here(vip));
        ::kill(holder, SIGKILL);
        const Duration took = time_until_gone(vip, 10s);
        ::waitpid(holder, nullptr, 0);
        fmt::print("{}: address gone {} after kill -9\n", name_of(GetParam()),
                   to_short_string(took));
    });
}

TEST_P(AddressLease, EndsWhenTheEngineHangs) {
    in_network([] {
        const pid_t holder = start_holder(GetParam(), 2s);
        ::usleep(2500000);  // longer than the lease: it lives by renewal
        EXPECT_TRUE(is_here(vip));
        ::kill(holder, SIGSTOP);
        const Duration took = time_until_gone(vip, 10s);
        fmt::print("{}: address gone {} after SIGSTOP, lease 2s\n", name_of(GetParam()),
                   to_short_string(took));
        end(holder);
    });
}

TEST_P(AddressLease, IsGivenBackAtOnce) {
    in_network([] {
        auto addresses = *Addresses::open(*VipDevice::open(GetParam()));
        ASSERT_TRUE(addresses->add(vip, 2s).has_value());
        ASSERT_TRUE(addresses->add(vip, 2s).has_value()) << "a renewal";
        EXPECT_TRUE(is_here(vip));
        ASSERT_TRUE(addresses->remove(vip).has_value());
        EXPECT_FALSE(is_here(vip));
        ASSERT_TRUE(addresses->remove(vip).has_value()) << "removing what is not here is no error";
    });
}

// A renewal that was queued must not bring back an address that was given back since.
TEST_P(AddressLease, DoesNotComeBackThroughALateRenewal) {
    in_network([] {
        auto addresses = *Addresses::open(*VipDevice::open(GetParam()));
        for (int round = 0; round < 200; ++round) {
            ASSERT_TRUE(addresses->add(vip, 2s).has_value());
            ASSERT_TRUE(addresses->add(vip, 2s).has_value());
            ASSERT_TRUE(addresses->remove(vip).has_value());
            EXPECT_FALSE(is_here(vip)) << round;
        }
        ::usleep(50000);
        EXPECT_FALSE(is_here(vip));
    });
}

TEST(Addresses, WithoutALeaseStandOnLoopBack) {
    in_private_network([] {
        auto device = VipDevice::open();
        if (!device.has_value()) {
            ::_exit(exit_not_permitted);
        }
        auto addresses = *Addresses::open(std::move(*device));
        ASSERT_TRUE(addresses->add(vip, std::nullopt).has_value());
        ASSERT_TRUE(is_here(vip));
        ASSERT_TRUE(addresses->add(vip, 2s).has_value()) << "from now on a lease";
        EXPECT_TRUE(is_here(vip));
        ASSERT_TRUE(addresses->remove_all().has_value());
        EXPECT_FALSE(is_here(vip));
    });
}

TEST(Addresses, OfSeveralEnginesInOneNetworkHaveADeviceEach) {
    in_private_network([] {
        const auto first = VipDevice::open();
        const auto second = VipDevice::open();
        if (!first.has_value()) {
            ::_exit(exit_not_permitted);
        }
        ASSERT_TRUE(second.has_value()) << second.error().message;
        EXPECT_NE((*first)->name(), (*second)->name());
    });
}

// The kernel is at most a second late with a lifetime in whole seconds.
TEST(KernelLifetime, LeavesTheKernelItsSecond) {
    EXPECT_EQ(kernel_lifetime_seconds(1s), 1U);
    EXPECT_EQ(kernel_lifetime_seconds(2s), 1U);
    EXPECT_EQ(kernel_lifetime_seconds(2900ms), 1U);
    EXPECT_EQ(kernel_lifetime_seconds(10s), 9U);
}

}  // namespace
}  // namespace holdfast::reference::shell
