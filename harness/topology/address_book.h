// SPDX-License-Identifier: Apache-2.0
// Every address that a topology file has named so far, and for whom: a second owner is refused.
#pragma once

#include <map>
#include <string>

#include "base/yaml.h"

namespace holdfast::harness::topology {

class AddressBook {
  public:
    /// Refuses at `place` when the address already belongs to somebody.
    void claim(Ipv4Address address, const std::string& owner, const yaml::Value& place) {
        const auto [entry, fresh] = owners_.emplace(address, owner);
        if (!fresh) {
            place.refuse_because("duplicate address " + to_string(address) +
                                 ": it already belongs to " + entry->second);
        }
    }

  private:
    std::map<Ipv4Address, std::string> owners_;
};

}  // namespace holdfast::harness::topology
