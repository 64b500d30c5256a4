// SPDX-License-Identifier: Apache-2.0
// Requests of the REST API: open ones are answered by any node, all others by the leader's door and
// controller; a follower passes them on (CTRL-22).
#include <fmt/format.h>

#include "base/overloaded.h"
#include "reference/access/context.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

namespace door = access::effect;

api::HttpResponse error_response(int status, const std::string& text) {
    return {
        status, {{"Content-Type", "application/json"}}, fmt::format(R"({{"error":"{}"}})", text)};
}

/// 503: certainly not done.
api::HttpResponse nobody_leads() {
    return error_response(503, "The cluster has no leader now; nothing was done");
}
/// CCFG-5: not done either.
api::HttpResponse being_changed() {
    return error_response(503, "The cluster is being changed; nothing was done");
}
/// 504: perhaps done.
api::HttpResponse outcome_unknown() {
    return error_response(504,
                          "The leader was lost; whether the request was carried out is unknown");
}

void deliver(State& s, const Origin& origin, api::HttpResponse response) {
    std::visit(Overloaded{
                   [&](const FromClient& client) {
                       s.out.push_back(effect::ApiResponse{client.id, std::move(response)});
                   },
                   [&](const FromFollower& follower) {
                       s.out.push_back(effect::SendToPeer{
                           follower.peer, ForwardedResponse{follower.id, std::move(response)}});
                   },
                   [](const FromNode&) {},
               },
               origin);
}

/// The answer as the effect that brings it to where the request came from.
Effect delivery(const Origin& origin, api::HttpResponse response) {
    if (const auto* follower = std::get_if<FromFollower>(&origin)) {
        return effect::SendToPeer{follower->peer,
                                  ForwardedResponse{follower->id, std::move(response)}};
    }
    return effect::ApiResponse{std::get<FromClient>(origin).id, std::move(response)};
}

void forward(State& s, const FromClient& client, const api::HttpRequest& request) {
    const std::optional<MemberId> leader = s.raft.leader();
    const auto peer = leader ? s.peers.find(*leader) : s.peers.end();
    if (peer == s.peers.end() || !peer->second.hello) {
        deliver(s, client, nobody_leads());
        return;
    }
    s.forwarded_to = leader;
    s.forwarded[++s.last_forwarded] = client;
    s.out.push_back(effect::SendToPeer{*leader, ForwardedRequest{s.last_forwarded, request}});
}

void admit(State& s, const door::Admit& admitted) {
    if (changes_cluster(admitted.request)) {
        change_cluster(s, admitted);
    } else if (admitted.request.method == "GET" && analytics::asks_for_reports(admitted.request)) {
        gather_reports(s, admitted);
    } else {
        give_to_controller(s, admitted);
    }
}

// CCFG-1: from the first change on a node is not factory-fresh any more.
void log_event(State& s, const access::AuditEvent& event) {
    if (!event.event_id.starts_with("USER_LOG") && !is_configured(s.records)) {
        propose(s, {record_of_configured()});
    }
    lead(s, controller::input::OutsideEvent{event.event_id, event.object, event.description});
}

}  // namespace

void take_request(State& s, const Origin& origin, const api::HttpRequest& request) {
    if (access::is_open(request)) {
        deliver(s, origin, open_answer(s, request));
    } else if (std::holds_alternative<FromClient>(origin) && is_local_procedure(request)) {
        carry_out_locally(s, std::get<FromClient>(origin).id, request);
    } else if (leads(s) && api_is_away(s)) {
        deliver(s, origin, being_changed());
    } else if (leads(s)) {
        const InnerId id = ++s.last_inner;
        s.origins[id] = origin;
        take_access_effects(s, s.leading->access.step(s.now, access::input::Request{id, request}));
    } else if (const auto* client = std::get_if<FromClient>(&origin)) {
        forward(s, *client, request);
    } else {
        deliver(s, origin, nobody_leads());
    }
}

void take_access_effects(State& s, const access::Effects& effects) {
    for (const access::Effect& effect : effects) {
        std::visit(Overloaded{
                       [&](const door::Admit& admitted) { admit(s, admitted); },
                       [&](const door::Answer& one) { answer(s, one.id, one.response, true); },
                       [&](const door::CheckPassword& check) { s.out.push_back(check); },
                       [&](const door::HashPassword& hash) { s.out.push_back(hash); },
                       [&](const door::Commit& commit) {
                           std::vector<controller::Change> changes;
                           for (const access::Record& record : commit.changes) {
                               changes.push_back({record.key, record.value});
                           }
                           propose(s, changes);
                       },
                       [&](const door::LogEvent& logged) { log_event(s, logged.event); },
                   },
                   effect);
    }
}

void give_to_controller(State& s, const door::Admit& admitted) {
    s.leading->admitted[admitted.id] = admitted;
    controller::input::ApiRequest request{.id = admitted.id,
                                          .method = admitted.request.method,
                                          .path = admitted.request.target,
                                          .body = admitted.request.body,
                                          .context = access::context_of(admitted, s.now)};
    lead(s, request);
}

void answer_admitted(State& s, const controller::effect::ApiResponse& response) {
    if (take_reported_service(s, response.id, {response.status, response.headers, response.body})) {
        return;
    }
    const auto found = s.leading->admitted.find(response.id);
    if (found == s.leading->admitted.end()) {
        return;  // asked by the node itself
    }
    const door::Admit admitted = std::move(found->second);
    s.leading->admitted.erase(found);
    api::HttpResponse out{response.status, response.headers, response.body};
    if (const auto event = access::audit(admitted.caller, admitted.request, out)) {
        log_event(s, *event);
    }
    out.headers.insert(out.headers.end(), admitted.answer_headers.begin(),
                       admitted.answer_headers.end());
    answer(s, admitted.id, std::move(out), true);
}

void answer(State& s, InnerId id, api::HttpResponse response, bool as_read) {
    const auto found = s.origins.find(id);
    if (found == s.origins.end()) {
        return;
    }
    const Origin origin = found->second;
    s.origins.erase(found);
    if (!std::holds_alternative<FromNode>(origin)) {
        emit_committed(s, delivery(origin, std::move(response)), as_read);
    }
}

void take_forwarded_answer(State& s, const ForwardedResponse& response) {
    if (const auto found = s.forwarded.find(response.id); found != s.forwarded.end()) {
        deliver(s, found->second, response.response);
        s.forwarded.erase(found);
    }
}

void give_up_forwarded(State& s) {
    for (const auto& [id, client] : s.forwarded) {
        deliver(s, client, outcome_unknown());
    }
    s.forwarded.clear();
    s.forwarded_to = s.raft.leader();
}

void give_up_held(State& s) {
    for (Effect& held : s.gate.abandon()) {
        if (auto* response = std::get_if<effect::ApiResponse>(&held)) {
            s.out.push_back(effect::ApiResponse{response->id, outcome_unknown()});
        } else if (auto* send = std::get_if<effect::SendToPeer>(&held)) {
            if (const auto* forwarded = std::get_if<ForwardedResponse>(&send->message)) {
                s.out.push_back(effect::SendToPeer{
                    send->peer, ForwardedResponse{forwarded->id, outcome_unknown()}});
            }
        }
    }
    for (const auto& [id, origin] : std::exchange(s.origins, {})) {
        deliver(s, origin, outcome_unknown());
    }
}

}  // namespace holdfast::reference::cluster
