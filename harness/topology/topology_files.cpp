// SPDX-License-Identifier: Apache-2.0
// Where topologies come from: text, a file, or a name in the topologies folder.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/topology/decode.h"

namespace holdfast::harness::topology {
namespace {

namespace fs = std::filesystem;

/// Environment first, so that an installed program and a moved tree find theirs.
std::vector<std::string> folders() {
    std::vector<std::string> found;
    // Only main() and no thread of ours changes the environment.
    if (const char* from_environment = std::getenv("HOLDFAST_TOPOLOGIES")) {  // NOLINT
        found.emplace_back(from_environment);
    }
    found.emplace_back(HOLDFAST_TOPOLOGY_FOLDER);
    return found;
}

/// The comment on top of the file, without its hashes and the licence line.
std::string drawing_of(const std::string& text) {
    std::istringstream in(text);
    std::string drawing;
    for (std::string line; std::getline(in, line) && !line.empty() && line[0] == '#';) {
        if (line.find("SPDX-License-Identifier") != std::string::npos) {
            continue;
        }
        const bool spaced = line.size() > 1 && line[1] == ' ';
        line.erase(0, spaced ? 2 : 1);
        if (!drawing.empty() || !line.empty()) {
            drawing += line + "\n";
        }
    }
    return drawing;
}

}  // namespace

Result<Topology> parse_topology(const std::string& text, const std::string& name) {
    auto topology = yaml::load_text<Topology>(text, name, decode);
    if (topology) {
        topology->drawing = drawing_of(text);
        topology->source = text;
    }
    return topology;
}

Result<Topology> load_topology(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) {
        return bad_input(path + ": cannot be read");
    }
    return parse_topology(text.str(), path);
}

Result<Topology> find_topology(const std::string& name_or_path) {
    for (const std::string& folder : folders()) {
        const fs::path path = fs::path(folder) / (name_or_path + ".yaml");
        std::error_code error;
        if (fs::is_regular_file(path, error)) {
            return load_topology(path.string());
        }
    }
    std::error_code error;
    if (fs::is_regular_file(name_or_path, error)) {
        return load_topology(name_or_path);
    }
    std::string known;
    for (const std::string& name : topology_names()) {
        known += (known.empty() ? "" : ", ") + name;
    }
    return bad_input("no topology and no file is named '" + name_or_path + "'; topologies are " +
                     known);
}

std::vector<std::string> topology_names() {
    std::vector<std::string> names;
    for (const std::string& folder : folders()) {
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(folder, error)) {
            if (entry.path().extension() == ".yaml") {
                names.push_back(entry.path().stem().string());
            }
        }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace holdfast::harness::topology
