// SPDX-License-Identifier: Apache-2.0
// Writes captures in the forms that others write them in. libpcap writes one of them only, and
// neither VLAN by cooked interface nor big-endian files.
#pragma once

#include <functional>

#include "base/bytes.h"
#include "base/time.h"

namespace holdfast::harness::timing::ground_truth {

struct FileForm {
    bool pcapng = false;
    bool nanoseconds = true;
    bool big_endian = false;
    std::uint16_t link_type = 1;
    std::uint32_t snap_length = 262'144;
};

/// Appends to `out`, which the caller may empty after each packet.
class CaptureWriter {
  public:
    CaptureWriter(const FileForm& form, Bytes& out);
    void write(Duration clock, std::span<const std::uint8_t> frame);

  private:
    void u16(std::uint16_t value);
    void u32(std::uint32_t value);
    FileForm form_;
    Bytes& out_;
};

}  // namespace holdfast::harness::timing::ground_truth
