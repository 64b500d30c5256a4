// SPDX-License-Identifier: Apache-2.0
// A testbed comes up, several live side by side, and nothing is left, however one ends.
#include "harness/mininet/testbed.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <set>
#include <sstream>

#include "harness/mininet/test_network.h"

namespace holdfast::harness::mininet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What a testbed could leave behind on the machine.
struct Machine {
    std::set<std::string> namespaces;
    std::string interfaces;
    std::string mounts;
};

std::string file_text(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string interface_names() {
    std::string names;
    std::istringstream lines(file_text("/proc/self/net/dev"));
    for (std::string line; std::getline(lines, line);) {
        names += line.substr(0, line.find(':')) + "\n";
    }
    return names;
}

/// Namespaces that some process is in and that this process is not in.
std::set<std::string> foreign_namespaces() {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        for (const char* kind : {"net", "mnt", "pid"}) {
            std::error_code error;
            const auto link = std::filesystem::read_symlink(entry.path() / "ns" / kind, error);
            if (!error) {
                found.insert(link.string());
            }
        }
    }
    return found;
}

Machine look_at_machine() {
    return {foreign_namespaces(), interface_names(), file_text("/proc/self/mounts")};
}

/// Namespaces of `before` are still known; others may have come or gone by other people's doing, so
/// only those of a testbed are compared: the ones named in `ours`.
std::set<std::string> still_there(const std::set<std::string>& ours) {
    std::set<std::string> left;
    const std::set<std::string> now = foreign_namespaces();
    std::set_intersection(ours.begin(), ours.end(), now.begin(), now.end(),
                          std::inserter(left, left.begin()));
    return left;
}

/// Namespaces of every node, by the links that our own process can read.
std::set<std::string> namespaces_of(const MininetTestbed& testbed) {
    std::set<std::string> found;
    for (const topology::Node& node : testbed.topology().nodes) {
        const std::string path = testbed.namespace_path(node.name).value();
        const auto folder = std::filesystem::path(path).parent_path();
        for (const char* kind : {"net", "mnt", "pid"}) {
            found.insert(std::filesystem::read_symlink(folder / kind).string());
        }
    }
    return found;
}

class Testbeds : public MininetTest {};

TEST_F(Testbeds, LeavesNothingAfterTearDown) {
    const Machine before = look_at_machine();
    auto testbed = up();
    ASSERT_NE(testbed, nullptr);
    const std::set<std::string> ours = namespaces_of(*testbed);
    EXPECT_GE(ours.size(), testbed->topology().nodes.size());
    testbed->tear_down();
    EXPECT_THAT(still_there(ours), IsEmpty());
    const Machine after = look_at_machine();
    EXPECT_EQ(after.interfaces, before.interfaces);
    EXPECT_EQ(after.mounts, before.mounts);
}

/// Goal: kill -9 at any moment leaves nothing. Method: a child process brings a testbed up, says
/// which namespaces it has, and is killed.
TEST_F(Testbeds, LeavesNothingAfterKillOfItsProcess) {
    const Machine before = look_at_machine();
    int channel[2];
    ASSERT_EQ(pipe(channel), 0);
    const pid_t child = fork();
    if (child == 0) {
        auto testbed = MininetTestbed::bring_up(small_network(), {{}, 1, test_folder()});
        std::string names = testbed ? "" : "no testbed: " + testbed.error().message + "\n";
        for (const std::string& name :
             testbed ? namespaces_of(*testbed.value()) : std::set<std::string>{}) {
            names += name + "\n";
        }
        names += "\n";
        [[maybe_unused]] const ssize_t written = write(channel[1], names.data(), names.size());
        pause();
    }
    close(channel[1]);
    std::string names;
    char buffer[4096];
    while (names.find("\n\n") == std::string::npos) {
        const ssize_t length = read(channel[0], buffer, sizeof buffer);
        ASSERT_GT(length, 0);
        names.append(buffer, static_cast<std::size_t>(length));
    }
    close(channel[0]);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);

    std::set<std::string> ours;
    std::istringstream lines(names);
    for (std::string line; std::getline(lines, line) && !line.empty();) {
        ours.insert(line);
    }
    ASSERT_GE(ours.size(), 6U) << names;
    std::set<std::string> own = foreign_namespaces();
    // Nobody waits for the orphans but the kernel: give it the time of a busy machine.
    for (int i = 0; i < 300 && !still_there(ours).empty(); ++i) {
        usleep(10'000);
    }
    EXPECT_THAT(still_there(ours), IsEmpty());
    const Machine after = look_at_machine();
    EXPECT_EQ(after.interfaces, before.interfaces);
    EXPECT_EQ(after.mounts, before.mounts);
}

TEST_F(Testbeds, TwoAtOnceUnderTheSameNamesDoNotMeet) {
    auto one = MininetTestbed::bring_up(small_network(), {{}, 1, test_folder("-1")});
    auto two = MininetTestbed::bring_up(small_network(), {{}, 2, test_folder("-2")});
    ASSERT_DONE(one);
    ASSERT_DONE(two);
    ASSERT_DONE(one.value()->set_forwarding(client_link, false));
    EXPECT_FALSE(one.value()->forwarding(client_link).value());
    EXPECT_TRUE(two.value()->forwarding(client_link).value());
    one.value()->tear_down();
    EXPECT_TRUE(two.value()->carrier(client_link).value());
    EXPECT_FALSE(one.value()->carrier(client_link));
}

TEST_F(Testbeds, NamesItsInterfacesInTheOrderOfTheTopology) {
    auto testbed = up();
    ASSERT_NE(testbed, nullptr);
    EXPECT_EQ(testbed->interface_of({"se1", "front"}).value(), "se1-eth0");
    EXPECT_EQ(testbed->interface_of({"se1", "back"}).value(), "se1-eth1");
    EXPECT_EQ(testbed->interfaces().size(), 10U);
    EXPECT_EQ(testbed->kind(), "mininet");
    EXPECT_GT(testbed->epoch(), Duration{});
    EXPECT_LT(testbed->now().since_start(), 10s);
}

TEST_F(Testbeds, RefusesAnUnknownImpairableLink) {
    const auto made =
        MininetTestbed::bring_up(small_network(), {{{"client", "back"}}, 1, test_folder()});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, Error::Kind::bad_input);
    EXPECT_THAT(made.error().message, testing::HasSubstr("client on back"));
}

}  // namespace
}  // namespace holdfast::harness::mininet
