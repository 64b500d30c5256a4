// SPDX-License-Identifier: Apache-2.0
// An operator who speaks the controller's REST API, over whatever carries it: creates the objects
// of a deployment, acts, reads the runtime and the event log. Shares no code with the system under
// test: what it knows is the public API (spec/api.md).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "harness/history/event.h"
#include "harness/scenario/deployment.h"
#include "harness/sut/adapter.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::sut {

struct ApiAnswer {
    int status = 0;
    std::string body;  ///< JSON
};
/// method, path, JSON body ("" for none). An Error: no answer; whether it was carried out is
/// unknown.
using ApiCall = std::function<Result<ApiAnswer>(const std::string& method, const std::string& path,
                                                const std::string& body)>;

/// What an answer's text says, read once: who asks fifty times a second mostly hears the same.
template <class Observed>
class LastAnswer {
  public:
    /// `read` is called for a text that is not the last one's.
    template <class Read>
    Result<Observed> read_with(const ApiAnswer& answer, const Read& read) {
        if (!observed_ || answer.status != status_ || answer.body != text_) {
            Result<Observed> fresh = read(answer);
            if (!fresh) {
                return fresh;
            }
            status_ = answer.status;
            text_ = answer.body;
            observed_ = std::move(*fresh);
        }
        return *observed_;
    }

  private:
    int status_ = 0;
    std::string text_;
    std::optional<Observed> observed_;
};

class RestOperator {
  public:
    explicit RestOperator(ApiCall call) : call_(std::move(call)) {}

    /// Timers, SE groups, health monitor, pool and gateway monitors: what must exist before engines
    /// register.
    Result<void> create_groups_and_pool(const scenario::Deployment& deployment,
                                        const topology::Topology& topology);
    Result<void> create_services(const scenario::Deployment& deployment);

    OperationResult switchover(const std::string& engine);
    OperationResult redistribute(const std::string& group);
    OperationResult create_service(const scenario::VirtualServiceSpec& service,
                                   const std::string& group);
    OperationResult delete_service(const std::string& name);
    OperationResult create_object(const std::string& collection, const std::string& body);
    /// Its message is the object.
    OperationResult read_object(const std::string& collection, const std::string& name);
    /// PATCH of the object that is called so; `fields`: a JSON object of what is replaced.
    OperationResult patch(const std::string& collection, const std::string& name,
                          const std::string& fields);
    /// POST of an action on the object that is called so.
    OperationResult post(const std::string& collection, const std::string& name,
                         const std::string& action, const std::string& body);
    /// None: the cluster gives its address up.
    OperationResult set_cluster_ip(const std::optional<Ipv4Address>& address);
    /// The cluster IP is announced again this often.
    Result<void> set_cluster_ip_period(int minutes);
    /// Exactly these members, each with its management address. One that the topology does not
    /// know is asked for by its name.
    OperationResult change_members(const std::vector<std::string>& members,
                                   const topology::Topology& topology);
    OperationResult put_cluster(const std::string& body);

    /// What the controller that is asked says of the cluster; `asked` is left to the caller.
    Result<history::ClusterObserved> cluster() const;

    Result<history::RuntimeObserved> runtime() const;
    /// Events after the last call; stamps minus `epoch` are Instants.
    std::vector<std::pair<Instant, history::SystemEvent>> new_events(Duration epoch);
    /// As RequestLog has it, of one service.
    Result<std::vector<std::pair<Instant, history::SystemEvent>>> request_log(
        const std::string& service, Duration epoch) const;

  private:
    Result<std::string> create(const std::string& collection, const std::string& body);
    Result<std::string> uuid_of(const std::string& collection, const std::string& name) const;
    OperationResult act(const std::string& collection, const std::string& name,
                        const std::string& action);

    OperationResult request(const std::string& method, const std::string& path,
                            const std::string& body);
    OperationResult request_about(const std::string& collection, const std::string& name,
                                  const std::string& method, const std::string& behind,
                                  const std::string& body);

    ApiCall call_;
    std::int64_t last_event_ = 0;
    mutable LastAnswer<history::ClusterObserved> last_cluster_;
    mutable LastAnswer<history::RuntimeObserved> last_runtime_;
};

}  // namespace holdfast::harness::sut
