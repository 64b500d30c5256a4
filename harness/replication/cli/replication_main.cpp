// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/cli/cli.h"
#include "harness/sut/reference_sim/consensus/consensus_log.h"
#ifdef HOLDFAST_WITH_LIBRAFT
#include "harness/sut/libraft/libraft_log.h"
#endif

int main(int argc, char** argv) {
    using namespace holdfast::harness;  // NOLINT: a program may speak in all of them
    replication::cli::Systems systems;
    systems["holdfast"] = std::make_shared<sut::reference_sim::consensus::ConsensusLog>();
#ifdef HOLDFAST_WITH_LIBRAFT
    systems["libraft"] = std::make_shared<sut::libraft::LibraftLog>();
#endif
    return replication::cli::cli_main(argc, argv, systems);
}
