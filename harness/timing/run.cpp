// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace holdfast::harness::timing {

namespace {

// As many probes as a flow of 10,000 a second sends in three hours; a typing error asks for more.
constexpr std::uint64_t sequence_max = 100'000'000;
constexpr std::size_t captures_max = 256;

}  // namespace

namespace {

Result<std::vector<capture_reader::Reader>> open_all(const std::vector<std::string>& paths) {
    std::vector<capture_reader::Reader> readers;
    for (const std::string& path : paths) {
        auto reader = capture_reader::Reader::open(path);
        if (!reader) {
            return reader.error();
        }
        readers.push_back(*std::move(reader));
    }
    return readers;
}

bool can_be_read_again(const std::string& path) {
    std::error_code trouble;
    return path != "-" && std::filesystem::is_regular_file(path, trouble);
}

Result<Report> analyse_by(std::vector<capture_reader::Reader> readers,
                          std::vector<ClockReport> clocks, const Settings& settings,
                          ReceiverLog receiver_log) {
    Analyser analyser(settings, readers.size());
    analyser.set_receiver_log(std::move(receiver_log));
    std::vector<capture_reader::Merged::Correction> corrections(readers.size());
    for (std::size_t i = 0; i < readers.size(); ++i) {
        if (clocks[i].map.corrects()) {
            corrections[i] = [&map = clocks[i].map](Duration clock) {
                return map.corrected(clock);
            };
        }
    }
    capture_reader::Merged merged(std::move(readers), std::move(corrections));
    capture_reader::CapturedPacket packet;
    std::size_t capture = 0;
    while (merged.next(packet, capture)) {
        analyser.take(packet, capture);
    }
    for (const capture_reader::Reader& reader : merged.readers()) {
        const auto& trouble = reader.state().trouble;
        if (trouble && trouble->kind == capture_reader::Trouble::Kind::damaged) {
            return bad_input(fmt::format("{}: damaged: {}", reader.name(), trouble->sentence));
        }
    }
    return analyser.finish(merged.readers(), clocks);
}

}  // namespace

Result<Report> analyse(std::vector<capture_reader::Reader> readers, const Settings& settings,
                       ReceiverLog receiver_log) {
    std::vector<ClockReport> clocks(readers.size());
    for (std::size_t i = 1; i < clocks.size() && !settings.one_clock; ++i) {
        clocks[i].standing = ClockReport::Standing::not_compared;
    }
    return analyse_by(std::move(readers), std::move(clocks), settings, std::move(receiver_log));
}

Result<Report> analyse(const Opener& open, const Settings& settings, ReceiverLog receiver_log) {
    auto readers = open();
    if (!readers) {
        return readers.error();
    }
    if (readers->size() < 2 || settings.one_clock) {
        return analyse(*std::move(readers), settings, std::move(receiver_log));
    }
    auto clocks = align_clocks(*std::move(readers));
    readers = open();
    if (!readers) {
        return readers.error();
    }
    return analyse_by(*std::move(readers), std::move(clocks), settings, std::move(receiver_log));
}

Result<Report> analyse(const std::vector<std::string>& paths, const Settings& settings,
                       ReceiverLog receiver_log) {
    if (paths.size() > captures_max) {
        return bad_input(fmt::format("{} captures are more than the {} that can be merged",
                                     paths.size(), captures_max));
    }
    if (std::all_of(paths.begin(), paths.end(), can_be_read_again)) {
        return analyse(Opener([&] { return open_all(paths); }), settings, std::move(receiver_log));
    }
    auto readers = open_all(paths);
    return readers ? analyse(*std::move(readers), settings, std::move(receiver_log))
                   : Result<Report>(readers.error());
}

Result<ReceiverLog> read_receiver_log(const std::string& path) {
    std::ifstream file(path);
    if (!file) {
        return bad_input(path + ": cannot be opened; expected a receiver's log");
    }
    ReceiverLog log;
    std::string text;
    for (std::size_t number = 1; std::getline(file, text); ++number) {
        if (text.empty() || text.front() == '#') {
            continue;
        }
        std::istringstream words(text);
        std::uint32_t flow = 0;
        std::uint64_t sequence = 0;
        if (!(words >> flow >> sequence) || sequence > sequence_max) {
            return bad_input(fmt::format(
                "{}:{}: expected a probe flow's number and a sequence number up to {}, found '{}'",
                path, number, sequence_max, text));
        }
        std::vector<bool>& received = log[flow];
        if (received.size() <= sequence) {
            received.resize(sequence + 1);
        }
        received[sequence] = true;
    }
    return log;
}

}  // namespace holdfast::harness::timing
