// SPDX-License-Identifier: Apache-2.0
// Session or Basic authentication, CSRF, version, tenant, role: in this order, because a client
// that lost its session must hear 401 before anything else (spec api 1.2).
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <variant>

#include "reference/access/answers.h"
#include "reference/access/cookies.h"
#include "reference/access/door.h"
#include "reference/access/headers.h"
#include "reference/access/records.h"
#include "reference/api/macro_resources.h"
#include "reference/api/query.h"

namespace holdfast::reference::access {
namespace {

using Segments = std::vector<std::string>;

Segments segments_of(const api::HttpRequest& request) {
    return api::parse_target(request.target).segments;
}

bool only_reads(const api::HttpRequest& request) {
    return request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
}

/// What a request is about, by the segment behind /api; a macro is about every kind of object that
/// its body would write.
std::vector<std::string> resources_of(const api::HttpRequest& request, const Segments& segments) {
    if (segments.size() < 2) {
        return {"api"};
    }
    return segments[1] == "macro" ? api::resources_in_macro(request.body)
                                  : std::vector<std::string>{segments[1]};
}

std::vector<Area> areas_of(const api::HttpRequest& request, const Segments& segments,
                           const std::vector<std::string>& resources) {
    const bool version = segments == Segments{"api", "cluster", "version"};
    // Outside /api there is nothing to protect: it ends in 404.
    if (segments.empty() || segments[0] != "api" || is_open(request) || version) {
        return {Area::own};
    }
    std::vector<Area> areas;
    std::transform(resources.begin(), resources.end(), std::back_inserter(areas), area_of);
    return areas;
}

// ---- which view, which tenant ------------------------------------------------------------------

std::variant<ApiVersion, api::HttpResponse> version_of(const Door& door,
                                                       const api::HttpRequest& request) {
    const std::string text = header(request.headers, "X-Avi-Version");
    if (text.empty()) {
        return request.local ? door.options.version : oldest_view;
    }
    const auto version = parse_api_version(text);
    if (version && *version >= oldest_view && *version <= door.options.version) {
        return *version;
    }
    // The Python SDK looks for the words "Invalid version" (spec api 1.4).
    return refusal(400, fmt::format("Invalid version {}: this controller speaks {} to {}", text,
                                    to_string(oldest_view), to_string(door.options.version)));
}

/// The user's own, or the first that he may enter.
const Tenant* default_tenant(const Door& door, const User& user) {
    const Tenant* own = door.tenant(user.default_tenant);
    if (own != nullptr && user.enters(own->uuid)) {
        return own;
    }
    const auto& tenants = door.settings.tenants;
    const auto found = std::find_if(tenants.begin(), tenants.end(),
                                    [&](const Tenant& tenant) { return user.enters(tenant.uuid); });
    return found == tenants.end() ? nullptr : &*found;
}

std::string wanted_tenant(const api::Headers& headers) {
    const std::string uuid = header(headers, "X-Avi-Tenant-UUID");
    return uuid.empty() ? header(headers, "X-Avi-Tenant") : uuid;
}

/// "" or why the request may not enter the tenant that it names.
std::string choose_tenant(const Door& door, const User& user, const api::Headers& headers,
                          Caller& caller) {
    const std::string wanted = wanted_tenant(headers);
    caller.every_tenant = wanted == "*";
    const bool named = !wanted.empty() && !caller.every_tenant;
    const Tenant* tenant = named ? door.tenant(wanted) : default_tenant(door, user);
    if (tenant == nullptr) {
        return named ? fmt::format("Tenant '{}' does not exist!", wanted)
                     : fmt::format("User '{}' has no role in any tenant", user.username);
    }
    if (!user.enters(tenant->uuid)) {
        return fmt::format("User '{}' has no role in tenant '{}'", user.username, tenant->name);
    }
    caller.tenant = *tenant;
    return "";
}

/// What a read of all tenants may show. `tenant` becomes one of them, for those behind the door who
/// look at one only.
void choose_visible(const Door& door, const User& user, Area area, Caller& caller) {
    std::vector<Tenant> visible;
    for (const Tenant& tenant : door.settings.tenants) {
        if (user.right(area, tenant.uuid) >= Right::read) {
            visible.push_back(tenant);
        }
    }
    if (visible.empty() || visible.size() == door.settings.tenants.size()) {
        return;
    }
    if (std::find(visible.begin(), visible.end(), caller.tenant) == visible.end()) {
        caller.tenant = visible.front();
    }
    for (const Tenant& tenant : visible) {
        caller.visible.push_back(tenant.uuid);
    }
}

/// What concerns all tenants belongs to admin.
Right right_in(const User& user, Area area, const Caller& caller) {
    return user.right(area, area == Area::system ? "admin" : caller.tenant.uuid);
}

/// "" or what the user's role lacks.
std::string check_role(const Door& door, const User& user, const api::HttpRequest& request,
                       Caller& caller) {
    const Segments segments = segments_of(request);
    const std::vector<std::string> resources = resources_of(request, segments);
    const std::vector<Area> areas = areas_of(request, segments, resources);
    const bool reads = only_reads(request);
    if (caller.every_tenant && reads) {
        choose_visible(door, user, areas.front(), caller);
    } else if (!user.is_superuser) {
        caller.every_tenant = false;  // a write goes into the one tenant where it is allowed
    }
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (right_in(user, areas[i], caller) < (reads ? Right::read : Right::write)) {
            return fmt::format("User '{}' has no permission to {} {} in tenant '{}'", user.username,
                               reads ? "read" : "write", resources[i], caller.tenant.name);
        }
    }
    return "";
}

// ---- through the door --------------------------------------------------------------------------

/// Requests that are about accounts end here; the others go on to the controller.
void pass(Turn& turn, Visit visit) {
    const Segments segments = segments_of(visit.request);
    const std::string resource =
        segments.size() < 2 || segments[0] != "api" ? std::string() : segments[1];
    const Segments rest(segments.begin() + std::min<std::ptrdiff_t>(2, std::ssize(segments)),
                        segments.end());
    if (resource == "user") {
        serve_users(turn, visit, rest);
    } else if (resource == "useraccount") {
        serve_own_account(turn, visit);
    } else if (resource == "user-token") {
        serve_tokens(turn, visit, rest);
    } else if (resource == "role") {
        serve_roles(turn, visit, rest);
    } else if (segments == Segments{"api", "cluster", "version"}) {
        serve_version(turn, visit);
    } else {
        api::Headers headers = common_headers(visit.caller.version);
        const api::Headers& cookies = visit.visitor.answer_headers;
        headers.insert(headers.end(), cookies.begin(), cookies.end());
        turn.effects.emplace_back(effect::Admit{visit.id, std::move(visit.request),
                                                std::move(visit.caller), std::move(headers)});
    }
}

void judge(Turn& turn, std::uint64_t id, api::HttpRequest request, Visitor visitor) {
    Visit visit{id, std::move(request), std::move(visitor), {}};
    const User& user = visit.visitor.user;
    visit.caller.user = user.username;
    visit.caller.address = visit.request.local ? "" : address_of(visit.request);
    visit.caller.superuser = user.is_superuser;
    auto version = version_of(turn.door, visit.request);
    if (auto* refused = std::get_if<api::HttpResponse>(&version)) {
        visit.caller.version = turn.door.options.version;
        answer(turn, visit, std::move(*refused));
        return;
    }
    visit.caller.version = std::get<ApiVersion>(version);
    std::string trouble = choose_tenant(turn.door, user, visit.request.headers, visit.caller);
    if (trouble.empty()) {
        trouble = check_role(turn.door, user, visit.request, visit.caller);
    }
    if (trouble.empty()) {
        pass(turn, std::move(visit));
    } else {
        refuse(turn, visit, 403, trouble);
    }
}

// ---- who is it ---------------------------------------------------------------------------------

struct Basic {
    std::string username;
    std::string password;
};

std::optional<Basic> basic_credentials(const Door& door, const api::HttpRequest& request) {
    constexpr std::string_view scheme = "Basic ";
    const std::string line = header(request.headers, "Authorization");
    if (!door.settings.allow_basic_authentication || line.size() < scheme.size() ||
        !same_name(line.substr(0, scheme.size()), scheme)) {
        return std::nullopt;
    }
    const auto text = decode_base64(std::string_view(line).substr(scheme.size()));
    const auto colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return Basic{};
    }
    return Basic{text->substr(0, colon), text->substr(colon + 1)};
}

