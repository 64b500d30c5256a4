// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/daemon.h"

#include <gmock/gmock.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>

#include "reference/shell/command_line.h"
#include "reference/shell/peer_channel.h"
#include "reference/shell/state_file.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::HasSubstr;

/// What a supervisor hears that waits under this name ("@..." is an abstract socket).
std::string heard_by_supervisor(const std::string& name, const std::string& state) {
    const UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(name.begin(), name.end(), address.sun_path);
    if (name[0] == '@') {
        address.sun_path[0] = '\0';
    }
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    notify_supervisor(state);
    ::unsetenv("NOTIFY_SOCKET");
    std::array<char, 64> buffer{};
    const ssize_t got = ::recv(fd.get(), buffer.data(), buffer.size(), 0);
    return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(0, got))};
}

TEST(Supervisor, IsToldOnAFileSocket) {
    const TemporaryFolder folder;
    EXPECT_EQ(heard_by_supervisor(folder / "notify", "READY=1"), "READY=1");
}

TEST(Supervisor, IsToldOnAnAbstractSocket) {
    EXPECT_EQ(heard_by_supervisor("@holdfast-test-" + std::to_string(::getpid()), "STOPPING=1"),
              "STOPPING=1");
}

TEST(Supervisor, IsNotMissedWhenThereIsNone) {
    ::unsetenv("NOTIFY_SOCKET");
    notify_supervisor("READY=1");
}

TEST(PidFile, GoesWithTheDaemon) {
    const TemporaryFolder folder;
    {
        const auto file = PidFile::write(folder / "pid");
        ASSERT_TRUE(file.has_value());
        EXPECT_EQ(*read_if_there(folder / "pid"), std::to_string(::getpid()) + "\n");
    }
    EXPECT_EQ(*read_if_there(folder / "pid"), std::nullopt);
    EXPECT_FALSE(PidFile::write(folder / "no/pid").has_value());
}

TEST(LogFile, ThatCannotBeWrittenIsRefused) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "log");  // nobody can append here, not even root
    const auto prepared = prepare_process(folder / "log");
    ASSERT_FALSE(prepared.has_value());
    EXPECT_EQ(prepared.error().kind, Error::Kind::bad_input);
}

class CommandLine : public testing::Test {
  protected:
    int main(std::vector<const char*> arguments) {
        arguments.insert(arguments.begin(), "holdfast-test");
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const int code = daemon_main({.name = "holdfast-test",
                                      .purpose = "is a test",
                                      .config_help = "  name: x",
                                      .check = [](const std::string&) { return exit_bad_input; },
                                      .run =
                                          [this](const std::string& config) {
                                              ran_with = config;
                                              return exit_success;
                                          },
                                      .procedures = {{"--mend", "mends it",
                                                      [this](const std::string& config) {
                                                          mended_with = config;
                                                          return exit_failed;
                                                      }}}},
                                     static_cast<int>(arguments.size()), arguments.data());
        out = testing::internal::GetCapturedStdout();
        err = testing::internal::GetCapturedStderr();
        return code;
    }
    std::string ran_with;
    std::string mended_with;
    std::string out;
    std::string err;
};

TEST_F(CommandLine, RunsWithItsConfiguration) {
    EXPECT_EQ(main({"--config", "a.yaml"}), exit_success);
    EXPECT_EQ(ran_with, "a.yaml");
    EXPECT_EQ(main({"--config=b.yaml"}), exit_success);
    EXPECT_EQ(ran_with, "b.yaml");
}

TEST_F(CommandLine, RefusesWhatItDoesNotKnowAndStartsNothing) {
    for (const std::vector<const char*>& arguments :
         {std::vector<const char*>{}, {"--config"}, {"--confg", "x"}, {"x.yaml"}}) {
        EXPECT_EQ(main(arguments), exit_bad_input);
        EXPECT_THAT(err, HasSubstr("see --help"));
    }
    EXPECT_EQ(ran_with, "");
}

TEST_F(CommandLine, ChecksWithoutRunning) {
    EXPECT_EQ(main({"--check", "--config", "a.yaml"}), exit_bad_input);
    EXPECT_EQ(ran_with, "");
}

TEST_F(CommandLine, CarriesOutAProcedureInsteadOfRunning) {
    EXPECT_EQ(main({"--config", "a.yaml", "--mend"}), exit_failed);
    EXPECT_EQ(mended_with, "a.yaml");
    EXPECT_EQ(ran_with, "");
    EXPECT_EQ(main({"--mend", "--mend", "--config", "a.yaml"}), exit_bad_input) << "only one";
}

TEST_F(CommandLine, Teaches) {
    EXPECT_EQ(main({"--help"}), exit_success);
    EXPECT_THAT(out, testing::AllOf(HasSubstr("--check"), HasSubstr("name: x"),
                                    HasSubstr("--config FILE --mend")));
    EXPECT_EQ(main({"--version"}), exit_success);
    EXPECT_THAT(out, testing::MatchesRegex("holdfast-test [0-9.]+\n"));
}

TEST(Heartbeats, ReachThePeerOnTheSamePort) {
    EventLoop loop;
    const Endpoint one{{0x7f000065}, 19001};
    const Endpoint two{{0x7f000066}, 19001};
    std::vector<protocol::ToPeer> heard;
    const auto first = PeerChannel::open(loop, one, [](const protocol::ToPeer&) {});
    const auto second =
        PeerChannel::open(loop, two, [&](const protocol::ToPeer& m) { heard.push_back(m); });
    ASSERT_TRUE(first.has_value() && second.has_value());
    const protocol::Heartbeat heartbeat{.from = "se1", .boot_id = 7, .sequence = 8};
    (*first)->send(two.address, heartbeat);
    ASSERT_TRUE(run_until(loop, [&] { return heard.size() == 1; }));
    EXPECT_EQ(heard[0], protocol::ToPeer(heartbeat));
}

}  // namespace
}  // namespace holdfast::reference::shell
