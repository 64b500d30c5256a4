// SPDX-License-Identifier: Apache-2.0
// What engines report: which node collects it, and the answer of all collectors to one question
// (HDL-3, CTRL-23). Collected things are no part of the log: they are in one node's memory, and
// engines tell them again to whoever collects after it.
#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/json.h"
#include "reference/access/context.h"
#include "reference/analytics/spread.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

/// A collector that is well answers in a round trip; of one that is not, the answer goes without.
constexpr Duration answer_max = 1s;

std::vector<analytics::Node> known_nodes(const State& s) {
    std::vector<analytics::Node> nodes;
    for (const KnownNode& node : known_cluster(s.records).nodes) {
        nodes.push_back({node.name, node.state == NodeState::CLUSTER_ACTIVE});
    }
    return nodes;
}

std::string error_body(const std::string& text) {
    return boost::json::serialize(json::object{{"error", text}});
}

/// The answer to the request, which is then over.
void respond(State& s, InnerId id, int status, std::string body) {
    const auto found = s.reports_requests.find(id);
    api::HttpResponse out{status, {{"Content-Type", "application/json"}}, std::move(body)};
    const auto& headers = found->second.request.answer_headers;
    out.headers.insert(out.headers.end(), headers.begin(), headers.end());
    s.reports_requests.erase(found);
    answer(s, id, std::move(out), true);
}

std::string uuid_in(const analytics::Query& query) {
    return std::visit([](const auto& one) { return one.service_uuid; }, query);
}

void conclude(State& s, InnerId id) {
    const ReportsRequest& request = s.reports_requests.at(id);
    analytics::Answered answered{.service_uuid = uuid_in(request.query),
                                 .service_name = request.service_name,
                                 .reports = analytics::merged(request.parts)};
    for (const MemberId& silent : request.unanswered) {
        answered.missing.push_back(silent.text());
    }
    respond(s, id, 200, analytics::answer_to(request.query, answered));
}

void ask_collectors(State& s, InnerId id, ReportsRequest& request) {
    const protocol::ServiceName service(request.service_name);
    request.parts.push_back(
        {s.options.name.text(), s.collection.of(service, analytics::requests_shown_max)});
    request.until = s.now + answer_max;
    for (const MemberId& voter : s.raft.membership().voters) {
        if (voter != s.options.name) {
            request.unanswered.insert(voter);
            s.out.push_back(effect::SendToPeer{voter, ReportsWanted{id, service}});
        }
    }
    if (request.unanswered.empty()) {
        conclude(s, id);
    }
}

}  // namespace

// CTRL-23: derived from what the leader made known to all, so it needs no agreement of its own. A
// node that has lost touch collects nothing: what it took nobody could ask for.
void spread_reports(State& s) {
    const bool touch = in_touch(s);
    if (s.spread_by == s.spread_at && s.spread_in_touch == touch) {
        return;
    }
    s.spread_by = s.spread_at;
    s.spread_in_touch = touch;
    protocol::Collects collects{.index = s.spread_at, .holder = s.told_to_collect.holder};
    if (touch) {
        collects.slots = analytics::slots_of(s.options.name.text(), known_nodes(s));
    }
    if (collects == s.told_to_collect) {
        return;
    }
    s.told_to_collect = std::move(collects);
    for (const controller::ConnectionId connection : s.engines) {
        s.out.push_back(effect::SendToReporter{connection, s.told_to_collect});
    }
}

void take_report(State& s, const input::FromReporter& input) {
    const auto certified = s.certified.find(input.connection);
    if (certified == s.certified.end() || certified->second != input.report.engine) {
        note(s, fmt::format("{} takes no report of {} from another engine's connection",
                            s.options.name.text(), input.report.engine.text()));
        return;
    }
    const std::uint64_t taken = s.collection.take(input.report);
    s.out.push_back(effect::SendToReporter{input.connection,
                                           protocol::ReportTaken{input.report.service, taken}});
}

void gather_reports(State& s, const access::effect::Admit& admitted) {
    const auto query = analytics::parse_query(admitted.request);
    ReportsRequest& request = s.reports_requests[admitted.id];
    request.request = admitted;
    if (!query) {
        respond(s, admitted.id, 400, error_body(query.error().message));
        return;
    }
    request.query = *query;
    request.until = s.now + answer_max;
    lead(s, controller::input::ApiRequest{.id = admitted.id,
                                          .method = "GET",
                                          .path = "/api/virtualservice/" + uuid_in(*query),
                                          .context = access::context_of(admitted, s.now)});
}

bool take_reported_service(State& s, InnerId id, const api::HttpResponse& response) {
    const auto found = s.reports_requests.find(id);
    if (found == s.reports_requests.end()) {
        return false;
    }
    if (response.status != 200) {
        respond(s, id, response.status, response.body);
        return true;
    }
    const json::value service = boost::json::parse(response.body);
    found->second.service_name = std::string(service.at("name").as_string());
    ask_collectors(s, id, found->second);
    return true;
}

void take_reports_wanted(State& s, const MemberId& peer, const ReportsWanted& wanted) {
    s.out.push_back(effect::SendToPeer{
        peer,
        ReportsFound{wanted.id, s.collection.of(wanted.service, analytics::requests_shown_max)}});
}

void take_reports_found(State& s, const MemberId& peer, const ReportsFound& found) {
    const auto request = s.reports_requests.find(found.id);
    if (request == s.reports_requests.end() || request->second.unanswered.erase(peer) == 0) {
        return;  // too late
    }
    request->second.parts.push_back({peer.text(), found.reports});
    if (request->second.unanswered.empty()) {
        conclude(s, found.id);
    }
}

void expire_reports_requests(State& s) {
    std::vector<InnerId> over;
    for (const auto& [id, request] : s.reports_requests) {
        if (s.now >= request.until) {
            over.push_back(id);
        }
    }
    for (const InnerId id : over) {
        conclude(s, id);
    }
}

std::optional<Instant> next_reports_timeout(const State& s) {
    std::optional<Instant> next;
    for (const auto& [id, request] : s.reports_requests) {
        next = std::min(next.value_or(request.until), request.until);
    }
    return next;
}

}  // namespace holdfast::reference::cluster
