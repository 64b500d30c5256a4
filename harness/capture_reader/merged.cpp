// SPDX-License-Identifier: Apache-2.0
#include "harness/capture_reader/merged.h"

namespace holdfast::harness::capture_reader {

Merged::Merged(std::vector<Reader> readers)
    : readers_(std::move(readers)), heads_(readers_.size()), given_(readers_.size()) {
    for (std::size_t i = 0; i < readers_.size(); ++i) {
        heads_[i].there = readers_[i].next(heads_[i].packet);
    }
}

bool Merged::next(CapturedPacket& packet, std::size_t& capture) {
    if (given_ < heads_.size()) {
        heads_[given_].there = readers_[given_].next(heads_[given_].packet);
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
