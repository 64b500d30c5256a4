// SPDX-License-Identifier: Apache-2.0
// What the controller says of the present: runtimes, inventories, the event log, the overview.
#include <fmt/format.h>

#include "base/json.h"
#include "reference/controller/api_requests.h"
#include "reference/controller/cloud.h"
#include "reference/controller/configuration.h"
#include "reference/controller/disabling.h"
#include "reference/controller/object_requests.h"
#include "reference/controller/runtime.h"

namespace holdfast::reference::controller {
namespace {

using api::Answer;

Answer answer(const json::value& body) {
    return {200, boost::json::serialize(body)};
}

json::object oper_status(OperState state) {
    return {{"state", json::store(state)}};
}

// OBS-1: a connection that nobody has closed may lead to an engine without power.
bool is_connected(const Engine& engine) {
    return engine.connection.has_value() && engine.health != OperState::OPER_DOWN;
}

// For sure active there: assigned, not on its way elsewhere, on an engine that is not down.
bool active_on(const SystemState& s, const model::VirtualService& vs, const Engine& engine) {
    const ServicePlace* place = s.services.find(vs.uuid);
    return place != nullptr && wants_a_place(s, vs) && place->active == engine.name &&
           engine.health != OperState::OPER_DOWN && !s.moves.moving(move_key(vs));
}

bool standby_on(const SystemState& s, const model::VirtualService& vs, const Engine& engine) {
    const ServicePlace* place = s.services.find(vs.uuid);
    return place != nullptr && wants_a_place(s, vs) && place->active && engine.up() &&
           !active_on(s, vs, engine);
}

/// Both engines of a pair, or the list of an elastic group in its order.
std::vector<const Engine*> engines_for(const SystemState& s, const model::VirtualService& vs) {
    const model::ServiceEngineGroup& group = group_of(s, vs);
    if (group.legacy()) {
        return engines_of(s, group);
    }
    std::vector<const Engine*> engines;
    const ServicePlace* place = s.services.find(vs.uuid);
    for (const EngineName& name : place ? place->engines : std::vector<EngineName>{}) {
        if (const Engine* engine = find_engine(s, name)) {
            engines.push_back(engine);
        }
    }
    return engines;
}

/// Engines that a service should be on: two of a pair.
std::int64_t requested(const SystemState& s, const model::VirtualService& vs) {
    const model::ServiceEngineGroup& group = group_of(s, vs);
    return group.legacy() ? 2 : instances_wanted(s, vs);
}

json::array active_tags(const SystemState& s, const Engine& engine) {
    if (!group_of(s, engine).legacy()) {
        return {};  // tags tell the halves of a pair apart
    }
    std::set<model::ActiveStandbySeTag> tags;
    for (const model::VirtualService* vs : placed_in(s, group_of(s, engine))) {
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

json::object assigned(const SystemState& s, const api::View& view, const model::VirtualService& vs,
                      const Engine& engine) {
    const auto* object = s.store.of<model::ServiceEngine>().find_name(engine.name.text());
    const ServicePlace& place = s.services.at(vs.uuid);
    const bool active = active_on(s, vs, engine);
    const std::string url =
        view.url(model::Kind::service_engine, object->object.uuid, object->object.name);
    return {{"uuid", object->object.uuid},
            {"name", engine.name.text()},
            {"url", url},
            {"ref", url},
            {"primary", active},
            {"standby", group_of(s, vs).legacy() && standby_on(s, vs, engine)},
            {"connected", is_connected(engine)},
            {"active_on_se", active && place.assigned != 0 && engine.applied >= place.assigned},
            {"oper_status", oper_status(engine.health)}};
}

std::vector<const Engine*> assigned_engines(const SystemState& s, const model::VirtualService& vs) {
    return s.services.at(vs.uuid).active && wants_a_place(s, vs) ? engines_for(s, vs)
                                                                 : std::vector<const Engine*>{};
}

json::object vip_summary(const SystemState& s, const api::View& view,
                         const model::VirtualService& vs) {
    const auto* vs_vip = s.store.of<model::VsVip>().referred(vs.vsvip_ref);
    json::array engines;
    std::int64_t up = 0;
    for (const Engine* engine : assigned_engines(s, vs)) {
        engines.push_back(assigned(s, view, vs, *engine));
        up += engine->up() ? 1 : 0;
    }
    const auto assigned_count = static_cast<std::int64_t>(engines.size());
    return {{"vip_id", vs_vip->vip.at(0).vip_id},
            {"oper_status", oper_status(s.services.at(vs.uuid).oper)},
            {"num_se_assigned", assigned_count},
            {"num_se_requested", requested(s, vs)},
            {"percent_ses_up", std::min<std::int64_t>(100, up * 100 / requested(s, vs))},
            {"ip_address", json::store(vs_vip->vip[0].ip_address)},
            {"enabled", vs_vip->vip[0].enabled},
            {"service_engine", std::move(engines)}};
}

json::object service_runtime(const SystemState& s, const api::View& view,
                             const model::VirtualService& vs) {
    json::object summary = vip_summary(s, view, vs);
    const json::value percent = summary.at("percent_ses_up");
    return {{"oper_status", oper_status(s.services.at(vs.uuid).oper)},
            {"percent_ses_up", percent},
            {"vip_summary", json::array{std::move(summary)}},
            {"type", json::store(vs.type)},
            {"one_plus_one_ha", group_of(s, vs).legacy()},
            {"self_se_election", !group_of(s, vs).legacy() && group_of(s, vs).self_se_election},
            {"east_west", vs.east_west_placement}};
}

json::object requested_resource(const SystemState& s, const model::VirtualService& vs) {
    const bool legacy = group_of(s, vs).legacy();
    return {{"num_se", legacy ? 1 : requested(s, vs)}, {"num_standby_se", legacy ? 1 : 0}};
}

/// Secondaries of an elastic group.
std::int64_t additional_engines(const SystemState& s, const model::VirtualService& vs) {
    const auto count = static_cast<std::int64_t>(assigned_engines(s, vs).size());
    return group_of(s, vs).legacy() ? 0 : std::max<std::int64_t>(0, count - 1);
}

// VirtualServiceRuntime: engine by engine.
json::object internal_runtime(const SystemState& s, const api::View& view,
                              const model::VirtualService& vs) {
    json::array engines;
    for (const Engine* engine : assigned_engines(s, vs)) {
        const json::object one = assigned(s, view, vs, *engine);
        engines.push_back(json::object{{"se_ref", one.at("ref")},
                                       {"is_primary", one.at("primary")},
                                       {"is_standby", one.at("standby")},
                                       {"active_on_se", one.at("active_on_se")}});
    }
    const auto* vs_vip = s.store.of<model::VsVip>().referred(vs.vsvip_ref);
    const Scaling scaling = scaling_of(s, vs);
    return {{"uuid", vs.uuid},
            {"name", vs.name},
            {"oper_status", oper_status(s.services.at(vs.uuid).oper)},
            {"vip_runtime",
             json::array{json::object{{"vip_id", vs_vip->vip.at(0).vip_id},
                                      {"num_additional_se", additional_engines(s, vs)},
                                      {"requested_resource", requested_resource(s, vs)},
                                      {"migrate_in_progress",
                                       scaling == Scaling::migrate || s.moves.moving(move_key(vs))},
                                      {"scaleout_in_progress", scaling == Scaling::out},
                                      {"scalein_in_progress", scaling == Scaling::in},
                                      {"se_list", std::move(engines)}}}}};
}

json::array scaleout_status(const SystemState& s, const model::VirtualService& vs) {
    const auto count = static_cast<std::int64_t>(assigned_engines(s, vs).size());
    const auto* vs_vip = s.store.of<model::VsVip>().referred(vs.vsvip_ref);
    return {json::object{{"vip_id", vs_vip->vip.at(0).vip_id},
                         {"num_se_assigned", count},
                         {"num_se_requested", requested(s, vs)}}};
}

boost::json::string since_start(std::optional<Instant> instant) {
    return boost::json::string(instant ? to_string(*instant) : "");
}

json::object engine_runtime(const SystemState& s, const Engine& engine) {
    return {{"se_connected", is_connected(engine)},
            {"oper_status", oper_status(shown_state(engine))},
            {"active_tags", active_tags(s, engine)},
            {"gateway_up", engine.lost_gateways.empty()},
            {"version", engine.version},
            {"at_curr_ver", true},
            {"license_state", "LICENSE_STATE_LICENSED"},
            {"migrate_state", migrate_state(engine)},
            {"power_state", engine.up() ? "SE_POWER_ON" : "SE_POWER_OFF"},
            {"hb_status",
             json::object{{"num_hb_misses", engine.liveness.heartbeats_missed()},
                          {"num_outstanding_hb", engine.liveness.echoes_outstanding()},
                          {"last_hb_req_sent", since_start(engine.liveness.last_sent())},
                          {"last_hb_resp_recv", since_start(engine.liveness.last_answer())}}}};
}

json::object group_runtime(const SystemState& s, const model::ServiceEngineGroup& group) {
    const std::vector<const Engine*> engines = engines_of(s, group);
    const auto up = std::count_if(engines.begin(), engines.end(),
                                  [](const Engine* engine) { return engine->up(); });
    return {{"num_se", engines.size()},
            {"num_se_up", up},
            {"num_virtualservices", services_of(s, group).size()},
            {"oper_status", json::object{{"state", engines.empty() ? "OPER_UNUSED"
                                                   : up > 0        ? "OPER_UP"
                                                                   : "OPER_DOWN"}}}};
}

// Engines watch the servers, and tell of what changes in events; here a server counts as up while
// its pool is in use.
json::object pool_runtime(const SystemState& s, const model::Pool& pool) {
    const auto enabled = std::count_if(pool.servers.begin(), pool.servers.end(),
                                       [](const model::Server& server) { return server.enabled; });
    const bool used = !s.store.of<model::VirtualService>()
                           .referring_to(api::reference_to(model::Kind::pool, pool.uuid))
                           .empty();
    const char* state = !pool.enabled ? "OPER_DISABLED"
                        : !used       ? "OPER_UNUSED"
                        : enabled > 0 ? "OPER_UP"
                                      : "OPER_DOWN";
    return {{"num_servers", pool.servers.size()},
            {"num_servers_enabled", enabled},
            {"num_servers_up", used && pool.enabled ? enabled : 0},
            {"oper_status", json::object{{"state", state}}}};
}

json::array server_runtime(const model::Pool& pool) {
    json::array servers;
    for (const model::Server& server : pool.servers) {
        servers.push_back(json::object{
            {"ip_addr", json::store(server.ip)},
            {"port", server.port.value_or(pool.default_server_port)},
            {"oper_status",
             json::object{
                 {"state", pool.enabled && server.enabled ? "OPER_UP" : "OPER_DISABLED"}}}});
    }
    return servers;
}

template <class T>
bool of_own_tenant(SystemState& s, const api::RequestContext& context, const T& object) {
    return find_visible(s, context, *collection_of(s, model::kind_of<T>), object.uuid).has_value();
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
    json::array list;
    for (const EngineName& name : s.services.at(vs.uuid).engines) {
        list.push_back(json::value(name.text()));
    }
    return {{"name", vs.name},
            {"oper_state", json::store(s.services.at(vs.uuid).oper)},
            {"active", std::move(active)},
            {"standby", std::move(standby)},
            {"se_list", std::move(list)},
            {"se_list_version", s.services.at(vs.uuid).list_version}};
}

}  // namespace

json::object runtime_of(SystemState& s, const api::View& view, model::Kind kind,
                        std::string_view uuid) {
    switch (kind) {
        case model::Kind::virtual_service:
            return service_runtime(s, view, s.store.of<model::VirtualService>().find(uuid)->object);
        case model::Kind::service_engine:
            return engine_runtime(
                s, *find_engine(s, s.store.of<model::ServiceEngine>().find(uuid)->object.name));
        case model::Kind::service_engine_group:
            return group_runtime(s, s.store.of<model::ServiceEngineGroup>().find(uuid)->object);
        case model::Kind::pool:
            return pool_runtime(s, s.store.of<model::Pool>().find(uuid)->object);
        default:
            return {{"oper_status", json::object{{"state", "OPER_UP"}}}};
    }
}

json::object inventory_of(SystemState& s, const api::View& view, model::Kind kind,
                          std::string_view uuid, json::object config) {
    return {{"uuid", config.at("uuid")},
            {"config", std::move(config)},
            {"runtime", runtime_of(s, view, kind, uuid)},
            {"health_score", json::object{{"health_score", 100}}},
            {"alert", json::object{{"low", 0}, {"medium", 0}, {"high", 0}}}};
}

void add_computed(const SystemState& s, const api::View& view, model::Kind kind,
                  std::string_view uuid, json::object& shown) {
    if (kind == model::Kind::virtual_service) {
        const model::VirtualService& vs = s.store.of<model::VirtualService>().find(uuid)->object;
        const auto* vs_vip = s.store.of<model::VsVip>().referred(vs.vsvip_ref);
        shown["marked_for_delete"] = false;
        shown["self_se_election"] = !group_of(s, vs).legacy() && group_of(s, vs).self_se_election;
        shown["version"] =
            std::to_string(s.store.of<model::VirtualService>().find(uuid)->last_modified);
        shown["vip_runtime"] =
            json::array{json::object{{"vip_id", vs_vip->vip.at(0).vip_id},
                                     {"num_additional_se", additional_engines(s, vs)},
                                     {"requested_resource", requested_resource(s, vs)}}};
    } else if (kind == model::Kind::vs_vip) {
        json::array users;
        for (const model::VirtualService* vs :
             s.store.of<model::VirtualService>().referring_to(api::reference_to(kind, uuid))) {
            users.push_back(
                json::value(view.url(model::Kind::virtual_service, vs->uuid, vs->name)));
        }
        shown["vs_refs"] = std::move(users);
    } else if (kind == model::Kind::pool && view.version < model::Version{17, 0, 0}) {
        shown["server_count"] = s.store.of<model::Pool>().find(uuid)->object.servers.size();
    }
}

Answer read_view(SystemState& s, const api::RequestContext& context,
                 const api::command::ReadView& command) {
    using api::command::View;
    const auto entry = find_visible(s, context, *collection_of(s, command.kind), command.uuid);
    if (!entry) {
        return api::not_found(command.kind);
    }
    const api::View view = view_for(s, context, {}, false);
    switch (command.view) {
        case View::runtime:
            return answer(runtime_of(s, view, command.kind, command.uuid));
        case View::runtime_detail:
            return answer(json::array{runtime_of(s, view, command.kind, command.uuid)});
        case View::runtime_internal:
            return answer(internal_runtime(
                s, view, s.store.of<model::VirtualService>().find(command.uuid)->object));
        case View::scaleout_status:
            return answer(
                scaleout_status(s, s.store.of<model::VirtualService>().find(command.uuid)->object));
        case View::server_runtime:
            return answer(server_runtime(s.store.of<model::Pool>().find(command.uuid)->object));
        case View::machines:
            return list_machines(s);
    }
    return api::not_found(command.kind);
}

Answer list_events(SystemState& s, const api::command::ListEvents& command) {
    const json::value results = json::store(s.events.after(command.after));
    return answer(json::object{{"count", results.get_array().size()}, {"results", results}});
}

Answer read_overview(SystemState& s, const api::RequestContext& context) {
    json::array services;
    for (const auto& stored : s.store.of<model::VirtualService>().items()) {
        if (of_own_tenant(s, context, stored.object)) {
            services.push_back(overview(s, stored.object));
        }
    }
    json::array engines;
    for (const Engine& engine : s.engines) {
        if (!of_own_tenant(
                s, context,
                s.store.of<model::ServiceEngine>().find_name(engine.name.text())->object)) {
            continue;
        }
        engines.push_back(json::object{{"name", engine.name.text()},
                                       {"oper_state", json::store(shown_state(engine))},
                                       {"connected", is_connected(engine)},
                                       {"active_tags", active_tags(s, engine)},
                                       {"gateway_up", engine.lost_gateways.empty()}});
    }
    return answer(json::object{{"services", std::move(services)}, {"engines", std::move(engines)}});
}

}  // namespace holdfast::reference::controller
