// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/consensus/stored.h"

#include <algorithm>
#include <sstream>

namespace holdfast::harness::sut::reference_sim::consensus {
namespace {

using replication::Member;
using replication::Value;

void write(const core::effect::Persist& persist, core::Stored& stored) {
    if (persist.hard_state) {
        stored.hard_state = *persist.hard_state;
    }
    const auto drop_if = [&](auto&& void_now) { std::erase_if(stored.entries, void_now); };
    if (persist.truncate_from) {
        drop_if([&](const core::Entry& e) { return e.index >= *persist.truncate_from; });
    }
    if (persist.snapshot) {
        stored.snapshot = persist.snapshot;
        drop_if([&](const core::Entry& e) { return e.index <= persist.snapshot->last_index; });
    }
    stored.entries.insert(stored.entries.end(), persist.append.begin(), persist.append.end());
}

}  // namespace

std::string to_text(const std::vector<Value>& values) {
    std::string text;
    for (const Value value : values) {
        text += std::to_string(value) + ' ';
    }
    return text;
}

std::vector<Value> values_of(const std::string& text) {
    std::vector<Value> values;
    std::istringstream in(text);
    for (Value value = 0; in >> value;) {
        values.push_back(value);
    }
    return values;
}

core::MemberId name_of(Member member) {
    return to_string(member);
}

Member member_of(const core::MemberId& name) {
    return {static_cast<std::uint32_t>(std::stoul(name.text().substr(1)))};
}

core::Stored read_back(const replication::Start& start) {
    core::Stored stored;
    stored.snapshot.emplace();
    for (std::uint32_t number = 1; number <= start.members; ++number) {
        stored.snapshot->membership.voters.push_back(name_of(Member{number}));
    }
    for (const replication::Record& record : start.on_disk) {
        write(std::any_cast<const core::effect::Persist&>(record), stored);
    }
    return stored;
}

}  // namespace holdfast::harness::sut::reference_sim::consensus
