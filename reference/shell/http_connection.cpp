// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/http_connection.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <optional>
#include <utility>

#include "reference/shell/http_message.h"

namespace holdfast::reference::shell {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using Trouble = boost::system::error_code;

namespace {

constexpr std::size_t read_chunk = 16384;

class Connection final : public HttpConnection, public std::enable_shared_from_this<Connection> {
  public:
    Connection(std::shared_ptr<Shared> shared, Tcp::socket socket)
        : shared_(std::move(shared)),
          stream_(std::move(socket), *shared_->context),
          deadline_(shared_->loop),
          buffer_(shared_->limits.header_max + read_chunk),
          idle_since_(shared_->loop.now()) {
        Trouble ignored;
        const Tcp::endpoint remote = stream_.next_layer().remote_endpoint(ignored);
        address_ = remote.address().to_string(ignored);
        remote_ = fmt::format("{}:{}", address_, remote.port());
    }
    ~Connection() override { release_body(); }

    void start() override {
        limit(shared_->limits.handshake);
        stream_.async_handshake(asio::ssl::stream_base::server,
                                [self = shared_from_this()](Trouble trouble) {
                                    // Garbage, plain HTTP or a client that was too slow.
                                    if (self->failed(trouble)) {
                                        return;
                                    }
                                    self->limit(self->shared_->limits.header);
                                    self->await_request();
                                });
    }
    void answer(api::HttpResponse response) override {
        if (open_ && working_ && !answered_) {
            write(std::move(response), keep_alive_);
        }
    }
    void close() override {
        if (std::exchange(open_, false)) {
            deadline_.cancel();
            Trouble ignored;
            stream_.next_layer().close(ignored);
        }
    }
    Instant idle_since() const override { return working_ ? Instant::never() : idle_since_; }
    const std::string& address() const override { return address_; }

  private:
    /// The next step must be done within this time.
    void limit(Duration time) {
        deadline_.after(time, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) {
                self->end();
            }
        });
    }
    /// Closes and says so.
    void end() {
        if (open_) {
            close();
            shared_->gone(*this);
        }
    }
    bool failed(Trouble trouble) {
        if (trouble) {
            end();
        }
        return !open_;
    }

    /// The first byte of the next request, which may be in the buffer already.
    void await_request() {
        if (buffer_.size() > 0) {
            read_header();
            return;
        }
        stream_.async_read_some(buffer_.prepare(read_chunk),
                                [self = shared_from_this()](Trouble trouble, std::size_t size) {
                                    if (!self->failed(trouble)) {
                                        self->buffer_.commit(size);
                                        self->read_header();
                                    }
                                });
    }

