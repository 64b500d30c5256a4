// SPDX-License-Identifier: Apache-2.0
// What only a leader has: it comes with the election and goes when the leader steps down.
#pragma once

#include <map>
#include <optional>

#include "base/time.h"
#include "reference/consensus/pending_reads.h"
#include "reference/consensus/progress.h"
#include "reference/consensus/rounds.h"

namespace holdfast::reference::consensus {

/// A transfer of leadership under way (thesis 3.10).
struct Transfer {
    MemberId target;
    Instant deadline;
    bool told = false;  ///< TimeoutNow is on its way
};

struct Leadership {
    Leadership(Instant elected, Index no_op_index)
        : no_op(no_op_index), rounds(elected), heartbeat_due(elected) {}

    Index no_op;  ///< of this term; once it is committed the leader is current
    std::map<MemberId, Progress> followers;
    Rounds rounds;
    PendingReads reads;
    Instant heartbeat_due;
    std::optional<Transfer> transfer;
};

}  // namespace holdfast::reference::consensus
