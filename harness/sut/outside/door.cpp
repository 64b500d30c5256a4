// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/outside/door.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <fstream>
#include <sstream>

namespace holdfast::harness::sut::outside {
namespace {

namespace json = boost::json;

// Whoever writes more in one line than a whole configuration has lost its way.
constexpr std::size_t line_max = 4 << 20;
constexpr std::size_t shown_max = 200;
constexpr std::size_t last_words_max = 600;

/// Only differences count: how long something is waited for.
Instant clock() {
    return Instant(std::chrono::steady_clock::now().time_since_epoch());
}

std::string shortened(const std::string& text) {
    return text.size() <= shown_max ? text : text.substr(0, shown_max) + "...";
}

std::string text_of(const json::object& answer, const char* field) {
    const json::value* found = answer.if_contains(field);
    return found != nullptr && found->is_string() ? json::value_to<std::string>(*found) : "";
}

}  // namespace

Door::Door(std::unique_ptr<mininet::ChildProcess> process, std::string log)
    : process_(std::move(process)), log_(std::move(log)) {}

Result<std::unique_ptr<Door>> Door::open(const std::string& adapter, const std::string& shared,
                                         const std::string& log) {
    auto process = mininet::ChildProcess::start({adapter, shared}, log);
    if (!process) {
        return process.error();
    }
    return std::unique_ptr<Door>(new Door(std::move(*process), log));
}

std::string Door::last_words() const {
    std::ifstream file(log_);
    std::stringstream text;
    text << file.rdbuf();
    const std::string all = text.str();
    return all.empty() ? "nothing" : all.substr(all.size() - std::min(all.size(), last_words_max));
}

Error Door::break_off(const std::string& why) {
    broken_ = "the adapter " + why;
    return failed(*broken_);
}

Result<std::string> Door::read_line(Instant until) {
    while (unread_.find('\n') == std::string::npos) {
        const Duration left = until - clock();
        if (left <= 0ns) {
            return failed("did not answer in time");
        }
        if (unread_.size() > line_max) {
            return failed("wrote a line without end: " + shortened(unread_));
        }
        pollfd readable{process_->channel(), POLLIN, 0};
        const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(left).count();
        const int ready = poll(&readable, 1, static_cast<int>(milliseconds));
        if (ready == 0 || (ready < 0 && errno == EINTR)) {
            continue;
        }
        char buffer[4096];
        const ssize_t length = read(process_->channel(), buffer, sizeof buffer);
        if (length <= 0) {
            return failed("ended; it said last: " + last_words());
        }
        unread_.append(buffer, static_cast<std::size_t>(length));
    }
    const std::size_t end = unread_.find('\n');
    std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return line;
}

Result<json::object> Door::ask(const std::string& request, json::object fields, Duration limit) {
    if (broken_) {
        return failed(*broken_);
    }
    const auto id = static_cast<std::int64_t>(++asked_);
    fields["id"] = id;
    fields["request"] = request;
    const std::string line = json::serialize(fields) + "\n";
    for (std::size_t done = 0; done < line.size();) {
        const ssize_t sent =
            send(process_->channel(), line.data() + done, line.size() - done, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            return break_off(request + ": ended; it said last: " + last_words());
        }
        done += sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }
    const auto answered = read_line(clock() + limit);
    if (!answered) {
        return break_off(fmt::format("{} (limit {}): {}", request, to_short_string(limit),
                                     answered.error().message));
    }
    boost::system::error_code error;
    json::value answer = json::parse(*answered, error);
    if (error || !answer.is_object()) {
        return break_off(request + ": wrote what is no JSON object: " + shortened(*answered));
    }
    json::object& content = answer.as_object();
    const json::value* answers = content.if_contains("id");
    if (answers == nullptr || !answers->is_int64() || answers->get_int64() != id) {
        return break_off(fmt::format("{}: answered another request than {}: {}", request, id,
                                     shortened(*answered)));
    }
    const std::string result = text_of(content, "result");
    const std::string why = text_of(content, "why");
    if (result == "ok") {
        return std::move(content);
    }
    if (result != "fail" && result != "unsupported") {
        return break_off(request +
                         ": \"result\" is none of ok, fail, unsupported: " + shortened(*answered));
    }
    const std::string sentence = request + ": " + (why.empty() ? "no reason given" : why);
    return result == "fail" ? failed(sentence) : unsupported(sentence);
}

}  // namespace holdfast::harness::sut::outside
