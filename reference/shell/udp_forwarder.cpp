// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/udp_forwarder.h"

#include <sys/socket.h>

#include <utility>

namespace holdfast::reference::shell {

namespace {

// 20,000 packets a second for the 100 ms that a busy machine may keep this process waiting, at
// about 2.3 kB of kernel memory a packet: 4.6 MB. The kernel may grant less.
constexpr int receive_buffer_bytes = 5 << 20;
// A flood on one port leaves the others their turn after this many batches.
constexpr int batches_in_a_row = 8;

std::uint64_t key_of(const sockaddr_in& client) {
    return (std::uint64_t{client.sin_addr.s_addr} << 16U) | client.sin_port;
}

}  // namespace

struct UdpForwarder::Flow {
    sockaddr_in client{};
    protocol::ServerEndpoint server;
    Instant last_used;
    UniqueFd fd;
    std::unique_ptr<Watch> watch;
};

UdpForwarder::UdpForwarder(EventLoop& loop, balancing::ServerPool& pool, ServiceCounters& counters,
                           DatagramBatch& batch, std::vector<Ipv4Address> sources)
    : loop_(loop), pool_(pool), counters_(counters), batch_(batch), sources_(std::move(sources)) {}

UdpForwarder::~UdpForwarder() {
    erase_if([](const Flow&) { return true; });
}

Result<void> UdpForwarder::open(const Endpoint& listen) {
    Result<UniqueFd> opened = open_socket(SocketKind::udp);
    if (!opened.has_value()) {
        return opened.error();
    }
    set_option(opened->get(), SOL_SOCKET, SO_RCVBUF, receive_buffer_bytes);
    const int forced = receive_buffer_bytes;  // beyond the machine's limit, where permitted
    ::setsockopt(opened->get(), SOL_SOCKET, SO_RCVBUFFORCE, &forced, sizeof forced);
    if (const auto bound = bind_to(opened->get(), listen, true); !bound.has_value()) {
        return bound;
    }
    service_port_ = listen.port;
    listener_ = std::move(*opened);
    watch_ = std::make_unique<Watch>(loop_, listener_.get(), [this](Ready) { forward(); });
    watch_->want(true, false);
    return success;
}

void UdpForwarder::forward() {
    for (int round = 0; round < batches_in_a_row; ++round) {
        const std::size_t count = batch_.receive(listener_.get());
        for (std::size_t first = 0; first < count;) {
            const sockaddr_in client = batch_.sender(first);
            std::size_t last = first + 1;
            while (last < count && key_of(batch_.sender(last)) == key_of(client)) {
                ++last;
            }
            Flow* flow = flow_of(client);
            const std::size_t sent =
                flow == nullptr ? 0 : batch_.send(flow->fd.get(), first, last, nullptr);
            counters_.datagrams_to_servers += sent;
            counters_.datagrams_dropped += last - first - sent;
            if (flow != nullptr && batch_.refused()) {
                end_refused(*flow);
            }
            first = last;
        }
        if (count < DatagramBatch::capacity) {
            return;
        }
    }
}

void UdpForwarder::answer(Flow& flow) {
    flow.last_used = loop_.now();
    for (int round = 0; round < batches_in_a_row; ++round) {
        const std::size_t count = batch_.receive(flow.fd.get());
        if (batch_.refused()) {
            end_refused(flow);
            return;
        }
        if (count > 0) {
            pool_.client_served(flow.server);
            const std::size_t sent = batch_.send(listener_.get(), 0, count, &flow.client);
            counters_.datagrams_to_clients += sent;
            counters_.datagrams_dropped += count - sent;
        }
        if (count < DatagramBatch::capacity) {
            return;
        }
    }
}

// Its next datagram chooses anew, as a refused connection does at once.
void UdpForwarder::end_refused(const Flow& flow) {
    pool_.client_failed(flow.server);
    erase_if([&](const Flow& one) { return &one == &flow; });
}

bool UdpForwarder::serves(const Endpoint& client) const {
    return flows_.contains(key_of(to_sockaddr(client)));
}

UdpForwarder::Flow* UdpForwarder::flow_of(const sockaddr_in& client) {
    const auto known = flows_.find(key_of(client));
    if (known != flows_.end()) {
        known->second->last_used = loop_.now();
        return known->second.get();
    }
    if (flows_.size() >= flows_max) {
        return nullptr;
    }
    std::unique_ptr<Flow> flow = begin_flow(client);
    if (flow == nullptr) {
        return nullptr;
    }
    pool_.connection_begins(flow->server);
    ++counters_.flows_open;
    return flows_.emplace(key_of(client), std::move(flow)).first->second.get();
}

std::unique_ptr<UdpForwarder::Flow> UdpForwarder::begin_flow(const sockaddr_in& client) {
    const auto server = pool_.choose_for(to_endpoint(client).address);
    Result<UniqueFd> opened = open_socket(SocketKind::udp);
    if (!server || !opened.has_value()) {
        return nullptr;
    }
    if (!sources_.empty()) {
        const Ipv4Address source = sources_[++begun_ % sources_.size()];
        if (!bind_to(opened->get(), {source, 0}, true).has_value()) {
            return nullptr;
        }
    }
    const protocol::ServerEndpoint to = pool_.towards(*server, service_port_);
    const sockaddr_in address = to_sockaddr({to.address, to.port});
    if (::connect(opened->get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
        0) {
        return nullptr;
    }
    auto flow = std::make_unique<Flow>();
    flow->client = client;
    flow->server = *server;
    flow->last_used = loop_.now();
    flow->fd = std::move(*opened);
    flow->watch = std::make_unique<Watch>(loop_, flow->fd.get(),
                                          [this, raw = flow.get()](Ready) { answer(*raw); });
    flow->watch->want(true, false);
    return flow;
}

void UdpForwarder::leave_server(const protocol::ServerEndpoint& server) {
    erase_if([&](const Flow& flow) { return flow.server == server; });
}

void UdpForwarder::leave_removed_servers() {
    erase_if([&](const Flow& flow) { return !pool_.contains(flow.server); });
}

void UdpForwarder::forget_idle(Instant now) {
    erase_if([&](const Flow& flow) { return now - flow.last_used > flow_idle_max; });
}

void UdpForwarder::erase_if(const std::function<bool(const Flow&)>& condition) {
    std::erase_if(flows_, [&](const Flows::value_type& entry) {
        if (!condition(*entry.second)) {
            return false;
        }
        pool_.connection_ends(entry.second->server);
        --counters_.flows_open;
        return true;
    });
}

}  // namespace holdfast::reference::shell
