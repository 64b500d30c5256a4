// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/api_clients.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "harness/history/history.h"
#include "harness/mininet/child_process.h"
#include "harness/mininet/driver.h"
#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

using workload::ApiCall;

struct ApiClients::State {
    workload::ApiPlan plan;
    std::vector<std::string> read_back_through;
    std::unique_ptr<ChildProcess> child;
    std::thread reader;
    mutable std::mutex mutex;
    // Guarded by it:
    std::map<std::pair<std::string, std::string>, std::vector<ApiCall>> calls;  // client, through
    std::string trouble;

    Result<void> say(const std::string& line) const;
    void take(std::string_view line);
    void read();
};

Result<void> ApiClients::State::say(const std::string& line) const {
    const std::string whole = line + "\n";
    std::size_t written = 0;
    while (written < whole.size()) {
        const ssize_t now =
            send(child->channel(), whole.data() + written, whole.size() - written, MSG_NOSIGNAL);
        if (now < 0) {
            return system_error("holdfast-api-client has gone");
        }
        written += static_cast<std::size_t>(now);
    }
    return success;
}

void ApiClients::State::take(std::string_view line) {
    const auto event = history::parse_json_line(line, "holdfast-api-client");
    const std::lock_guard lock(mutex);
    const auto* recorded = event ? std::get_if<history::ApiCallRecorded>(&event->content) : nullptr;
    if (recorded == nullptr) {
        trouble = event ? "holdfast-api-client printed what is no call" : event.error().message;
        return;
    }
    calls[{recorded->call.client, recorded->call.through}].push_back(recorded->call);
}

void ApiClients::State::read() {
    std::string received;
    char chunk[65536];
    for (ssize_t got = 0; (got = recv(child->channel(), chunk, sizeof chunk, 0)) > 0;) {
        received.append(chunk, static_cast<std::size_t>(got));
        std::size_t begin = 0;
        for (auto end = received.find('\n'); end != std::string::npos;
             end = received.find('\n', begin)) {
            take(std::string_view(received).substr(begin, end - begin));
            begin = end + 1;
        }
        received.erase(0, begin);
    }
}

Result<std::unique_ptr<ApiClients>> ApiClients::start(const workload::ApiPlan& plan,
                                                      const std::string& log) {
    const auto program = find_helper("holdfast-api-client");
    if (!program) {
        return program.error();
    }
    auto state = std::make_unique<State>();
    state->plan = plan;
    auto child = ChildProcess::start({*program}, log);
    if (!child) {
        return child.error();
    }
    state->child = std::move(*child);
    if (const auto told = state->say(workload::encode(plan)); !told) {
        return told.error();
    }
    state->reader = std::thread([raw = state.get()] { raw->read(); });
    return std::unique_ptr<ApiClients>(new ApiClients(std::move(state)));
}

ApiClients::ApiClients(std::unique_ptr<State> state) : state_(std::move(state)) {}

ApiClients::~ApiClients() {
    if (state_->reader.joinable()) {
        shutdown(state_->child->channel(), SHUT_RDWR);  // the reader wakes, the program ends
        state_->reader.join();
    }
}

bool ApiClients::answered(Instant since) const {
    const std::lock_guard lock(state_->mutex);
    return std::all_of(
        state_->plan.clients.begin(), state_->plan.clients.end(), [&](const auto& client) {
            if (client.kind == workload::ApiClientPlan::Kind::read_back) {
                return true;
            }
            const auto found = state_->calls.find({client.name, client.through});
            return found != state_->calls.end() &&
                   std::any_of(
                       found->second.rbegin(), found->second.rend(), [&](const ApiCall& call) {
                           return call.outcome == ApiCall::Outcome::ok && call.invoked >= since;
                       });
        });
}

Result<void> ApiClients::read_back(const std::vector<std::string>& controllers) {
    state_->read_back_through = controllers;
    std::string command = "read_back";
    for (const std::string& controller : controllers) {
        command += " " + controller;
    }
    return state_->say(command);
}

bool ApiClients::read_back_done() const {
    const std::lock_guard lock(state_->mutex);
    return std::all_of(
        state_->plan.clients.begin(), state_->plan.clients.end(), [&](const auto& client) {
            const auto& through = state_->read_back_through;
            if (client.kind != workload::ApiClientPlan::Kind::read_back ||
                std::find(through.begin(), through.end(), client.through) == through.end()) {
                return true;
            }
            const auto found = state_->calls.find({client.name, client.through});
            const auto answered =
                found == state_->calls.end()
                    ? 0
                    : std::count_if(
                          found->second.begin(), found->second.end(),
                          [](const ApiCall& call) { return call.outcome == ApiCall::Outcome::ok; });
            return answered == static_cast<std::ptrdiff_t>(client.objects.size());
        });
}

Result<std::vector<ApiCall>> ApiClients::stop() {
    const auto told = state_->say("stop");
    state_->reader.join();
    if (!told) {
        return told.error();
    }
    if (!state_->trouble.empty()) {
        return failed(state_->trouble);
    }
    std::vector<ApiCall> all;
    for (auto& [client, calls] : state_->calls) {
        all.insert(all.end(), calls.begin(), calls.end());
    }
    return all;
}

}  // namespace holdfast::harness::mininet
