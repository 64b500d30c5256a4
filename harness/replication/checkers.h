// SPDX-License-Identifier: Apache-2.0
// What a replicated log of any make owes its clients, judged from the history of a run alone.
#pragma once

#include <string>
#include <vector>

#include "harness/check/verdict.h"
#include "harness/replication/history.h"

namespace holdfast::harness::replication {

/// A write that was acknowledged stands in every log, of any member in any of its lives, that holds
/// what a client asked for later. INVALID when nothing was written and applied after the faults.
check::Verdict no_acknowledged_write_lost(const History& history);
/// At each position, every member in each of its lives has applied the same value: the log of one
/// is the beginning of the log of another (state machine safety, Ongaro's thesis, figure 3.2).
check::Verdict logs_agree(const History& history);
/// At most one member leads in one term (election safety, the same figure).
check::Verdict one_leader_a_term(const History& history);
/// A read shows what was acknowledged, and what another read had shown, before it was asked.
check::Verdict reads_never_go_back(const History& history);
/// What was refused appears in no log.
check::Verdict refused_writes_stay_out(const History& history);

/// INVALID when some member did not: a log that stands still breaks no promise of safety, but what
/// that member would have said remains unknown.
check::Verdict members_come_back(const History& history);

/// All of them, in this order.
std::vector<check::Verdict> judge(const History& history);
/// The worst of them; FAIL outranks INVALID here, because the bench has no other doubt of itself.
check::Outcome outcome_of(const std::vector<check::Verdict>& verdicts);

}  // namespace holdfast::harness::replication
