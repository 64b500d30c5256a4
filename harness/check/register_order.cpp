// SPDX-License-Identifier: Apache-2.0
#include "harness/check/register_order.h"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace holdfast::harness::check {
namespace {

using Operation = RegisterCall::Operation;
using State = RegisterState;
using Result = OrderSearch::Result;

/// What the object is after the call; none: this call cannot be next.
std::optional<State> after(const State& state, const RegisterCall& call) {
    const bool may_be_absent = state.kind != State::Kind::present;
    const bool may_be_present = state.kind != State::Kind::absent;
    const State written{State::Kind::present, call.value.value_or(0)};
    const State gone{State::Kind::absent, 0};
    switch (call.operation) {
        case Operation::create:
            return may_be_absent ? std::optional(written) : std::nullopt;
        case Operation::write:
            return may_be_present ? std::optional(written) : std::nullopt;
        case Operation::remove:
            return may_be_present ? std::optional(gone) : std::nullopt;
        case Operation::read:
            break;
    }
    if (!call.value) {
        return may_be_absent ? std::optional(gone) : std::nullopt;
    }
    const bool agrees = state.kind == State::Kind::anything || state == written;
    return may_be_present && agrees ? std::optional(written) : std::nullopt;
}

class Search {
  public:
    Search(std::vector<RegisterCall> calls, std::uint64_t steps_max)
        : calls_(std::move(calls)), steps_max_(steps_max), done_(calls_.size(), 0) {
        std::stable_sort(calls_.begin(), calls_.end(),
                         [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
        certain_left_ = static_cast<std::size_t>(
            std::count_if(calls_.begin(), calls_.end(), [](const auto& c) { return c.certain; }));
    }

    OrderSearch run(const State& initial) {
        const bool found = extend(initial, Instant());
        return {given_up_ ? Result::given_up : found ? Result::found : Result::impossible, steps_};
    }

  private:
    /// Calls that may be next: begun before every certain call that is left has ended, and not
    /// over before one that is already placed began.
    std::vector<std::size_t> candidates(Instant latest_placed) const {
        std::vector<std::size_t> found;
        Instant first_end = Instant::never();
        for (std::size_t i = first_left(); i < calls_.size(); ++i) {
            const RegisterCall& call = calls_[i];
            if (call.invoked > first_end) {
                break;
            }
            if (done_[i] == 0 && call.certain && call.completed) {
                first_end = std::min(first_end, *call.completed);
            }
        }
        for (std::size_t i = first_left(); i < calls_.size() && calls_[i].invoked <= first_end;
             ++i) {
            const bool over = calls_[i].completed && *calls_[i].completed < latest_placed;
            if (done_[i] == 0 && !over) {
                found.push_back(i);
            }
        }
        return found;
    }

    bool extend(const State& state, Instant latest_placed) {
        if (certain_left_ == 0) {
            return true;
        }
        if (++steps_ > steps_max_) {
            given_up_ = true;
            return false;
        }
        if (!seen_.insert(position(state)).second) {
            return false;
        }
        const std::vector<std::size_t> next = candidates(latest_placed);
        // A read that fits changes nothing, so it need not wait: no other choice is lost.
        for (const std::size_t i : next) {
            if (calls_[i].certain && calls_[i].operation == Operation::read &&
                after(state, calls_[i]) == state && !shuts_out(calls_[i], next)) {
                return place(i, state, latest_placed);
            }
        }
        return std::any_of(next.begin(), next.end(), [&](std::size_t i) {
            const auto changed = after(state, calls_[i]);
            return !given_up_ && changed && place(i, *changed, latest_placed);
        });
    }

    /// Whether one of these, which may be left out, could not come behind the call any more.
    bool shuts_out(const RegisterCall& call, const std::vector<std::size_t>& next) const {
        return std::any_of(next.begin(), next.end(), [&](std::size_t i) {
            return calls_[i].completed && *calls_[i].completed < call.invoked;
        });
    }

    bool place(std::size_t i, const State& state, Instant latest_placed) {
        done_[i] = 1;
        certain_left_ -= calls_[i].certain ? 1 : 0;
        const bool found = extend(state, std::max(latest_placed, calls_[i].invoked));
        certain_left_ += calls_[i].certain ? 1 : 0;
        done_[i] = 0;
        return found;
    }

    std::size_t first_left() const {
        const auto left = std::find(done_.begin(), done_.end(), 0);
        return static_cast<std::size_t>(left - done_.begin());
    }

    /// Which calls are placed, and the object after them. What is before the first that is left is
    /// placed, and behind the last that is placed nothing is.
    std::string position(const State& state) const {
        const auto last = std::find(done_.rbegin(), done_.rend(), 1).base();
        const auto first = std::find(done_.begin(), last, 0);
        return std::to_string(first - done_.begin()) + ":" + std::string(first, last) + ":" +
               std::to_string(static_cast<int>(state.kind)) + ":" + std::to_string(state.value);
    }

    std::vector<RegisterCall> calls_;
    std::uint64_t steps_max_;
    std::uint64_t steps_ = 0;
    bool given_up_ = false;
    std::vector<char> done_;
    std::size_t certain_left_ = 0;
    std::unordered_set<std::string> seen_;
};

/// The certain calls in the order in which they ended.
std::vector<std::size_t> by_end(const std::vector<RegisterCall>& calls) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (calls[i].certain && calls[i].completed) {
            order.push_back(i);
        }
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return *calls[a].completed < *calls[b].completed;
    });
    return order;
}

