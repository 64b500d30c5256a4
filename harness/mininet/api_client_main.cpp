// SPDX-License-Identifier: Apache-2.0
// holdfast-api-client: clients of the REST API over HTTPS, as the vendor's SDKs behave: one
// connection each, kept alive; a session that is renewed when it is lost; no write is sent twice
// that may have been carried out. Certificates are not verified, as in the SDKs by default.
//
// Standard input: the plan (harness/workload/api_plan.h), then commands, one a line:
//   read_back CONTROLLER...   clients that write and read stop after their call, those that read
//                             back through one of these controllers begin
//   stop                      prints the calls that are under way, and ends; so does the end of the
//   input
// Standard output: each call when it is over, one line of history.jsonl.
#include <unistd.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <sstream>

#include "harness/history/history.h"
#include "harness/workload/api_plan.h"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
namespace workload = holdfast::harness::workload;
using holdfast::Duration;
using holdfast::Instant;
using Kind = workload::ApiClientPlan::Kind;
using Stream = beast::ssl_stream<beast::tcp_stream>;

/// One connection at a time; a new one when the last was lost.
class Https {
  public:
    Https(asio::io_context& io, ssl::context& tls, const workload::ApiClientPlan& plan)
        : io_(io), tls_(tls), server_(asio::ip::address_v4(plan.address.value), plan.port) {}

    /// Throws when no answer came in time; then sent() says whether the request may have arrived.
    asio::awaitable<workload::ApiResponse> exchange(workload::ApiRequest request) {
        sent_ = false;
        const auto deadline = std::chrono::steady_clock::now() + workload::api_patience;
        try {
            if (stream_ == nullptr) {
                co_await connect(deadline);
            }
            beast::get_lowest_layer(*stream_).expires_at(deadline);
            http::request<http::string_body> message(http::string_to_verb(request.method),
                                                     request.target, 11, request.body);
            for (const auto& [name, value] : request.headers) {
                message.insert(name, value);
            }
            message.prepare_payload();
            sent_ = true;
            co_await http::async_write(*stream_, message, asio::use_awaitable);
            http::response<http::string_body> answer;
            co_await http::async_read(*stream_, buffer_, answer, asio::use_awaitable);
            if (!answer.keep_alive()) {
                stream_.reset();
            }
            co_return taken(answer);
        } catch (...) {
            stream_.reset();
            throw;
        }
    }
    bool sent() const { return sent_; }

  private:
    asio::awaitable<void> connect(std::chrono::steady_clock::time_point deadline) {
        buffer_.clear();
        stream_ = std::make_unique<Stream>(io_, tls_);
        auto& tcp = beast::get_lowest_layer(*stream_);
        tcp.expires_at(deadline);
        co_await tcp.async_connect(server_, asio::use_awaitable);
        tcp.socket().set_option(asio::ip::tcp::no_delay(true));
        co_await stream_->async_handshake(ssl::stream_base::client, asio::use_awaitable);
    }

    static workload::ApiResponse taken(const http::response<http::string_body>& answer) {
        workload::ApiResponse response{static_cast<int>(answer.result_int()), {}, answer.body()};
        for (const auto& field : answer) {
            response.headers.emplace_back(field.name_string(), field.value());
        }
        return response;
    }

    asio::io_context& io_;
    ssl::context& tls_;
    asio::ip::tcp::endpoint server_;
    std::unique_ptr<Stream> stream_;
    beast::flat_buffer buffer_;
    bool sent_ = false;
};

/// A client with its connection.
class Actor {
  public:
    Actor(asio::io_context& io, ssl::context& tls, workload::ApiClientPlan plan, Duration epoch)
        : io_(io), epoch_(epoch), https_(io, tls, plan), client_(std::move(plan)) {}

    bool reads_back() const { return client_.plan().kind == Kind::read_back; }
    const std::string& through() const { return client_.plan().through; }
    void stop() { stopped_ = true; }

