// SPDX-License-Identifier: Apache-2.0
// Writes of a member to its log store, beside the event loop: a slow disk holds up only what waits
// for it. All writes that came during one sync share the next.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "reference/consensus/effects.h"
#include "reference/shell/event_loop.h"
#include "reference/storage/log_store.h"

namespace holdfast::reference::shell {

class DiskThread {
  public:
    /// Called from the loop.
    struct Handlers {
        /// The write of this number, and every earlier one, is on disk.
        std::function<void(consensus::WriteId)> synced;
        /// Once; nothing is written after it.
        std::function<void(const std::string& reason)> failed;
    };

    /// `store` is open; until this is destroyed nobody else uses it.
    DiskThread(EventLoop& loop, storage::LogStore& store, Handlers handlers);
    /// Waits for the write under way. What waits behind it is dropped, and nobody is called back.
    ~DiskThread();
    DiskThread(const DiskThread&) = delete;
    DiskThread& operator=(const DiskThread&) = delete;

    void write(consensus::effect::Persist persist);
    /// Behind every write before it.
    void clear_damage();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace holdfast::reference::shell