/// Spec api 1.1: then no cookie and no CSRF token is needed, and cookies are ignored.
void admit_basic(Turn& turn, std::uint64_t id, api::HttpRequest request, const Basic& basic) {
    const User* user = turn.door.users.by_name(basic.username);
    const std::string digest =
        user == nullptr ? ""
                        : sha256_hex(fmt::format("{}\n{}\n{}\n{}", turn.door.options.secret,
                                                 user->uuid, user->password_hash, basic.password));
    if (user != nullptr && user->is_active && turn.door.verified.knows(turn.now, digest)) {
        judge(turn, id, std::move(request), {*user, "", {}});
        return;
    }
    const std::string address = address_of(request);
    check_password(
        turn, id, user, basic.username, basic.password, address,
        [id, request = std::move(request), digest, basic, address](Turn& later, bool matches) {
            const User* now = later.door.users.by_name(basic.username);
            if (matches && now != nullptr && now->is_active) {
                later.door.verified.remember(later.now, digest);
                judge(later, id, request, {*now, "", {}});
                return;
            }
            later.log("USER_LOGIN", basic.username,
                      fmt::format("user '{}' failed to log in from {}", basic.username, address));
            answer(later, id, refusal(401, "Invalid credentials"));
        });
}

/// None: no session, or it is over. Using it starts its idle time anew.
std::optional<Visitor> visitor_of_session(Turn& turn, const std::string& session_id) {
    const std::string hash = sha256_hex(session_id);
    Session* session = turn.door.sessions.find(turn.now, hash, turn.door.session_limits());
    const User* user = session == nullptr ? nullptr : turn.door.users.find(session->user);
    if (user == nullptr || !user->is_active) {
        if (turn.door.sessions.end(hash)) {
            turn.forget(session_key(hash));
        }
        return std::nullopt;
    }
    session->used = turn.now;
    return Visitor{*user, hash, session_cookies(session_id)};
}

