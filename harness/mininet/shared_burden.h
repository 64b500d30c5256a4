// SPDX-License-Identifier: Apache-2.0
// How busy one node's programs keep a processor, by way of holdfast-busy.so, which they are started
// with.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "harness/mininet/busy_processor/busy_page.h"

namespace holdfast::harness::mininet {

class SharedBurden {
  public:
    /// The page is this file, made now. Unsupported where the library is not built.
    static Result<std::unique_ptr<SharedBurden>> make(const std::string& file);
    SharedBurden(const SharedBurden&) = delete;
    SharedBurden& operator=(const SharedBurden&) = delete;
    ~SharedBurden();

    /// What a program has to be started with.
    void add_to(std::map<std::string, std::string>& environment) const;
    /// 0 to 1; fails while no program that was started watches the page.
    Result<void> set(double share);

  private:
    SharedBurden() = default;

    std::string file_;
    std::string library_;
    busy_processor::BusyPage* page_ = nullptr;
};

}  // namespace holdfast::harness::mininet
