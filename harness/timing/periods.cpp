// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/periods.h"

#include <algorithm>
#include <limits>

namespace holdfast::harness::timing {

namespace {

// Memory does not grow with the capture: of a flow that loses packets all the time the first
// thousand periods are kept, the others counted.
constexpr std::size_t periods_max = 1000;
constexpr std::size_t holes_max = 100;
// A hole in the capture begins and ends within an interval of the flow; half of the time in one
// piece without any packet is none of a capture that went on.
constexpr double silent_part_max = 0.5;
// Periods back in which a late packet is looked for. Later than this many outages it is a
// duplicate.
constexpr std::size_t late_within = 8;

template <std::size_t size>
std::optional<DelaySample> sample_of(std::array<Duration, size> delays, std::size_t count) {
    count = std::min(count, size);
    if (count == 0) {
        return std::nullopt;
    }
    std::sort(delays.begin(), delays.begin() + static_cast<std::ptrdiff_t>(count));
    return DelaySample{delays[count / 2], delays.front(), delays[count - 1]};
}

}  // namespace

LossPeriod& Periods::open(std::uint64_t sequence) {
    settle_delay_after();
    if (!open_) {
        open_.emplace();
        open_->before = last_;
        open_->first_sequence = sequence;
        open_->delay_before = sample_of(delays_, delay_count_);
    }
    open_->missing += missing_here_;
    missing_here_ = 0;
    return *open_;
}

void Periods::impaired(std::uint64_t sequence, Instant sent, PacketRef packet, bool late) {
    const bool first = !open_;
    LossPeriod& period = open(sequence);
    if (first) {
        period.first_sent = sent;
        period.first_packet = packet;
    }
    period.last_sequence = sequence;
    period.last_sent = sent;
    period.last_packet = packet;
    ++period.impaired;
    period.late += late ? 1 : 0;
    ++impaired_total_;
}

void Periods::lost_unseen(std::uint64_t sequence, std::uint64_t count) {
    LossPeriod& period = open(sequence);
    period.sent_known = false;
    if (last_) {
        period.first_sent = last_->sent;
        period.first_packet = last_->received_packet;
    }
    period.last_sequence = sequence + count - 1;
    period.impaired += count;
    impaired_total_ += count;
}

void Periods::missing(std::uint64_t count) {
    missing_here_ += count;
    missing_total_ += count;
}

void Periods::close(const Passage& passage) {
    open_->after = passage;
    open_->missing += missing_here_;
    if (!open_->sent_known) {
        open_->last_sent = passage.sent;
        open_->last_packet = passage.received_packet;
        const Instant from = open_->before ? open_->before->received : open_->first_sent;
        open_->capture_silent =
            watch_ != nullptr && watch_->silent_part(from, passage.received) > silent_part_max;
    }
    if (found_.size() < periods_max) {
        found_.push_back(*open_);
        delays_after_ = 0;
        delay_count_ = 0;
    } else {
        ++dropped_;
    }
    open_.reset();
}

void Periods::passed(const Passage& passage) {
    if (open_) {
        close(passage);
    } else if (missing_here_ > 0 && last_ && holes_.size() < holes_max) {
        holes_.push_back(
            {last_->sent, passage.sent, last_->sent_packet, passage.sent_packet, missing_here_});
    }
    missing_here_ = 0;
    last_ = passage;
    note_delay(passage.received - passage.sent);
}

void Periods::note_delay(Duration delay) {
    // Beyond is a clock that leaps; differences of these fit into a Duration.
    delays_[delay_count_ % delays_kept] = std::clamp<Duration>(delay, -1000h, 1000h);
    ++delay_count_;
    if (delays_after_ < delays_kept && ++delays_after_ == delays_kept) {
        delays_after_ = 0;
        settle_delay_after();
    }
}

void Periods::settle_delay_after() {
    if (delays_after_ < delays_kept && !found_.empty() && delay_count_ > 0) {
        found_.back().delay_after = sample_of(delays_, delay_count_);
    }
    delays_after_ = delays_kept;
}

bool Periods::came_late(std::uint64_t sequence) {
    const auto within = [&](LossPeriod& period) {
        if (sequence < period.first_sequence || sequence > period.last_sequence) {
            return false;
        }
        ++period.late;
        return true;
    };
    if (open_ && within(*open_)) {
        return true;
    }
    const std::size_t back = std::min(found_.size(), late_within);
    for (std::size_t i = 0; i < back; ++i) {
        if (within(found_[found_.size() - 1 - i])) {
            return true;
        }
    }
    return false;
}

void Periods::confirm_last() {
    if (!found_.empty()) {
        found_.back().backlog = true;
    }
}

void Periods::finish() {
    settle_delay_after();
    if (open_) {
        open_->missing += missing_here_;
        if (found_.size() < periods_max) {
            found_.push_back(*open_);
        } else {
            ++dropped_;
        }
        open_.reset();
    }
}

void Periods::clear() {
    *this = Periods(watch_);
}

}  // namespace holdfast::harness::timing
