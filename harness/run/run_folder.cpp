// SPDX-License-Identifier: Apache-2.0
#include "harness/run/run_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
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

/// "<prefix><pid>-...", as this program names what it will remove or rename.
bool is_ours(const std::string& name, const std::string& prefix) {
    const std::size_t digits_end = name.find_first_not_of("0123456789", prefix.size());
    return name.starts_with(prefix) && digits_end != std::string::npos &&
           digits_end > prefix.size() && name[digits_end] == '-';
}

Fd open_folder(const std::string& path) {
    return Fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/// Whether `path` is still the folder that was opened.
bool is_at(const Fd& folder, const std::string& path) {
    struct stat opened {};
    struct stat there {};
    return fstat(folder.get(), &opened) == 0 && stat(path.c_str(), &there) == 0 &&
           opened.st_ino == there.st_ino && opened.st_dev == there.st_dev;
}

void remove_unused(const fs::path& root, const std::string& prefix) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root, error)) {
        if (!is_ours(entry.path().filename().string(), prefix)) {
            continue;
        }
        const Fd folder = open_folder(entry.path().string());
        if (folder.valid() && flock(folder.get(), LOCK_EX | LOCK_NB) == 0) {
            std::error_code ignored;  // what cannot be removed now the next start tries again
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

std::optional<FolderInUse> FolderInUse::claim(const std::string& path) {
    Fd folder = open_folder(path);
    if (!folder.valid() || flock(folder.get(), LOCK_EX) != 0 || !is_at(folder, path)) {
        return std::nullopt;
    }
    return FolderInUse(std::move(folder));
}

Scratch::Scratch() {
    while (!in_use_) {
        // Not TMPDIR: a socket's whole name must stay below 108 bytes.
        path_ = "/tmp/" + scratch_prefix + std::to_string(getpid()) + "-XXXXXX";
        CHECK(mkdtemp(path_.data()) != nullptr, "no temporary folder {}", path_);
        in_use_ = FolderInUse::claim(path_);
    }
}

Scratch::~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void remove_leftovers(const std::string& root) {
    remove_unused("/tmp", scratch_prefix);
    remove_unused(root, ".");
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
        std::optional<FolderInUse> in_use;
        while (!in_use) {
            fs::remove_all(aside);
            fs::create_directories(aside);
            in_use = FolderInUse::claim(aside.string());
        }
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
