// SPDX-License-Identifier: Apache-2.0
// Snapshots: taking one, sending it in pieces, receiving it (thesis 5).
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "reference/consensus/state.h"

namespace holdfast::reference::consensus {
namespace {

/// At most `bytes_max` from `offset` on, whole characters of UTF-8 each: pieces travel as text.
std::string piece_of(const std::string& state, std::size_t offset, std::size_t bytes_max) {
    std::size_t end = std::min(offset + bytes_max, state.size());
    const auto inside_character = [&](std::size_t at) {
        return at < state.size() && (static_cast<unsigned char>(state[at]) & 0xC0U) == 0x80U;
    };
    while (end > offset + 1 && inside_character(end)) {
        --end;
    }
    return state.substr(offset, end - offset);
}

}  // namespace

void Raft::State::take(const input::Compact& compact) {
    CHECK(compact.last_index <= committed, "a snapshot up to {} of what is committed up to {}",
          compact.last_index, committed);
    if (compact.last_index > log.snapshot().last_index) {
        log.compact(compact.last_index, compact.state);
        writes.snapshot(log.snapshot(), true);
    }
}

bool Raft::State::send_piece(const MemberId& to, Progress& progress) {
    if (progress.waiting) {
        return false;
    }
    const Snapshot& snapshot = log.snapshot();
    std::string data =
        piece_of(snapshot.state, progress.snapshot_offset, options.bytes_per_message_max);
    const bool done = progress.snapshot_offset + data.size() == snapshot.state.size();
    send(to, InstallSnapshot{.term = term(),
                             .last_index = snapshot.last_index,
                             .last_term = snapshot.last_term,
                             .membership = snapshot.membership,
                             .offset = progress.snapshot_offset,
                             .data = std::move(data),
                             .done = done,
                             .round = leading->rounds.newest()});
    progress.waiting = true;
    return true;
}

void Raft::State::on(const MemberId& from, const InstallSnapshot& piece) {
    InstallSnapshotResponse answer{
        .term = term(), .last_index = piece.last_index, .round = piece.round};
    if (piece.term < term()) {
        send(from, answer);
        return;
    }
    follow(from, piece.term);
    if (piece.last_index > committed && gather(piece)) {
        install(std::exchange(incoming, std::nullopt)->snapshot);
    }
    answer.installed = piece.last_index <= committed;
    answer.next_offset = incoming ? incoming->snapshot.state.size() : 0;
    promise(from, answer);
}

/// Pieces of another snapshot, or of another leader's, do not fit together.
bool Raft::State::gather(const InstallSnapshot& piece) {
    if (!incoming || incoming->term != piece.term ||
        incoming->snapshot.last_index != piece.last_index) {
        incoming = {.term = piece.term,
                    .snapshot = {.last_index = piece.last_index,
                                 .last_term = piece.last_term,
                                 .membership = piece.membership}};
    }
    std::string& state = incoming->snapshot.state;
    if (piece.offset != state.size()) {
        return false;  // the answer says what is missing
    }
    state += piece.data;
    return piece.done;
}

void Raft::State::install(Snapshot snapshot) {
    // Thesis 5: an own log that has the snapshot's last entry continues behind it; any other
    // conflicts with it and goes.
    const bool continues = log.install(snapshot);
    writes.snapshot(snapshot, continues);
    committed = snapshot.last_index;
    effects.push_back(effect::Restore{std::move(snapshot)});
}

void Raft::State::on(const MemberId& from, const InstallSnapshotResponse& response) {
    Progress* progress = heard(from, response.term, response.round);
    if (progress == nullptr) {
        return;
    }
    const bool awaited = progress->mode == Progress::Mode::snapshot &&
                         response.last_index == progress->snapshot_index;
    if (awaited && response.installed) {
        progress->acknowledged(response.last_index);
    } else if (awaited && response.next_offset != progress->snapshot_offset) {
        progress->snapshot_offset =
            std::min<std::uint64_t>(response.next_offset, log.snapshot().state.size());
        progress->waiting = false;
    }
    after_answer(from);
}

}  // namespace holdfast::reference::consensus