    void read_header() {
        limit(shared_->limits.header);
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(shared_->limits.header_max));
        parser_->body_limit(shared_->limits.body_max);
        http::async_read_header(stream_, buffer_, *parser_,
                                [self = shared_from_this()](Trouble trouble, std::size_t) {
                                    if (trouble) {
                                        self->refuse(trouble);
                                    } else if (self->open_) {
                                        self->read_body();
                                    }
                                });
    }

    void read_body() {
        if (!reserve_body()) {
            refuse_with(http_error(503, "too much arrives at the same time; try again"));
            return;
        }
        limit(shared_->limits.body);
        const auto expect = parser_->get()[http::field::expect];
        if (parser_->is_done() || expect.empty()) {
            read_rest();
        } else if (boost::beast::iequals(expect, "100-continue")) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            asio::async_write(stream_, asio::buffer(go_on),
                              [self = shared_from_this()](Trouble trouble, std::size_t) {
                                  if (!self->failed(trouble)) {
                                      self->read_rest();
                                  }
                              });
        } else {
            refuse_with(http_error(417, "only 100-continue can be expected"));
        }
    }

    void read_rest() {
        http::async_read(stream_, buffer_, *parser_,
                         [self = shared_from_this()](Trouble trouble, std::size_t) {
                             if (trouble) {
                                 self->refuse(trouble);
                             } else if (self->open_) {
                                 self->deliver();
                             }
                         });
    }

    void deliver() {
        release_body();
        BeastRequest request = parser_->release();
        keep_alive_ = request.keep_alive();
        version_ = request.version();
        head_ = request.method() == http::verb::head;
        working_ = true;
        auto taken = take_request(std::move(request), remote_);
        if (auto* answered = std::get_if<api::HttpResponse>(&taken)) {
            write(std::move(*answered), keep_alive_ && answered->status != 400);
            return;
        }
        deadline_.after(shared_->limits.answer, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) {
                self->answer(http_error(503, "the controller did not answer in time"));
            }
        });
        shared_->received(*this, std::move(std::get<api::HttpRequest>(taken)));
    }

    void write(api::HttpResponse response, bool keep_alive) {
        working_ = true;
        answered_ = true;
        const bool complete = parser_ && parser_->is_done();
        response_ = make_response(std::move(response), {version_, keep_alive, head_});
        limit(shared_->limits.write);
        http::async_write(
            stream_, *response_,
            [self = shared_from_this(), keep_alive, complete](Trouble trouble, std::size_t) {
                if (self->failed(trouble)) {
                    return;
                }
                if (keep_alive) {
                    self->become_idle();
                } else if (complete) {
                    self->shut_down();
                } else {
                    self->limit(self->shared_->limits.linger);
                    self->drain();
                }
            });
    }

    void become_idle() {
        response_.reset();
        parser_.reset();
        working_ = false;
        answered_ = false;
        idle_since_ = shared_->loop.now();
        limit(shared_->limits.idle);
        await_request();
    }

    /// What came is no request: say why, if anything came, and go.
    void refuse(Trouble trouble) {
        if (!open_) {
            return;
        }
        if (trouble == http::error::header_limit || trouble == http::error::buffer_overflow) {
            refuse_with(
                http_error(431, fmt::format("request line and headers must fit into {} bytes",
                                            shared_->limits.header_max)));
        } else if (trouble == http::error::body_limit) {
            refuse_with(http_error(
                413, fmt::format("a body must fit into {} bytes", shared_->limits.body_max)));
        } else if (trouble.category() ==
                       http::make_error_code(http::error::bad_method).category() &&
                   trouble != http::error::end_of_stream &&
                   trouble != http::error::partial_message) {
            refuse_with(http_error(400, "malformed request"));
        } else {
            end();
        }
    }
    void refuse_with(api::HttpResponse response) {
        release_body();
        head_ = false;
        version_ = 11;
        write(std::move(response), false);
    }

    /// The peer learns that nothing follows; then it has a moment to close.
    void shut_down() {
        limit(shared_->limits.linger);
        stream_.async_shutdown([self = shared_from_this()](Trouble) { self->end(); });
    }
    /// Closing while bytes wait unread would reset the connection and take the answer with it.
    void drain() {
        stream_.async_read_some(asio::buffer(scratch_),
                                [self = shared_from_this()](Trouble trouble, std::size_t) {
                                    if (!self->failed(trouble)) {
                                        self->drain();
                                    }
                                });
    }

    bool reserve_body() {
        const auto length = parser_->content_length();
        const std::size_t wanted = length               ? static_cast<std::size_t>(*length)
                                   : parser_->chunked() ? shared_->limits.body_max
                                                        : 0;
        if (shared_->body_bytes + wanted > shared_->limits.bodies_max) {
            return false;
        }
        shared_->body_bytes += wanted;
        reserved_ = wanted;
        return true;
    }
    void release_body() { shared_->body_bytes -= std::exchange(reserved_, 0); }

    std::shared_ptr<Shared> shared_;
    asio::ssl::stream<Tcp::socket> stream_;
    Timer deadline_;
    boost::beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    std::optional<BeastResponse> response_;
    std::array<char, 4096> scratch_{};
    std::string address_;
    std::string remote_;
    Instant idle_since_;
    std::size_t reserved_ = 0;
    unsigned version_ = 11;
    bool keep_alive_ = true;
    bool head_ = false;
    bool working_ = false;  ///< a request is with the controller, or its answer on its way
    bool answered_ = false;
    bool open_ = true;
};

}  // namespace

std::shared_ptr<HttpConnection> HttpConnection::make(std::shared_ptr<Shared> shared,
                                                     Tcp::socket socket) {
    return std::make_shared<Connection>(std::move(shared), std::move(socket));
}

}  // namespace holdfast::reference::shell