    asio::awaitable<void> run() {
        asio::steady_timer pause(io_);
        while (!stopped_ && !client_.finished()) {
            co_await ask();
            print(client_.under_way() ? 1 : 0);
            if (!client_.in_a_hurry()) {
                pause.expires_after(client_.plan().interval);
                co_await pause.async_wait(asio::use_awaitable);
            }
        }
    }

    /// A call that is under way and was not sent will never be.
    void end() {
        if (client_.under_way() && !https_.sent()) {
            client_.lost(now(), false, "ended before it was sent");
        }
        print(0);
    }

    /// All calls that were not printed yet but the last `kept`.
    void print(std::size_t kept) {
        for (; printed_ + kept < client_.calls().size(); ++printed_) {
            const workload::ApiCall& call = client_.calls()[printed_];
            std::cout << holdfast::harness::history::to_json_line(
                             {call.completed.value_or(call.invoked),
                              holdfast::harness::history::ApiCallRecorded{call}})
                      << std::endl;
        }
    }

  private:
    asio::awaitable<void> ask() {
        std::string why;
        try {
            const auto response = co_await https_.exchange(client_.next(now()));
            client_.answered(now(), response);
            co_return;
        } catch (const std::exception& trouble) {
            why = trouble.what();
        }
        client_.lost(now(), https_.sent(), why);
    }
    Instant now() const {
        return Instant(std::chrono::duration_cast<Duration>(
                           std::chrono::system_clock::now().time_since_epoch()) -
                       epoch_);
    }

    asio::io_context& io_;
    Duration epoch_;
    Https https_;
    workload::ApiClient client_;
    bool stopped_ = false;
    std::size_t printed_ = 0;
};

using Actors = std::vector<std::unique_ptr<Actor>>;

void read_back(asio::io_context& io, Actors& actors, std::istringstream controllers) {
    for (auto& actor : actors) {
        if (!actor->reads_back()) {
            actor->stop();
        }
    }
    for (std::string controller; controllers >> controller;) {
        for (auto& actor : actors) {
            if (actor->reads_back() && actor->through() == controller) {
                asio::co_spawn(io, actor->run(), asio::detached);
            }
        }
    }
}

/// Serves the commands until the last of them.
asio::awaitable<void> obey(asio::io_context& io, Actors& actors,
                           asio::posix::stream_descriptor& input, std::string& received) {
    try {
        for (;;) {
            const std::size_t size = co_await asio::async_read_until(
                input, asio::dynamic_buffer(received), '\n', asio::use_awaitable);
            const std::string command = received.substr(0, size - 1);
            received.erase(0, size);
            if (command == "stop") {
                break;
            }
            if (const std::string word = "read_back"; command.starts_with(word)) {
                read_back(io, actors, std::istringstream(command.substr(word.size())));
            }
        }
    } catch (const std::exception&) {  // the end of the input
    }
    io.stop();
}

int run() {
    asio::io_context io(1);
    ssl::context tls(ssl::context::tls_client);
    tls.set_verify_mode(ssl::verify_none);
    asio::posix::stream_descriptor input(io, ::dup(STDIN_FILENO));
    std::string received;
    const std::size_t size = asio::read_until(input, asio::dynamic_buffer(received), '\n');
    const auto plan = workload::decode_api_plan(received.substr(0, size - 1));
    if (!plan) {
        std::cerr << "holdfast-api-client: " << plan.error().message << "\n";
        return 3;
    }
    received.erase(0, size);
    Actors actors;
    for (const workload::ApiClientPlan& client : plan->clients) {
        actors.push_back(std::make_unique<Actor>(io, tls, client, plan->epoch));
    }
    for (auto& actor : actors) {
        if (!actor->reads_back()) {
            asio::co_spawn(io, actor->run(), asio::detached);
        }
    }
    asio::co_spawn(io, obey(io, actors, input, received), asio::detached);
    io.run();
    for (auto& actor : actors) {
        actor->end();
    }
    return 0;
}

}  // namespace

int main() {
    try {
        return run();
    } catch (const std::exception& trouble) {
        std::cerr << "holdfast-api-client: " << trouble.what() << "\n";
        return 1;
    }
}
