// SPDX-License-Identifier: Apache-2.0
// The clocks of one node's programs, by way of holdfast-clock.so, which they are started with.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "base/time.h"
#include "faults/world.h"
#include "harness/mininet/faulty_clock/clock_page.h"
#include "harness/mininet/shared_page.h"

namespace holdfast::harness::mininet {

class SharedClock {
  public:
    /// The page is this file, made now. Unsupported where the library is not built.
    static Result<std::unique_ptr<SharedClock>> make(const std::string& file);

    /// What a program has to be started with.
    void add_to(std::map<std::string, std::string>& environment) const {
        page_.add_to(environment);
    }
    void set(const faults::ClockError& error);
    /// As programs read it; fails while none that was started reads its clocks here.
    Result<faults::ClockOffset> offset() const;

  private:
    using Page = SharedPage<faulty_clock::ClockPage>;
    explicit SharedClock(Page page) : page_(std::move(page)) {}

    Page page_;
};

}  // namespace holdfast::harness::mininet
