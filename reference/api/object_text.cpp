// SPDX-License-Identifier: Apache-2.0
#include "reference/api/object_text.h"

#include "base/json.h"
#include "reference/api/reference.h"
#include "reference/model/references.h"
#include "reference/model/se_properties.h"

namespace holdfast::reference::api {
namespace {

void drop_unset(json::value& value);

void drop_unset(json::object& object) {
    for (auto entry = object.begin(); entry != object.end();) {
        drop_unset(entry->value());
        const auto* list = entry->value().if_array();
        const auto* text = entry->value().if_string();
        if ((list != nullptr && list->empty()) || (text != nullptr && text->empty())) {
            entry = object.erase(entry);
        } else {
            ++entry;
        }
    }
}

void drop_unset(json::value& value) {
    if (auto* object = value.if_object()) {
        drop_unset(*object);
    } else if (auto* list = value.if_array()) {
        for (json::value& item : *list) {
            drop_unset(item);
        }
    }
}

}  // namespace

template <class T>
Result<Received<T>> read_object(const std::string& body, const std::string& context) {
    Result<json::value> parsed = json::parse(body, context);
    if (parsed.has_error()) {
        return parsed.error();
    }
    Received<T> received;
    if (auto* object = parsed->if_object()) {
        if (const auto* stamp = object->if_contains("_last_modified");
            stamp && stamp->is_string()) {
            received.last_modified = std::string(stamp->get_string());
        }
        object->erase("_last_modified");
        object->erase("url");
    }
    Result<T> loaded = json::from_json<T>(*parsed, context);
    if (loaded.has_error()) {
        return loaded.error();
    }
    received.object = std::move(*loaded);
    return received;
}

template <class T>
json::object write_object(const T& object, std::int64_t last_modified) {
    json::object out;
    if constexpr (std::is_same_v<T, model::SeProperties>) {
        out["url"] = "/api/seproperties";
    } else {
        out["url"] = reference_to(model::kind_of<T>, object.uuid);
    }
    const json::value fields = json::store(object);
    for (const auto& field : fields.get_object()) {
        out[field.key()] = field.value();
    }
    out["_last_modified"] = std::to_string(last_modified);
    drop_unset(out);
    return out;
}

#define HOLDFAST_OBJECT(T)                                                                   \
    template Result<Received<model::T>> read_object(const std::string&, const std::string&); \
    template json::object write_object(const model::T&, std::int64_t);
HOLDFAST_OBJECT(ServiceEngineGroup)
HOLDFAST_OBJECT(ServiceEngine)
HOLDFAST_OBJECT(VsVip)
HOLDFAST_OBJECT(VirtualService)
HOLDFAST_OBJECT(Pool)
HOLDFAST_OBJECT(HealthMonitor)
HOLDFAST_OBJECT(SeProperties)
#undef HOLDFAST_OBJECT

}  // namespace holdfast::reference::api
