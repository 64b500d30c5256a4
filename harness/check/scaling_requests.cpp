// SPDX-License-Identifier: Apache-2.0
#include "harness/check/scaling_requests.h"

#include <algorithm>

#include "harness/check/findings.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::check {

Evidence ScalingRequest::where() const {
    return at_line(done.operation, done.history_line, done.invoked);
}

std::string ScalingRequest::engine(const char* field) const {
    const auto* reference = body.if_contains(field);
    const std::string text = reference == nullptr ? "" : std::string(reference->as_string());
    return text.substr(text.find('=') + 1);  // "/api/serviceengine/?name=se3"
}

std::vector<ScalingRequest> scaling_requests_in(const Recording& recording,
                                                const std::string& action) {
    std::vector<ScalingRequest> found;
    const scenario::Deployment& deployment = recording.scenario.deployment;
    for (const PerformedOperation& performed : recording.index().operations()) {
        const auto operation = scenario::parse_operation(performed.operation);
        const auto* post = operation ? std::get_if<scenario::PostAction>(&*operation) : nullptr;
        if (post == nullptr || post->collection != "virtualservice" || !performed.completed ||
            performed.outcome == history::OperationEvent::Type::info ||
            (!action.empty() && post->action != action)) {
            continue;
        }
        for (const scenario::VirtualServiceSpec& service : deployment.services) {
            if (service.name == post->name) {
                found.push_back({&service, deployment.find_group(service.se_group), post->action,
                                 boost::json::parse(post->body).as_object(), performed});
            }
        }
    }
    return found;
}

std::vector<std::string> list_at(const Recording& recording, const std::string& service,
                                 Instant at) {
    const RuntimeSpan* span = recording.index().runtime_at(at);
    const auto* said = span == nullptr ? nullptr : span->service(service);
    return said == nullptr ? std::vector<std::string>{} : said->se_list;
}

EngineLists lists_at(const Recording& recording, Instant at) {
    EngineLists lists;
    if (const RuntimeSpan* span = recording.index().runtime_at(at)) {
        for (const auto& service : span->said->services) {
            lists[service.name] = service.se_list;
        }
    }
    return lists;
}

bool is_in(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace holdfast::harness::check
