// SPDX-License-Identifier: Apache-2.0
// One client of the control plane, without a connection: what it asks next, and what the answer, or
// its loss, says about the request. Both worlds carry its requests.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/rng.h"
#include "base/time.h"
#include "harness/workload/api_message.h"
#include "harness/workload/api_session.h"
#include "harness/workload/record.h"

namespace holdfast::harness::workload {

/// For the whole request, from the first packet to the last of the answer. Longer than an election
/// with the timers of a test, shorter than a run.
inline constexpr Duration api_patience = 3s;
inline constexpr std::uint16_t api_port = 443;

struct ApiClientPlan {
    enum class Kind {
        writer,     ///< creates, changes, reads and removes objects, drawn by chance
        reader,     ///< reads objects, drawn by chance
        read_back,  ///< reads each object until it was answered once, and is done
    };
    std::string name;  ///< "writer-1"
    std::string through;
    Ipv4Address address;
    std::uint16_t port = api_port;
    Kind kind = Kind::reader;
    std::vector<std::string> objects;
    Duration interval{};  ///< from an answer to the next request
    /// The values that it writes: first, first + step, ... No two writers share one.
    std::uint32_t first_value = 1;
    std::uint32_t value_step = 1;
    std::uint64_t seed = 1;
    bool operator==(const ApiClientPlan&) const = default;
};

class ApiClient {
  public:
    explicit ApiClient(ApiClientPlan plan);

    /// What to send now: a login, or the next call, which begins with it. Not while one is under
    /// way.
    ApiRequest next(Instant now);
    void answered(Instant now, const ApiResponse& response);
    /// No answer will come. Not `sent`: the connection failed before anything was written to it.
    void lost(Instant now, bool sent, const std::string& why);

    /// Whether next() is to be called at once (a session was won or lost within a call), not after
    /// the interval.
    bool in_a_hurry() const { return hurry_; }
    /// The last of calls() has no answer yet.
    bool under_way() const { return open_; }
    /// Nothing is left to be asked.
    bool finished() const;

    const ApiClientPlan& plan() const { return plan_; }
    /// All calls, in order of invocation; the last may have no answer yet.
    const std::vector<ApiCall>& calls() const { return calls_; }
    /// Begin of the last call that was answered with success.
    std::optional<Instant> last_ok() const { return last_ok_; }

  private:
    /// What the client believes of an object.
    struct Known {
        bool asked = false;  ///< false: nothing, it reads first
        std::string uuid;    ///< empty: it is not there
    };

    void begin_call(Instant now);
    ApiCall::Operation choose(const Known& known);
    ApiRequest request_of(const ApiCall& call) const;
    void judge(Instant now, const ApiResponse& response);
    void learn(const ApiCall& call, const ApiResponse& response);
    void complete(Instant now, ApiCall::Outcome outcome, int status, const std::string& message);

    ApiClientPlan plan_;
    ApiSession session_;
    Rng chance_;
    std::vector<ApiCall> calls_;
    bool open_ = false;  ///< the last of calls_ is under way
    bool logging_in_ = false;
    bool repeated_ = false;  ///< the open call was refused for want of a session before
    bool hurry_ = false;
    std::map<std::string, Known> known_;
    std::size_t read_back_ = 0;  ///< objects answered
    std::uint32_t next_value_;
    std::optional<Instant> last_ok_;
};

/// What an answer to a request says of a write: 2xx done, 4xx and a 503 with an error text
/// certainly not done, anything else unknown.
ApiCall::Outcome outcome_of_write(int status, const std::string& body);

}  // namespace holdfast::harness::workload
