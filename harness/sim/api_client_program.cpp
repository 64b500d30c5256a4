// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/api_client_program.h"

#include <utility>

namespace holdfast::harness::sim {

void ApiClientProgram::start(ProgramContext& context) {
    context_ = &context;
    if (!reads_back()) {
        ask();
    }
}

void ApiClientProgram::read_back() {
    if (reads_back()) {
        ask();
    } else {
        stopped_ = true;
    }
}

void ApiClientProgram::ask() {
    if (stopped_ || client_.finished()) {
        return;
    }
    waiting_ = client_.next(context_->now());
    patience_ = context_->set_timer(context_->now() + workload::api_patience,
                                    [this] { out_of_patience(); });
    if (!stream_) {
        open_ = false;
        stream_ = context_->connect({client_.plan().address, client_.plan().port});
    } else if (open_) {
        send();
    }
}

void ApiClientProgram::send() {
    if (waiting_) {
        context_->send_line(*stream_,
                            workload::encode({++requests_, *std::exchange(waiting_, {})}));
        awaiting_ = true;
    }
}

void ApiClientProgram::stream(const StreamEvent& event) {
    using Kind = StreamEvent::Kind;
    if (event.stream != stream_) {
        return;
    }
    if (event.kind == Kind::opened) {
        open_ = true;
        return send();
    }
    if (event.kind != Kind::line) {
        stream_.reset();
        return lost(awaiting_,
                    event.kind == Kind::refused ? "connection refused" : "the connection was lost");
    }
    const auto response = workload::decode_api_response(event.line);
    if (!response || response->id != requests_ || !awaiting_) {
        context_->abort(*std::exchange(stream_, {}));
        return lost(awaiting_, "an answer that is none");
    }
    awaiting_ = false;
    client_.answered(context_->now(), response->message);
    go_on();
}

void ApiClientProgram::out_of_patience() {
    context_->abort(*std::exchange(stream_, {}));
    lost(awaiting_, "no answer within " + to_short_string(workload::api_patience));
}

void ApiClientProgram::lost(bool sent, const std::string& why) {
    if (!awaiting_ && !waiting_) {
        return;  // between two requests: the next one connects anew
    }
    awaiting_ = false;
    waiting_.reset();
    client_.lost(context_->now(), sent, why);
    go_on();
}

void ApiClientProgram::go_on() {
    context_->cancel_timer(patience_);
    if (client_.in_a_hurry()) {
        return ask();
    }
    context_->set_timer(context_->now() + client_.plan().interval, [this] { ask(); });
}

}  // namespace holdfast::harness::sim
