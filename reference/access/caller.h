// SPDX-License-Identifier: Apache-2.0
// Who sent a request, and what about it is worth an audit event.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reference/access/version.h"
#include "reference/api/http.h"

namespace holdfast::reference::access {

/// A tenant as far as the door needs to know it.
struct Tenant {
    std::string uuid;  ///< "admin", "tenant-5f.."
    std::string name;
    bool operator==(const Tenant&) const = default;
};

struct Caller {
    /// "": nobody logged in; only the three open URLs are let through so, and they then leave out
    /// what needs a session (node_info and service_states of cluster/runtime).
    std::string user;
    std::string address;  ///< of the client; "" over the admin socket
    /// Tenant of the request, chosen by X-Avi-Tenant, X-Avi-Tenant-UUID or the user's default.
    Tenant tenant{"admin", "admin"};
    /// X-Avi-Tenant: *. Reads show the tenants in `visible`; new objects go into `tenant`.
    bool every_tenant = false;
    /// Uuids of the tenants whose objects a read with `every_tenant` may show; empty: of all.
    std::vector<std::string> visible;
    bool superuser = false;
    ApiVersion version;  ///< view that the answer takes
    bool operator==(const Caller&) const = default;
};

/// Who did what from where.
struct AuditEvent {
    std::string event_id;     ///< "USER_LOGIN", "CONFIG_UPDATE"
    std::string object;       ///< the user who logged in, or the name of the object
    std::string description;  ///< one sentence with user and address
    bool operator==(const AuditEvent&) const = default;
};

/// CONFIG_CREATE, CONFIG_UPDATE, CONFIG_DELETE or CONFIG_ACTION for a write that succeeded; none
/// for reads and refusals. To be called with the controller's answer to an admitted request.
std::optional<AuditEvent> audit(const Caller& caller, const api::HttpRequest& request,
                                const api::HttpResponse& response);

}  // namespace holdfast::reference::access
