// SPDX-License-Identifier: Apache-2.0
// Goal: a mistake in a configuration file is refused in one sentence that names the file, the line
// and what was expected. Method: take a good file and change one line.
#include <gmock/gmock.h>

#include "reference/shell/controller_config.h"
#include "reference/shell/engine_config.h"
#include "reference/shell/pki.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Configuration : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder;
        ASSERT_TRUE(create_certificates({folder_->path(), {"controller1"}, {"se1"}}).has_value());
    }
    static void TearDownTestSuite() { delete folder_; }

    static std::string changed(std::string text, const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return text.replace(at, from.size(), to);
    }
    static Result<EngineConfig> engine(const std::string& from = "name",
                                       const std::string& to = "name") {
        return load_engine_config(folder_->write("se1.yaml", changed(engine_text, from, to)));
    }
    static Result<ControllerConfig> controller(const std::string& from = "name",
                                               const std::string& to = "name") {
        return load_controller_config(
            folder_->write("c1.yaml", changed(controller_text, from, to)));
    }
    static Result<ControllerConfig> clustered(const std::string& from = "name",
                                              const std::string& to = "name") {
        return load_controller_config(folder_->write(
            "c1.yaml", changed(std::string(controller_text) + cluster_text, from, to)));
    }
    static std::string cluster_refusal(const std::string& from, const std::string& to) {
        const auto config = clustered(from, to);
        return config.has_value() ? "accepted" : config.error().message;
    }
    static std::string refusal(const std::string& from, const std::string& to) {
        const auto config = engine(from, to);
        EXPECT_FALSE(config.has_value()) << to;
        EXPECT_EQ(config.error().kind, Error::Kind::bad_input);
        return config.error().message;
    }

    static constexpr const char* engine_text = R"(name: se1
se_group: pair
controllers: ["198.18.0.11:8443", "198.18.0.12:8443"]
tls: {ca: ca.pem, certificate: se1.pem, key: se1.key}
vip_interface: se1-eth0
heartbeat: {address: 192.0.2.11, port: 9001}
address_lease: 3s
statistics_file: se1.json
)";
    static constexpr const char* controller_text = R"(name: controller1
listen: "198.18.0.11:8443"
admin_socket: admin.sock
state_directory: state
tls: {ca: ca.pem, certificate: controller1.pem, key: controller1.key}
)";
    static constexpr const char* cluster_text =
        R"(members: [{name: controller1, address: 198.18.0.11}, {name: controller2, address: 198.18.0.12}]
peer_listen: "198.18.0.11:8444"
management: {interface: eth0, prefix_length: 25}
https: {listen: "0.0.0.0:443"}
admin_password: Secret123
password_cost: 12
timers: {heartbeat_period: 500ms, heartbeat_miss_limit: 4, address_lease: 1s}
)";
    static TemporaryFolder* folder_;
};
TemporaryFolder* Configuration::folder_ = nullptr;

TEST_F(Configuration, OfAnEngineIsReadWhole) {
    const auto config = engine();
    ASSERT_TRUE(config.has_value()) << config.error().message;
    EXPECT_EQ(config->name, "se1");
    EXPECT_EQ(config->controllers.size(), 2U);
    EXPECT_EQ(to_string(config->controllers[1]), "198.18.0.12:8443");
    EXPECT_EQ(to_string(config->heartbeat), "192.0.2.11:9001");
    EXPECT_EQ(config->address_lease, 3s);
    EXPECT_EQ(config->tls.key, *folder_ / "se1.key");
    EXPECT_EQ(config->statistics_file, *folder_ / "se1.json");
    EXPECT_EQ(config->log_file, std::nullopt);
}

TEST_F(Configuration, OfAControllerIsReadWhole) {
    const auto config = controller();
    ASSERT_TRUE(config.has_value()) << config.error().message;
    EXPECT_EQ(to_string(config->listen), "198.18.0.11:8443");
    EXPECT_EQ(config->admin_socket, *folder_ / "admin.sock");
    EXPECT_EQ(config->state_directory, *folder_ / "state");
}

TEST_F(Configuration, OfASingleControllerNeedsNothingMore) {
    const auto config = controller();
    ASSERT_TRUE(config.has_value()) << config.error().message;
    ASSERT_EQ(config->members.size(), 1U);
    EXPECT_EQ(config->members[0].name, "controller1");
    EXPECT_EQ(to_string(config->members[0].address), "198.18.0.11");
    EXPECT_FALSE(config->peer_listen || config->management || config->https);
    EXPECT_EQ(config->timers.heartbeat_period, 10s);
    EXPECT_EQ(config->timers.heartbeat_miss_limit, 4U);
    EXPECT_EQ(config->timers.address_lease, 2s);
}

TEST_F(Configuration, OfAClusterIsReadWhole) {
    const auto config = clustered();
    ASSERT_TRUE(config.has_value()) << config.error().message;
    ASSERT_EQ(config->members.size(), 2U);
    EXPECT_EQ(config->members[1].name, "controller2");
    EXPECT_EQ(to_string(*config->peer_listen), "198.18.0.11:8444");
    EXPECT_EQ(config->management->interface, "eth0");
    EXPECT_EQ(config->management->prefix_length, 25);
    EXPECT_EQ(to_string(config->https->listen), "0.0.0.0:443");
    EXPECT_EQ(config->https->files.key, *folder_ / "controller1.key") << "as in tls";
    EXPECT_EQ(config->admin_password, "Secret123");
    EXPECT_EQ(config->password_cost, 12U);
    EXPECT_EQ(config->timers.heartbeat_period, 500ms);
    EXPECT_EQ(config->timers.address_lease, 1s);
}

