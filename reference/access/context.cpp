// SPDX-License-Identifier: Apache-2.0
#include "reference/access/context.h"

#include "reference/access/headers.h"

namespace holdfast::reference::access {

api::RequestContext context_of(const effect::Admit& admitted, Instant now) {
    const Caller& caller = admitted.caller;
    api::RequestContext context;
    context.host = base_url(admitted.request.headers).substr(std::string_view("https://").size());
    // The objects know one tenant or all: who may see several of them, but not all, sees one.
    context.tenant = caller.every_tenant && caller.visible.empty() ? "*" : caller.tenant.name;
    context.api_version = to_string(caller.version);
    context.user = caller.user;
    context.wished_uuid = header(admitted.request.headers, "Slug");
    context.now = now;
    return context;
}

}  // namespace holdfast::reference::access
