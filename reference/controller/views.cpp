// SPDX-License-Identifier: Apache-2.0
// What the controller says of the present: runtimes, the event log, the overview.
#include "base/json.h"
#include "reference/controller/api_requests.h"
#include "reference/controller/configuration.h"

namespace holdfast::reference::controller {
namespace {

using api::Answer;

Answer answer(const json::value& body) {
    return {200, boost::json::serialize(body)};
}

json::object oper_status(OperState state) {
    return {{"state", json::store(state)}};
}

// For sure active there: assigned, not on its way elsewhere, on an engine that is not down.
bool active_on(const SystemState& s, const model::VirtualService& vs, const Engine& engine) {
    const auto place = s.services.find(vs.uuid);
    return place != s.services.end() && wants_a_place(s, vs) &&
           place->second.active == engine.name && engine.health != OperState::OPER_DOWN &&
           !s.moves.moving(move_key(vs));
}

bool standby_on(const SystemState& s, const model::VirtualService& vs, const Engine& engine) {
    const auto place = s.services.find(vs.uuid);
    return place != s.services.end() && wants_a_place(s, vs) && place->second.active &&
           engine.up() && !active_on(s, vs, engine);
}

std::vector<const Engine*> engines_for(const SystemState& s, const model::VirtualService& vs) {
    return engines_of(s, *s.store.of<model::ServiceEngineGroup>().referred(vs.se_group_ref));
}

json::array active_tags(const SystemState& s, const Engine& engine) {
    std::set<model::ActiveStandbySeTag> tags;
    for (const model::VirtualService* vs : services_of(s, group_of(s, engine))) {
        if (active_on(s, *vs, engine)) {
            tags.insert(vs->active_standby_se_tag);
        }
    }
    json::array out;
    for (const auto tag : tags) {
        out.push_back(json::store(tag));
    }
    return out;
}

json::object assigned(const SystemState& s, const model::VirtualService& vs, const Engine& engine) {
    const auto* object = s.store.of<model::ServiceEngine>().find_name(engine.name.text());
    const ServicePlace& place = s.services.at(vs.uuid);
    const bool active = active_on(s, vs, engine);
    const std::string url = api::reference_to(model::Kind::service_engine, object->object.uuid);
    return {{"uuid", object->object.uuid},
            {"name", engine.name.text()},
            {"url", url},
            {"ref", url},
            {"primary", active},
            {"standby", standby_on(s, vs, engine)},
            {"connected", engine.connection.has_value()},
            {"active_on_se", active && place.assigned != 0 && engine.applied >= place.assigned},
            {"oper_status", oper_status(engine.health)}};
}

Answer service_runtime(const SystemState& s, const model::VirtualService& vs) {
    const ServicePlace& place = s.services.at(vs.uuid);
    const auto* vs_vip = s.store.of<model::VsVip>().referred(vs.vsvip_ref);
    json::array engines;
    std::int64_t up = 0;
    if (place.active && wants_a_place(s, vs)) {
        for (const Engine* engine : engines_for(s, vs)) {
            engines.push_back(assigned(s, vs, *engine));
            up += engine->up() ? 1 : 0;
        }
    }
    const std::int64_t percent = up * 100 / 2;
    const json::object status = oper_status(place.oper);
    const auto assigned_count = static_cast<std::int64_t>(engines.size());
    return answer(json::object{
        {"oper_status", status},
        {"percent_ses_up", percent},
        {"vip_summary",
         json::array{json::object{{"vip_id", vs_vip->vip.at(0).vip_id},
                                  {"oper_status", status},
                                  {"num_se_assigned", assigned_count},
                                  {"num_se_requested", 2},
                                  {"percent_ses_up", percent},
                                  {"ip_address", json::store(vs_vip->vip[0].ip_address)},
                                  {"enabled", vs_vip->vip[0].enabled},
                                  {"service_engine", std::move(engines)}}}}});
}

boost::json::string since_start(std::optional<Instant> instant) {
    return boost::json::string(instant ? to_string(*instant) : "");
}

Answer engine_runtime(const SystemState& s, const Engine& engine) {
    return answer(json::object{
        {"se_connected", engine.connection.has_value()},
        {"oper_status", oper_status(engine.health)},
        {"active_tags", active_tags(s, engine)},
        {"version", engine.version},
        {"hb_status",
         json::object{{"num_hb_misses", engine.liveness.heartbeats_missed()},
                      {"num_outstanding_hb", engine.liveness.echoes_outstanding()},
                      {"last_hb_req_sent", since_start(engine.liveness.last_sent())},
                      {"last_hb_resp_recv", since_start(engine.liveness.last_answer())}}}});
}

json::object overview(const SystemState& s, const model::VirtualService& vs) {
    json::array active;
    json::array standby;
    for (const Engine* engine : engines_for(s, vs)) {
        if (active_on(s, vs, *engine)) {
            active.push_back(json::value(engine->name.text()));
        } else if (standby_on(s, vs, *engine)) {
            standby.push_back(json::value(engine->name.text()));
        }
    }
    return {{"name", vs.name},
            {"oper_state", json::store(s.services.at(vs.uuid).oper)},
            {"active", std::move(active)},
            {"standby", std::move(standby)}};
}

}  // namespace

Answer read_runtime(SystemState& s, const api::command::ReadRuntime& command) {
    if (command.kind == model::Kind::service_engine) {
        const auto* stored = s.store.of<model::ServiceEngine>().find(command.uuid);
        return stored == nullptr ? api::not_found(command.kind)
                                 : engine_runtime(s, *find_engine(s, stored->object.name));
    }
    const auto* stored = s.store.of<model::VirtualService>().find(command.uuid);
    return stored == nullptr ? api::not_found(command.kind) : service_runtime(s, stored->object);
}

Answer list_events(SystemState& s, const api::command::ListEvents& command) {
    const json::value results = json::store(s.events.after(command.after));
    return answer(json::object{{"count", results.get_array().size()}, {"results", results}});
}

Answer read_overview(SystemState& s) {
    json::array services;
    for (const auto& stored : s.store.of<model::VirtualService>().items()) {
        services.push_back(overview(s, stored.object));
    }
    json::array engines;
    for (const Engine& engine : s.engines) {
        engines.push_back(json::object{{"name", engine.name.text()},
                                       {"oper_state", json::store(engine.health)},
                                       {"connected", engine.connection.has_value()},
                                       {"active_tags", active_tags(s, engine)}});
    }
    return answer(json::object{{"services", std::move(services)}, {"engines", std::move(engines)}});
}

}  // namespace holdfast::reference::controller
