// SPDX-License-Identifier: Apache-2.0
// A controller's connections to the others: one that it made and one that the other made, both TLS
// with certificates of controllers. The first word on each, from both ends, is Hello. Either of
// them carries words both ways; ours is used first. A node that nobody told of its peers (it waits
// to be asked into a cluster) has only theirs.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "reference/cluster/effects.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {

struct PeerLinksOptions {
    cluster::MemberId self;
    std::string version;
    TlsFiles tls;
    Endpoint listen;        ///< its port is every controller's
    Ipv4Address address{};  ///< what the node says of where it is reached; 0.0.0.0: nothing
    /// How long a link may be silent from below before it is given up and made anew.
    Duration dead_link = 5s;
};

class PeerLinks {
  public:
    /// Called from the loop, never from inside a call of these links.
    struct Handlers {
        /// The first link is up, or the peer says something else of itself than before.
        std::function<void(const cluster::MemberId&, const cluster::Hello&)> connected;
        std::function<void(const cluster::MemberId&)> disconnected;  ///< the last link was lost
        std::function<void(const cluster::MemberId&, const cluster::PeerMessage&)> message;
    };

    static Result<std::unique_ptr<PeerLinks>> open(EventLoop& loop, PeerLinksOptions options,
                                                   Handlers handlers);
    ~PeerLinks();

    /// Connects to those that are new in it, drops whatever leads to somebody else.
    void connect(const cluster::effect::ConnectPeers& wanted);
    /// Lost when no link is up.
    void send(const cluster::MemberId& peer, const cluster::PeerMessage& message);
    /// Sends what is queued, ends all links and calls back, at the latest after `limit`.
    void finish(Duration limit, std::function<void()> done);

  private:
    enum class Side { ours, theirs };  ///< who made the connection
    struct Link {
        std::shared_ptr<TlsLink> link;
        bool greeted = false;  ///< the peer has said Hello on it
    };
    struct Peer;

    PeerLinks(EventLoop& loop, PeerLinksOptions options, Handlers handlers);
    Result<void> listen();
    void reach(const cluster::effect::ConnectPeers::Peer& wanted);
    void came_up(const cluster::MemberId& name, Side side, std::shared_ptr<TlsLink> link);
    void line(const cluster::MemberId& name, Side side, std::string_view text);
    void greeted(const cluster::MemberId& name, Side side, const cluster::Hello& hello);
    void refuse(const cluster::MemberId& name, Side side, const std::string& reason);
    void lost(const cluster::MemberId& name, Side side, const std::string& reason);
    void drop(const cluster::MemberId& name);
    void tell_if_gone(const cluster::MemberId& name);

    EventLoop& loop_;
    const PeerLinksOptions options_;
    const Handlers handlers_;
    const TlsLimits limits_;
    std::string cluster_;
    std::unique_ptr<TlsListener> listener_;
    std::map<cluster::MemberId, std::unique_ptr<Peer>> peers_;
    std::shared_ptr<void> alive_ = std::make_shared<int>(0);  ///< for what is posted to the loop
};

}  // namespace holdfast::reference::shell
