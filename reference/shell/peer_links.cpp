// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/peer_links.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/log.h"
#include "reference/cluster/encoding.h"

namespace holdfast::reference::shell {

using cluster::Hello;
using cluster::MemberId;

namespace {

// A handshake is a few milliseconds of work; a busy machine gets a second for it.
constexpr Duration handshake_min = 1s;

TlsLimits limits_of(const PeerLinksOptions& options) {
    return {.handshake = std::max(handshake_min, options.dead_link),
            .dead_link = options.dead_link,
            .send_queue_max = 2 * cluster::peer_line_max,
            .line_max = cluster::peer_line_max};
}

}  // namespace

struct PeerLinks::Peer {
    std::optional<cluster::effect::ConnectPeers::Peer> wanted;  ///< where it is to be reached
    std::unique_ptr<TlsConnector> connector;
    std::map<Side, Link> links;
    std::optional<Hello> hello;  ///< while it counts as connected

    bool connected() const {
        return std::any_of(links.begin(), links.end(),
                           [](const auto& one) { return one.second.greeted; });
    }
};

PeerLinks::PeerLinks(EventLoop& loop, PeerLinksOptions options, Handlers handlers)
    : loop_(loop),
      options_(std::move(options)),
      handlers_(std::move(handlers)),
      limits_(limits_of(options_)) {}

PeerLinks::~PeerLinks() {
    for (const auto& [name, peer] : peers_) {
        for (const auto& [side, link] : peer->links) {
            link.link->close();
        }
    }
}

Result<std::unique_ptr<PeerLinks>> PeerLinks::open(EventLoop& loop, PeerLinksOptions options,
                                                   Handlers handlers) {
    auto out =
        std::unique_ptr<PeerLinks>(new PeerLinks(loop, std::move(options), std::move(handlers)));
    if (const auto listening = out->listen(); !listening.has_value()) {
        return listening.error();
    }
    return out;
}

Result<void> PeerLinks::listen() {
    auto listener = TlsListener::open(
        loop_, options_.tls, "controller", options_.listen,
        [this](std::shared_ptr<TlsLink> link) {
            const MemberId name = link->peer_name();
            if (name == options_.self) {
                log::warning(options_.self.text(), "is connected by {} with its own name",
                             link->peer_address());
                link->close();
                return;
            }
            came_up(name, Side::theirs, std::move(link));
        },
        limits_);
    if (!listener.has_value()) {
        return listener.error();
    }
    listener_ = std::move(*listener);
    return success;
}

void PeerLinks::connect(const cluster::effect::ConnectPeers& wanted) {
    cluster_ = wanted.cluster;
    std::vector<MemberId> others;
    for (const auto& [name, peer] : peers_) {
        if (std::none_of(wanted.peers.begin(), wanted.peers.end(),
                         [&, called = name](const auto& one) { return one.name == called; })) {
            others.push_back(name);
        }
    }
    for (const MemberId& name : others) {
        drop(name);
    }
    for (const auto& one : wanted.peers) {
        reach(one);
    }
}

void PeerLinks::reach(const cluster::effect::ConnectPeers::Peer& wanted) {
    auto& peer = peers_[wanted.name];
    if (peer == nullptr) {
        peer = std::make_unique<Peer>();
    }
    if (peer->wanted == wanted) {
        return;
    }
    peer->wanted = wanted;
    if (const auto ours = peer->links.find(Side::ours); ours != peer->links.end()) {
        ours->second.link->close();
        peer->links.erase(ours);
        tell_if_gone(wanted.name);
    }
    const Endpoint endpoint{wanted.address, options_.listen.port};
    auto connector = TlsConnector::open(
        loop_, options_.tls, "controller", endpoint,
        [this, name = wanted.name](std::shared_ptr<TlsLink> link) {
            came_up(name, Side::ours, std::move(link));
        },
        limits_, wanted.host);
    if (connector.has_value()) {
        peer->connector = std::move(*connector);
    } else {  // the files were read at the start: somebody took them away
        log::error(options_.self.text(), "cannot reach {}: {}", wanted.name.text(),
                   connector.error().message);
    }
}

void PeerLinks::came_up(const MemberId& name, Side side, std::shared_ptr<TlsLink> link) {
    auto& peer = peers_[name];
    if (peer == nullptr) {
        peer = std::make_unique<Peer>();
    }
    // A peer that connects anew has given up its last connection, whether we have noticed or not.
    if (const auto before = peer->links.find(side); before != peer->links.end()) {
        before->second.link->close();
    }
    peer->links[side] = {link, false};
    link->start({[this, name, side](std::string_view text) { line(name, side, text); },
                 [this, name, side](const std::string& reason) { lost(name, side, reason); }});
    link->send(encode(Hello{options_.self, options_.version, cluster_, options_.address}));
}

void PeerLinks::line(const MemberId& name, Side side, std::string_view text) {
    const auto message = cluster::decode_peer_message(text);
    if (!message.has_value()) {
        refuse(name, side, "said something unknown: " + message.error().message);
        return;
    }
    const auto* hello = std::get_if<Hello>(&*message);
    const bool expected = !peers_.at(name)->links.at(side).greeted;
    if ((hello != nullptr) != expected) {
        refuse(name, side, expected ? "did not say Hello first" : "said Hello twice");
    } else if (hello == nullptr) {
        handlers_.message(name, *message);
    } else if (hello->node != name ||
               peers_.at(name)->links.at(side).link->peer_name() != name.text()) {
        refuse(name, side, "is another node, " + hello->node.text());
    } else {
        greeted(name, side, *hello);
    }
}

void PeerLinks::greeted(const MemberId& name, Side side, const Hello& hello) {
    Peer& peer = *peers_.at(name);
    Link& link = peer.links.at(side);
    link.greeted = true;
    link.link->admit();
    if (peer.hello != hello) {
        log::info(options_.self.text(), "is connected with {} at {}", name.text(),
                  link.link->peer_address());
        peer.hello = hello;
        handlers_.connected(name, hello);
    }
}

void PeerLinks::refuse(const MemberId& name, Side side, const std::string& reason) {
    peers_.at(name)->links.at(side).link->close();
    lost(name, side, reason);
}

void PeerLinks::lost(const MemberId& name, Side side, const std::string& reason) {
    Peer& peer = *peers_.at(name);
    const bool was_useful = peer.links.at(side).greeted;
    log::warning(options_.self.text(), "lost a connection {} {}: {}",
                 side == Side::ours ? "to" : "from", name.text(), reason);
    peer.links.erase(side);
    if (side == Side::ours && peer.connector != nullptr) {
        peer.connector->retry(was_useful);
    }
    tell_if_gone(name);
}

void PeerLinks::drop(const MemberId& name) {
    const auto found = peers_.find(name);
    found->second->connector.reset();
    found->second->wanted.reset();
    // What was said before (that it was removed, say) still goes out.
    constexpr Duration last_words_max = 1s;
    for (const auto& [side, link] : std::exchange(found->second->links, {})) {
        link.link->finish(last_words_max, [] {});
    }
    tell_if_gone(name);
}

void PeerLinks::tell_if_gone(const MemberId& name) {
    Peer& peer = *peers_.at(name);
    if (!peer.hello || peer.connected()) {
        return;
    }
    peer.hello.reset();
    // Told later, so that nobody is called back out of his own connect().
    loop_.post([this, name, weak = std::weak_ptr<void>(alive_)] {
        if (!weak.expired() && !peers_.at(name)->hello) {
            handlers_.disconnected(name);
        }
    });
}

void PeerLinks::send(const MemberId& peer, const cluster::PeerMessage& message) {
    const auto found = peers_.find(peer);
    if (found == peers_.end()) {
        return;
    }
    for (const auto& [side, link] : found->second->links) {  // ours first
        if (link.greeted) {
            link.link->send(encode(message));
            return;
        }
    }
}

void PeerLinks::finish(Duration limit, std::function<void()> done) {
    listener_.reset();
    const auto all_ended =
        std::shared_ptr<void>(nullptr, [done = std::move(done)](void*) { done(); });
    for (const auto& [name, peer] : peers_) {
        peer->connector.reset();
        for (const auto& [side, link] : std::exchange(peer->links, {})) {
            link.link->finish(limit, [all_ended] {});
        }
    }
}

}  // namespace holdfast::reference::shell
