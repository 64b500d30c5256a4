// SPDX-License-Identifier: Apache-2.0
// Drives a controller's core: gives it every input, carries out its effects in order, and calls it
// at its next timeout.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "reference/controller/core.h"
#include "reference/controller/records.h"
#include "reference/shell/admin_socket.h"
#include "reference/shell/controller_config.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {

/// Where the configuration is kept.
std::string configuration_file(const ControllerConfig& config);

class ControllerDriver {
  public:
    ControllerDriver(EventLoop& loop, const ControllerConfig& config, controller::Core core);
    ~ControllerDriver();

    /// Opens the two listening sockets.
    Result<void> start();
    /// True after the configuration could not be saved: nothing was promised since, and the loop
    /// was stopped.
    bool broken() const { return broken_; }

  private:
    void engine_came(std::shared_ptr<TlsLink> link);
    void engine_said(controller::ConnectionId connection, std::string_view line);
    void engine_left(controller::ConnectionId connection, const std::string& reason);
    void feed(const controller::Input& input);
    void arm_timer();

    void carry_out(const controller::effect::SendToEngine& effect);
    void carry_out(const controller::effect::CloseConnection& effect);
    void carry_out(const controller::effect::ApiResponse& effect);
    void carry_out(const controller::effect::Commit& effect);
    void carry_out(const controller::effect::Note& effect);

    EventLoop& loop_;
    const ControllerConfig& config_;
    controller::Core core_;
    controller::Records records_;
    Timer core_timer_;
    std::optional<Instant> armed_for_;
    bool stepping_ = false;
    bool broken_ = false;
    std::unique_ptr<TlsListener> listener_;
    std::unique_ptr<AdminSocket> admin_;
    std::map<controller::ConnectionId, std::shared_ptr<TlsLink>> links_;
    controller::ConnectionId last_connection_ = 0;
};

}  // namespace holdfast::reference::shell
