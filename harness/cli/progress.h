// SPDX-License-Identifier: Apache-2.0
// Live progress: one line for each rule that is done, and on a terminal a last line that says what
// is being judged now.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "harness/report/rule_result.h"

namespace holdfast::harness::cli {

class Progress {
  public:
    explicit Progress(bool terminal) : terminal_(terminal) {}
    void expect(std::size_t results);
    void tell(const report::RuleResult& result);
    void finish();

  private:
    void draw() const;
    void wipe() const;

    bool terminal_;
    std::size_t expected_ = 0;
    std::size_t done_ = 0;
    std::set<std::string> running_;
};

}  // namespace holdfast::harness::cli
