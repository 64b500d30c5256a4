// SPDX-License-Identifier: Apache-2.0
#include "harness/capture_reader/merged.h"

#include <algorithm>

namespace holdfast::harness::capture_reader {

Merged::Merged(std::vector<Reader> readers, std::vector<Correction> corrections)
    : readers_(std::move(readers)),
      corrections_(std::move(corrections)),
      heads_(readers_.size()),
      given_(readers_.size()) {
    corrections_.resize(readers_.size());
    for (std::size_t i = 0; i < readers_.size(); ++i) {
        advance(i);
    }
}

void Merged::advance(std::size_t reader) {
    Head& head = heads_[reader];
    head.there = readers_[reader].next(head.packet);
    if (head.there && corrections_[reader]) {
        head.packet.clock =
            std::clamp(corrections_[reader](head.packet.clock), Duration{}, latest_clock);
    }
}

bool Merged::next(CapturedPacket& packet, std::size_t& capture) {
    if (given_ < heads_.size()) {
        advance(given_);
    }
    given_ = heads_.size();
    for (std::size_t i = 0; i < heads_.size(); ++i) {
        if (heads_[i].there &&
            (given_ == heads_.size() || heads_[i].packet.clock < heads_[given_].packet.clock)) {
            given_ = i;
        }
    }
    if (given_ == heads_.size()) {
        return false;
    }
    packet = heads_[given_].packet;
    capture = given_;
    return true;
}

}  // namespace holdfast::harness::capture_reader