TEST_F(Configuration, OfAClusterMayNameHosts) {  // CCFG-17
    const auto config =
        clustered("controller2, address: 198.18.0.12", "controller2, address: c2.example");
    ASSERT_TRUE(config.has_value()) << config.error().message;
    EXPECT_EQ(config->members[1].host, "c2.example");
    EXPECT_TRUE(config->members[1].address.unspecified());

    const auto itself =
        clustered("controller1, address: 198.18.0.11", "controller1, address: c1.example");
    ASSERT_TRUE(itself.has_value()) << itself.error().message;
    EXPECT_EQ(to_string(own_address(*itself)), "198.18.0.11") << "that of peer_listen";
    EXPECT_THAT(cluster_refusal("address: 198.18.0.12", "address: 198.18.0.300"),
                HasSubstr("IPv4 address"));
    EXPECT_THAT(cluster_refusal("address: 198.18.0.12", "address: c_2"), HasSubstr("IPv4 address"));
}

TEST_F(Configuration, OfAClusterThatCannotWorkIsRefused) {
    EXPECT_THAT(cluster_refusal("{name: controller1, address: 198.18.0.11}, ", ""),
                AllOf(HasSubstr("c1.yaml:6: members"), HasSubstr("controller1 itself is missing")));
    EXPECT_THAT(cluster_refusal("name: controller2", "name: controller1"), HasSubstr("twice"));
    EXPECT_THAT(cluster_refusal("198.18.0.12", "198.18.0.11"), HasSubstr("twice"));
    EXPECT_THAT(cluster_refusal("peer_listen: \"198.18.0.11:8444\"\n", ""),
                HasSubstr("several members need peer_listen"));
    EXPECT_THAT(cluster_refusal("lease: 1s", "lease: 1501ms"),
                AllOf(HasSubstr("timers.address_lease"), HasSubstr("at most 1500ms")));
    EXPECT_THAT(cluster_refusal("0.0.0.0:443\"", "0.0.0.0:443\", key: controller1.key"),
                HasSubstr("certificate and key belong together"));
}

TEST_F(Configuration, WithAnUnknownKeyIsRefused) {
    EXPECT_THAT(refusal("se_group", "segroup"),
                AllOf(HasSubstr("se1.yaml"), HasSubstr("se_group")));
    EXPECT_THAT(refusal("port: 9001", "prt: 9001"), AllOf(HasSubstr(":6"), HasSubstr("prt")));
}

TEST_F(Configuration, WithAValueOfTheWrongTypeIsRefusedWithItsLine) {
    EXPECT_THAT(refusal("port: 9001", "port: often"), HasSubstr("se1.yaml:6: heartbeat.port"));
    EXPECT_THAT(refusal("port: 9001", "port: 65536"), HasSubstr("65535"));
    EXPECT_THAT(refusal("192.0.2.11", "192.0.2.256"), HasSubstr("heartbeat.address"));
    EXPECT_THAT(refusal("3s", "3"), HasSubstr("se1.yaml:7: address_lease"));
    EXPECT_THAT(refusal("3s", "999ms"), HasSubstr("from 1s to 1h"));
    EXPECT_THAT(refusal("name: se1", "name: ../se1"), HasSubstr("letters"));
}

TEST_F(Configuration, WithControllersNobodyCanConnectToIsRefused) {
    EXPECT_THAT(refusal("198.18.0.11:8443", "controller1"),
                AllOf(HasSubstr(":3"), HasSubstr("IPv4 address and a port")));
    EXPECT_THAT(refusal("198.18.0.12", "198.18.0.11"), HasSubstr("twice"));
    EXPECT_THAT(refusal("[\"198.18.0.11:8443\", \"198.18.0.12:8443\"]", "[]"),
                HasSubstr("at least one controller"));
}

TEST_F(Configuration, WithUnusableCertificatesIsRefused) {
    folder_->write("no.pem", "nothing of the kind\n");
    EXPECT_THAT(refusal("ca.pem", "missing.pem"), HasSubstr("No such file"));
    EXPECT_THAT(refusal("ca.pem", "no.pem"), HasSubstr("CA certificate"));
    EXPECT_THAT(refusal("certificate: se1.pem", "certificate: no.pem"), HasSubstr("no.pem"));
    EXPECT_THAT(refusal("se1.key", "controller1.key"), HasSubstr("controller1.key"));
}

TEST_F(Configuration, WithAnOutputFileInNoFolderIsRefused) {
    EXPECT_THAT(refusal("se1.json", "nowhere/se1.json"), HasSubstr("nowhere is not there"));
}

TEST_F(Configuration, OfAControllerWithASocketPathThatIsTooLongIsRefused) {
    const auto config = controller("admin.sock", std::string(120, 'x'));
    ASSERT_FALSE(config.has_value());
    EXPECT_THAT(config.error().message, HasSubstr("at most 107"));
}

TEST_F(Configuration, ThatIsNotThereIsRefused) {
    const auto config = load_engine_config(*folder_ / "none.yaml");
    ASSERT_FALSE(config.has_value());
    EXPECT_EQ(config.error().kind, Error::Kind::bad_input);
    EXPECT_THAT(config.error().message, HasSubstr("none.yaml"));
}

}  // namespace
}  // namespace holdfast::reference::shell
