// SPDX-License-Identifier: Apache-2.0
#include "reference/consensus/log.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace holdfast::reference::consensus {

Log::Log(std::optional<Snapshot> snapshot, const std::vector<Entry>& entries)
    : snapshot_(std::move(snapshot).value_or(Snapshot{})),
      memberships_{{snapshot_.last_index, snapshot_.membership}} {
    for (const Entry& entry : entries) {
        append(entry);
    }
}

Term Log::last_term() const {
    return entries_.empty() ? snapshot_.last_term : entries_.back().term;
}

std::optional<Term> Log::term_at(Index index) const {
    if (index == snapshot_.last_index) {
        return snapshot_.last_term;
    }
    if (index < snapshot_.last_index || index > last_index()) {
        return {};
    }
    return at(index).term;
}

const Entry& Log::at(Index index) const {
    CHECK(index >= first_index() && index <= last_index(), "entry {} is not in the log {} to {}",
          index, first_index(), last_index());
    return entries_[index - first_index()];
}

std::vector<Entry> Log::slice(Index first, std::size_t count_max, std::size_t bytes_max) const {
    std::vector<Entry> out;
    std::size_t bytes = 0;
    for (Index index = first; index <= last_index() && out.size() < count_max; ++index) {
        bytes += at(index).payload.size();
        if (!out.empty() && bytes > bytes_max) {
            break;
        }
        out.push_back(at(index));
    }
    return out;
}

bool Log::no_newer_than(Index other_last_index, Term other_last_term) const {
    return std::pair(last_term(), last_index()) <= std::pair(other_last_term, other_last_index);
}

Index Log::first_of_term_at(Index index) const {
    Index first = index;
    while (first > first_index() && at(first - 1).term == at(index).term) {
        --first;
    }
    return first;
}

Index Log::last_up_to_term(Term term) const {
    const auto newer = std::partition_point(entries_.begin(), entries_.end(),
                                            [&](const Entry& e) { return e.term <= term; });
    return snapshot_.last_index + static_cast<Index>(newer - entries_.begin());
}

void Log::append(Entry entry) {
    CHECK(entry.index == last_index() + 1, "entry {} does not follow {}", entry.index,
          last_index());
    CHECK(entry.term >= last_term(), "entry {} of term {} follows one of term {}", entry.index,
          entry.term, last_term());
    note_membership(entry);
    entries_.push_back(std::move(entry));
}

void Log::note_membership(const Entry& entry) {
    if (entry.kind == Entry::Kind::membership) {
        memberships_.push_back({entry.index, entry.membership});
    }
}

void Log::truncate_from(Index first) {
    CHECK(first >= first_index(), "entry {} is part of the snapshot up to {}", first,
          snapshot_.last_index);
    while (last_index() >= first) {
        entries_.pop_back();
    }
    // Thesis 4.1: without its entry a membership is no longer in force; the one before is again.
    while (memberships_.back().index >= first) {
        memberships_.pop_back();
    }
}

const Membership& Log::membership_at(Index index) const {
    return in_force_at(index)->membership;
}

bool Log::votes_since(Index index, const MemberId& member) const {
    return std::any_of(in_force_at(index), memberships_.end(),
                       [&](const InForce& m) { return m.membership.contains(member); });
}

std::vector<Log::InForce>::const_iterator Log::in_force_at(Index index) const {
    const auto later = std::find_if(memberships_.begin() + 1, memberships_.end(),
                                    [&](const InForce& m) { return m.index > index; });
    return std::prev(later);
}

void Log::compact(Index last_index, std::string state) {
    install({.last_index = last_index,
             .last_term = at(last_index).term,
             .membership = membership_at(last_index),
             .state = std::move(state)});
}

bool Log::install(Snapshot snapshot) {
    const bool continues = term_at(snapshot.last_index) == snapshot.last_term;
    std::deque<Entry> kept;
    if (continues) {
        kept.assign(entries_.begin() +
                        static_cast<std::ptrdiff_t>(snapshot.last_index - snapshot_.last_index),
                    entries_.end());
    }
    snapshot_ = std::move(snapshot);
    entries_ = std::move(kept);
    memberships_ = {{snapshot_.last_index, snapshot_.membership}};
    for (const Entry& entry : entries_) {
        note_membership(entry);
    }
    return continues;
}

}  // namespace holdfast::reference::consensus
