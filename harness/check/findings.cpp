// SPDX-License-Identifier: Apache-2.0
#include "harness/check/findings.h"

#include <fmt/format.h>

#include <iterator>

namespace holdfast::harness::check {

namespace {
// A broken system can break a rule thousands of times in a run; a reader needs the first few.
constexpr std::size_t problems_told_max = 4;
constexpr std::size_t evidence_kept_max = 40;
}  // namespace

void Findings::problem(const std::string& sentence, std::vector<Evidence> evidence) {
    problems_.push_back(sentence);
    verdict_.outcome = worst(verdict_.outcome, Outcome::fail);
    if (verdict_.evidence.size() < evidence_kept_max) {
        std::move(evidence.begin(), evidence.end(), std::back_inserter(verdict_.evidence));
    }
}

void Findings::testbed_trouble(const std::string& sentence, std::vector<Evidence> evidence) {
    problems_.push_back(sentence);
    verdict_.outcome = Outcome::invalid;
    std::move(evidence.begin(), evidence.end(), std::back_inserter(verdict_.evidence));
}

Verdict Findings::verdict(const std::string& good) && {
    verdict_.reason = good;
    if (!problems_.empty()) {
        verdict_.reason.clear();
        for (std::size_t i = 0; i < problems_.size() && i < problems_told_max; ++i) {
            verdict_.reason += (i == 0 ? "" : "; ") + problems_[i];
        }
        if (problems_.size() > problems_told_max) {
            verdict_.reason += fmt::format("; and {} more", problems_.size() - problems_told_max);
        }
    }
    return std::move(verdict_);
}

void report_overlap(Findings& findings, const capture::OwnershipTimeline& timeline,
                    const capture::Overlap& overlap) {
    const std::string address = to_string(timeline.address());
    const std::string sentence =
        overlap.length == Duration{}
            ? fmt::format("{} was claimed once by {} while {} owned it", address,
                          overlap.newcomer.node, overlap.late.node)
            : fmt::format("{} was owned by {} and {} at once for {}", address, overlap.late.node,
                          overlap.newcomer.node, to_short_string(overlap.length));
    findings.problem(sentence, {at_packet(overlap.newcomer), at_packet(overlap.late)});
}

void find_overlaps(Findings& findings, const capture::OwnershipTimeline& timeline) {
    for (const capture::Overlap& overlap : timeline.overlaps()) {
        report_overlap(findings, timeline, overlap);
    }
}

Evidence at_packet(const capture::Claim& claim) {
    const std::string what =
        fmt::format("{} for {} by {}", claim.gratuitous ? "gratuitous ARP" : "ARP reply",
                    to_string(claim.address), claim.node);
    return {what, std::nullopt, claim.segment, claim.packet, claim.at};
}

Evidence at_packet(std::string what, const std::string& segment, std::size_t packet, Instant at) {
    return {std::move(what), std::nullopt, segment, packet, at};
}

Evidence at_line(std::string what, std::size_t history_line, Instant at) {
    return {std::move(what), history_line, "", std::nullopt, at};
}

}  // namespace holdfast::harness::check
