// SPDX-License-Identifier: Apache-2.0
// Who the members of a cluster are, by what its leaders say. Whoever asked for a change of them
// cannot know: it may be carried out in steps, and taken back when a new member does not come.
#pragma once

#include <string>
#include <vector>

#include "harness/history/event.h"

namespace holdfast::harness::sut {

class FollowedMembers {
  public:
    /// As deployed, the founder first.
    explicit FollowedMembers(std::vector<std::string> members = {});

    /// Somebody wants these from now on. Whether they are is not known before a leader says so.
    void asked_for(const std::vector<std::string>& members);
    /// What a controller answers. A leader's word counts when it may be the cluster's: every step
    /// of a change keeps whom both the members before and those wanted have in common, and brings
    /// in nobody else. A controller that waits to be asked, or was removed, leads itself alone.
    void heard(const history::ClusterObserved& said);

    const std::vector<std::string>& now() const { return now_; }
    /// Everybody who is a member or may be one.
    const std::vector<std::string>& possible() const { return possible_; }
    /// Whether anybody else than those deployed was ever asked for.
    bool may_change() const { return may_change_; }

  private:
    std::vector<std::string> now_;
    std::vector<std::string> possible_;
    std::vector<std::string> kept_;  ///< by every step of the last change
    bool may_change_ = false;
};

}  // namespace holdfast::harness::sut
