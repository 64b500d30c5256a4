// SPDX-License-Identifier: Apache-2.0
// The clocks of one node's programs, by way of holdfast-clock.so, which they are started with.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "faults/world.h"
#include "harness/mininet/faulty_clock/clock_page.h"

namespace holdfast::harness::mininet {

class SharedClock {
  public:
    /// The page is this file, made now. Unsupported where the library is not built.
    static Result<std::unique_ptr<SharedClock>> make(const std::string& file);
    SharedClock(const SharedClock&) = delete;
    SharedClock& operator=(const SharedClock&) = delete;
    ~SharedClock();

    /// What a program has to be started with.
    void add_to(std::map<std::string, std::string>& environment) const;
    void set(const faults::ClockError& error);
    /// As programs read it; fails while none that was started reads its clocks here.
    Result<faults::ClockOffset> offset() const;

  private:
    SharedClock() = default;

    std::string file_;
    std::string library_;
    faulty_clock::ClockPage* page_ = nullptr;
};

}  // namespace holdfast::harness::mininet
