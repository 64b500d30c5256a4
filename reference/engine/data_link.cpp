// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/data_link.h"

#include <utility>

namespace holdfast::reference::engine {

bool DataLink::changed(Instant now, bool up) {
    if (up) {
        down_since_.reset();
        return std::exchange(told_down_, false);
    }
    if (!down_since_) {
        down_since_ = now;
    }
    return false;
}

bool DataLink::on_timer(Instant now) {
    const auto due = next_timeout();
    if (!due || now < *due) {
        return false;
    }
    told_down_ = true;
    ++outages_;
    return true;
}

std::optional<Instant> DataLink::next_timeout() const {
    return down_since_ && !told_down_ ? std::optional(*down_since_ + patience_) : std::nullopt;
}

}  // namespace holdfast::reference::engine
