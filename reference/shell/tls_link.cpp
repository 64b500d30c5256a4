// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/tls_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/write.hpp>

namespace holdfast::reference::shell {

std::string describe(const Trouble& trouble) {
    if (trouble == asio::error::eof || trouble == asio::ssl::error::stream_truncated) {
        return "closed by the peer";
    }
    return trouble.message();
}

Link::Link(EventLoop& loop, TlsContext context, Tcp::socket socket, const TlsLimits& limits)
    : loop_(loop),
      limits_(limits),
      context_(std::move(context)),
      stream_(std::move(socket), *context_),
      deadline_(loop) {}

void Link::handshake(asio::ssl::stream_base::handshake_type type,
                     std::function<void(const std::string& trouble)> done) {
    Trouble ignored;
    const Tcp::endpoint remote = stream_.next_layer().remote_endpoint(ignored);
    peer_address_ = fmt::format("{}:{}", remote.address().to_string(), remote.port());
    stream_.async_handshake(
        type, [self = shared_from_this(), done = std::move(done)](Trouble trouble) {
            if (!trouble) {
                X509* certificate = SSL_get1_peer_certificate(self->stream_.native_handle());
                self->peer_name_ = subject_part(certificate, NID_commonName);
                X509_free(certificate);
            }
            done(trouble ? describe(trouble) : "");
        });
}

void Link::await_admission(std::shared_ptr<void> place) {
    place_ = std::move(place);
    deadline_.after(limits_.handshake, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->end("did not register in time");
        }
    });
}
void Link::admit() {
    place_.reset();
    deadline_.cancel();
}

void Link::start(Handlers handlers) {
    handlers_ = std::move(handlers);
    read();
}

void Link::send(std::string line) {
    if (!open_ || finishing_) {
        return;
    }
    if (queued_.size() + line.size() > limits_.send_queue_max) {
        end("does not read what it is sent");
        return;
    }
    queued_ += line;
    queued_ += '\n';
    write();
}

void Link::close() {
    handlers_ = {};
    end("");
}

void Link::finish(Duration limit, std::function<void()> done) {
    handlers_ = {};
    finishing_ = true;
    finished_ = std::move(done);
    deadline_.after(limit, [self = shared_from_this()] { self->finish_now(); });
    if (sending_.empty() && queued_.empty()) {
        shut_down();
    }
}

void Link::end(const std::string& reason) {
    if (!std::exchange(open_, false)) {
        return;
    }
    place_.reset();
    Trouble ignored;
    stream_.next_layer().close(ignored);
    if (finishing_) {
        loop_.post([self = shared_from_this()] { self->finish_now(); });
    } else {
        deadline_.cancel();
    }
    // Told later, so that nobody is called back out of his own send().
    loop_.post([self = shared_from_this(), reason] {
        const Handlers handlers = std::exchange(self->handlers_, {});
        if (handlers.closed) {
            handlers.closed(reason);
        }
    });
}

void Link::read() {
    stream_.async_read_some(asio::buffer(chunk_),
                            [self = shared_from_this()](Trouble trouble, std::size_t size) {
                                if (!self->open_) {
                                    return;
                                }
                                if (trouble) {
                                    self->end(describe(trouble));
                                    return;
                                }
                                self->received_.append(self->chunk_.data(), size);
                                self->deliver();
                                if (self->received_.size() >= self->limits_.line_max) {
                                    self->end("sent a line that is too long");
                                }
                                if (self->open_) {
                                    self->read();
                                }
                            });
}

void Link::deliver() {
    std::size_t from = 0;
    while (open_) {
        const std::size_t newline = received_.find('\n', std::max(from, searched_));
        if (newline == std::string::npos) {
            break;
        }
        const std::string line = received_.substr(from, newline - from);
        from = newline + 1;
        if (const auto handler = handlers_.line) {  // a copy: the handler may close the link
            handler(line);
        }
    }
    received_.erase(0, from);
    searched_ = received_.size();
}

void Link::write() {
    if (!sending_.empty() || queued_.empty() || !open_) {
        return;
    }
    sending_.swap(queued_);
    asio::async_write(stream_, asio::buffer(sending_),
                      [self = shared_from_this()](Trouble trouble, std::size_t) {
                          self->sending_.clear();
                          if (trouble) {
                              self->end(describe(trouble));
                              return;
                          }
                          self->write();
                          if (self->finishing_ && self->sending_.empty()) {
                              self->shut_down();
                          }
                      });
}

void Link::shut_down() {
    if (std::exchange(shutting_down_, true) || !open_) {
        return;
    }
    stream_.async_shutdown([self = shared_from_this()](Trouble) { self->finish_now(); });
}

void Link::finish_now() {
    deadline_.cancel();
    Trouble ignored;
    open_ = false;
    stream_.next_layer().close(ignored);
    if (const auto done = std::exchange(finished_, nullptr)) {
        done();
    }
}

}  // namespace holdfast::reference::shell
