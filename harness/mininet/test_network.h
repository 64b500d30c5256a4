// SPDX-License-Identifier: Apache-2.0
// A small network for the tests of this folder, and the fixture that brings it up.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/fd.h"
#include "harness/mininet/doctor.h"
#include "harness/mininet/testbed.h"
#include "harness/mininet/user_namespace.h"

namespace holdfast::harness::mininet {

inline InterfaceAddress interface_address(const std::string& text) {
    return parse_interface_address(text).value();
}
inline Ipv4Address address(const std::string& text) {
    return parse_ipv4(text).value();
}

/// client -- gw1 -- { se1, se2, observer } on front; server1 and the observer on back.
inline topology::Topology small_network() {
    using topology::Node;
    using topology::NodeRole;
    const topology::Route by_gateway{interface_address("0.0.0.0/0"), address("192.0.2.1")};
    topology::Topology t;
    t.name = "small";
    t.segments = {{"client", interface_address("198.51.100.0/24")},
                  {"front", interface_address("192.0.2.0/24")},
                  {"back", interface_address("203.0.113.0/24")}};
    t.nodes = {
        Node{"client",
             NodeRole::client,
             {{"client", interface_address("198.51.100.10/24")}},
             {{interface_address("0.0.0.0/0"), address("198.51.100.1")}}},
        Node{"gw1",
             NodeRole::gateway,
             {{"client", interface_address("198.51.100.1/24")},
              {"front", interface_address("192.0.2.1/24")}},
             {}},
        Node{"se1",
             NodeRole::service_engine,
             {{"front", interface_address("192.0.2.11/24")},
              {"back", interface_address("203.0.113.11/24")}},
             {by_gateway}},
        Node{"se2",
             NodeRole::service_engine,
             {{"front", interface_address("192.0.2.12/24")},
              {"back", interface_address("203.0.113.12/24")}},
             {by_gateway}},
        Node{"server1",
             NodeRole::server,
             {{"back", interface_address("203.0.113.21/24")}},
             {{interface_address("0.0.0.0/0"), address("203.0.113.11")}}},
        Node{"observer",
             NodeRole::observer,
             {{"front", interface_address("192.0.2.9/24")},
              {"back", interface_address("203.0.113.9/24")}},
             {by_gateway}},
    };
    t.front = "front";
    t.back = "back";
    t.management = "back";
    t.vips = {address("192.0.2.100"), address("192.0.2.101")};
    return t;
}

inline const faults::Link client_link{"client", "client"};
inline const faults::Link se1_front{"se1", "front"};
inline const faults::Link observer_front{"observer", "front"};

/// Below it each test has its folder. Named as a run's scratch folder is
/// (harness/run/run_folder.h), so that the next run takes it away when this program is killed.
inline std::filesystem::path folder_of_tests() {
    return std::filesystem::temp_directory_path() /
           ("holdfast-" + std::to_string(getpid()) + "-mininet");
}

/// Makes it, and locks it until the next call or the end of this program: a run that begins beside
/// this one removes what nobody has locked, and may do so between the making and the locking.
inline void make_folder_of_tests() {
    static Fd locked;
    const std::filesystem::path folder = folder_of_tests();
    const auto is_there = [&] {
        struct stat opened {};
        struct stat there {};
        return locked.valid() && ::fstat(locked.get(), &opened) == 0 &&
               ::stat(folder.c_str(), &there) == 0 && opened.st_ino == there.st_ino;
    };
    while (!is_there()) {
        std::filesystem::create_directories(folder);
        locked = Fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        ::flock(locked.get(), LOCK_EX);
    }
}

/// A folder of this test's own, emptied.
inline std::string test_folder(const std::string& suffix = "") {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    const auto folder = folder_of_tests() / (std::string(info->name()) + suffix);
    make_folder_of_tests();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder.string();
}

/// Skips, by name, where this machine cannot bring a testbed up.
class MininetTest : public testing::Test {
  protected:
    void SetUp() override {
        static const Result<void> entered = enter_user_namespace();
        if (!entered) {
            GTEST_SKIP() << entered.error().message;
        }
        const Finding finding = can_bring_up();
        if (!finding.available) {
            GTEST_SKIP() << finding.mechanism << ": " << finding.detail;
        }
    }
    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_of_tests(), ignored);
    }

    std::unique_ptr<MininetTestbed> up(const std::vector<faults::Link>& impairable = {}) {
        auto made = MininetTestbed::bring_up(small_network(),
                                             {.impairable = impairable, .folder = test_folder()});
        EXPECT_TRUE(made) << (made ? "" : made.error().message);
        return made ? std::move(made.value()) : nullptr;
    }
};

/// Sends a gratuitous ARP request from the node's interface on front.
Result<void> announce(const MininetTestbed& testbed, const std::string& node, Ipv4Address address);

#define ASSERT_DONE(expression)                                           \
    do {                                                                  \
        const auto& outcome = (expression);                               \
        ASSERT_TRUE(outcome) << (outcome ? "" : outcome.error().message); \
    } while (false)

}  // namespace holdfast::harness::mininet
