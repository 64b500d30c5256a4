// SPDX-License-Identifier: Apache-2.0
// What a health monitor says to a server, and what it makes of the answer (HM-1). No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/address.h"
#include "reference/model/health_monitor.h"

namespace holdfast::reference::engine {

class HealthDialogue {
  public:
    /// Of an answer no more than this is read; what has not come by then never comes.
    static constexpr std::size_t answer_max = 2048;

    HealthDialogue(const model::HealthMonitor& monitor, Ipv4Address server);

    /// TCP without a request and a response: whoever accepts has passed.
    bool connection_suffices() const { return question_.empty() && expected_.empty(); }
    const std::string& question() const { return question_; }
    /// The verdict on what has come so far; none: more is needed. `ended`: nothing follows.
    std::optional<bool> verdict(std::string_view answer, bool ended) const;

  private:
    bool status_passes(std::string_view answer) const;

    bool http_ = false;
    std::string question_;
    std::string expected_;  ///< somewhere in the answer; "": anything
    std::vector<model::HttpResponseCode> codes_;
};

}  // namespace holdfast::reference::engine