/// What was known when the call `last` ended: later ones were still under way.
std::vector<RegisterCall> known_at(const std::vector<RegisterCall>& calls, std::size_t last) {
    const Instant now = *calls[last].completed;
    std::vector<RegisterCall> known;
    for (RegisterCall call : calls) {
        if (call.invoked > now) {
            continue;
        }
        if (!call.completed || *call.completed > now) {
            call.completed.reset();
            call.certain = false;
        }
        known.push_back(call);
    }
    return known;
}

/// The calls `kept`, and of all others what may have had a part in them.
std::vector<RegisterCall> window(const std::vector<RegisterCall>& calls,
                                 const std::vector<std::size_t>& kept) {
    Instant begin = Instant::never();
    Instant end;
    for (const std::size_t i : kept) {
        begin = std::min(begin, calls[i].invoked);
        end = std::max(end, *calls[i].completed);
    }
    std::vector<RegisterCall> all;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        RegisterCall call = calls[i];
        const bool apart = call.invoked > end || (call.completed && *call.completed < begin);
        if (std::find(kept.begin(), kept.end(), i) == kept.end()) {
            call.certain = false;
            if (apart) {
                continue;
            }
        }
        all.push_back(call);
    }
    return all;
}

}  // namespace

OrderSearch search_order(const std::vector<RegisterCall>& calls, RegisterState initial,
                         std::uint64_t steps_max) {
    return Search(calls, steps_max).run(initial);
}

std::vector<std::size_t> smallest_window(const std::vector<RegisterCall>& calls,
                                         std::uint64_t steps_max) {
    const std::vector<std::size_t> order = by_end(calls);
    // Once impossible, more calls never make it possible again.
    const auto culprit = std::partition_point(order.begin(), order.end(), [&](std::size_t last) {
        return search_order(known_at(calls, last), {}, steps_max).result != Result::impossible;
    });
    if (culprit == order.end()) {
        return {};
    }
    const State anything{State::Kind::anything, 0};
    std::vector<std::size_t> kept;
    for (auto i = culprit + 1; i != order.begin();) {
        kept.push_back(*--i);
        const auto search = search_order(window(calls, kept), anything, steps_max);
        if (search.result == Result::impossible) {
            break;
        }
    }
    std::sort(kept.begin(), kept.end(),
              [&](std::size_t a, std::size_t b) { return calls[a].invoked < calls[b].invoked; });
    return kept;
}

}  // namespace holdfast::harness::check
