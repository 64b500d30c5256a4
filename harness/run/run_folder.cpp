// SPDX-License-Identifier: Apache-2.0
#include "harness/run/run_folder.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <filesystem>

#include "base/check.h"
#include "harness/run/run_documents.h"
#include "harness/run/write_file.h"
#include "harness/scenario/check_scenario.h"

namespace holdfast::harness::run {
namespace {

namespace fs = std::filesystem;

const std::string scratch_prefix = "holdfast-";

std::string time_stamp() {
    // The wall clock names a folder and decides nothing.
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    const std::size_t length = std::strftime(text, sizeof text, "%Y%m%dT%H%M%S", &parts);
    return {text, length};
}

std::string plain(std::string text) {
    std::replace_if(
        text.begin(), text.end(),
        [](char c) {
            return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '_' || c == '-');
        },
        '_');
    return text;
}

/// "<pid>-..." after the prefix of names that this program gives.
std::optional<pid_t> owner_of(const std::string& name, const std::string& prefix) {
    if (name.rfind(prefix, 0) != 0) {
        return std::nullopt;
    }
    pid_t pid = 0;
    const char* begin = name.data() + prefix.size();
    const auto [end, error] = std::from_chars(begin, name.data() + name.size(), pid);
    if (error != std::errc{} || end == begin || *end != '-') {
        return std::nullopt;
    }
    return pid;
}

bool alive(pid_t pid) {
    return fs::exists("/proc/" + std::to_string(pid));
}

void remove_dead(const fs::path& folder, const std::string& prefix) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const auto pid = owner_of(entry.path().filename().string(), prefix);
        if (pid && !alive(*pid)) {
            std::error_code ignored;  // another start may be removing it too
            fs::remove_all(entry.path(), ignored);
        }
    }
}

Result<void> write_captures(const fs::path& folder, const check::Recording& recording) {
    const Duration epoch = recording.history.run().epoch;
    for (const capture::Capture& capture : recording.captures) {
        const fs::path path = folder / ("frames-" + capture.segment + ".pcap");
        if (const auto written = capture::write_capture(path.string(), capture, epoch); !written) {
            return written.error();
        }
    }
    return success;
}

Result<void> write_documents(const fs::path& folder, const check::Recording& recording,
                             const Judgement& judgement) {
    std::vector<std::pair<std::string, std::string>> documents = {
        {"scenario.yaml", scenario::to_yaml(recording.scenario)},
        {"timeline.json", timeline_json(recording)},
        {"verdict.json", verdict_json(judgement)},
        {"repeat.sh", repeat_script(recording)}};
    if (!recording.topology.source.empty()) {
        documents.emplace_back("topology.yaml", recording.topology.source);
    }
    for (const auto& [name, text] : documents) {
        if (const auto written = write_file((folder / name).string(), text); !written) {
            return written.error();
        }
    }
    fs::permissions(folder / "repeat.sh", fs::perms::owner_all | fs::perms::group_read |
                                              fs::perms::group_exec | fs::perms::others_read |
                                              fs::perms::others_exec);
    return history::write_history((folder / "history.jsonl").string(), recording.history);
}

/// Regular files only: sockets and pipes of the testbed are no logs.
void copy_logs(const fs::path& scratch, const fs::path& to) {
    fs::create_directories(to);
    std::error_code error;
    if (fs::is_directory(scratch / "logs", error)) {
        fs::copy(scratch / "logs", to, fs::copy_options::recursive);
    }
    for (const auto& entry : fs::directory_iterator(scratch, error)) {
        if (entry.is_regular_file() && entry.path().extension() == ".log") {
            fs::copy_file(entry.path(), to / ("testbed-" + entry.path().filename().string()),
                          fs::copy_options::overwrite_existing);
        }
    }
}

}  // namespace

std::string new_run_folder(const std::string& root, const check::Recording& recording) {
    const history::RunBegan& run = recording.history.run();
    const std::string property =
        recording.scenario.property.empty() ? "free" : recording.scenario.property;
    const std::string name = time_stamp() + "-" +
                             plain(property + "-" + run.testbed + "-" + run.sut) + "-" +
                             std::to_string(run.seed);
    fs::path path = fs::path(root) / name;
    for (int i = 2; fs::exists(path); ++i) {
        path = fs::path(root) / (name + "-" + std::to_string(i));
    }
    return path.string();
}

Scratch::Scratch() {
    // Not TMPDIR: a socket's whole name must stay below 108 bytes.
    std::string pattern = "/tmp/" + scratch_prefix + std::to_string(getpid()) + "-XXXXXX";
    CHECK(mkdtemp(pattern.data()) != nullptr, "no temporary folder {}", pattern);
    path_ = pattern;
}

Scratch::~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void remove_leftovers(const std::string& root) {
    remove_dead("/tmp", scratch_prefix);
    remove_dead(root, ".");
}

Result<void> save_run(const std::string& folder, const check::Recording& recording,
                      const Judgement& judgement) {
    return save_run_with_logs(folder, recording, judgement, "");
}

Result<void> save_run_with_logs(const std::string& folder, const check::Recording& recording,
                                const Judgement& judgement, const std::string& scratch) {
    const fs::path target(folder);
    const fs::path aside =
        target.parent_path() / ("." + std::to_string(getpid()) + "-" + target.filename().string());
    try {
        fs::remove_all(aside);
        fs::create_directories(aside);
        if (const auto written = write_documents(aside, recording, judgement); !written) {
            return written.error();
        }
        if (const auto written = write_captures(aside, recording); !written) {
            return written.error();
        }
        if (!scratch.empty()) {
            copy_logs(scratch, aside / "logs");
        }
        fs::rename(aside, target);
    } catch (const fs::filesystem_error& error) {
        std::error_code ignored;
        fs::remove_all(aside, ignored);
        return failed(folder + ": " + error.what());
    }
    return success;
}

Result<check::Recording> load_run(const std::string& folder) {
    const fs::path path(folder);
    check::Recording recording;
    if (!fs::is_directory(path)) {
        return bad_input(folder + ": expected the folder of a run");
    }
    if (fs::exists(path / "topology.yaml")) {
        // The network as it was then, whatever has become of it since.
        auto topology = topology::load_topology((path / "topology.yaml").string());
        if (!topology) {
            return topology.error();
        }
        recording.topology = std::move(*topology);
        auto scenario =
            scenario::load_scenario_on((path / "scenario.yaml").string(), recording.topology);
        if (!scenario) {
            return scenario.error();
        }
        recording.scenario = std::move(*scenario);
    } else {
        auto scenario = scenario::load_scenario((path / "scenario.yaml").string());
        if (!scenario) {
            return scenario.error();
        }
        recording.scenario = std::move(*scenario);
        auto topology = topology::find_topology(recording.scenario.topology);
        if (!topology) {
            return topology.error();
        }
        recording.topology = std::move(*topology);
    }
    auto history = history::read_history((path / "history.jsonl").string());
    if (!history) {
        return history.error();
    }
    recording.history = std::move(*history);
    for (const topology::Segment& segment : recording.topology.segments) {
        const fs::path file = path / ("frames-" + segment.name + ".pcap");
        if (!fs::exists(file)) {
            continue;
        }
        auto capture =
            capture::read_capture(file.string(), segment.name, recording.history.run().epoch);
        if (!capture) {
            return capture.error();
        }
        recording.captures.push_back(std::move(*capture));
    }
    return recording;
}

}  // namespace holdfast::harness::run
