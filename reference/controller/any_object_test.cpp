// SPDX-License-Identifier: Apache-2.0
// Goal: whatever the kind and whatever its fields, an object that is accepted reads, writes and
// survives a restart as it is; and whatever nonsense is sent, it is refused and nothing changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "reference/controller/drawn_objects.h"
#include "reference/controller/test_client.h"

namespace holdfast::reference::controller {
namespace {

namespace json = boost::json;
using model::Kind;

std::string path_of(Kind kind) {
    return "/api/" + std::string(model::names_of(kind).path);
}

// What the schema alone does not say.
void make_fit(Kind kind, json::object& body) {
    switch (kind) {
        case Kind::vs_vip:
            body["vip"] = json::array{
                json::object{{"ip_address", json::object{{"addr", "192.0.2.77"}, {"type", "V4"}}}}};
            break;
        case Kind::virtual_service:
            body["vsvip_ref"] = "vip";
            body["services"] = json::array{json::object{{"port", 80}}};
            body.erase("vip");
            break;
        case Kind::health_monitor:
            body["send_interval"] = 3600;
            body["receive_timeout"] = *rc::gen::inRange(1, 2401);
            break;
        case Kind::network_service:
            body["se_group_ref"] = "Default-Group";
            body["vrf_ref"] = "global";
            break;
        case Kind::service_engine_group:  // what contradicts itself is refused: floating.h
            for (const char* field :
                 {"floating_intf_ip", "floating_intf_ip_se_2", "enable_routing", "enable_vmac"}) {
                body.erase(field);
            }
            break;
        case Kind::pool_group:
            body.erase("members");
            break;
        case Kind::cluster:
            body["nodes"] = json::array{json::object{{"name", "c1"}}};
            break;
        default:
            break;
    }
    if (body.contains("name")) {
        body["name"] = "drawn";
    }
}

json::object drawn_object(Kind kind) {
    json::object body = drawn_fields(model::schema_of(kind));
    make_fit(kind, body);
    return body;
}

json::value without_stamp(const Reply& reply) {
    json::value body = reply.body;
    body.as_object().erase("_last_modified");
    if (body.as_object().contains("vip_runtime")) {
        body.as_object().erase("version");  // counts writes
    }
    return body;
}

Kind drawn_kind() {
    const Kind kind = (*rc::gen::elementOf(
                           std::vector<model::KindNames>(model::kinds.begin(), model::kinds.end())))
                          .kind;
    return kind == Kind::service_engine ? Kind::pool : kind;  // engines come by registering
}

/// Makes the object, or writes it where there is one only; its path.
std::string kept(TestClient& client, Kind kind, const json::object& body) {
    const std::string path = path_of(kind);
    const Reply reply = model::is_singleton(kind) ? client.put(path, json::serialize(body))
                                                  : client.post(path, json::serialize(body));
    if (reply.status >= 300) {
        RC_FAIL(path + ": " + json::serialize(reply.body) + " to " + json::serialize(body));
    }
    return model::is_singleton(kind) ? path : path + "/" + reply.text("uuid");
}

RC_GTEST_PROP(AnyObject, ReadsWritesAndSurvivesAsItIs, ()) {
    TestClient client;
    client.post("/api/vsvip", R"({"name": "vip", "vip": [{"ip_address": {"addr": "192.0.2.7"}}]})");
    const Kind kind = drawn_kind();
    const std::string path = kept(client, kind, drawn_object(kind));

    const Reply first = client.get(path + "?include_name");
    const Reply written = client.put(path, json::serialize(first.body));
    RC_ASSERT(written.status == 200);
    RC_ASSERT(without_stamp(client.get(path + "?include_name")) == without_stamp(first));
    RC_ASSERT(
        client.put(path, json::serialize(client.get(path + "?skip_default=true").body)).status ==
        200);
    RC_ASSERT(without_stamp(client.get(path + "?include_name")) == without_stamp(first));

    const std::string before = client.everything();
    Controller next{ControllerOptions{}};
    RC_ASSERT(next.restore(client.records).has_value());
    client.controller = std::move(next);
    RC_ASSERT(client.everything() == before);
}

// Pools and profiles that are there may be written, so only refusals have to change nothing.
RC_GTEST_PROP(AnyObject, NonsenseIsRefusedAndChangesNothing, ()) {
    TestClient client;
    const Kind kind = drawn_kind();
    const model::Schema& schema = model::schema_of(kind);
    const std::string path =
        model::is_singleton(kind)
            ? path_of(kind)
            : kept(client, kind == Kind::virtual_service ? Kind::pool : kind,
                   drawn_object(kind == Kind::virtual_service ? Kind::pool : kind));
    for (int i = 0; i < 5; ++i) {
        const std::string before = client.everything();
        json::value body = drawn_nonsense(schema, 4);
        const std::string method = *rc::gen::element<std::string>("POST", "PUT", "PATCH");
        if (method == "PATCH" && *rc::gen::arbitrary<bool>()) {
            body = json::object{
                {*rc::gen::element<std::string>("add", "replace", "delete", "json_patch"),
                 std::move(body)}};
        }
        std::string text = json::serialize(body);
        if (*rc::gen::inRange(0, 4) == 0) {
            text.resize(text.size() / 2);
        }
        const Reply reply = client.ask(method, method == "POST" ? path_of(kind) : path, text);
        RC_ASSERT(reply.status < 500);
        if (reply.status >= 400) {
            RC_ASSERT(reply.has("error"));
            RC_ASSERT(client.everything() == before);
        }
    }
}

RC_GTEST_PROP(AnyObject, AnyPathIsAnswered, ()) {
    TestClient client;
    std::string path = "/";
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
        path += *rc::gen::element<std::string>(
            "api", "pool", "/", "//", "pool-inventory", "runtime", "%zz", "?", "&", "page=0",
            "name.in=", "search=(", "refers_to=:", "cloud_ref.x.y=1", "=", ".in=", "virtualservice",
            "sort=-", "macro", "cluster", "/x/");
    }
    const std::string before = client.everything();
    const Reply reply =
        client.ask(*rc::gen::element<std::string>("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"),
                   path, "{}");
    RC_ASSERT(reply.status < 500);
    if (reply.status >= 400) {
        RC_ASSERT(client.everything() == before);
    }
}

}  // namespace
}  // namespace holdfast::reference::controller
