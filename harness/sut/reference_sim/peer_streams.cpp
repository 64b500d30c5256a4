// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/peer_streams.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "reference/cluster/encoding.h"

namespace holdfast::harness::sut::reference_sim {

namespace {

namespace cluster = reference::cluster;

// As the daemon's first pause between two attempts to connect.
constexpr Duration redial_after = 100ms;

}  // namespace

PeerStreams::PeerStreams(sim::ProgramContext& context, cluster::Hello hello, Resolve resolve,
                         std::function<void(const cluster::Input&)> feed)
    : context_(context),
      hello_(std::move(hello)),
      resolve_(std::move(resolve)),
      feed_(std::move(feed)) {}

void PeerStreams::abort_all() {
    for (const auto& [stream, peer] : std::exchange(dialled_, {})) {
        context_.abort(stream);
    }
    for (const auto& [stream, peer] : std::exchange(accepted_, {})) {
        context_.abort(stream);
    }
    wanted_.clear();
}

void PeerStreams::connect(const cluster::effect::ConnectPeers& wanted) {
    hello_.cluster = wanted.cluster;
    std::map<MemberId, Wanted> next;
    for (const auto& peer : wanted.peers) {
        const auto known = wanted_.find(peer.name);
        next[peer.name] = known != wanted_.end() && known->second.peer == peer
                              ? known->second
                              : Wanted{peer, std::nullopt, false, peer.address};
    }
    for (const auto& [name, old] : wanted_) {
        if (old.stream && (!next.contains(name) || !next[name].stream)) {
            context_.close(*old.stream);
            lost(*old.stream);
        }
    }
    wanted_ = std::move(next);
    for (const auto& [name, peer] : wanted_) {
        if (!peer.stream) {
            dial(name);
        }
    }
}

void PeerStreams::dial(const MemberId& peer) {
    const auto wanted = wanted_.find(peer);
    if (wanted == wanted_.end() || wanted->second.stream) {
        return;
    }
    Wanted& to = wanted->second;
    if (!to.peer.host.empty()) {
        to.address = resolve_(to.peer.host).value_or(to.address);
    }
    if (to.address.unspecified()) {
        dial_later(peer);
        return;
    }
    to.stream = context_.connect({to.address, port});
    to.open = false;
    dialled_[*to.stream] = peer;
}

void PeerStreams::dial_later(const MemberId& peer) {
    context_.set_timer(context_.now() + redial_after, [this, peer] { dial(peer); });
}

void PeerStreams::send(const MemberId& peer, const cluster::PeerMessage& message) {
    const auto wanted = wanted_.find(peer);
    if (wanted != wanted_.end() && wanted->second.open) {
        context_.send_line(*wanted->second.stream, cluster::encode(message));
        return;
    }
    for (const auto& [stream, from] : accepted_) {
        if (from == peer) {
            context_.send_line(stream, cluster::encode(message));
            return;
        }
    }
}

bool PeerStreams::take(const sim::StreamEvent& event) {
    using Kind = sim::StreamEvent::Kind;
    if (event.kind == Kind::accepted && event.local.port == port) {
        accepted_[event.stream] = std::nullopt;
        say_hello(event.stream);
        return true;
    }
    if (!dialled_.contains(event.stream) && !accepted_.contains(event.stream)) {
        return false;
    }
    if (event.kind == Kind::opened) {
        wanted_.at(dialled_.at(event.stream)).open = true;
        say_hello(event.stream);
    } else if (event.kind == Kind::line) {
        heard(event);
    } else {
        lost(event.stream);
    }
    return true;
}

void PeerStreams::say_hello(sim::StreamId stream) {
    context_.send_line(stream, cluster::encode(hello_));
}

void PeerStreams::heard(const sim::StreamEvent& event) {
    const auto message = cluster::decode_peer_message(event.line);
    CHECK(message.has_value(), "a controller said what is no message: {}",
          message.has_value() ? "" : message.error().message);
    if (const auto* hello = std::get_if<cluster::Hello>(&*message)) {
        greeted(event.stream, *hello);
        return;
    }
    const auto accepted = accepted_.find(event.stream);
    const std::optional<MemberId> from =
        accepted != accepted_.end() ? accepted->second : dialled_.at(event.stream);
    if (from) {
        feed_(cluster::input::FromPeer{*from, *message});
    }
}

void PeerStreams::greeted(sim::StreamId stream, const cluster::Hello& hello) {
    if (const auto accepted = accepted_.find(stream); accepted != accepted_.end()) {
        accepted->second = hello.node;
    }
    ++greeted_[hello.node];
    feed_(cluster::input::PeerConnected{hello.node, hello});
}

void PeerStreams::lost(sim::StreamId stream) {
    std::optional<MemberId> peer;
    if (const auto dialled = dialled_.find(stream); dialled != dialled_.end()) {
        peer = dialled->second;
        dialled_.erase(dialled);
        if (const auto wanted = wanted_.find(*peer);
            wanted != wanted_.end() && wanted->second.stream == stream) {
            wanted->second.stream.reset();
            wanted->second.open = false;
            dial_later(*peer);
        }
    } else if (const auto accepted = accepted_.find(stream); accepted != accepted_.end()) {
        peer = accepted->second;
        accepted_.erase(accepted);
    }
    if (peer && greeted_[*peer] > 0 && --greeted_[*peer] == 0) {
        feed_(cluster::input::PeerDisconnected{*peer});
    }
}

}  // namespace holdfast::harness::sut::reference_sim
