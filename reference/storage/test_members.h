// SPDX-License-Identifier: Apache-2.0
// Entries and snapshots for this folder's tests.
#pragma once

#include <string>
#include <vector>

#include "reference/consensus/entry.h"

namespace holdfast::reference::storage {

inline consensus::Entry command(consensus::Index index, std::string payload = "x",
                                consensus::Term term = 1) {
    return {.index = index, .term = term, .payload = std::move(payload)};
}

inline consensus::Entry membership(consensus::Index index) {
    return {.index = index,
            .term = 1,
            .kind = consensus::Entry::Kind::membership,
            .membership = {{"controller1", "controller2"}}};
}

inline std::vector<consensus::Entry> commands(consensus::Index first, consensus::Index last) {
    std::vector<consensus::Entry> out;
    for (consensus::Index index = first; index <= last; ++index) {
        out.push_back(command(index));
    }
    return out;
}

inline consensus::Snapshot snapshot_of(consensus::Index last, std::string state = "{}") {
    return {.last_index = last,
            .last_term = 1,
            .membership = {{"controller1", "controller2", "controller3"}},
            .state = std::move(state)};
}

}  // namespace holdfast::reference::storage
