// SPDX-License-Identifier: Apache-2.0
// libraft's header for C++: it lacks extern "C", and gives one name to a structure and a function.
#pragma once

extern "C" {
#include <raft.h>
}

namespace holdfast::harness::sut::libraft {

using ApplyRequest = struct raft_apply;
using BarrierRequest = struct raft_barrier;

}  // namespace holdfast::harness::sut::libraft
