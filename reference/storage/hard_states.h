// SPDX-License-Identifier: Apache-2.0
// Term and vote, which a member must never forget: two copies that say the same, hard_state.a
// written before hard_state.b. When one is spoilt the other has all that was ever promised.
#pragma once

#include <string>
#include <vector>

#include "reference/consensus/entry.h"
#include "reference/storage/disk.h"

namespace holdfast::reference::storage {

class HardStates {
  public:
    explicit HardStates(Disk& disk) : disk_(disk) {}

    struct Found {
        consensus::HardState state;
        std::vector<std::string> notes;  ///< what was repaired
    };
    /// `files`: what is on the disk. Both copies are there and agree when it returns. With neither
    /// intact it makes new ones if `may_be_new`, else it is an Error.
    Result<Found> open(const std::vector<std::string>& files, bool may_be_new);
    /// On disk when it returns.
    Result<void> write(const consensus::HardState& state);

  private:
    Disk& disk_;
    std::uint64_t number_ = 0;  ///< of the newest
};

}  // namespace holdfast::reference::storage
