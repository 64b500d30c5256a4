// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/probe_client.h"

#include <utility>

#include "base/check.h"

namespace holdfast::harness::sim {

namespace {
constexpr std::size_t payload_size = 64;
}

ProbeClient::ProbeClient(std::vector<workload::ProbeFlow> flows)
    : flows_(std::move(flows)), replied_(flows_.size()) {}

void ProbeClient::start(ProgramContext& context) {
    context_ = &context;
    const auto count = static_cast<Duration::rep>(flows_.size());
    for (std::size_t i = 0; i < flows_.size(); ++i) {
        CHECK(context.bind_udp(flows_[i].source_port), "port {} of the client is taken",
              flows_[i].source_port);
        // Spread over one interval, so that the flows together see the finest time.
        const Duration phase = flows_[i].interval * static_cast<Duration::rep>(i) / count;
        context.set_timer(context.now() + phase, [this, i] { send(i); });
    }
}

void ProbeClient::send(std::size_t number) {
    workload::ProbeFlow& flow = flows_[number];
    const Instant now = context_->now();
    context_->set_timer(now + flow.interval, [this, number] { send(number); });
    const workload::ProbePayload payload{flow.id, flow.sent.size(), now};
    flow.sent.push_back(now);
    replied_[number].push_back(false);
    context_->send_udp({flow.source, flow.source_port}, {flow.destination, flow.destination_port},
                       workload::encode(payload, payload_size));
}

void ProbeClient::receive(const Datagram& datagram) {
    const auto payload = workload::decode_probe(datagram.payload);
    const std::size_t number =
        payload && !flows_.empty() ? payload->flow - flows_.front().id : flows_.size();
    if (number >= flows_.size()) {
        return;
    }
    workload::ProbeFlow& flow = flows_[number];
    if (payload->sequence >= flow.sent.size() || datagram.to.port != flow.source_port) {
        return;
    }
    flow.replies.push_back({payload->sequence, context_->now()});
    replied_[number][payload->sequence] = true;
}

bool ProbeClient::flow_answered(std::size_t number, Instant from, Instant to) const {
    const workload::ProbeFlow& flow = flows_[number];
    bool any = false;
    for (std::size_t i = flow.sent.size(); i-- > 0 && flow.sent[i] >= from;) {
        if (flow.sent[i] > to) {
            continue;
        }
        if (!replied_[number][i]) {
            return false;
        }
        any = true;
    }
    return any;
}

bool ProbeClient::all_answered(Instant from, Instant to) const {
    if (!flow_answered(last_unanswered_, from, to)) {
        return false;
    }
    for (std::size_t i = 0; i < flows_.size(); ++i) {
        if (!flow_answered(i, from, to)) {
            last_unanswered_ = i;
            return false;
        }
    }
    return true;
}

}  // namespace holdfast::harness::sim
