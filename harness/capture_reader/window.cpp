// SPDX-License-Identifier: Apache-2.0
#include "harness/capture_reader/window.h"

#include <algorithm>
#include <cstring>

namespace holdfast::harness::capture_reader {

namespace {

// Large enough that a system call and the move of a rest cost nothing beside the packets in it.
constexpr std::size_t buffer_size = 1024 * 1024;

}  // namespace

Window::Window(Source source) : source_(std::move(source)), buffer_(buffer_size) {}

void Window::fill(std::size_t size) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    passed_ += begin_;
    end_ -= begin_;
    begin_ = 0;
    if (buffer_.size() < size) {
        buffer_.resize(size);
    }
    while (end_ < size && !ended_) {
        const auto got = source_(std::span(buffer_).subspan(end_));
        if (!got) {
            trouble_ = got.error();
        }
        ended_ = !got || *got == 0;
        end_ += got ? *got : 0;
    }
}

bool Window::skip_far(std::size_t size) {
    while (size > 0) {
        const std::size_t step = std::min(size, buffer_size);
        if (peek(step).size() < step) {
            begin_ = end_;
            return false;
        }
        begin_ += step;
        size -= step;
    }
    return true;
}

}  // namespace holdfast::harness::capture_reader
