// SPDX-License-Identifier: Apache-2.0
#include "harness/history/history.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/check.h"

namespace holdfast::harness::history {

bool ClusterObserved::leads() const {
    return std::any_of(nodes.begin(), nodes.end(), [&](const ControllerNode& node) {
        return node.name == asked && node.role == "CLUSTER_LEADER";
    });
}

bool ClusterObserved::same_answer(const ClusterObserved& other) const {
    return asked == other.asked && answered == other.answered &&
           cluster_state == other.cluster_state && progress == other.progress &&
           nodes == other.nodes;
}

std::optional<Instant> History::phase(const std::string& name) const {
    for (const auto& found : all<PhaseBegan>()) {
        if (found.content->phase == name) {
            return found.at;
        }
    }
    return std::nullopt;
}

const RunBegan& History::run() const {
    CHECK(!events_.empty() && std::holds_alternative<RunBegan>(events_.front().content),
          "a history of {} events does not begin with its run", events_.size());
    return std::get<RunBegan>(events_.front().content);
}

Result<void> write_history(const std::string& path, const History& history) {
    const std::filesystem::path target(path);
    const std::filesystem::path aside = target.parent_path() / ("." + target.filename().string());
    {
        std::ofstream out(aside, std::ios::binary | std::ios::trunc);
        for (const Event& event : history.events()) {
            out << to_json_line(event) << '\n';
        }
        out.close();
        if (!out) {
            return failed(path + ": cannot be written");
        }
    }
    std::error_code error;
    std::filesystem::rename(aside, target, error);
    if (error) {
        return failed(path + ": cannot be put in place: " + error.message());
    }
    return success;
}

Result<History> read_history(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return bad_input(path + ": cannot be read");
    }
    History history;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        auto event = parse_json_line(line, path + ":" + std::to_string(number));
        if (!event) {
            return event.error();
        }
        history.append(event->at, std::move(event->content));
    }
    if (history.events().empty() ||
        !std::holds_alternative<RunBegan>(history.events().front().content)) {
        return bad_input(path + ":1: expected the beginning of a run");
    }
    return history;
}

}  // namespace holdfast::harness::history
