// SPDX-License-Identifier: Apache-2.0
// Goal: the controller's daemon carries out what its core asks for, in order, and starts only from
// a whole state. Method: a core that echoes, real sockets on loop-back, real files.
#include "reference/shell/controller_daemon.h"

#include <gmock/gmock.h>
#include <sys/un.h>

#include <thread>

#include "reference/protocol/encoding.h"
#include "reference/shell/controller_driver.h"
#include "reference/shell/daemon.h"
#include "reference/shell/pki.h"
#include "reference/shell/state_file.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::HasSubstr;
namespace effect = controller::effect;
namespace input = controller::input;

/// Saves the body of each request, then answers it; asks each engine that registers for an echo.
controller::Effects echoing_step(const controller::Input& input) {
    if (const auto* asked = std::get_if<input::ApiRequest>(&input)) {
        return {effect::Commit{{{"request", asked->body}}},
                effect::ApiResponse{asked->id, 201, asked->body}};
    }
    if (const auto* said = std::get_if<input::FromEngine>(&input)) {
        if (std::holds_alternative<protocol::Register>(said->message)) {
            return {effect::SendToEngine{said->connection, protocol::EchoRequest{42}}};
        }
        return {effect::CloseConnection{said->connection}};
    }
    return {};
}

class ControllerDaemon : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(create_certificates({folder.path(), {"controller1"}, {"se1"}}).has_value());
        const LoopbackSocket free_port(SocketKind::udp);
        config.name = "controller1";
        config.listen = {{0x7f000001}, free_port.local().port};
        config.admin_socket = folder / "admin.sock";
        config.state_directory = folder / "state";
        config.tls = {folder / "ca.pem", folder / "controller1.pem", folder / "controller1.key"};
        std::filesystem::create_directory(config.state_directory);
    }
    std::unique_ptr<ControllerDriver> started() {
        auto driver = std::make_unique<ControllerDriver>(
            loop, config,
            controller::Core{[this](Instant, const controller::Input& input) {
                                 inputs.push_back(input);
                                 return echoing_step(input);
                             },
                             [] { return std::nullopt; }});
        const auto opened = driver->start();
        EXPECT_TRUE(opened.has_value());
        return driver;
    }
    UniqueFd admin() {
        UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(config.admin_socket.begin(), config.admin_socket.end(), address.sun_path);
        EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        return fd;
    }
    template <class T>
    int count() const {
        return static_cast<int>(std::count_if(inputs.begin(), inputs.end(), [](const auto& i) {
            return std::holds_alternative<T>(i);
        }));
    }

    TemporaryFolder folder;
    EventLoop loop;
    ControllerConfig config;
    std::vector<controller::Input> inputs;
};

constexpr std::string_view request =
    "{\"id\":1,\"method\":\"POST\",\"path\":\"/api/pool\",\"body\":{\"a\":1}}\n";

TEST_F(ControllerDaemon, SavesBeforeItAnswers) {
    const auto driver = started();
    const UniqueFd fd = admin();
    ::send(fd.get(), request.data(), request.size(), 0);
    std::string answer;
    ASSERT_TRUE(run_until(loop, [&] { return !(answer += read_now(fd.get())).empty(); }));
    EXPECT_EQ(answer, "{\"id\":1,\"status\":201,\"body\":{\"a\":1}}\n");
    EXPECT_EQ(*read_if_there(configuration_file(config)), "{\"request\":\"{\\\"a\\\":1}\"}");
}

TEST_F(ControllerDaemon, PromisesNothingThatItCannotSave) {
    const auto driver = started();
    std::filesystem::remove_all(config.state_directory);
    const UniqueFd fd = admin();
    ::send(fd.get(), request.data(), request.size(), 0);
    loop.run();  // ends by itself
    EXPECT_TRUE(driver->broken());
    EXPECT_EQ(read_now(fd.get()), "");
}

