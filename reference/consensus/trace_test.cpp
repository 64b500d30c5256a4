// SPDX-License-Identifier: Apache-2.0
// Goal: what one member does, readable as a story. Method: each file in traces/ has commands, the
// effects expected below ----, and sentences between. HOLDFAST_ACCEPT_TRACES=1 writes the effects
// that came instead; read the difference before you keep it.
//
//   member n1 of n1,n2,n3 [terms=1,1,2] [damaged=yes]   terms of the entries in its log
//   fire                    its timer is due           synced [1]    a write, or all, on disk
//   propose TEXT | read | change n1,n2 | transfer | compact 2 STATE
//   from n2 vote|pre_vote term=2 [granted=no]
//   from n2 ask term=2 last=3:2 [pre=yes] [transfer=yes]
//   from n2 append term=2 after=3:2 [terms=2,2] [commit=3] [last=5] [round=1]
//   from n2 match 3 term=2 [round=1]       from n2 conflict 3 term=2 [of=1] [round=1]
//   from n2 snapshot term=2 last=3:2 [offset=0] data=abc [done=yes] [of=n1,n2]
//   from n2 received term=2 last=3 [next=4] [installed=yes] [round=1]
//   from n2 campaign_now term=2
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "base/test_traces.h"
#include "reference/consensus/lone_member.h"
#include "reference/consensus/print.h"

namespace holdfast::reference::consensus {
namespace {

using trace::Command;
using trace::split;
using Words = trace::Lines;

/// "3:2" is entry 3 of term 2.
std::pair<Index, Term> place(const Command& command, const std::string& key) {
    const Words parts = split(command.value(key, "0:0"), ":");
    return {std::stoull(parts.at(0)), std::stoull(parts.at(1))};
}

std::vector<Term> terms(const Command& command) {
    std::vector<Term> out;
    for (const std::string& term : command.items("terms")) {
        out.push_back(std::stoull(term));
    }
    return out;
}

Membership voters(const std::string& names) {
    Membership out;
    for (const std::string& name : split(names, ",")) {
        out.voters.emplace_back(name);
    }
    return out;
}

Message vote_message(const std::string& kind, const Command& c) {
    if (kind == "ask") {
        const auto [index, term] = place(c, "last");
        return RequestVote{c.number("term"), c.yes("pre"), c.yes("transfer"), index, term};
    }
    return Vote{c.number("term"), kind == "pre_vote", c.yes("granted", "yes")};
}

Message log_message(const std::string& kind, const Command& c) {
    if (kind == "append") {
        const auto [index, term] = place(c, "after");
        return AppendEntries{.term = c.number("term"),
                             .previous_index = index,
                             .previous_term = term,
                             .commit = c.number("commit"),
                             .last_index = c.number("last"),
                             .round = c.number("round", "1"),
                             .entries = entries_of_terms(terms(c), index + 1)};
    }
    AppendEntriesResponse out{.term = c.number("term"), .round = c.number("round", "1")};
    out.success = kind == "match";
    (out.success ? out.match : out.conflict_index) = std::stoull(c.words.at(3));
    if (c.values.contains("of")) {
        out.conflict_term = c.number("of");
    }
    return out;
}

Message snapshot_message(const std::string& kind, const Command& c) {
    if (kind == "received") {
        return InstallSnapshotResponse{c.number("term"), c.number("last"), c.number("next"),
                                       c.yes("installed"), c.number("round", "1")};
    }
    const auto [index, term] = place(c, "last");
    return InstallSnapshot{.term = c.number("term"),
                           .last_index = index,
                           .last_term = term,
                           .membership = voters(c.value("of", "n1,n2,n3")),
                           .offset = c.number("offset"),
                           .data = c.value("data"),
                           .done = c.yes("done"),
                           .round = c.number("round", "1")};
}

Message message(const Command& c) {
    const std::string& kind = c.words.at(2);
    if (kind == "ask" || kind == "vote" || kind == "pre_vote") {
        return vote_message(kind, c);
    }
    if (kind == "append" || kind == "match" || kind == "conflict") {
        return log_message(kind, c);
    }
    if (kind == "snapshot" || kind == "received") {
        return snapshot_message(kind, c);
    }
    CHECK(kind == "campaign_now", "unknown message {}", kind);
    return TimeoutNow{c.number("term")};
}

class Player {
  public:
    Words play(const Command& c) {
        Words out;
        for (const Effect& effect : effects_of(c)) {
            out.push_back(to_string(effect));
        }
        return out;
    }

  private:
    Effects effects_of(const Command& c) {
        const std::string& verb = c.words.at(0);
        if (verb == "member") {
            Stored from = stored(voters(c.words.at(3)), terms(c));
            from.damaged = c.yes("damaged");
            member_ = std::make_unique<LoneMember>(std::move(from), c.words.at(1));
            return {};
        }
        if (verb == "fire") {
            return member_->fire();
        }
        if (verb == "from") {
            return member_->hear(c.words.at(1), message(c));
        }
        if (verb == "synced") {
            return c.words.size() > 1 ? member_->give(input::Synced{std::stoull(c.words.at(1))})
                                      : member_->sync();
        }
        return member_->give(request(verb, c));
    }

    Input request(const std::string& verb, const Command& c) {
        if (verb == "propose") {
            return input::Propose{++requests_, c.words.at(1)};
        }
        if (verb == "read") {
            return input::Read{++requests_};
        }
        if (verb == "change") {
            return input::ChangeMembership{++requests_, voters(c.words.at(1))};
        }
        if (verb == "compact") {
            return input::Compact{std::stoull(c.words.at(1)), c.words.at(2)};
        }
        CHECK(verb == "transfer", "unknown command {}", verb);
        return input::TransferLeadership{};
    }

    std::unique_ptr<LoneMember> member_;
    RequestId requests_ = 0;
};

std::filesystem::path folder() {
    return std::filesystem::path(HOLDFAST_SOURCE_DIR) / "reference/consensus/traces";
}

class Trace : public testing::TestWithParam<std::string> {};

TEST_P(Trace, HappensAsWritten) {
    Player player;
    trace::expect_as_written(folder() / (GetParam() + ".trace"), [&](const Words& command) {
        CHECK(command.size() == 1, "{} commands above one ----", command.size());
        return player.play(Command(command.front()));
    });
}

INSTANTIATE_TEST_SUITE_P(, Trace, testing::ValuesIn(trace::names_in(folder())),
                         [](const auto& trace) { return trace.param; });

}  // namespace
}  // namespace holdfast::reference::consensus
