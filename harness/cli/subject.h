// SPDX-License-Identifier: Apache-2.0
// Which system a command judges: the reference, or one that we did not write.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/worlds.h"
#include "harness/property.h"

namespace holdfast::harness::cli {

class Subject {
  public:
    /// `sut` empty: the reference. An Error when there is none of this name, or when the machine
    /// lacks what it needs.
    static Result<Subject> find(const Worlds& worlds, const std::string& sut);

    /// Null: the reference.
    const OutsideSystem* outside() const { return outside_ ? &*outside_ : nullptr; }
    const std::vector<DefectInfo>& defects() const {
        return outside_ ? outside_->defects : worlds_->defects;
    }
    bool has_defect(const std::string& name) const;
    /// Whether the rule has to FAIL on the defect.
    bool has_to_fail(const Property& property, const std::string& defect) const;
    /// " --sut keepalived", for commands; "" for the reference.
    std::string option() const { return outside_ ? " --sut " + outside_->selector : ""; }

  private:
    explicit Subject(const Worlds& worlds) : worlds_(&worlds) {}

    const Worlds* worlds_;
    std::optional<OutsideSystem> outside_;
};

}  // namespace holdfast::harness::cli
