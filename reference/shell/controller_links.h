// SPDX-License-Identifier: Apache-2.0
// An engine's connections to all its controllers. One of them leads and is obeyed: what the
// engine's core says goes there, and what comes from the others is not for it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "reference/engine/controller_choice.h"
#include "reference/protocol/controllers.h"
#include "reference/protocol/messages.h"
#include "reference/protocol/reports.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {

class ControllerLinks {
  public:
    /// The first two are about the controller that is obeyed, not about one connection.
    struct Handlers {
        std::function<void()> connected;
        std::function<void()> disconnected;
        std::function<void(const protocol::ToEngine&)> message;
        /// These are about every connection by itself: what is for the engine's reporter, and the
        /// loss.
        std::function<void(engine::LinkId, const protocol::ToReporter&)> to_reporter;
        std::function<void(engine::LinkId)> link_lost;
    };

    static Result<std::unique_ptr<ControllerLinks>> open(EventLoop& loop, const TlsFiles& files,
                                                         const std::vector<Endpoint>& controllers,
                                                         Handlers handlers,
                                                         const TlsLimits& limits = {});
    ~ControllerLinks();

    /// Dropped when no controller leads: the core hears of that by `disconnected`.
    void send(const protocol::ToController& message);
    /// Over this connection, whoever leads; dropped when it is down.
    void send(engine::LinkId link, const protocol::Report& report);
    /// Sends what is queued, ends all connections and calls back, at the latest after `limit`.
    void finish(Duration limit, std::function<void()> done);

  private:
    struct Slot;
    ControllerLinks(EventLoop& loop, TlsFiles files, Handlers handlers, const TlsLimits& limits);
    Result<void> add(const Endpoint& endpoint);
    void follow(std::size_t leader, const protocol::Controllers& controllers);
    void drop(std::size_t slot);
    void came_up(std::size_t slot, std::shared_ptr<TlsLink> link);
    void line(std::size_t slot, std::string_view text);
    void reporter_line(std::size_t slot, std::string_view text);
    void refuse(std::size_t slot, const std::string& reason);
    void lost(std::size_t slot, const std::string& reason);
    void tell(engine::ControllerChange change);

    EventLoop& loop_;
    TlsFiles files_;
    TlsLimits limits_;
    Handlers handlers_;
    std::vector<std::unique_ptr<Slot>> slots_;
    engine::ControllerChoice choice_;  // links are numbers of slots
};

}  // namespace holdfast::reference::shell
