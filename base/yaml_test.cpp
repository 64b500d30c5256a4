// SPDX-License-Identifier: Apache-2.0
#include "base/yaml.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace holdfast {
namespace {

using yaml::Value;

/// What the reader says about `text`, which stands in pair.yaml; empty when it is content.
std::string refusal(const std::string& text, const std::function<void(const Value&)>& read) {
    const auto result = yaml::load_text<int>(text, "pair.yaml", [&](const Value& root) {
        read(root);
        return 0;
    });
    if (!result) {
        EXPECT_EQ(result.error().kind, Error::Kind::bad_input);
        return result.error().message;
    }
    return "";
}

Value field(const Value& root, const std::string& name) {
    return root.map().required(name);
}

TEST(Yaml, RefusesAliasesAndWhatIsNestedTooDeep) {
    const auto nothing = [](const Value&) {};
    EXPECT_EQ(refusal("a: 1\nb: &x [*x]\n", nothing),
              "pair.yaml:2: expected a value, found an alias; write it out");
    EXPECT_EQ(refusal("a: &x [1, 1]\nb: [*x, *x]\n", nothing),
              "pair.yaml:2: expected a value, found an alias; write it out");
    EXPECT_EQ(refusal("a: " + std::string(60, '[') + std::string(60, ']') + "\n", nothing),
              "pair.yaml:1: nested deeper than 50");
    EXPECT_NE(refusal(std::string(100'000, '['), nothing), "");
}

TEST(Yaml, ReadsEveryKindOfValue) {
    const std::string text =
        "name: vs1\n"
        "enabled: true\n"
        "count: 16\n"
        "share: 0.25\n"
        "period: 300ms\n"
        "vip: 192.0.2.100\n"
        "front: 192.0.2.11/24\n"
        "words: [a, b]\n"
        "nothing:\n";
    EXPECT_EQ(refusal(text,
                      [](const Value& root) {
                          EXPECT_EQ(field(root, "name").text(), "vs1");
                          EXPECT_TRUE(field(root, "enabled").flag());
                          EXPECT_EQ(field(root, "count").integer(1, 16), 16);
                          EXPECT_EQ(field(root, "share").number(0, 1), 0.25);
                          EXPECT_EQ(field(root, "period").duration(), Duration(300ms));
                          EXPECT_EQ(to_string(field(root, "vip").address()), "192.0.2.100");
                          EXPECT_EQ(to_string(field(root, "front").interface_address()),
                                    "192.0.2.11/24");
                          EXPECT_EQ(field(root, "words").items().at(1).text(), "b");
                          EXPECT_TRUE(field(root, "nothing").is_null());
                          EXPECT_TRUE(field(root, "nothing").items().empty());
                      }),
              "");
}

TEST(Yaml, ARefusalNamesFileLineFieldExpectedAndFound) {
    const std::string text =
        "nodes:\n"
        "  se1:\n"
        "    role: rooter\n";
    const auto read = [](const Value& root) {
        field(field(field(root, "nodes"), "se1"), "role").word({"client", "gateway"});
    };
    EXPECT_EQ(refusal(text, read),
              "pair.yaml:3: nodes.se1.role: expected one of client, gateway, found 'rooter'");
}

struct Refusal {
    const char* text;
    std::function<void(const Value&)> read;
    const char* message;
};

// Goal: whoever wrote the file can mend it without reading our source.
TEST(Yaml, RefusesWrongTypesAndRanges) {
    const std::vector<Refusal> refusals{
        {"a: [1]", [](auto& v) { v.text(); }, "expected text, found a list"},
        {"a:", [](auto& v) { v.text(); }, "expected text, found nothing"},
        {"a: yes", [](auto& v) { v.flag(); }, "expected true or false, found 'yes'"},
        {"a: 17", [](auto& v) { v.integer(1, 16); },
         "expected an integer from 1 to 16, found '17'"},
        {"a: 1.5", [](auto& v) { v.integer(1, 16); },
         "expected an integer from 1 to 16, found '1.5'"},
        {"a: nan", [](auto& v) { v.number(0, 1); }, "expected a number from 0 to 1, found 'nan'"},
        {"a: 5", [](auto& v) { v.duration(); },
         "expected a duration such as 300ms or 1.5s (units ns, us, ms, s, min, h), found '5'"},
        {"a: -5ms", [](auto& v) { v.duration(); },
         "expected a duration that is not negative, found '-5ms'"},
        {"a: 192.0.2.300", [](auto& v) { v.address(); },
         "expected an IPv4 address such as 192.0.2.11, found '192.0.2.300'"},
        {"a: 192.0.2.3", [](auto& v) { v.interface_address(); },
         "expected an IPv4 address with its prefix such as 192.0.2.11/24, found '192.0.2.3'"},
        {"a: {b: 1}", [](auto& v) { v.items(); }, "expected a list, found a mapping"},
        {"a: b", [](auto& v) { v.map(); }, "expected a mapping, found 'b'"},
    };
    for (const Refusal& expected : refusals) {
        const auto read = [&](const Value& root) { expected.read(field(root, "a")); };
        EXPECT_EQ(refusal(expected.text, read), std::string("pair.yaml:1: a: ") + expected.message);
    }
}

TEST(Yaml, ListItemsAreNamedByTheirPosition) {
    const auto read = [](const Value& root) { field(root, "ports").items().at(1).integer(1, 9); };
    EXPECT_EQ(refusal("ports:\n  - 1\n  - x\n", read),
              "pair.yaml:3: ports[1]: expected an integer from 1 to 9, found 'x'");
}

TEST(Yaml, AFieldThatIsMissingIsNamed) {
    const auto read = [](const Value& root) { field(field(root, "se1"), "role"); };
    EXPECT_EQ(refusal("se1:\n  segment: front\n", read),
              "pair.yaml:2: se1: expected the field 'role', found none");
}

TEST(Yaml, AFieldNobodyKnowsIsRefusedWithTheKnownOnes) {
    const auto read = [](const Value& root) {
        yaml::Map map = root.map();
        map.required("role");
        map.optional("segments");
        map.finish();
    };
    EXPECT_EQ(refusal("role: client\nsegmnets:\n  - front\n", read),
              "pair.yaml:2: segmnets: unknown field; known are role, segments");
    EXPECT_EQ(refusal("role: client\n", read), "");
}

TEST(Yaml, EntriesComeInFileOrder) {
    const auto read = [](const Value& root) {
        yaml::Map map = root.map();
        std::vector<std::string> names;
        for (const auto& [name, value] : map.entries()) {
            names.push_back(name + "=" + value.text());
        }
        EXPECT_THAT(names, testing::ElementsAre("se2=b", "se1=a"));
        map.finish();
    };
    EXPECT_EQ(refusal("se2: b\nse1: a\n", read), "");
}

TEST(Yaml, AFieldThatIsThereTwiceIsRefusedBeforeAnybodyReadsIt) {
    const auto read = [](const Value&) { FAIL() << "must not come this far"; };
    EXPECT_EQ(refusal("nodes:\n  se1: a\n  se2: b\n  se1: c\n", read),
              "pair.yaml:4: nodes.se1: this field is there twice");
    EXPECT_EQ(refusal("list:\n  - x: 1\n    x: 2\n", read),
              "pair.yaml:3: list[0].x: this field is there twice");
}

TEST(Yaml, WhatIsNoYamlIsRefusedWithItsLine) {
    const auto read = [](const Value&) { FAIL() << "must not come this far"; };
    EXPECT_THAT(refusal("a: 1\nb: [1, 2\n", read),
                testing::MatchesRegex("pair.yaml:[23]: malformed YAML: .+"));
    EXPECT_THAT(refusal("a: 1\n---\nb: 2\n", read),
                testing::HasSubstr("expected one document, found another"));
    EXPECT_EQ(refusal("? [a, b]\n: 1\n", read), "pair.yaml:1: expected a word as key");
}

TEST(Yaml, AnEmptyFileIsNoMapping) {
    EXPECT_EQ(refusal("", [](const Value& root) { root.map(); }),
              "pair.yaml:1: expected a mapping, found nothing");
}

TEST(Yaml, AFileThatIsMissingOrAFolderIsRefused) {
    const auto ignore = [](const Value&) { return 0; };
    const auto missing = yaml::load_file<int>("/nowhere/pair.yaml", ignore);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().message, "/nowhere/pair.yaml: expected a readable file, found none");
    EXPECT_FALSE(yaml::load_file<int>(testing::TempDir(), ignore));
}

}  // namespace
}  // namespace holdfast
