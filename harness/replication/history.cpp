// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/history.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/overloaded.h"

namespace holdfast::harness::replication {
namespace {

using holdfast::to_string;

std::string name_of(Operation::Kind kind, OperationId operation, Value value) {
    return kind == Operation::Kind::write ? fmt::format("write {}", value)
                                          : fmt::format("read (operation {})", operation);
}

std::string text_of(const event::Invoked& e) {
    return fmt::format("a client asks {} for {}", e.at ? to_string(*e.at) : "nobody",
                       name_of(e.kind, e.operation, e.value));
}

std::string text_of(const event::Completed& e) {
    using Outcome = effect::Answered::Outcome;
    const std::string what = name_of(e.kind, e.operation, e.value);
    const std::string who = e.by ? to_string(*e.by) : "nobody";
    if (e.outcome == Outcome::fail) {
        return fmt::format("fail: {} refuses {}: {}", who, what, e.reason);
    }
    if (e.outcome == Outcome::info) {
        return fmt::format("info: {} at {} has no known outcome: {}", what, who, e.reason);
    }
    if (e.kind == Operation::Kind::write) {
        return fmt::format("ok: {} acknowledges {}", who, what);
    }
    return fmt::format("ok: {} answers {} with [{}]", who, what, fmt::join(e.read, " "));
}

std::string text_of(const event::Applied& e) {
    return fmt::format("{} applies {} as number {} of its log", to_string(e.member), e.value,
                       e.position);
}

std::string text_of(const event::LeadershipChanged& e) {
    return fmt::format("{} {} in term {}", to_string(e.member),
                       e.now.leads ? "leads" : "no longer leads", e.now.term);
}

std::string text_of(const event::Started& e) {
    return fmt::format("{} starts", to_string(e.member));
}

std::string text_of(const event::FaultActed& e) {
    return fmt::format("fault: {}", e.what);
}

std::string text_of(const event::Healed&) {
    return "all is healed";
}

std::string text_of(const event::Settled& e) {
    return fmt::format("every member has applied {}", e.value);
}

std::string text_of(const event::NotSettled& e) {
    return fmt::format("some member has applied nothing new {} after all was healed",
                       to_string(e.limit));
}

}  // namespace

std::string to_string(const Event& event) {
    return fmt::format("{} {}", to_string(event.at),
                       std::visit([](const auto& e) { return text_of(e); }, event.content));
}

std::string to_text(const History& history) {
    std::string text;
    for (std::size_t i = 0; i < history.size(); ++i) {
        text += fmt::format("{:>4}  {}\n", i + 1, to_string(history[i]));
    }
    return text;
}

}  // namespace holdfast::harness::replication
