// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/followed_members.h"

#include <algorithm>

namespace holdfast::harness::sut {

namespace {

using Names = std::vector<std::string>;

bool has(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_all(const Names& names, const Names& others) {
    return std::all_of(others.begin(), others.end(),
                       [&](const std::string& other) { return has(names, other); });
}

/// Those of `names` that are in `others`, or are not.
Names part_of(const Names& names, const Names& others, bool in) {
    Names out;
    std::copy_if(names.begin(), names.end(), std::back_inserter(out),
                 [&](const std::string& name) { return has(others, name) == in; });
    return out;
}

}  // namespace

FollowedMembers::FollowedMembers(Names members)
    : now_(std::move(members)), possible_(now_), kept_(now_) {}

void FollowedMembers::asked_for(const Names& members) {
    const Names added = part_of(members, now_, false);
    kept_ = part_of(now_, members, true);
    possible_ = now_;
    possible_.insert(possible_.end(), added.begin(), added.end());
    may_change_ = may_change_ || possible_.size() != kept_.size();
}

void FollowedMembers::heard(const history::ClusterObserved& said) {
    Names named;
    for (const history::ControllerNode& node : said.nodes) {
        named.push_back(node.name);
    }
    if (said.leads() && has_all(named, kept_) && has_all(possible_, named)) {
        now_ = part_of(possible_, named, true);
    }
}

}  // namespace holdfast::harness::sut
