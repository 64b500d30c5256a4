// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/connection_client.h"

#include <algorithm>

namespace holdfast::harness::sim {

namespace {

using End = workload::Connection::End;

constexpr Duration patience = 1s;          // for the SYN's answer and for each echo
constexpr Duration exchange_every = 50ms;  // on a kept connection
// A service may still be on its way up when the workload starts.
constexpr Duration try_again_after = 100ms;

End how_ended(StreamEvent::Kind kind) {
    switch (kind) {
        case StreamEvent::Kind::refused:
            return End::refused;
        case StreamEvent::Kind::timed_out:
            return End::timed_out;
        default:
            return End::reset;
    }
}

}  // namespace

void ConnectionClient::start(ProgramContext& context) {
    context_ = &context;
    last_answered_.resize(plan_.services.size());
    const auto count = static_cast<Duration::rep>(plan_.services.size());
    for (std::size_t i = 0; i < plan_.services.size(); ++i) {
        for (int n = 0; n < plan_.kept; ++n) {
            open(i, true);
        }
        if (plan_.interval > Duration(0)) {
            const Duration phase = plan_.interval * static_cast<Duration::rep>(i) / count;
            context.set_timer(context.now() + phase, [this, i] { open_short(i); });
        }
    }
}

void ConnectionClient::open_short(std::size_t service) {
    context_->set_timer(context_->now() + plan_.interval, [this, service] { open_short(service); });
    open(service, false);
}

void ConnectionClient::open(std::size_t service, bool kept) {
    const StreamId stream = context_->connect(plan_.services[service].end);
    workload::Connection record;
    record.id = static_cast<std::uint32_t>(connections_.size());
    record.service = plan_.services[service].name;
    record.source_port = context_->local_end(stream).port;
    record.opened = context_->now();
    connections_.push_back(record);
    Live& live = live_[stream];
    live = {connections_.size() - 1, service, kept, 0};
    wait(stream, live);
}

void ConnectionClient::wait(StreamId stream, Live& live) {
    context_->cancel_timer(live.patience);
    live.patience = context_->set_timer(context_->now() + patience,
                                        [this, stream] { out_of_patience(stream); });
}

void ConnectionClient::out_of_patience(StreamId stream) {
    if (live_.contains(stream)) {
        context_->abort(stream);
        end(stream, End::timed_out);
    }
}

void ConnectionClient::stream(const StreamEvent& event) {
    const auto found = live_.find(event.stream);
    if (found == live_.end()) {
        return;
    }
    Live& live = found->second;
    switch (event.kind) {
        case StreamEvent::Kind::opened:
            connections_[live.record].established = context_->now();
            connections_[live.record].kept = live.kept;
            send(event.stream);
            break;
        case StreamEvent::Kind::line:
            take_answer(event.stream, live);
            break;
        default:
            end(event.stream, how_ended(event.kind));
    }
}

void ConnectionClient::send(StreamId stream) {
    const auto found = live_.find(stream);
    if (found == live_.end()) {
        return;
    }
    const workload::Connection& record = connections_[found->second.record];
    wait(stream, found->second);
    context_->send_line(stream, "holdfast " + std::to_string(record.id) + " " +
                                    std::to_string(record.answered.size()));
}

void ConnectionClient::take_answer(StreamId stream, Live& live) {
    workload::Connection& record = connections_[live.record];
    record.answered.push_back(context_->now());
    context_->cancel_timer(live.patience);
    live.patience = 0;
    if (live.kept) {
        context_->set_timer(context_->now() + exchange_every, [this, stream] { send(stream); });
        return;
    }
    auto& last = last_answered_[live.service];
    last = std::max(last.value_or(record.opened), record.opened);
    context_->close(stream);
    end(stream, End::closed);
}

void ConnectionClient::end(StreamId stream, End how) {
    const Live live = live_.at(stream);
    live_.erase(stream);
    context_->cancel_timer(live.patience);
    workload::Connection& record = connections_[live.record];
    record.ended = context_->now();
    record.end = how;
    if (live.kept && !record.established) {
        context_->set_timer(context_->now() + try_again_after,
                            [this, service = live.service] { open(service, true); });
    }
}

bool ConnectionClient::all_answered(Instant from) const {
    return plan_.interval == Duration(0) ||
           std::all_of(last_answered_.begin(), last_answered_.end(),
                       [&](const auto& last) { return last && *last >= from; });
}

}  // namespace holdfast::harness::sim
