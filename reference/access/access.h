// SPDX-License-Identifier: Apache-2.0
// The door of the REST API, without I/O: who may come in, and as whom. It stands in front of the
// leader's controller and takes every request first.
//
//   Access access(options, std::move(settings));
//   carry_out(*access.restore(now, records));      // records of an earlier leader; none at first
//
//   access.step(now, input::Request{7, POST /login})
//     -> CheckPassword{7, "secret", "scrypt$..."}
//   access.step(now, input::PasswordChecked{7, true})
//     -> Commit{session/...}, LogEvent{USER_LOGIN}, Answer{7, 200 with three cookies}
//   access.step(now, input::Request{8, GET /api/pool with cookies})
//     -> Admit{8, request, caller, answer_headers}
//   give 8 to the controller with context_of(admitted); when it answers, add the answer_headers,
//   and give audit(caller, request, response), when it is something, to the event log
//
// Every request ends in exactly one Admit or Answer. Call step with TimerFired at next_timeout().
// A new leader makes a new Access and gives it the committed records: sessions go on with their
// full idle time, password checks that were under way are lost with the leader's other answers.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "reference/access/effects.h"

namespace holdfast::reference::access {

struct AccessOptions {
    ApiVersion version{30, 2, 1};  ///< what the controller announces; newer requests are refused
    /// Chance: session ids and tokens are made of it. At least 16 bytes that nobody can guess, new
    /// for every Access.
    std::string secret;
    /// Clock time of the run's Instant 0, for stamps, for the lifetime of tokens, and for the age
    /// of sessions that an earlier leader opened.
    Duration epoch = 0ns;
    /// Password of admin while no user is known, hashed; "": admin cannot log in until one is set
    /// over the admin socket.
    std::string admin_password_hash;
    std::size_t sessions_a_user_max = 256;  ///< above it the one that was idle longest ends
    std::size_t sessions_max = 4096;
    std::size_t pending_max = 64;  ///< password checks under way; more are answered 503
};

/// What the configuration says about access; the controller sets it whenever that changes.
struct AccessSettings {
    std::vector<Tenant> tenants{{"admin", "admin"}};
    bool allow_basic_authentication = false;  ///< systemconfiguration.portal_configuration
    Duration api_idle_timeout = 15min;        ///< controllerproperties; 0: no limit
    Duration api_force_timeout = 24h;
    /// JSON of the SystemConfiguration with relative references, for the answer to a login.
    std::string system_configuration = "{}";
};

class Access {
  public:
    Access(AccessOptions options, AccessSettings settings);
    ~Access();
    Access(Access&&) noexcept;
    Access& operator=(Access&&) noexcept;

    /// Takes back what Commit gave out; call it once, before the first step, also without records:
    /// the effects found the first user. Refuses damaged records.
    Result<Effects> restore(Instant now, const std::vector<Record>& records);
    void set(AccessSettings settings);
    Effects step(Instant now, const Input& input);
    std::optional<Instant> next_timeout() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// GET of initial-data, cluster/status and cluster/runtime: answered by every node, also without a
/// leader and without a session (spec api 1.3).
bool is_open(const api::HttpRequest& request);

/// The records that belong to Access, by key.
bool is_access_record(std::string_view key);

}  // namespace holdfast::reference::access
