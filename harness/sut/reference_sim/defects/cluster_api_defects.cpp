// SPDX-License-Identifier: Apache-2.0
// Nodes that answer wrongly: for others, from memory, or to what must be refused.
#include <boost/json.hpp>
#include <map>
#include <string>

#include "harness/sut/reference_sim/defects/node_defects.h"
#include "harness/sut/reference_sim/defects/node_wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::api::HttpResponse;
using reference::cluster::Core;
using reference::cluster::Effect;
using reference::cluster::Effects;
using reference::cluster::Input;
namespace cluster = reference::cluster;
namespace effect = cluster::effect;

Core every_node_leads(Core core) {
    return with_runtime(core, [](boost::json::value& all) {
        const boost::json::value own = all.at("node_info").at("uuid");
        for (boost::json::value& node : all.at("node_states").as_array()) {
            node.as_object()["role"] =
                node.at("name") == own ? "CLUSTER_LEADER" : "CLUSTER_FOLLOWER";
        }
    });
}

Core always_complete(Core core) {
    return with_runtime(core, [](boost::json::value& all) {
        all.at("cluster_state").as_object()["state"] = "CLUSTER_UP_HA_ACTIVE";
    });
}

/// What could not be done is answered as if it had been.
Core pretends_success(Core core) {
    return with_step(core, [](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        for (Effect& effect : out) {
            auto* answer = std::get_if<effect::ApiResponse>(&effect);
            if (answer != nullptr && answer->response.status >= 503) {
                answer->response = {200, {}, R"({"uuid": "pool-0", "name": "done"})"};
            }
        }
        return out;
    });
}

struct Memory {
    std::map<std::string, HttpResponse> answers;   ///< by target
    std::map<std::uint64_t, std::string> waiting;  ///< target, by request
};

Core follower_answers_from_memory(Core core) {
    auto memory = std::make_shared<Memory>();
    return with_step(core, [memory](Instant now, const Input& input, const Core& sound) -> Effects {
        const auto* asked = request_in(input, false);
        if (asked != nullptr && asked->request.method == "GET" &&
            asked->request.target.find("/pool") != std::string::npos) {
            const auto known = memory->answers.find(asked->request.target);
            if (known != memory->answers.end()) {
                return {effect::ApiResponse{asked->id, known->second}};
            }
            memory->waiting[asked->id] = asked->request.target;
        }
        Effects out = sound.step(now, input);
        for (const Effect& effect : out) {
            const auto* answer = std::get_if<effect::ApiResponse>(&effect);
            const auto waiting =
                answer == nullptr ? memory->waiting.end() : memory->waiting.find(answer->id);
            if (waiting != memory->waiting.end()) {
                if (answer->response.status == 200) {
                    memory->answers[waiting->second] = answer->response;
                }
                memory->waiting.erase(waiting);
            }
        }
        return out;
    });
}

Core followers_refuse(Core core) {
    return with_step(core, [](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        const auto* asked = request_in(input, true);
        for (Effect& effect : out) {
            if (asked != nullptr && said<cluster::ForwardedRequest>(effect) != nullptr) {
                effect = effect::ApiResponse{
                    asked->id, {403, {}, R"({"error": "only the leader takes requests"})"}};
            }
        }
        return out;
    });
}

Core any_cluster_accepted(Core core) {
    return with_pretended_put(core, [](Instant, const std::string&) { return true; });
}

}  // namespace

std::vector<Defect> cluster_api_defects() {
    return {
        {"every_node_leads", "each controller says of itself that it leads", nullptr, nullptr,
         every_node_leads},
        {"always_complete", "every controller says that the cluster is complete", nullptr, nullptr,
         always_complete},
        {"pretends_success", "a request that cannot be carried out is answered as if it had been",
         nullptr, nullptr, pretends_success},
        {"follower_answers_from_memory", "a controller answers with what it answered before",
         nullptr, nullptr, follower_answers_from_memory},
        {"followers_refuse", "only the leader takes configuration", nullptr, nullptr,
         followers_refuse},
        {"any_cluster_accepted", "whatever is asked of the cluster is accepted, and nothing done",
         nullptr, nullptr, any_cluster_accepted},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
