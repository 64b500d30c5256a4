// SPDX-License-Identifier: Apache-2.0
// The virtual services that want a place, by their SE group and by the engines that have them, each
// in order of creation: what a look at every service would find, without the look.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reference/model/virtual_service.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::controller {

class Roster {
  public:
    using Services = std::map<std::uint64_t, const model::VirtualService*>;
    /// What an engine has of an elastic group.
    struct Load {
        Services services;          ///< that have it in their list
        std::size_t primaries = 0;  ///< that have it at the front
    };
    struct Group {
        Services placed;   ///< have an active engine, dead or alive
        Services waiting;  ///< for room, or for an engine
        std::map<protocol::EngineName, Load> loads;
    };
    /// How a service is filed.
    struct Filing {
        std::uint64_t order = 0;  ///< of creation
        const model::VirtualService* service = nullptr;
        std::string group;  ///< uuid
        bool placed = false;
        std::vector<protocol::EngineName> engines;  ///< of an elastic group
    };

    /// Null: it is not filed, because it wants no place.
    const Filing* find(const std::string& service) const;
    void file(const std::string& service, Filing filing);
    void remove(const std::string& service);

    const Group& of(const std::string& group) const;
    const Load& of(const std::string& group, const protocol::EngineName& engine) const;

  private:
    std::map<std::string, Filing> filed_;
    std::map<std::string, Group> groups_;
};

}  // namespace holdfast::reference::controller
