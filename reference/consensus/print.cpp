// SPDX-License-Identifier: Apache-2.0
#include "reference/consensus/print.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace holdfast::reference::consensus {
namespace {

std::string text(const Membership& membership) {
    std::vector<std::string> names;
    for (const MemberId& voter : membership.voters) {
        names.push_back(voter.text());
    }
    return fmt::format("{}", fmt::join(names, ","));
}

/// "3:2 e3", "4:2 no-op", "5:2 voters n1,n2": index, term, what it is.
std::string text(const Entry& entry) {
    const std::string what = entry.kind == Entry::Kind::no_op ? "no-op"
                             : entry.kind == Entry::Kind::command
                                 ? entry.payload
                                 : "voters " + text(entry.membership);
    return fmt::format("{}:{} {}", entry.index, entry.term, what);
}

std::string text(const std::vector<Entry>& entries) {
    std::vector<std::string> texts;
    for (const Entry& entry : entries) {
        texts.push_back(text(entry));
    }
    return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string_view text(Role role) {
    switch (role) {
        case Role::follower:
            return "follower";
        case Role::pre_candidate:
            return "pre-candidate";
        case Role::candidate:
            return "candidate";
        case Role::leader:
            return "leader";
    }
    return "?";
}

struct MessageText {
    std::string operator()(const RequestVote& m) const {
        return fmt::format("{} in term {}, log up to {}:{}{}",
                           m.pre_vote ? "ask for pre-vote" : "ask for vote", m.term, m.last_index,
                           m.last_term, m.leadership_transfer ? ", leadership handed over" : "");
    }
    std::string operator()(const Vote& m) const {
        return fmt::format("{} {} in term {}", m.pre_vote ? "pre-vote" : "vote",
                           m.granted ? "granted" : "refused", m.term);
    }
    std::string operator()(const AppendEntries& m) const {
        return fmt::format("append {} after {}:{} in term {}, commit {} of {}, round {}",
                           text(m.entries), m.previous_index, m.previous_term, m.term, m.commit,
                           m.last_index, m.round);
    }
    std::string operator()(const AppendEntriesResponse& m) const {
        if (m.success) {
            return fmt::format("match {} in term {}, round {}", m.match, m.term, m.round);
        }
        const std::string there =
            m.conflict_term ? fmt::format(" of term {}", *m.conflict_term) : "";
        return fmt::format("conflict at {}{} in term {}, round {}", m.conflict_index, there, m.term,
                           m.round);
    }
    std::string operator()(const InstallSnapshot& m) const {
        return fmt::format("snapshot {}:{} from byte {} \"{}\"{} in term {}, round {}",
                           m.last_index, m.last_term, m.offset, m.data, m.done ? " done" : "",
                           m.term, m.round);
    }
    std::string operator()(const InstallSnapshotResponse& m) const {
        const std::string what =
            m.installed ? "installed" : fmt::format("next byte {}", m.next_offset);
        return fmt::format("snapshot {} {} in term {}, round {}", m.last_index, what, m.term,
                           m.round);
    }
    std::string operator()(const TimeoutNow& m) const {
        return fmt::format("campaign now in term {}", m.term);
    }
};

std::string text(const effect::Persist& persist) {
    std::string out = fmt::format("write {}:", persist.write);
    if (persist.hard_state) {
        out += fmt::format(" term {} vote {}", persist.hard_state->term,
                           persist.hard_state->vote.value_or("none").text());
    }
    if (persist.truncate_from) {
        out += fmt::format(" void from {}", *persist.truncate_from);
    }
    if (persist.snapshot) {
        out += fmt::format(" snapshot {}:{} \"{}\"", persist.snapshot->last_index,
                           persist.snapshot->last_term, persist.snapshot->state);
    }
    return out + (persist.append.empty() ? "" : " append " + text(persist.append));
}

struct EffectText {
    std::string operator()(const effect::Persist& e) const { return text(e); }
    std::string operator()(const effect::Send& e) const {
        return fmt::format("send {} {}", e.to.text(), to_string(e.message));
    }
    std::string operator()(const effect::SendAfterSync& e) const {
        return fmt::format("after write {} send {} {}", e.write, e.to.text(), to_string(e.message));
    }
    std::string operator()(const effect::Apply& e) const { return "apply " + text(e.entries); }
    std::string operator()(const effect::Restore& e) const {
        return fmt::format("restore {} \"{}\"", e.snapshot.last_index, e.snapshot.state);
    }
    std::string operator()(const effect::Proposed& e) const {
        return fmt::format("request {} proposed as {}:{}", e.id, e.index, e.term);
    }
    std::string operator()(const effect::Refused& e) const {
        return fmt::format("request {} refused: {}", e.id, e.reason);
    }
    std::string operator()(const effect::ReadReady& e) const {
        return fmt::format("request {} may read from {}", e.id, e.index);
    }
    std::string operator()(const effect::RoleChanged& e) const {
        return fmt::format("now {} in term {}, leader {}", text(e.role), e.term,
                           e.leader.value_or("unknown").text());
    }
};

}  // namespace

std::string to_string(const Message& message) {
    return std::visit(MessageText{}, message);
}

std::string to_string(const Effect& effect) {
    return std::visit(EffectText{}, effect);
}

}  // namespace holdfast::reference::consensus
