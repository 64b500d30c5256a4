// SPDX-License-Identifier: Apache-2.0
// Asks every controller again and again what it says of the cluster, and records what is new.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/history/history.h"
#include "harness/sut/adapter.h"
#include "harness/testbed.h"

namespace holdfast::harness::run {

class ClusterWatch {
  public:
    ClusterWatch(std::vector<std::string> controllers, const Testbed& testbed,
                 const sut::Adapter& adapter)
        : controllers_(std::move(controllers)), testbed_(testbed), adapter_(adapter) {}

    void poll(history::History& history);
    /// What each said last, once more: until when it is known to have said it.
    void finish(history::History& history);

  private:
    struct Said {
        history::ClusterObserved answer;
        Instant asked_last;
    };

    history::ClusterObserved ask(const std::string& controller) const;

    std::vector<std::string> controllers_;
    const Testbed& testbed_;
    const sut::Adapter& adapter_;
    std::map<std::string, Said> said_;
};

}  // namespace holdfast::harness::run
