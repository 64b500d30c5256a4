// SPDX-License-Identifier: Apache-2.0
// Adds up a property's cases in one world to the rule's result.
#pragma once

#include <string>
#include <vector>

#include "harness/report/rule_result.h"
#include "harness/run/trial.h"

namespace holdfast::harness::report {

class Tally {
  public:
    Tally(const Property& property, std::string world, std::string defect, std::uint64_t seed);

    void add(const run::Trial& trial);
    /// The trial was INVALID, and another one takes its place.
    void repeat(const run::Trial& trial);
    /// This world or system cannot play the property.
    void skip(const std::string& missing);
    /// The worst outcome so far.
    check::Outcome outcome() const { return result_.outcome; }
    int cases() const { return result_.cases; }
    /// The case that decides the outcome is this one, made smaller.
    void replace_failure(const run::Trial& trial, const std::string& how);

    /// A property of whose checkers one never met its situation is INVALID: it proved nothing. So
    /// is one of a hundred cases or more, of which it met it in fewer than nine of ten: another
    /// gate of few cases would prove nothing.
    RuleResult result() const;

  private:
    void take_reason(const run::Trial& trial);
    void take_measurements(const run::Trial& trial);
    void take_value(const check::Measurement& measurement);
    void take_failover(const run::Trial& trial);
    Distribution& distribution(const std::string& name);
    std::vector<Judged>::iterator judged_by(const std::string& checker);

    RuleResult result_;  ///< judged: one for each checker of the property
    /// The first one and its message: why a situation may be missing.
    std::string failed_operation_;
};

}  // namespace holdfast::harness::report
