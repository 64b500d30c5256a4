// SPDX-License-Identifier: Apache-2.0
#include "reference/cluster/recovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"

namespace holdfast::reference::cluster {

namespace {

consensus::Membership voters_in(const consensus::Stored& stored) {
    consensus::Membership voters =
        stored.snapshot ? stored.snapshot->membership : consensus::Membership{};
    for (const consensus::Entry& entry : stored.entries) {
        if (entry.kind == consensus::Entry::Kind::membership) {
            voters = entry.membership;
        }
    }
    return voters;
}

std::string only(const std::string& nodes, const MemberId& name) {
    json::array kept;
    const json::value all = boost::json::parse(nodes);
    for (const json::value& node : all.as_array()) {
        if (node.at("name").as_string() == name.text()) {
            kept.push_back(node);
        }
    }
    return boost::json::serialize(kept);
}

controller::Records changed(controller::Records records, const MemberId& self,
                            const StandAlone& how) {
    const MemberChange change = member_change(records);
    const bool back = how.new_cluster.empty() && change.under_way();
    std::vector<controller::Change> changes = {
        record_of_nodes(records, back ? change.nodes_before : only(nodes_in(records), self)),
        record_of(MemberChange{})};
    if (!how.new_cluster.empty()) {
        changes.push_back(record_of_revoked(cluster_id(records)));
        changes.push_back(record_of_id(how.new_cluster));
    } else {
        changes.push_back(record_of_failure(how.reason));
    }
    for (const MemberId& member : joined_members(records)) {
        changes.push_back(record_of_joined(member, false));
    }
    controller::apply(records, changes);
    return records;
}

}  // namespace

controller::Records records_by_log(const consensus::Stored& stored) {
    controller::Records records;
    if (stored.snapshot && !stored.snapshot->state.empty()) {
        records = controller::parse_records(stored.snapshot->state).value();
    }
    for (const consensus::Entry& entry : stored.entries) {
        if (entry.kind == consensus::Entry::Kind::command) {
            controller::apply(records, changes_of(entry.payload));
        }
    }
    return records;
}

bool may_be_alone_again(const MemberId& self, const MemberChange& change,
                        const consensus::Membership& voters) {
    if (!change.under_way() || voters.voters.size() != 2 || !voters.contains(self)) {
        return false;
    }
    const auto before = members_in(change.nodes_before);
    return before.size() == 1 && before.front().name == self;
}

Result<consensus::effect::Persist> alone(const MemberId& self, const consensus::Stored& stored,
                                         const StandAlone& how) {
    if (stored.damaged) {
        return failed(
            fmt::format("{} has lost entries of its log and is not the cluster", self.text()));
    }
    if (!voters_in(stored).contains(self)) {
        return failed(fmt::format("{} is no member of a cluster", self.text()));
    }
    const consensus::Snapshot start = stored.snapshot.value_or(consensus::Snapshot{});
    const consensus::Term last_term =
        stored.entries.empty() ? start.last_term : stored.entries.back().term;
    const controller::Records records = changed(records_by_log(stored), self, how);
    return consensus::effect::Persist{
        .write = 1,
        .hard_state = consensus::HardState{.term = std::max(stored.hard_state.term, last_term) + 1},
        .truncate_from = std::nullopt,
        .snapshot =
            consensus::Snapshot{.last_index = stored.entries.empty() ? start.last_index
                                                                     : stored.entries.back().index,
                                .last_term = last_term,
                                .membership = {{self}},
                                .state = controller::to_text(records)},
        .append = {}};
}

}  // namespace holdfast::reference::cluster
