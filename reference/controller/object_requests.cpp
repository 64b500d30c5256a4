// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/object_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "reference/api/reference.h"
#include "reference/api/secrets.h"
#include "reference/controller/factory.h"
#include "reference/model/field.h"
#include "reference/model/objects.h"

namespace holdfast::reference::controller {
namespace {

using api::Answer;
using model::Kind;

// Tenant admin's objects of these kinds are there for every tenant (spec 1.5).
constexpr std::array shared_kinds{Kind::tenant,
                                  Kind::cloud,
                                  Kind::vrf_context,
                                  Kind::network,
                                  Kind::service_engine_group,
                                  Kind::health_monitor,
                                  Kind::application_profile,
                                  Kind::network_profile,
                                  Kind::analytics_profile,
                                  Kind::ipam_dns_provider_profile};

bool is_shared(Kind kind) {
    return std::find(shared_kinds.begin(), shared_kinds.end(), kind) != shared_kinds.end();
}

std::string tenant_reference(const SystemState& s, const std::string& name) {
    const auto* tenant = s.store.of<model::Tenant>().find_name(name);
    return tenant == nullptr ? "" : api::reference_to(Kind::tenant, tenant->object.uuid);
}

// "#name" of a reference; "*" creates in admin.
std::string own_tenant(const SystemState& s, const api::RequestContext& context) {
    return tenant_reference(s, context.tenant == "*" ? "admin" : context.tenant);
}

// The request's tenant first, then admin.
std::string uuid_named(SystemState& s, const api::RequestContext& context, Kind kind,
                       const std::string& name) {
    const auto collection = collection_of(s, kind);
    const std::string own = own_tenant(s, context);
    std::string uuid;
    for (const Entry& entry : collection->named(name)) {
        if (entry.tenant_ref.empty() || entry.tenant_ref == own) {
            return std::string(entry.uuid);
        }
        if (uuid.empty() && Visibility(s, context, kind).includes(entry)) {
            uuid = entry.uuid;
        }
    }
    return uuid;
}

struct UsualReference {
    std::string field;
    Kind kind;
    std::string_view name;
};

/// What an unset reference of such a name leads to (spec api 1.5).
const std::vector<UsualReference>& usual_references() {
    using VS = model::VirtualService;
    using model::name_of;
    static const std::vector<UsualReference> usual{
        {name_of(&VS::cloud_ref), Kind::cloud, "Default-Cloud"},
        {name_of(&VS::vrf_context_ref), Kind::vrf_context, "global"},
        {name_of(&model::Pool::vrf_ref), Kind::vrf_context, "global"},
        {name_of(&VS::se_group_ref), Kind::service_engine_group, "Default-Group"},
        {name_of(&VS::application_profile_ref), Kind::application_profile, "System-HTTP"},
        {name_of(&VS::network_profile_ref), Kind::network_profile, "System-TCP-Proxy"},
        {name_of(&VS::analytics_profile_ref), Kind::analytics_profile, "System-Analytics-Profile"},
    };
    return usual;
}

const std::string& tenant_field() {
    static const std::string name = model::name_of(&model::Pool::tenant_ref);
    return name;
}
const std::string& cloud_field() {
    static const std::string name = model::name_of(&model::Pool::cloud_ref);
    return name;
}

void fill_references(const std::string& tenant_reference, const model::Schema& schema,
                     boost::json::object& fields) {
    const auto unset = [&](const model::Field* field) {
        const auto* value = fields.if_contains(field->member);
        return value == nullptr || value->as_string().empty();
    };
    for (const UsualReference& usual : usual_references()) {
        const model::Field* field = schema.named(usual.field);
        if (field != nullptr && !field->required && unset(field)) {
            fields[field->member] =
                api::reference_to(usual.kind, factory_uuid(usual.kind, usual.name));
        }
    }
    const model::Field* tenant = schema.named(tenant_field());
    if (tenant != nullptr && unset(tenant)) {
        fields[tenant->member] = tenant_reference;
    }
}

// ELA-11: a new elastic active/active group that says nothing of it prefers new engines and keeps
// none in reserve, for its second instances are its reserve. The schema's defaults are those of the
// other modes; what is left out of a later write means them, as skip_default does.
void fill_by_mode(boost::json::object& fields) {
    using Group = model::ServiceEngineGroup;
    const auto* mode = fields.if_contains(model::name_of(&Group::ha_mode));
    if (mode == nullptr || *mode != "HA_MODE_SHARED_PAIR") {
        return;
    }
    fields.emplace(model::name_of(&Group::algo), "PLACEMENT_ALGO_DISTRIBUTED");
    fields.emplace(model::name_of(&Group::buffer_se), 0);
}

std::string text_in(const boost::json::object& fields, std::string_view member) {
    const auto* value = fields.if_contains(member);
    return value == nullptr ? "" : std::string(value->as_string());
}

bool puts_elsewhere(const boost::json::object& fields, const std::string& own) {
    const std::string tenant = text_in(fields, tenant_field());
    return !tenant.empty() && tenant != own;
}

bool name_is_taken(const AnyCollection& collection, const boost::json::object& fields,
                   const std::string& uuid) {
    if (collection.schema().named("name") == nullptr) {
        return false;
    }
    const auto same_name = collection.named(text_in(fields, "name"));
    return std::any_of(same_name.begin(), same_name.end(), [&](const Entry& entry) {
        return entry.uuid != uuid && entry.tenant_ref == text_in(fields, tenant_field()) &&
               entry.cloud_ref == text_in(fields, cloud_field());
    });
}

}  // namespace

Visibility::Visibility(const SystemState& s, const api::RequestContext& context, Kind kind)
    : all_(context.tenant == "*"),
      own_(tenant_reference(s, context.tenant)),
      shared_(is_shared(kind) ? tenant_reference(s, "admin") : "") {}

bool Visibility::includes(const Entry& entry) const {
    return all_ || entry.tenant_ref.empty() || entry.tenant_ref == own_ ||
           entry.tenant_ref == shared_;
}

std::optional<Entry> find_visible(SystemState& s, const api::RequestContext& context,
                                  const AnyCollection& collection, const std::string& uuid) {
    if (uuid.empty()) {
        return collection.entries().front();
    }
    const std::optional<Entry> found = collection.find(uuid);
    return found && Visibility(s, context, collection.kind()).includes(*found) ? found
                                                                               : std::nullopt;
}

api::View view_for(SystemState& s, const api::RequestContext& context,
                   const api::Parameters& parameters, bool names) {
    return {.host = context.host,
            .version = model::parse_version(context.api_version),
            .names = names || parameters.flag("include_name"),
            .skip_default = parameters.flag("skip_default"),
            .name_of = [&s](Kind kind, std::string_view uuid) {
                const auto found = collection_of(s, kind)->find(uuid);
                return found ? std::string(found->name) : std::string();
            }};
}

boost::json::object shown(const AnyCollection& collection, const Entry& entry,
                          const api::View& view) {
    return api::present_object(collection.kind(), collection.schema(), collection.store(entry),
                               entry.last_modified, view);
}

api::Receiving receiving_for(SystemState& s, const api::RequestContext& context,
                             const model::Schema& schema) {
    return {.schema = &schema,
            .version = model::parse_version(context.api_version),
            .resolve = [&s, &context](const std::string& field, Kind kind,
                                      std::string_view text) -> std::variant<std::string, Answer> {
                const Result<api::Reference> reference = api::parse_reference(text, kind);
                if (reference.has_error()) {
                    return api::error_answer(400, field + ": " + reference.error().message);
                }
                const std::string uuid = !reference->uuid.empty()
                                             ? reference->uuid
                                             : uuid_named(s, context, kind, reference->name);
                const auto found = collection_of(s, kind)->find(uuid);
                if (!found || !Visibility(s, context, kind).includes(*found)) {
                    return api::unknown_reference(field, kind, text);
                }
                return api::reference_to(kind, uuid);
            }};
}

std::optional<Answer> foreign(const SystemState& s, const api::RequestContext& context,
                              const AnyCollection& collection, const Entry& entry) {
    if (context.tenant == "*" || entry.tenant_ref.empty() ||
        entry.tenant_ref == own_tenant(s, context)) {
        return std::nullopt;
    }
    return api::error_answer(
        400, fmt::format("{} '{}' is of another tenant and cannot be changed in tenant '{}'",
                         model::names_of(collection.kind()).model, entry.name, context.tenant));
}

std::variant<Entry, Answer> write_object(SystemState& s, const api::RequestContext& context,
                                         AnyCollection& collection, boost::json::object fields,
                                         const std::string& uuid) {
    const std::optional<Entry> before = uuid.empty() ? std::nullopt : collection.find(uuid);
    if (before) {
        if (auto refused = foreign(s, context, collection, *before)) {
            return *refused;
        }
    }
    fill_references(before ? std::string(before->tenant_ref) : own_tenant(s, context),
                    collection.schema(), fields);
    if (collection.kind() == Kind::service_engine_group && !before) {
        fill_by_mode(fields);
    }
    api::keep_secrets(collection.schema(), fields,
                      before ? collection.store(*before) : boost::json::object());
    if (context.tenant != "*" && puts_elsewhere(fields, own_tenant(s, context))) {
        return api::error_answer(
            403, fmt::format("{}: an object goes into the tenant of its request, '{}'",
                             tenant_field(), context.tenant));
    }
    if (name_is_taken(collection, fields, uuid)) {
        return api::duplicate_name(collection.kind());
    }
    return collection.write(s, fields, uuid);
}

}  // namespace holdfast::reference::controller
