// SPDX-License-Identifier: Apache-2.0
// Goal: the controller's daemon carries out what its core asks for, in order, starts only from a
// whole state, and lives on after a reset. Method: cores that do what a test wants, real sockets on
// loop-back, real files.
#include "reference/shell/controller_daemon.h"

#include <gmock/gmock.h>
#include <sys/un.h>

#include "reference/protocol/encoding.h"
#include "reference/shell/daemon.h"
#include "reference/shell/node_driver.h"
#include "reference/shell/pki.h"
#include "reference/shell/posix_disk.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using cluster::Effects;
using cluster::Input;
using testing::AllOf;
using testing::HasSubstr;
namespace effect = cluster::effect;
namespace input = cluster::input;

/// A core that remembers its inputs and answers each with what the test says.
struct ScriptedCore {
    std::vector<Input> inputs;
    std::function<Effects(const Input&)> script = [](const Input&) { return Effects{}; };

    cluster::Core core() {
        return {[](Instant) { return Effects{}; },
                [this](Instant, const Input& input) {
                    inputs.push_back(input);
                    return script(input);
                },
                [] { return std::nullopt; }};
    }
    template <class T>
    const T* last() const {
        for (auto input = inputs.rbegin(); input != inputs.rend(); ++input) {
            if (const auto* found = std::get_if<T>(&*input)) {
                return found;
            }
        }
        return nullptr;
    }
};

class ControllerDaemon : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(create_certificates({folder.path(), {"controller1", "controller2"}, {"se1"}})
                        .has_value());
        config = config_of("controller1", 1);
    }
    ControllerConfig config_of(const std::string& name, std::uint32_t host) const {
        const LoopbackSocket free_port(SocketKind::udp);
        ControllerConfig out;
        out.name = name;
        out.listen = {{0x7f000000 + host}, free_port.local().port};
        out.admin_socket = folder / (name + ".sock");
        out.state_directory = folder / (name + ".state");
        out.tls = files(name);
        out.members = {{name, out.listen.address}};
        return out;
    }
    TlsFiles files(const std::string& name) const {
        return {folder / "ca.pem", folder / (name + ".pem"), folder / (name + ".key")};
    }

    std::unique_ptr<NodeDriver> started() {
        disk = *PosixDisk::open(config.state_directory);
        store.emplace(*disk);
        EXPECT_TRUE(store->open().has_value());
        auto driver = std::make_unique<NodeDriver>(loop, config, scripted.core(), *store);
        const auto opened = driver->start();
        EXPECT_TRUE(opened.has_value());
        return driver;
    }
    UniqueFd asked(const std::string& request) {
        UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(config.admin_socket.begin(), config.admin_socket.end(), address.sun_path);
        EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        ::send(fd.get(), request.data(), request.size(), 0);
        return fd;
    }
    std::unique_ptr<TlsConnector> engine(std::function<void(std::shared_ptr<TlsLink>)> connected) {
        return *TlsConnector::open(loop, files("se1"), "controller", config.listen,
                                   std::move(connected));
    }
    bool until(const std::function<bool()>& condition) { return run_until(loop, condition); }

    TemporaryFolder folder;
    EventLoop loop;
    ControllerConfig config;
    ScriptedCore scripted;
    std::unique_ptr<PosixDisk> disk;
    std::optional<storage::LogStore> store;
};

constexpr const char* pool_request =
    "{\"id\":1,\"method\":\"POST\",\"path\":\"/api/pool\",\"body\":{\"a\":1}}\n";

/// Persists the body of a request, and answers when that is on disk.
Effects persisting_step(const Input& input, std::uint64_t& asked_id) {
    if (const auto* asked = std::get_if<input::ApiRequest>(&input)) {
        asked_id = asked->id;
        return {effect::Persist{{.write = 1, .append = {{1, 1, {}, asked->request.body, {}}}}}};
    }
    if (std::holds_alternative<input::Synced>(input)) {
        return {effect::ApiResponse{asked_id, {.status = 201, .body = "{\"b\":2}"}}};
    }
    return {};
}

TEST_F(ControllerDaemon, WritesToItsDiskAndAnswersLocalRequests) {
    std::uint64_t id = 0;
    scripted.script = [&](const Input& input) { return persisting_step(input, id); };
    auto driver = started();
    const UniqueFd fd = asked(pool_request);
    std::string answer;
    ASSERT_TRUE(until([&] { return !(answer += read_now(fd.get())).empty(); }));
    EXPECT_EQ(answer, "{\"id\":1,\"status\":201,\"body\":{\"b\":2}}\n");
    EXPECT_TRUE(scripted.last<input::ApiRequest>()->request.local);
    EXPECT_EQ(scripted.last<input::ApiRequest>()->request.target, "/api/pool");
    driver.reset();
    EXPECT_EQ(store->open()->stored.entries.at(0).payload, "{\"a\":1}");
}

