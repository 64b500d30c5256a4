// SPDX-License-Identifier: Apache-2.0
// What both file formats give: interfaces, packets one by one, and how the file ended.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/capture_reader/captured_packet.h"
#include "harness/capture_reader/window.h"

namespace holdfast::harness::capture_reader {

struct Interface {
    std::string name;  ///< empty: the file does not say
    std::uint16_t link_type = 0;
    std::uint32_t snap_length = 0;  ///< 0: none
    Duration resolution{};          ///< of its clock: a stamp may be up to so much too early
};

/// Why no more packets come although the file was not at a regular end.
struct Trouble {
    enum class Kind {
        cut,      ///< it ends in the middle of a packet or block: what came before stands
        damaged,  ///< a length or a structure that cannot be
    };
    Kind kind = Kind::cut;
    std::string sentence;  ///< with the place, without the file's name
};

struct FormatState {
    std::string name;  ///< "pcap, microseconds"
    std::vector<Interface> interfaces;
    std::uint64_t packets = 0;  ///< read so far; pcapng: with those that have no time
    /// The capturing program's own count of packets that it missed; pcapng only.
    std::uint64_t dropped = 0;
    std::uint64_t without_time = 0;  ///< simple packet blocks: left out
    std::optional<Trouble> trouble;
};

class Format {
  public:
    virtual ~Format() = default;
    /// False at the end; state().trouble says whether it was a regular one.
    virtual bool next(CapturedPacket& packet) = 0;
    const FormatState& state() const { return state_; }

  protected:
    /// Returns false, for `return trouble(...)`.
    bool trouble(Trouble::Kind kind, std::string sentence) {
        state_.trouble = Trouble{kind, std::move(sentence)};
        return false;
    }
    FormatState state_;
};

/// Both have looked at the magic and refuse what follows it in a sentence.
Result<std::unique_ptr<Format>> open_pcap(std::unique_ptr<Window> window);
Result<std::unique_ptr<Format>> open_pcapng(std::unique_ptr<Window> window);

}  // namespace holdfast::harness::capture_reader
