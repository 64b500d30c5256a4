// SPDX-License-Identifier: Apache-2.0
// Where each virtual service is, and which of these places may differ from what was committed last:
// a write costs what it changes, however many services there are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reference/controller/oper_state.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::controller {

/// Where a virtual service is, by its uuid. Kept over restarts: nothing moves because the
/// controller forgot.
struct ServicePlace {
    std::optional<protocol::EngineName> active;  ///< where it is or was last; first of `engines`
    /// Elastic groups: its engines, the primary first, and the list's version, which only rises.
    std::vector<protocol::EngineName> engines{};
    std::uint64_t list_version = 0;
    /// Those of `engines` that have confirmed that they serve beside the primary.
    std::vector<protocol::EngineName> ready{};
    /// Which of the service's source addresses each of them uses towards the servers (PLC-16).
    std::map<protocol::EngineName, Ipv4Address> sources{};
    /// Placed while its tag's engine had never registered: goes there when it does.
    bool provisional = false;
    /// Configuration that made the active engine active; 0: not sent yet.
    std::uint64_t assigned = 0;
    OperState oper = OperState::OPER_RESOURCES;
    bool redundant = false;  ///< as many engines as it should have were up
    /// Taken over from a dead engine; the new one has not confirmed it yet (EVT-2).
    bool taken_over = false;
};

class Places {
  public:
    /// Null: the service has none.
    const ServicePlace* find(const std::string& service) const;
    /// Of a service that has one.
    const ServicePlace& at(const std::string& service) const { return places_.at(service); }
    const std::map<std::string, ServicePlace>& all() const { return places_; }

    /// To change it; made if there is none.
    ServicePlace& edit(const std::string& service);
    void erase(const std::string& service);
    /// As it was committed.
    void restore(const std::string& service, ServicePlace place);

    /// Services whose place was edited or erased since forget_edits().
    const std::set<std::string>& edited() const { return edited_; }
    void forget_edits() { edited_.clear(); }

  private:
    std::map<std::string, ServicePlace> places_;
    std::set<std::string> edited_;
};

}  // namespace holdfast::reference::controller
