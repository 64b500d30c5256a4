// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/tcp_acceptor.h"

#include <fmt/format.h>

#include <utility>

#include "base/log.h"

namespace holdfast::reference::shell {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Trouble = boost::system::error_code;

TcpAcceptor::TcpAcceptor(EventLoop& loop, std::string part)
    : acceptor_(loop.context()), again_(loop), part_(std::move(part)) {}

Result<void> TcpAcceptor::listen(const Endpoint& at) {
    Trouble trouble;
    const Tcp::endpoint endpoint(asio::ip::address_v4(at.address.value), at.port);
    acceptor_.open(Tcp::v4(), trouble);
    acceptor_.set_option(Tcp::acceptor::reuse_address(true), trouble);
    acceptor_.bind(endpoint, trouble);
    if (!trouble) {
        acceptor_.listen(asio::socket_base::max_listen_connections, trouble);
    }
    if (trouble) {
        return failed(
            fmt::format("cannot listen on {}: {}", shell::to_string(at), trouble.message()));
    }
    return success;
}

Endpoint TcpAcceptor::local() const {
    Trouble ignored;
    const Tcp::endpoint bound = acceptor_.local_endpoint(ignored);
    return {{bound.address().to_v4().to_uint()}, bound.port()};
}

void TcpAcceptor::begin(Accepted accepted) {
    accepted_ = std::move(accepted);
    accept();
}

void TcpAcceptor::accept() {
    acceptor_.async_accept([weak = weak_from_this()](Trouble trouble, Tcp::socket socket) {
        const auto self = weak.lock();
        if (self == nullptr || trouble == asio::error::operation_aborted) {
            return;
        }
        if (trouble) {  // out of descriptors: the rest waits in the backlog
            log::warning(self->part_, "cannot accept a connection: {}", trouble.message());
            self->again_.after(100ms, [raw = self.get()] { raw->accept(); });
            return;
        }
        self->accepted_(std::move(socket));
        self->accept();
    });
}

}  // namespace holdfast::reference::shell
