// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and SIGTERM end a run in order: faults are healed, the testbed is torn down, nothing
// half-written stays.
#pragma once

namespace holdfast::harness::run {

/// SIGINT, SIGTERM and SIGHUP set the flag from now on; a second one ends the program at once.
void catch_interrupts();
bool interrupted();

}  // namespace holdfast::harness::run