TEST_F(ControllerDaemon, TellsItsCoreOfADiskThatFailsAndEnds) {
    std::uint64_t id = 0;
    scripted.script = [&](const Input& input) {
        return std::holds_alternative<input::DiskFailed>(input) ? Effects{effect::Exit{}}
                                                                : persisting_step(input, id);
    };
    const auto driver = started();
    std::filesystem::create_symlink("/dev/full", config.state_directory + "/log-1");
    const UniqueFd fd = asked(pool_request);
    loop.run();  // ends by itself
    EXPECT_EQ(driver->end(), NodeDriver::End::disk_failed);
    EXPECT_THAT(scripted.last<input::DiskFailed>()->reason,
                HasSubstr("log-1: No space left on device"));
    EXPECT_EQ(read_now(fd.get()), "");
}

TEST_F(ControllerDaemon, TellsItsCoreOfEachEngineByItsCertificate) {
    scripted.script = [](const Input& input) -> Effects {
        if (const auto* came = std::get_if<input::EngineConnected>(&input)) {
            return {effect::SendToEngine{came->connection, protocol::EchoRequest{42}}};
        }
        if (const auto* said = std::get_if<input::FromEngine>(&input)) {
            return {effect::CloseConnection{said->connection}};
        }
        return {};
    };
    const auto driver = started();
    std::shared_ptr<TlsLink> link;
    std::vector<std::string> heard;
    bool closed = false;
    const auto connector = engine([&](std::shared_ptr<TlsLink> up) {
        link = std::move(up);
        link->start({[&](std::string_view line) { heard.emplace_back(line); },
                     [&](const std::string&) { closed = true; }});
    });
    ASSERT_TRUE(until([&] { return heard.size() == 1; }));
    EXPECT_EQ(scripted.last<input::EngineConnected>()->certified, "se1");
    EXPECT_EQ(*protocol::decode_to_engine(heard[0]), protocol::ToEngine(protocol::EchoRequest{42}));

    link->send(protocol::encode(protocol::Goodbye{}));  // this core hangs up on it
    EXPECT_TRUE(until([&] { return closed; }));
    EXPECT_EQ(scripted.last<input::EngineDisconnected>(), nullptr) << "the core knows";
}

TEST_F(ControllerDaemon, HangsUpOnAnEngineThatTalksNonsense) {
    const auto driver = started();
    bool closed = false;
    const auto connector = engine([&](const std::shared_ptr<TlsLink>& up) {
        up->start({[](std::string_view) {}, [&](const std::string&) { closed = true; }});
        up->send("nonsense");
    });
    EXPECT_TRUE(until([&] { return closed; }));
    EXPECT_NE(scripted.last<input::EngineDisconnected>(), nullptr);
}

TEST_F(ControllerDaemon, SpeaksWithItsPeers) {
    const LoopbackSocket free_port(SocketKind::udp);
    config.peer_listen = {{0x7f000001}, free_port.local().port};
    scripted.script = [](const Input& input) -> Effects {
        if (const auto* came = std::get_if<input::PeerConnected>(&input)) {
            return {effect::SendToPeer{came->peer, cluster::JoinRequest{"c", "1"}}};
        }
        return {};
    };
    const auto driver = started();
    std::vector<cluster::PeerMessage> heard;
    auto peer = PeerLinks::open(
        loop,
        {.self = "controller2",
         .version = "1",
         .tls = files("controller2"),
         .listen = {{0x7f000002}, config.peer_listen->port}},
        {[](const auto&, const auto&) {}, [](const auto&) {},
         [&](const auto&, const cluster::PeerMessage& message) { heard.push_back(message); }});
    ASSERT_TRUE(peer.has_value());
    (*peer)->connect({.peers = {{"controller1", {0x7f000001}}}, .cluster = "c"});
    ASSERT_TRUE(until([&] { return heard.size() == 1; }));
    EXPECT_EQ(scripted.last<input::PeerConnected>()->hello.cluster, "c");
    (*peer)->send("controller1", cluster::JoinAnswer{true, ""});
    EXPECT_TRUE(until([&] { return scripted.last<input::FromPeer>() != nullptr; }));
    peer->reset();
    EXPECT_TRUE(until([&] { return scripted.last<input::PeerDisconnected>() != nullptr; }));
}

