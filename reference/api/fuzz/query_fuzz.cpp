// SPDX-License-Identifier: Apache-2.0
// Any query is a question about a list or is refused with a sentence; asking it of an object never
// fails, and what a page's URL repeats means the same again.
#include <boost/json.hpp>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "reference/api/list_query.h"
#include "reference/model/schemas.h"

namespace api = holdfast::reference::api;
namespace model = holdfast::reference::model;

namespace {

const boost::json::object& some_pool() {
    static const boost::json::object pool =
        boost::json::parse(R"({"uuid": "pool-1", "name": "web pool", "default_server_port": 80,
            "cloud_ref": "/api/cloud/cloud-1", "servers": [{"ratio": 1}],
            "markers": [{"key": "app", "values": ["web"]}]})")
            .as_object();
    return pool;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const api::Parameters parameters = api::parse_target("?" + std::string(text)).parameters;
    const api::Parameters again = api::parse_target("?" + api::to_query(parameters)).parameters;
    CHECK(again == parameters, "a query changed on its way into a URL");
    const model::Schema& schema = model::schema_of(model::Kind::pool);
    const auto parsed = api::parse_list_query(parameters, schema);
    if (const auto* refused = std::get_if<api::Answer>(&parsed)) {
        CHECK(refused->status == 400 && !refused->body.empty(), "a refusal says why");
        return 0;
    }
    const auto& query = std::get<api::ListQuery>(parsed);
    CHECK(query.page >= 1 && query.page_size >= 1 && query.page_size <= 200, "a page out of range");
    (void)api::matches(
        query, schema, some_pool(),
        [](model::Kind, std::string_view uuid, const auto&) { return std::string(uuid); });
    (void)api::sort_key(schema, some_pool(), query.sort);
    boost::json::object shown = some_pool();
    api::choose_fields(query, shown);
    CHECK(shown.contains("uuid") && shown.contains("name"), "an object lost what it is known by");
    return 0;
}
