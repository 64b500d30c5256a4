// SPDX-License-Identifier: Apache-2.0
// Drives a controller node's core: gives it every input, carries out its effects in order, and
// calls it at its next timeout.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "reference/cluster/core.h"
#include "reference/shell/admin_socket.h"
#include "reference/shell/cluster_address.h"
#include "reference/shell/controller_config.h"
#include "reference/shell/disk_thread.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/http_server.h"
#include "reference/shell/password.h"
#include "reference/shell/peer_links.h"
#include "reference/shell/tls.h"

namespace holdfast::reference::shell {

class NodeDriver {
  public:
    /// Why the loop was stopped.
    enum class End { none, stopped, disk_failed, reset, stand_alone };

    /// `store` is open, and this driver's until it is destroyed.
    NodeDriver(EventLoop& loop, const ControllerConfig& config, cluster::Core core,
               storage::LogStore& store);
    ~NodeDriver();

    /// Opens every socket and begins.
    Result<void> start();
    /// Orderly; the loop is stopped when it is done.
    void stop();

    End end() const { return end_; }
    /// After End::reset: the cluster that the node is to wait for; "": none.
    const std::string& joins() const { return joins_; }
    /// After End::stand_alone: what the node is to make of what it stored.
    const cluster::StandAlone& stand_alone() const { return stand_alone_; }

  private:
    Result<void> listen_to_engines();
    Result<void> listen_to_clients();
    Result<void> listen_to_peers();
    void engine_came(std::shared_ptr<TlsLink> link);
    void engine_said(controller::ConnectionId connection, std::string_view line);
    void engine_refused(controller::ConnectionId connection, const std::string& reason);
    void engine_left(controller::ConnectionId connection, const std::string& reason);
    void disk_failed(const std::string& reason);
    void feed(const cluster::Input& input);
    void carry_out_all(const cluster::Effects& effects);
    void arm_timer();
    void finish(End end);

    void carry_out(const cluster::effect::ConnectPeers& effect);
    void carry_out(const cluster::effect::SendToPeer& effect);
    void carry_out(const cluster::effect::Persist& effect);
    void carry_out(const cluster::effect::ClearDamage& effect);
    void carry_out(const cluster::effect::ResetToFactory& effect);
    void carry_out(const cluster::effect::StandAlone& effect);
    void carry_out(const cluster::effect::TellControllers& effect);
    void carry_out(const cluster::effect::CheckPassword& effect);
    void carry_out(const cluster::effect::HashPassword& effect);
    void carry_out(const cluster::effect::CloseConnection& effect);
    void carry_out(const cluster::effect::Note& effect);
    void carry_out(const cluster::effect::SendToEngine& effect);
    void carry_out(const cluster::effect::SendToReporter& effect);
    void carry_out(const cluster::effect::ApiResponse& effect);
    void carry_out(const cluster::effect::HoldClusterAddress& effect);
    void carry_out(const cluster::effect::ReleaseClusterAddress& effect);
    void carry_out(const cluster::effect::AnnounceClusterAddress& effect);
    void carry_out(const cluster::effect::Exit& effect);

    EventLoop& loop_;
    const ControllerConfig& config_;
    cluster::Core core_;
    Timer core_timer_;
    Timer stop_timer_;
    std::optional<Instant> armed_for_;
    bool stepping_ = false;
    bool stopping_ = false;
    bool disk_failed_ = false;
    End end_ = End::none;
    std::string joins_;
    cluster::StandAlone stand_alone_;
    std::unique_ptr<ClusterAddress> cluster_address_;
    std::unique_ptr<TlsListener> engines_;
    std::unique_ptr<AdminSocket> admin_;
    std::unique_ptr<HttpServer> https_;
    std::unique_ptr<PeerLinks> peers_;
    PasswordWorker passwords_;
    std::map<controller::ConnectionId, std::shared_ptr<TlsLink>> links_;
    controller::ConnectionId last_connection_ = 0;
    DiskThread disk_;  ///< last: destroyed first
};

}  // namespace holdfast::reference::shell
