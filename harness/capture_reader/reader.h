// SPDX-License-Identifier: Apache-2.0
// Any capture, packet by packet: pcap and pcapng, gzip or not, of any interfaces. Holds one packet
// at a time, so memory does not grow with the file.
#pragma once

#include <memory>

#include "harness/capture_reader/format.h"

namespace holdfast::harness::capture_reader {

class Reader {
  public:
    /// Refused, with the file's name in front: an empty file, another format, a cut header.
    static Result<Reader> open(const std::string& path);
    static Result<Reader> open(Source source, const std::string& name);

    /// False at the end; state().trouble says whether it was a regular one.
    bool next(CapturedPacket& packet) { return format_->next(packet); }
    const std::string& name() const { return name_; }
    const FormatState& state() const { return format_->state(); }

  private:
    Reader(std::string name, std::unique_ptr<Format> format)
        : name_(std::move(name)), format_(std::move(format)) {}

    std::string name_;
    std::unique_ptr<Format> format_;
};

}  // namespace holdfast::harness::capture_reader
