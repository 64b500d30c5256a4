// SPDX-License-Identifier: Apache-2.0
#include "reference/storage/hard_states.h"

#include <fmt/format.h>

#include <optional>

#include "reference/storage/codec.h"
#include "reference/storage/names.h"
#include "reference/storage/record.h"

namespace holdfast::reference::storage {

namespace {

std::optional<NumberedHardState> read_copy(const std::string& file) {
    const auto body = only_record(file);
    return body ? decode_hard_state(*body) : std::nullopt;
}

}  // namespace

Result<HardStates::Found> HardStates::open(const std::vector<std::string>& files, bool may_be_new) {
    std::vector<std::optional<NumberedHardState>> copies;
    std::optional<NumberedHardState> newest;
    bool any = false;
    for (const char* name : hard_state_files) {
        copies.emplace_back();
        if (!has(files, name)) {
            continue;
        }
        any = true;
        const auto file = disk_.read(name);
        if (!file.has_value()) {
            return file.error();
        }
        copies.back() = read_copy(*file);
        if (copies.back() && (!newest || copies.back()->number > newest->number)) {
            newest = copies.back();
        }
    }
    if (!newest && (any || !may_be_new)) {
        return failed(fmt::format("{} and {}: neither copy of the vote can be read; {}",
                                  hard_state_files[0], hard_state_files[1], way_out));
    }
    Found out;
    out.state = newest.value_or(NumberedHardState()).state;
    number_ = newest.value_or(NumberedHardState()).number;
    for (std::size_t i = 0; i < copies.size(); ++i) {
        if (newest && !copies[i] && has(files, hard_state_files[i])) {
            out.notes.push_back(
                fmt::format("{}: does not fit its checksum; taken from the other "
                            "copy",
                            hard_state_files[i]));
        }
    }
    // What is given back from here on must not be lost with one copy.
    if (!newest || copies[0] != copies[1]) {
        if (const auto written = write(out.state); !written.has_value()) {
            return written.error();
        }
    }
    return out;
}

Result<void> HardStates::write(const consensus::HardState& state) {
    const std::string file = record(encode(NumberedHardState{++number_, state}));
    for (const char* name : hard_state_files) {
        if (const auto written = disk_.replace(name, file); !written.has_value()) {
            return written;
        }
    }
    return success;
}

}  // namespace holdfast::reference::storage
