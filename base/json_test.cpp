// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace holdfast {
namespace {

enum class Role { client, gateway };
BOOST_DESCRIBE_ENUM(Role, client, gateway)

struct Port {
    std::uint16_t number = 0;
    bool tls = false;
    bool operator==(const Port&) const = default;
};
BOOST_DESCRIBE_STRUCT(Port, (), (number, tls))

struct Node {
    Id<struct NodeTag> name;
    Role role = Role::client;
    InterfaceAddress address;
    Duration period{};
    Instant since;
    double share = 0;
    std::int64_t offset = 0;
    std::vector<Port> ports;
    std::optional<MacAddress> mac;
    bool operator==(const Node&) const = default;
};
BOOST_DESCRIBE_STRUCT(Node, (), (name, role, address, period, since, share, offset, ports, mac))

std::string refusal(const std::string& text) {
    const auto parsed = json::parse(text, "POST /node");
    const auto node =
        parsed ? json::from_json<Node>(*parsed, "POST /node") : Result<Node>(parsed.error());
    if (!node) {
        EXPECT_EQ(node.error().kind, Error::Kind::bad_input);
        return node.error().message;
    }
    return "";
}

RC_GTEST_PROP(Json, AStructSurvivesWritingAndReading,
              (std::uint32_t address, std::int64_t period, std::int64_t offset,
               std::vector<std::uint16_t> numbers, bool with_mac)) {
    Node node{"se1",
              Role::gateway,
              {{address}, 24},
              Duration(period),
              Instant(Duration(offset)),
              0.1,
              offset,
              {},
              {}};
    for (const std::uint16_t number : numbers) {
        node.ports.push_back({number, number % 2 == 0});
    }
    if (with_mac) {
        node.mac = MacAddress{{2, 0, 0, 0, 0, 0x0b}};
    }
    const std::string text = boost::json::serialize(json::store(node));
    const auto read = json::from_json<Node>(json::parse(text, "x").value(), "x");
    RC_ASSERT(read.value() == node);
}

TEST(Json, WritesNamesNotNumbersAndLeavesOutWhatIsAbsent) {
    const auto out = json::store(Node{.name = "gw1", .role = Role::gateway});
    EXPECT_EQ(out.at("role").as_string(), "gateway");
    EXPECT_EQ(out.at("name").as_string(), "gw1");
    EXPECT_EQ(out.at("address").as_string(), "0.0.0.0/32");
    EXPECT_FALSE(out.as_object().contains("mac"));
}

TEST(Json, FieldsThatAreNotThereKeepTheirDefaults) {
    EXPECT_EQ(json::from_json<Port>(json::parse("{\"number\": 80}", "x").value(), "x").value(),
              (Port{80, false}));
}

TEST(Json, ARefusalNamesContextPlaceAndWhatWasExpected) {
    EXPECT_EQ(refusal(R"({"role": "rooter"})"),
              "POST /node: /role: expected one of client, gateway");
    EXPECT_EQ(refusal(R"({"ports": [{}, {"number": 65536}]})"),
              "POST /node: /ports/1/number: expected an integer from 0 to 65535");
    EXPECT_EQ(refusal(R"({"ports": [{"number": -1}]})"),
              "POST /node: /ports/0/number: expected an integer from 0 to 65535");
    EXPECT_EQ(refusal(R"({"ports": [{"numer": 1}]})"),
              "POST /node: /ports/0/numer: unknown field; known are number, tls");
    EXPECT_EQ(refusal(R"([])"), "POST /node: /: expected an object");
    EXPECT_EQ(refusal(R"({"ports": 1})"), "POST /node: /ports: expected an array");
    EXPECT_EQ(refusal(R"({"ports": [{"tls": 1}]})"),
              "POST /node: /ports/0/tls: expected true or false");
    EXPECT_EQ(refusal(R"({"name": 1})"), "POST /node: /name: expected a string");
    EXPECT_EQ(refusal(R"({"share": "1"})"), "POST /node: /share: expected a number");
    EXPECT_EQ(
        refusal(R"({"mac": "x"})"),
        "POST /node: /mac: expected an Ethernet address such as 02:00:00:00:00:0b, found 'x'");
}

TEST(Json, AnIntegerIsNeverADouble) {
    EXPECT_THAT(refusal(R"({"period": 1.0})"), testing::HasSubstr("/period: expected an integer"));
    EXPECT_THAT(refusal(R"({"offset": 9223372036854775808})"),
                testing::HasSubstr("/offset: expected an integer"));
    EXPECT_EQ(refusal(R"({"offset": -9223372036854775808, "share": 1})"), "");
}

TEST(Json, MalformedTextIsRefusedWithItsOffset) {
    EXPECT_THAT(refusal(R"({"name": })"),
                testing::StartsWith("POST /node: malformed JSON at byte 9"));
    EXPECT_THAT(refusal(R"({"name")"), testing::StartsWith("POST /node: malformed JSON at byte 7"));
    EXPECT_THAT(refusal(R"({} {})"), testing::StartsWith("POST /node: malformed JSON at byte 3"));
    EXPECT_THAT(refusal(""), testing::StartsWith("POST /node: malformed JSON at byte 0"));
    EXPECT_THAT(refusal(std::string(1000, '[')), testing::HasSubstr("malformed JSON"));
}

}  // namespace
}  // namespace holdfast
