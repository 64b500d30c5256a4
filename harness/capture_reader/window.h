// SPDX-License-Identifier: Apache-2.0
// A window that slides over a source: what a format reads next, without a copy of each packet.
#pragma once

#include <optional>
#include <vector>

#include "harness/capture_reader/source.h"

namespace holdfast::harness::capture_reader {

class Window {
  public:
    explicit Window(Source source);

    /// The next `size` bytes, or fewer when the source ends before. Valid until the next call of
    /// peek or skip.
    std::span<const std::uint8_t> peek(std::size_t size) {
        if (end_ - begin_ < size) {
            fill(size);
        }
        return {buffer_.data() + begin_, std::min(size, end_ - begin_)};
    }
    /// Goes on by so many bytes; false when the source ends before.
    bool skip(std::size_t size) {
        if (end_ - begin_ >= size) {
            begin_ += size;
            return true;
        }
        return skip_far(size);
    }
    /// Of the next byte, from the beginning of the source.
    std::uint64_t offset() const { return passed_ + begin_; }
    /// Why the source ended, when that was not its end.
    const std::optional<Error>& trouble() const { return trouble_; }

  private:
    void fill(std::size_t size);
    bool skip_far(std::size_t size);

    Source source_;
    std::vector<std::uint8_t> buffer_;
    std::size_t begin_ = 0;  ///< in the buffer, of the next byte
    std::size_t end_ = 0;    ///< in the buffer, behind the last byte read
    std::uint64_t passed_ = 0;
    bool ended_ = false;
    std::optional<Error> trouble_;
};

}  // namespace holdfast::harness::capture_reader
