// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/defects/node_wrappers.h"

#include <boost/json.hpp>

namespace holdfast::harness::sut::reference_sim::defects {

using reference::cluster::Core;
using reference::cluster::Effect;
using reference::cluster::Effects;
using reference::cluster::Input;
using reference::cluster::effect::ApiResponse;

Core with_runtime(const Core& core, std::function<void(boost::json::value&)> alter) {
    return with_step(
        core, [alter = std::move(alter)](Instant now, const Input& input, const Core& sound) {
            Effects out = sound.step(now, input);
            for (Effect& effect : out) {
                auto* answer = std::get_if<ApiResponse>(&effect);
                if (answer != nullptr && asks_cluster_runtime(input)) {
                    boost::json::value body = boost::json::parse(answer->response.body);
                    alter(body);
                    answer->response.body = boost::json::serialize(body);
                }
            }
            return out;
        });
}

Core with_pretended_put(const Core& core,
                        std::function<bool(Instant now, const std::string& body)> claims) {
    return with_step(
        core, [claims = std::move(claims)](Instant now, const Input& input, const Core& sound) {
            const auto* put = cluster_put_in(input);
            return put != nullptr && claims(now, put->request.body)
                       ? Effects{ApiResponse{put->id, {200, {}, put->request.body}}}
                       : sound.step(now, input);
        });
}

}  // namespace holdfast::harness::sut::reference_sim::defects