void admit_nobody(Turn& turn, std::uint64_t id, api::HttpRequest request) {
    Caller nobody;
    nobody.address = address_of(request);
    nobody.version = parse_api_version(header(request.headers, "X-Avi-Version"))
                         .value_or(turn.door.options.version);
    turn.effects.emplace_back(
        effect::Admit{id, std::move(request), nobody, common_headers(nobody.version)});
}

void admit_by_session(Turn& turn, std::uint64_t id, api::HttpRequest request) {
    const std::string session_id = session_cookie(request.headers);
    auto visitor = visitor_of_session(turn, session_id);
    if (!visitor) {
        if (is_open(request)) {
            admit_nobody(turn, id, std::move(request));
        } else {
            // 401, never 403: clients log in again (spec api 1.2).
            answer(turn, id, refusal(401, "Session expired or not logged in"));
        }
        return;
    }
    if (!only_reads(request) &&
        !same_secret(header(request.headers, "X-CSRFToken"), csrf_token(session_id))) {
        api::HttpResponse refused = bare_text(401, "CSRF token missing or incorrect.");
        answer(turn, id, std::move(refused));
        return;
    }
    judge(turn, id, std::move(request), std::move(*visitor));
}

Visitor local_root() {
    User root;
    root.username = "admin";
    root.is_superuser = true;
    return {root, "", {}};
}

}  // namespace

bool is_open(const api::HttpRequest& request) {
    const Segments segments = segments_of(request);
    return only_reads(request) && (segments == Segments{"api", "initial-data"} ||
                                   segments == Segments{"api", "cluster", "status"} ||
                                   segments == Segments{"api", "cluster", "runtime"});
}

void admit(Turn& turn, std::uint64_t id, api::HttpRequest request) {
    if (request.local) {
        judge(turn, id, std::move(request), local_root());
    } else if (const auto basic = basic_credentials(turn.door, request)) {
        admit_basic(turn, id, std::move(request), *basic);
    } else {
        admit_by_session(turn, id, std::move(request));
    }
}

}  // namespace holdfast::reference::access
