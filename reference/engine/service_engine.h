// SPDX-License-Identifier: Apache-2.0
// The service engine without sockets, clocks, threads or disks: VIP ownership, heartbeats to its
// peers, gratuitous ARP, server health.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

struct ServiceEngineOptions {
    protocol::EngineName name;
    std::string se_group;
    std::string version = "0.1.0";
    Ipv4Address heartbeat_address;  ///< this engine's own address towards its peer
    std::uint64_t boot_id = 0;      ///< new at every start
    Duration address_lease =
        2s;  ///< how long an address may outlive a hung engine; renewed every quarter of it
    std::uint32_t announcements = 3;  ///< gratuitous ARPs per taken address; the first at once
    Duration announcement_spacing = 100ms;
    std::vector<InterfaceAddress> interfaces{};  ///< as Register has them
    std::vector<Ipv4Address> default_gateways{};
    MacAddress data_link{};  ///< as Register has it
};

class ServiceEngine {
  public:
    explicit ServiceEngine(ServiceEngineOptions options);
    ~ServiceEngine();
    ServiceEngine(ServiceEngine&&) noexcept;
    ServiceEngine& operator=(ServiceEngine&&) noexcept;

    /// Takes one input; the effects are to be carried out in order before the next step.
    Effects step(Instant now, const Input& input);
    /// When step(input::TimerFired) must be called at the latest; none: nothing to wait for.
    std::optional<Instant> next_timeout() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::reference::engine
