// SPDX-License-Identifier: Apache-2.0
#include "harness/workload/api_client.h"

#include <boost/json.hpp>
#include <utility>

#include "base/check.h"

namespace holdfast::harness::workload {
namespace {

namespace json = boost::json;
using Operation = ApiCall::Operation;
using Outcome = ApiCall::Outcome;
using Kind = ApiClientPlan::Kind;

// Of an object that is there: mostly changed, now and then read or removed.
constexpr std::uint64_t weight_write = 70;
constexpr std::uint64_t weight_read = 15;
constexpr std::uint64_t weight_remove = 15;

// The value is a pool's default_server_port, 1-65535.
constexpr std::uint32_t value_max = 65535;

constexpr std::size_t message_max = 200;

json::object object_in(const std::string& text) {
    json::error_code malformed;
    const json::value value = json::parse(text, malformed);
    return malformed || !value.is_object() ? json::object() : value.as_object();
}

std::string text_in(const json::object& object, const char* member) {
    const json::value* found = object.if_contains(member);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

/// The one object of a list; none: the list is empty. An Error: it is no list.
Result<std::optional<json::object>> only_result(const std::string& body) {
    const json::object list = object_in(body);
    const json::value* results = list.if_contains("results");
    if (results == nullptr || !results->is_array()) {
        return failed("the answer is no list of objects");
    }
    const json::array& items = results->get_array();
    if (items.empty()) {
        return std::optional<json::object>();
    }
    if (!items.front().is_object()) {
        return failed("the answer is no list of objects");
    }
    return std::optional(items.front().get_object());
}

bool succeeded(Operation operation, int status) {
    switch (operation) {
        case Operation::create:
            return status == 201;
        case Operation::remove:
            return status == 204 || status == 200;
        default:
            return status == 200;
    }
}

}  // namespace

Outcome outcome_of_write(int status, const std::string& body) {
    if (status >= 200 && status < 300) {
        return Outcome::ok;
    }
    const bool refused = status >= 400 && status < 500;
    const bool no_leader = status == 503 && object_in(body).contains("error");
    return refused || no_leader ? Outcome::fail : Outcome::info;
}

ApiClient::ApiClient(ApiClientPlan plan)
    : plan_(std::move(plan)),
      session_(to_string(plan_.address)),
      chance_(plan_.seed),
      next_value_(plan_.first_value) {
    CHECK(!plan_.objects.empty(), "{} has no objects", plan_.name);
}

bool ApiClient::finished() const {
    return plan_.kind == Kind::read_back && read_back_ == plan_.objects.size();
}

ApiRequest ApiClient::next(Instant now) {
    hurry_ = false;
    if (!session_.logged_in()) {
        logging_in_ = true;
        return session_.login();
    }
    if (!open_) {
        begin_call(now);
    }
    return session_.with_headers(request_of(calls_.back()));
}

void ApiClient::begin_call(Instant now) {
    ApiCall call;
    call.id = calls_.size() + 1;
    call.client = plan_.name;
    call.through = plan_.through;
    call.invoked = now;
    call.object = plan_.kind == Kind::read_back
                      ? plan_.objects[read_back_]
                      : plan_.objects[chance_.below(plan_.objects.size())];
    call.operation = plan_.kind == Kind::writer ? choose(known_[call.object]) : Operation::read;
    if (call.operation == Operation::create || call.operation == Operation::write) {
        call.value = std::to_string(next_value_);
        next_value_ += plan_.value_step;
        if (next_value_ > value_max) {
            next_value_ = plan_.first_value;
        }
    }
    calls_.push_back(std::move(call));
    open_ = true;
    repeated_ = false;
}

Operation ApiClient::choose(const Known& known) {
    if (!known.asked) {
        return Operation::read;
    }
    if (known.uuid.empty()) {
        return Operation::create;
    }
    const std::uint64_t drawn = chance_.below(weight_write + weight_read + weight_remove);
    if (drawn < weight_write) {
        return Operation::write;
    }
    return drawn < weight_write + weight_read ? Operation::read : Operation::remove;
}

ApiRequest ApiClient::request_of(const ApiCall& call) const {
    const auto known = known_.find(call.object);
    const std::string one =
        "/api/pool/" + (known == known_.end() ? std::string() : known->second.uuid);
    const auto body = [&] {
        return json::serialize(
            json::object{{"name", call.object}, {"default_server_port", std::stoi(*call.value)}});
    };
    switch (call.operation) {
        case Operation::create:
            return {"POST", "/api/pool", {}, body()};
        case Operation::write:
            return {"PUT", one, {}, body()};
        case Operation::remove:
            return {"DELETE", one, {}, ""};
        case Operation::read:
            break;
    }
    return {"GET", "/api/pool?name=" + call.object, {}, ""};
}

void ApiClient::answered(Instant now, const ApiResponse& response) {
    if (std::exchange(logging_in_, false)) {
        hurry_ = session_.logged_in_by(response);
        if (!hurry_ && open_) {
            complete(now, Outcome::fail, response.status, "no session: " + response.body);
        }
        return;
    }
    // A request without a session was certainly not carried out, so it may be repeated, once.
    if (response.status == 401) {
        session_.forget();
        hurry_ = !std::exchange(repeated_, true);
        if (hurry_) {
            return;
        }
    } else {
        session_.take_cookies(response);
    }
    judge(now, response);
}

void ApiClient::judge(Instant now, const ApiResponse& response) {
    ApiCall& call = calls_.back();
    Outcome outcome = outcome_of_write(response.status, response.body);
    if (call.operation == Operation::read) {
        const auto found = only_result(response.body);
        outcome = succeeded(call.operation, response.status) && found ? Outcome::ok : Outcome::fail;
        if (outcome == Outcome::ok && *found) {
            const json::value* port = (*found)->if_contains("default_server_port");
            call.value = port == nullptr ? "" : json::serialize(*port);
        }
    } else if (outcome == Outcome::ok && !succeeded(call.operation, response.status)) {
        outcome = Outcome::info;  // some success, but not the documented one
    }
    learn(call, response);
    if (outcome == Outcome::ok && plan_.kind == Kind::read_back) {
        ++read_back_;
    }
    complete(now, outcome, response.status, outcome == Outcome::ok ? "" : response.body);
}

void ApiClient::learn(const ApiCall& call, const ApiResponse& response) {
    Known& known = known_[call.object];
    const bool done = succeeded(call.operation, response.status);
    if (!done) {
        known = {};
    } else if (call.operation == Operation::create) {
        known = {true, text_in(object_in(response.body), "uuid")};
        known.asked = !known.uuid.empty();
    } else if (call.operation == Operation::remove) {
        known = {true, ""};
    } else if (call.operation == Operation::read) {
        const auto found = only_result(response.body);
        known = {found.has_value(), found && *found ? text_in(**found, "uuid") : ""};
    }
}

void ApiClient::lost(Instant now, bool sent, const std::string& why) {
    // The SDKs throw the session away with the connection only when it was told to be void; a
    // lost login leaves none.
    if (std::exchange(logging_in_, false)) {
        if (open_) {
            complete(now, Outcome::fail, 0, "no session: " + why);
        }
        return;
    }
    const bool write = calls_.back().operation != Operation::read;
    known_[calls_.back().object] = {};
    complete(now, sent && write ? Outcome::info : Outcome::fail, 0, why);
}

void ApiClient::complete(Instant now, Outcome outcome, int status, const std::string& message) {
    ApiCall& call = calls_.back();
    call.outcome = outcome;
    call.status = status;
    call.message = message.substr(0, message_max);
    if (outcome != Outcome::info) {
        call.completed = now;
    }
    if (outcome == Outcome::ok) {
        last_ok_ = call.invoked;
    }
    open_ = false;
}

}  // namespace holdfast::harness::workload
