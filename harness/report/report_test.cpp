// SPDX-License-Identifier: Apache-2.0
// Goal: results survive their line, and each report says what was found. Method: a few rows of
// every outcome, looked at as a reader or a CI system would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/yaml.h"
#include "harness/report/conformance.h"
#include "harness/report/junit.h"
#include "harness/report/table.h"
#include "harness/report/tally.h"

namespace holdfast::harness::report {
namespace {

using check::Outcome;
using testing::HasSubstr;
using testing::Not;

RuleResult result_of(const std::string& world, Outcome outcome) {
    RuleResult result;
    result.rule = "LEG-6";
    result.world = world;
    result.outcome = outcome;
    result.cases = 20;
    result.occurrences = 31;
    result.seed = ~0ULL;
    result.sut = "reference 0.1.0";
    result.took = 1500ms;
    return result;
}

std::vector<RuleRow> some_rows() {
    RuleResult failing = result_of("mininet", Outcome::fail);
    failing.reason = "vs1 <out> for 3s & more";
    failing.run_folder = "results/runs/x";
    failing.measurements = {{"failoverTime vs1", 200ms, 190ms, 210ms, "TBM", 2s},
                            {"failoverTime vs2", 312ms, 302ms, 322ms, "TBM", 2s}};
    failing.evidence = {{"gratuitous ARP for 192.0.2.100 by se2", 17, "front", 4242, Instant(3s)}};
    RuleResult skipped = result_of("mininet", Outcome::skipped);
    skipped.reason = "no Mininet";
    return {{"LEG-6", "Active dies: the survivor takes \"all\"", "S2, M",
             result_of("sim", Outcome::pass), failing, "pairs"},
            {"DET-1", "Detection in 9 s", "M", result_of("sim", Outcome::invalid), skipped,
             "detection"},
            {"LEG-9", "Compacted", "M", result_of("sim", Outcome::pass), skipped, "pairs"}};
}

TEST(RuleResult, SurvivesItsLine) {
    const RuleResult result = *some_rows()[0].mininet;
    const auto read = parse_result(to_json_line(result), "line");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, result);
}

TEST(RuleResult, AHalfWrittenLineWaitsForItsRest) {
    const std::string path =
        (std::filesystem::temp_directory_path() / ("holdfast_results-" + std::to_string(getpid())))
            .string();
    std::size_t offset = 0;
    ASSERT_TRUE(append_result(path, result_of("sim", Outcome::pass)));
    const std::string second = to_json_line(result_of("mininet", Outcome::fail));
    std::ofstream(path, std::ios::app) << second.substr(0, 20);
    EXPECT_EQ(read_results(path, offset)->size(), 1U);
    EXPECT_EQ(read_results(path, offset)->size(), 0U);
    std::ofstream(path, std::ios::app) << second.substr(20) << "\n";
    const auto rest = read_results(path, offset);
    ASSERT_EQ(rest->size(), 1U);
    EXPECT_EQ(rest->front().world, "mininet");
    std::filesystem::remove(path);
}

TEST(Table, ShowsBothWorldsAndTheRealFailoverTime) {
    const std::string text = table(some_rows(), {});
    EXPECT_THAT(text, HasSubstr("PASS 20 cases, 31x"));
    EXPECT_THAT(text, HasSubstr("FAIL 20 cases, 31x"));
    EXPECT_THAT(text, HasSubstr("312ms [302ms, 322ms] TBM, bound 2"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(table(some_rows(), {true, 44}), HasSubstr("\x1b[1;31mFAIL\x1b[0m"));
}

TEST(Table, DetailsNameThePacket) {
    EXPECT_THAT(details(some_rows(), false),
                HasSubstr("gratuitous ARP for 192.0.2.100 by se2 (frames-front.pcap packet 4242)"));
}

TEST(Junit, EscapesAndCounts) {
    const std::string xml = junit_xml(some_rows());
    EXPECT_THAT(xml, HasSubstr("vs1 &lt;out&gt; for 3s &amp; more"));
    EXPECT_THAT(xml, HasSubstr(R"(name="mininet" tests="3" failures="1" errors="0" skipped="2")"));
    EXPECT_THAT(xml, HasSubstr(R"(name="simulation" tests="3" failures="0" errors="1")"));
    EXPECT_EQ(xml_escaped("a\x01\"'"), "a&quot;&apos;");
}

TEST(Conformance, IsYamlWithAMandatoryReproduceSection) {
    const std::string text = conformance_yaml(
        some_rows(), {"2026-11-20T16:00:00Z", "0.1.0", "holdfast gate --seed 7", "7"});
    const auto decode = [](const yaml::Value& document) -> int {
        yaml::Map map = document.map();
        yaml::Map implementation = map.required("implementation").map();
        EXPECT_EQ(implementation.required("project").text(), "reference");
        EXPECT_EQ(implementation.required("version").text(), "0.1.0");
        EXPECT_EQ(map.required("profiles").items().size(), 2U);
        yaml::Map leg = map.required("profiles").items()[1].map();
        EXPECT_EQ(leg.required("name").text(), "pairs");
        yaml::Map core = leg.required("core").map();
        EXPECT_EQ(core.required("result").text(), "failure");
        EXPECT_THAT(map.required("reproduce").text(), HasSubstr("holdfast gate --seed 7"));
        return static_cast<int>(map.required("rules").items().size());
    };
    const auto rules = yaml::load_text<int>(text, "report.yaml", decode);
    ASSERT_TRUE(rules) << rules.error().message << "\n" << text;
    EXPECT_EQ(*rules, 3);
}

std::string section(const std::string& text, const std::string& from, const std::string& to) {
    const auto begin = text.find(from);
    return text.substr(begin, text.find(to, begin) - begin);
}

TEST(Conformance, WhatASystemDoesNotOfferIsNoPartOfItsExtendedResult) {
    std::vector<RuleRow> rows = some_rows();
    rows[0].features = {"switchover"};
    rows[0].profile = rows[1].profile = rows[2].profile = "pairs";
    rows[1].features = {"levitation"};
    ConformanceFacts facts{"now", "0.1.0", "holdfast gate --sut mine", "7"};
    facts.implementation = Implementation{
        "mine", "a script", "https://example.org", {"script"}, {{"switchover"}, 1s, 1s, 1s}, {}};
    const std::string text = conformance_yaml(rows, facts);
    const std::string extended = section(text, "    extended:", "rules:");
    EXPECT_THAT(extended, HasSubstr("supportedFeatures: [switchover]"));
    EXPECT_THAT(extended, HasSubstr("unsupportedFeatures: [levitation]"));
    EXPECT_THAT(extended, HasSubstr(rows[0].rule));
    EXPECT_THAT(extended, testing::Not(HasSubstr(rows[1].rule)));
    EXPECT_THAT(text, HasSubstr("packages: [script]"));
}

TEST(Conformance, AFailureIsADeviationWithWhatItsMakersSay) {
    const std::vector<RuleRow> rows = some_rows();
    ConformanceFacts facts{"now", "0.1.0", "holdfast gate --sut mine", "7"};
    EXPECT_THAT(conformance_yaml(rows, facts), HasSubstr("documented: unknown"));
    facts.implementation = Implementation{};
    for (const RuleRow& row : rows) {
        facts.implementation->deviations[row.rule] = {false, "nobody promises it"};
    }
    const std::string told = section(conformance_yaml(rows, facts), "deviations:", "reproduce:");
    EXPECT_THAT(told, HasSubstr("documented: false\n    statement: \"nobody promises it\""));
    EXPECT_THAT(conformance_yaml({}, facts), HasSubstr("deviations: []"));
}

Property with_checker(const std::string& name) {
    Property property;
    property.rule = "LEG-6";
    property.checkers = {{name, nullptr}};
    return property;
}

run::Trial trial_of(Outcome outcome, const std::string& checker, int occurrences) {
    run::Trial trial;
    trial.judgement.outcome = outcome;
    trial.judgement.verdicts = {{outcome, checker, "why", {}, {}, occurrences}};
    return trial;
}

TEST(Tally, APassWithoutTheSituationIsInvalid) {
    const Property property = with_checker("takeover");
    Tally tally(property, "sim", "", 1);
    tally.add(trial_of(Outcome::pass, "takeover", 0));
    EXPECT_EQ(tally.result().outcome, Outcome::invalid);
    EXPECT_THAT(tally.result().reason, HasSubstr("the situation never occurred"));
    tally.add(trial_of(Outcome::pass, "takeover", 2));
    EXPECT_EQ(tally.result().outcome, Outcome::pass);
    EXPECT_EQ(tally.result().occurrences, 2);
}

TEST(Tally, ADrawThatWastesItsCasesIsInvalid) {
    Tally tally(with_checker("takeover"), "sim", "", 1);
    for (int i = 0; i < 99; ++i) {
        tally.add(trial_of(Outcome::pass, "takeover", i % 2));
    }
    EXPECT_EQ(tally.result().outcome, Outcome::pass);
    tally.add(trial_of(Outcome::pass, "takeover", 1));
    EXPECT_EQ(tally.result().outcome, Outcome::invalid);
    EXPECT_THAT(tally.result().reason, HasSubstr("occurred in 50 of 100 cases only"));
}

TEST(Tally, ASituationThatAnOperationFailedToMakeNamesIt) {
    Tally tally(with_checker("switchover"), "mininet", "", 1);
    run::Trial trial = trial_of(Outcome::pass, "switchover", 0);
    using history::OperationEvent;
    trial.recording.history.append(Instant{}, history::RunBegan{});
    trial.recording.history.append(
        Instant(1s),
        OperationEvent{1, "switchover se2", OperationEvent::Type::fail, "se1 does not take over"});
    tally.add(trial);
    EXPECT_EQ(tally.result().reason,
              "the situation never occurred: switchover; switchover se2: se1 does not take over");
}

TEST(Tally, KeepsEveryValueOfTheControlPlane) {
    const Property property = with_checker("API back within budget");
    Tally tally(property, "mininet", "", 1);
    for (int i = 1; i <= 20; ++i) {
        run::Trial trial = trial_of(Outcome::pass, "API back within budget", 1);
        trial.judgement.verdicts[0].measurements = {
            {"apiBackTime", i * 100ms, 0ms, 0ms, "API", 2500ms},
            {"failoverTime vs1", 1s, 1s, 1s, "TBM", 2s}};
        tally.add(trial);
    }
    ASSERT_EQ(tally.result().distributions.size(), 2U);  // and the failover times
    EXPECT_EQ(parse_result(to_json_line(tally.result()), "line")->distributions,
              tally.result().distributions);
    const RuleRow row{"CTRL-6", "", "", std::nullopt, tally.result()};
    EXPECT_THAT(distributions({row}), HasSubstr("20 values, P50 1.00s, P95 1.90s, max 2.00s, "
                                                "bound 2.50s"));
    EXPECT_THAT(conformance_yaml({row}, {}),
                HasSubstr("apiBackTime: {values: 20, p50: 1s, p95: 1900ms, max: 2s, bound:"));
}

// 1 - 0.95^59 = 0.951: with fewer trials the largest says less of P95.
TEST(Tally, KeepsTheWorstFailoverOfEachCase) {
    const Property property = with_checker("takeover");
    Tally tally(property, "mininet", "", 1);
    const auto add_trial = [&](int number) {
        run::Trial trial = trial_of(Outcome::pass, "takeover", 1);
        const Duration worst = 700ms + number * 1ms;
        trial.judgement.verdicts[0].measurements = {
            {"failoverTime vs1", worst - 5ms, worst - 25ms, worst - 5ms, "TBM", 1240ms},
            {"failoverTime vs2", worst, worst - 20ms, worst, "TBM", 1240ms}};
        tally.add(trial);
    };
    const auto text = [&] {
        return distributions({{"LEG-6", "", "", std::nullopt, tally.result()}});
    };
    for (int i = 1; i <= 58; ++i) {
        add_trial(i);
    }
    EXPECT_THAT(text(), HasSubstr("58 values, P50 729ms, P95 756ms, max 758ms, bound 1.24s; TBM, "
                                  "the truth at most 20ms less\n"));
    add_trial(59);
    EXPECT_THAT(text(), HasSubstr("20ms less; P95 <= 759ms with 95 % confidence\n"));
    EXPECT_THAT(conformance_yaml({{"LEG-6", "", "", std::nullopt, tally.result()}}, {}),
                HasSubstr("failoverTimes: {values: 59, p50: 730ms"));
}

TEST(Tally, LeavesPercentilesOfFewFailoversOut) {
    const Property property = with_checker("takeover");
    Tally tally(property, "mininet", "", 1);
    run::Trial trial = trial_of(Outcome::pass, "takeover", 1);
    trial.judgement.verdicts[0].measurements = {
        {"failoverTime vs1", 700ms, 680ms, 700ms, "TBM", 1240ms}};
    tally.add(trial);
    EXPECT_EQ(distributions({{"LEG-6", "", "", std::nullopt, tally.result()}}), "");
}

TEST(Tally, SaysWhatEachCheckerJudgedOverAllCases) {
    const Property property = with_checker("one cluster IP owner");
    Tally tally(property, "mininet", "", 1);
    for (int i = 0; i < 3; ++i) {
        run::Trial trial = trial_of(Outcome::pass, "one cluster IP owner", 2);
        trial.judgement.verdicts[0].reason = "no two overlap";
        trial.judgement.verdicts[0].measurements = {{"apiBackTime", 1s, 1s, 1s, "API", 2s}};
        tally.add(trial);
    }
    const std::string sentence =
        "PASS one cluster IP owner: 6 intervals of ownership in the captures; no two overlap";
    EXPECT_EQ(to_string(tally.result().judged.at(0)), sentence);
    EXPECT_THAT(judged({{"CIP-1", "", "", std::nullopt, tally.result()}}), HasSubstr(sentence));

    run::Trial late = trial_of(Outcome::fail, "one cluster IP owner", 2);
    late.judgement.verdicts[0].reason = "owned by two at once";
    tally.add(late);
    tally.add(trial_of(Outcome::pass, "one cluster IP owner", 2));
    EXPECT_EQ(to_string(tally.result().judged.at(0)),
              "FAIL one cluster IP owner: 10 intervals of ownership in the captures; owned by two "
              "at once");
}

TEST(Tally, TellsWhyTrialsWereMadeAgain) {
    const Property property = with_checker("takeover");
    Tally tally(property, "mininet", "", 1);
    run::Trial late = trial_of(Outcome::invalid, "fidelity", 1);
    late.judgement.verdicts[0].reason = "a probe sender paused for 2s";
    tally.repeat(late);
    tally.add(trial_of(Outcome::pass, "takeover", 1));
    EXPECT_EQ(tally.result().outcome, Outcome::pass);
    EXPECT_EQ(tally.result().cases, 1);
    const RuleRow row{"LEG-6", "", "", std::nullopt, tally.result()};
    for (const std::string& text : {repeated({row}), conformance_yaml({row}, {})}) {
        EXPECT_THAT(text, HasSubstr("fidelity: a probe sender paused for 2s"));
    }
}

TEST(Tally, AFailureOnASoundTestbedStands) {
    const Property property = with_checker("takeover");
    Tally tally(property, "mininet", "", 1);
    tally.add(trial_of(Outcome::fail, "takeover", 1));
    tally.add(trial_of(Outcome::invalid, "fidelity", 0));
    tally.add(trial_of(Outcome::pass, "takeover", 1));
    EXPECT_EQ(tally.result().outcome, Outcome::fail);
    EXPECT_EQ(tally.result().reason, "takeover: why");
    EXPECT_EQ(tally.result().cases, 3);
}

}  // namespace
}  // namespace holdfast::harness::report
