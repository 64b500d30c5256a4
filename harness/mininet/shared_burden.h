// SPDX-License-Identifier: Apache-2.0
// How busy one node's programs keep a processor, by way of holdfast-busy.so, which they are started
// with.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "harness/mininet/busy_processor/busy_page.h"
#include "harness/mininet/shared_page.h"

namespace holdfast::harness::mininet {

class SharedBurden {
  public:
    /// The page is this file, made now. Unsupported where the library is not built.
    static Result<std::unique_ptr<SharedBurden>> make(const std::string& file);

    /// What a program has to be started with.
    void add_to(std::map<std::string, std::string>& environment) const {
        page_.add_to(environment);
    }
    /// 0 to 1; fails while no program that was started watches the page.
    Result<void> set(double share);

  private:
    using Page = SharedPage<busy_processor::BusyPage>;
    explicit SharedBurden(Page page) : page_(std::move(page)) {}

    Page page_;
};

}  // namespace holdfast::harness::mininet