TEST_F(ControllerDaemon, ChecksAndHashesPasswordsBesideItsLoop) {
    scripted.script = [](const Input& input) -> Effects {
        if (std::holds_alternative<input::ApiRequest>(input)) {
            return {effect::HashPassword{3, "secret"}};
        }
        if (const auto* hashed = std::get_if<input::PasswordHashed>(&input)) {
            return {effect::CheckPassword{4, "secret", hashed->hash}};
        }
        return {};
    };
    const auto driver = started();
    const UniqueFd fd = asked(pool_request);
    ASSERT_TRUE(until([&] { return scripted.last<input::PasswordChecked>() != nullptr; }));
    EXPECT_EQ(scripted.last<input::PasswordChecked>()->id, 4U);
    EXPECT_TRUE(scripted.last<input::PasswordChecked>()->matches);
}

// ---- the whole program ------------------------------------------------------------------------

/// A core whose first time-out ends the daemon by the signal that a person would send.
cluster::Core ending_core() {
    return {[](Instant) { return Effects{}; },
            [](Instant, const Input& input) -> Effects {
                if (std::holds_alternative<input::StopRequested>(input)) {
                    return {effect::Exit{}};
                }
                ::raise(SIGTERM);
                return {};
            },
            [] { return Instant(); }};
}

TEST_F(ControllerDaemon, GivesItsStateToItsCore) {
    {
        const auto earlier = *PosixDisk::open(config.state_directory);
        storage::LogStore earlier_store(*earlier);
        ASSERT_TRUE(earlier_store.open().has_value());
        ASSERT_TRUE(
            earlier_store.write({.hard_state = consensus::HardState{.term = 9}}).has_value());
    }
    consensus::Stored given;
    cluster::NodeOptions options;
    const int code = run_controller(
        config, [&](const cluster::NodeOptions& asked, const consensus::Stored& stored, Instant) {
            options = asked;
            given = stored;
            return ending_core();
        });
    EXPECT_EQ(code, exit_success);
    EXPECT_EQ(given.hard_state.term, 9U);
    EXPECT_EQ(options.name, "controller1");
    EXPECT_EQ(options.address, config.listen.address);
    EXPECT_EQ(options.secret.size(), 32U);
}

TEST_F(ControllerDaemon, BeginsAnewAfterAResetAndWaitsForTheClusterThatAskedIt) {
    config.members.push_back({"controller2", {0x7f000002}});
    const auto resetting_core = [] {
        return cluster::Core{
            [](Instant) -> Effects {
                return {
                    effect::Persist{{.write = 1, .hard_state = consensus::HardState{.term = 5}}},
                    effect::ResetToFactory{"it joins another", "cluster-7"}};
            },
            [](Instant, const Input&) { return Effects{}; }, [] { return std::nullopt; }};
    };
    std::vector<cluster::NodeOptions> lives;
    std::vector<consensus::Stored> states;
    const NodeFactory factory = [&](const cluster::NodeOptions& asked,
                                    const consensus::Stored& stored, Instant) {
        lives.push_back(asked);
        states.push_back(stored);
        return lives.size() == 1 ? resetting_core() : ending_core();
    };
    EXPECT_EQ(run_controller(config, factory), exit_success);
    EXPECT_EQ(run_controller(config, factory), exit_success) << "remembered by the next process";
    ASSERT_EQ(lives.size(), 3U);
    EXPECT_EQ(lives[0].initial_members.size(), 2U);
    for (const std::size_t later : {1U, 2U}) {
        EXPECT_EQ(lives[later].joins, "cluster-7");
        EXPECT_EQ(lives[later].initial_members.size(), 1U);
        EXPECT_EQ(states[later].hard_state.term, 0U);
    }
}

TEST_F(ControllerDaemon, DoesNotStartFromADamagedState) {
    {
        const auto earlier = *PosixDisk::open(config.state_directory);
        ASSERT_TRUE(earlier->replace("hard_state.a", "half").has_value());
    }
    testing::internal::CaptureStderr();
    const int code =
        run_controller(config, [](const auto&, const auto&, Instant) { return ending_core(); });
    EXPECT_EQ(code, exit_bad_input);
    EXPECT_THAT(testing::internal::GetCapturedStderr(),
                AllOf(HasSubstr("controller1.state: hard_state.a"),
                      HasSubstr("remove this node's state and let it join the cluster anew")));
    EXPECT_FALSE(std::filesystem::exists(config.admin_socket)) << "nothing was started";
}

}  // namespace
}  // namespace holdfast::reference::shell
