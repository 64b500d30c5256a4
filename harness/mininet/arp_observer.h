// SPDX-License-Identifier: Apache-2.0
// Asks a segment again and again who has an address; the answers are read from the captures.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

struct ArpQuestion {
    std::string interface;  ///< in the observer's namespace
    MacAddress sender_mac;
    Ipv4Address sender;
    Ipv4Address address;
};

class ArpObserver {
  public:
    static Result<std::unique_ptr<ArpObserver>> start(const NetNamespace& observer,
                                                      const std::vector<ArpQuestion>& questions,
                                                      Duration interval);
    ArpObserver(const ArpObserver&) = delete;
    ArpObserver& operator=(const ArpObserver&) = delete;
    ~ArpObserver();

  private:
    struct State;
    explicit ArpObserver(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::harness::mininet
