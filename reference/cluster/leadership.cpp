// SPDX-License-Identifier: Apache-2.0
// Beginning and ending to lead. A new leader makes its controller from the committed records: the
// warm restart of spec 3.1.
#include <fmt/format.h>

#include "base/check.h"
#include "base/overloaded.h"
#include "base/rng.h"
#include "reference/cluster/access_settings.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

access::AccessOptions access_options(const State& s) {
    return {.secret = fmt::format("{}/{}", s.options.secret, s.raft.term()),
            .epoch = s.options.epoch,
            .admin_password_hash = s.options.admin_password_hash};
}

controller::ControllerOptions controller_options(const State& s) {
    return {.name = s.options.name.text(),
            .epoch = s.options.epoch,
            .uuid_seed = s.options.seed,
            .minute = s.options.timers.minute};
}

std::vector<access::Record> access_records(const State& s) {
    std::vector<access::Record> out;
    for (const auto& [key, value] : s.records) {
        if (access::is_access_record(key)) {
            out.push_back({key, value});
        }
    }
    return out;
}

/// The first leader of a cluster gives it a name that no other has.
void found(State& s) {
    Rng chance = Rng(s.options.seed).fork("cluster");
    lead(s, controller::input::ApiRequest{.id = ++s.last_inner,
                                          .method = "PUT",
                                          .path = "/api/cluster",
                                          .body = founding_body(s.options)});
    propose(s, {record_of_id(fmt::format("cluster-{:015x}", chance.below(1ULL << 60U)))});
}

void report_new_leader(State& s, const KnownCluster& before) {
    if (!before.leader.empty() && before.leader != s.options.name.text()) {
        lead(s, controller::input::OutsideEvent{
                    "CONTROLLER_LEADER_FAILOVER", s.options.name.text(),
                    fmt::format("{} leads the cluster; the previous leader is {}",
                                s.options.name.text(), before.leader)});
    }
}

void begin_leading(State& s) {
    auto restored = s.make_controller(controller_options(s), s.records);
    CHECK(restored.has_value(), "the committed records cannot be taken back: {}",
          restored.error().message);
    s.leading.emplace(Leading{
        std::move(*restored), access::Access(access_options(s), access_settings(s.records)), {}});
    const auto admitted = s.leading->access.restore(s.now, access_records(s));
    CHECK(admitted.has_value(), "the committed accounts cannot be taken back: {}",
          admitted.error().message);
    s.led_since = s.now;
    s.last_proposed = s.applied;
    s.told = known_cluster(s.records);
    note(s, fmt::format("{} leads in term {}", s.options.name.text(), s.raft.term()));
    if (s.cluster.empty()) {
        found(s);
    }
    take_access_effects(s, *admitted);
    report_new_leader(s, s.told);
    if (const std::string why = failure_in(s.records); !why.empty()) {
        lead(s,
             controller::input::OutsideEvent{"CLUSTER_CONFIG_FAILED", s.options.name.text(), why});
        propose(s, {record_of_failure("")});
    }
    s.change_until = s.now + detection_time(s);
    s.told_controllers = controllers_for_engines(s);
    for (const auto& [connection, engine] : s.certified) {
        lead(s, controller::input::EngineConnected{connection, engine});
    }
}

}  // namespace

void follow_role(State& s) {
    const bool may_lead =
        !s.lost && !s.stopping && s.raft.role() == consensus::Role::leader && s.raft.current();
    if (leads(s) && !may_lead) {
        end_leading(s, s.stopping ? "it stops" : "it is not confirmed any more");
    } else if (!leads(s) && may_lead) {
        begin_leading(s);
        tell_engines(s);
    }
    if (s.raft.role() != consensus::Role::leader) {
        s.lost = false;
    }
    if (s.forwarded_to != s.raft.leader()) {
        give_up_forwarded(s);
    }
}

void end_leading(State& s, const std::string& reason) {
    note(s, fmt::format("{} leads no more: {}", s.options.name.text(), reason));
    s.leading.reset();
    s.membership_request.reset();
    s.reports_requests.clear();  // give_up_held() answers them
    s.membership_changing = false;
    release_cluster_address(s);  // CIP-3
    give_up_held(s);
    tell_engines(s);
}

void tell_engines(State& s) {
    for (const controller::ConnectionId connection : s.engines) {
        s.out.push_back(
            effect::SendToEngine{connection, protocol::Leadership{s.raft.term(), leads(s)}});
        if (leads(s)) {
            tell_controllers(s, connection);
        }
    }
}

void tell_controllers(State& s, controller::ConnectionId engine) {
    if (!s.told_controllers.empty()) {
        s.out.push_back(effect::TellControllers{engine, {s.told_controllers}});
    }
}

std::vector<Ipv4Address> controllers_for_engines(const State& s) {
    const bool not_yet =
        s.change.under_way() && s.change.phase() < ChangePhase::waiting_for_engines;
    const auto members = not_yet    ? members_in(s.change.nodes_before)
                         : s.wanted ? s.wanted->members
                                    : std::vector<effect::ConnectPeers::Peer>{};
    std::vector<Ipv4Address> out;
    for (const auto& member : members) {
        if (const Ipv4Address address = address_of(s, member); !address.unspecified()) {
            out.push_back(address);
        }
    }
    return out;
}

void keep_engines_told(State& s) {
    if (!leads(s)) {
        return;
    }
    if (auto now = controllers_for_engines(s); now != s.told_controllers) {
        s.told_controllers = std::move(now);
        for (const controller::ConnectionId engine : s.engines) {
            tell_controllers(s, engine);
        }
    }
}

void lead(State& s, const controller::Input& input) {
    for (controller::Effect& effect : s.leading->controller.step(s.now, input)) {
        std::visit(
            Overloaded{
                [&](controller::effect::Commit& commit) { propose(s, commit.changes); },
                [&](controller::effect::ApiResponse& response) { answer_admitted(s, response); },
                [&](controller::effect::SendToEngine& send) {
                    // A question says nothing that has to be remembered, and must not be late.
                    if (std::holds_alternative<protocol::EchoRequest>(send.message)) {
                        s.out.push_back(std::move(send));
                    } else {
                        emit_committed(s, std::move(send), false);
                    }
                },
                [&](controller::effect::CloseConnection& close) {
                    emit_committed(s, close, false);
                },
                [&](controller::effect::Note& told) { s.out.push_back(std::move(told)); },
            },
            effect);
    }
}

}  // namespace holdfast::reference::cluster
