// SPDX-License-Identifier: Apache-2.0
#include "reference/access/access.h"

#include <algorithm>

#include "base/overloaded.h"
#include "reference/access/door.h"
#include "reference/access/records.h"
#include "reference/api/query.h"
#include "reference/api/utf8.h"

namespace holdfast::reference::access {
namespace {

void receive(Turn& turn, const input::Request& input) {
    const api::Target target = api::parse_target(input.request.target);
    if (target.segments == std::vector<std::string>{"login"}) {
        log_in(turn, input.id, input.request);
    } else if (target.segments == std::vector<std::string>{"logout"}) {
        log_out(turn, input.id, input.request);
    } else {
        admit(turn, input.id, input.request);
    }
}

/// Outcomes of requests that nobody waits for any more come to nothing.
Pending take(Door& door, std::uint64_t id) {
    const auto found = door.pending.find(id);
    if (found == door.pending.end()) {
        return {};
    }
    Pending pending = std::move(found->second);
    door.pending.erase(found);
    return pending;
}

void start_due_checks(Turn& turn) {
    auto& waiting = turn.door.waiting;
    const auto due = waiting.upper_bound(turn.now);
    for (auto at = waiting.begin(); at != due; ++at) {
        turn.effects.emplace_back(std::move(at->second));
    }
    waiting.erase(waiting.begin(), due);
}

void found_first_user(Turn& turn) {
    User admin;
    admin.uuid = turn.door.users.next_uuid();
    admin.username = "admin";
    admin.name = "admin";
    admin.full_name = "System Administrator";
    admin.password_hash = turn.door.options.admin_password_hash;
    admin.is_superuser = true;
    admin.last_modified = turn.stamp();
    turn.changes.push_back(record_of(admin));
    turn.changes.push_back({next_user_key, std::to_string(turn.door.users.next_number())});
    turn.door.users.put(std::move(admin));
}

Result<void> restore_record(Turn& turn, const Record& record) {
    Door& door = turn.door;
    if (record.key == next_user_key) {
        door.users.continue_at(std::strtoull(record.value.value_or("1").c_str(), nullptr, 10));
    } else if (record.key.starts_with(user_key(""))) {
        auto user = read_user(record);
        if (user.has_error()) {
            return user.error();
        }
        door.users.put(std::move(*user));
    } else if (record.key.starts_with(token_key(""))) {
        auto token = read_token(record);
        if (token.has_error()) {
            return token.error();
        }
        door.tokens.put(std::move(*token));
    } else if (record.key.starts_with(session_key(""))) {
        const auto stored = read_session(record);
        if (stored.has_error()) {
            return stored.error();
        }
        // Its age by the clock: two machines have no other measure in common. Where the clock was
        // put back the session counts as new.
        const Duration age =
            std::max(Duration(std::chrono::microseconds(turn.stamp() - stored->opened_at)),
                     Duration::zero());
        door.sessions.restore(record.key.substr(session_key("").size()),
                              {.user = stored->user, .opened = turn.now - age, .used = turn.now});
    }
    return success;
}

}  // namespace

const Tenant* Door::tenant(std::string_view name_or_uuid) const {
    const auto found =
        std::find_if(settings.tenants.begin(), settings.tenants.end(), [&](const Tenant& tenant) {
            return tenant.name == name_or_uuid || tenant.uuid == name_or_uuid;
        });
    return found == settings.tenants.end() ? nullptr : &*found;
}

void Turn::forget_sessions(const std::vector<std::string>& hashes) {
    for (const std::string& hash : hashes) {
        forget(session_key(hash));
    }
}

void Turn::log(std::string_view event_id, std::string_view object, std::string_view description) {
    effects.emplace_back(effect::LogEvent{
        {std::string(event_id), api::valid_utf8(object), api::valid_utf8(description)}});
}

Effects Turn::finish() && {
    if (!changes.empty()) {
        effects.insert(effects.begin(), effect::Commit{std::move(changes)});
    }
    return std::move(effects);
}

struct Access::State : Door {
    using Door::Door;
};

Access::Access(AccessOptions options, AccessSettings settings)
    : state_(std::make_unique<State>(std::move(options), std::move(settings))) {}
Access::~Access() = default;
Access::Access(Access&&) noexcept = default;
Access& Access::operator=(Access&&) noexcept = default;

Result<Effects> Access::restore(Instant now, const std::vector<Record>& records) {
    Turn turn{*state_, now, {}, {}};
    for (const Record& record : records) {
        if (const auto restored = restore_record(turn, record); restored.has_error()) {
            return restored.error();
        }
    }
    if (state_->users.all().empty()) {
        found_first_user(turn);
    }
    return std::move(turn).finish();
}

void Access::set(AccessSettings settings) {
    state_->settings = std::move(settings);
}

Effects Access::step(Instant now, const Input& input) {
    Turn turn{*state_, now, {}, {}};
    std::visit(Overloaded{[&](const input::Request& request) { receive(turn, request); },
                          [&](const input::PasswordChecked& outcome) {
                              if (const auto pending = take(*state_, outcome.id); pending.checked) {
                                  pending.checked(turn, outcome.matches);
                              }
                          },
                          [&](const input::PasswordHashed& outcome) {
                              if (const auto pending = take(*state_, outcome.id); pending.hashed) {
                                  pending.hashed(turn, outcome.hash);
                              }
                          },
                          [](const input::TimerFired&) {}},
               input);
    start_due_checks(turn);
    return std::move(turn).finish();
}

std::optional<Instant> Access::next_timeout() const {
    if (state_->waiting.empty()) {
        return std::nullopt;
    }
    return state_->waiting.begin()->first;
}

}  // namespace holdfast::reference::access