TEST_F(ControllerDaemon, TellsItsCoreOfEachEngineByItsCertificate) {
    const auto driver = started();
    std::shared_ptr<TlsLink> link;
    std::vector<std::string> heard;
    bool closed = false;
    const auto connector = TlsConnector::open(
        loop, {folder / "ca.pem", folder / "se1.pem", folder / "se1.key"}, "controller",
        config.listen, [&](std::shared_ptr<TlsLink> up) {
            link = std::move(up);
            link->start({[&](std::string_view line) { heard.emplace_back(line); },
                         [&](const std::string&) { closed = true; }});
        });
    ASSERT_TRUE(run_until(loop, [&] { return link && count<input::EngineConnected>() == 1; }));
    EXPECT_EQ(std::get<input::EngineConnected>(inputs[0]).certified, "se1");

    link->send(protocol::encode(protocol::Register{.engine = "se1", .se_group = "pair"}));
    ASSERT_TRUE(run_until(loop, [&] { return heard.size() == 2; }));
    EXPECT_EQ(*protocol::decode_to_engine(heard[0]),
              protocol::ToEngine(protocol::Leadership{1, true}));
    EXPECT_EQ(*protocol::decode_to_engine(heard[1]), protocol::ToEngine(protocol::EchoRequest{42}));

    link->send(protocol::encode(protocol::Goodbye{}));  // this core hangs up on it
    EXPECT_TRUE(run_until(loop, [&] { return closed; }));
    EXPECT_EQ(count<input::EngineDisconnected>(), 0) << "the core asked for it and knows";
}

TEST_F(ControllerDaemon, HangsUpOnAnEngineThatTalksNonsense) {
    const auto driver = started();
    bool closed = false;
    const auto connector = TlsConnector::open(
        loop, {folder / "ca.pem", folder / "se1.pem", folder / "se1.key"}, "controller",
        config.listen, [&](const std::shared_ptr<TlsLink>& up) {
            up->start({[](std::string_view) {}, [&](const std::string&) { closed = true; }});
            up->send("nonsense");
        });
    EXPECT_TRUE(run_until(loop, [&] { return closed; }));
    EXPECT_EQ(count<input::EngineDisconnected>(), 1);
}

TEST_F(ControllerDaemon, GivesTheSavedConfigurationToItsCore) {
    ASSERT_TRUE(write_durably(configuration_file(config), "{\"saved\":\"1\"}").has_value());
    std::optional<std::string> given;
    const int code = run_controller(
        config,
        [&](const controller::ControllerOptions& options,
            const std::optional<std::string>& snapshot) -> Result<controller::Core> {
            EXPECT_EQ(options.name, "controller1");
            given = snapshot;
            return controller::Core{[](Instant, const controller::Input&) {
                                        ::raise(SIGTERM);  // the first time-out ends the daemon
                                        return controller::Effects{};
                                    },
                                    [] { return Instant(); }};
        });
    EXPECT_EQ(code, exit_success);
    EXPECT_EQ(given, "{\"saved\":\"1\"}");
}

TEST_F(ControllerDaemon, DoesNotStartFromADamagedConfiguration) {
    ASSERT_TRUE(write_durably(configuration_file(config), "{\"saved\":").has_value());
    testing::internal::CaptureStderr();
    const int code =
        run_controller(config,
                       [](const controller::ControllerOptions&,
                          const std::optional<std::string>&) -> Result<controller::Core> {
                           return bad_input("it ends in the middle");
                       });
    EXPECT_EQ(code, exit_bad_input);
    EXPECT_THAT(testing::internal::GetCapturedStderr(),
                testing::AllOf(HasSubstr("configuration.json is damaged"),
                               HasSubstr("it ends in the middle")));
    EXPECT_FALSE(std::filesystem::exists(config.admin_socket)) << "nothing was started";
}

}  // namespace
}  // namespace holdfast::reference::shell
