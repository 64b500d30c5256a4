// SPDX-License-Identifier: Apache-2.0
#include "harness/chaos/record.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "harness/run/describe_verdict.h"

namespace holdfast::harness::chaos {

BOOST_DESCRIBE_STRUCT(Played, (),
                      (schedule, running, outcome, reason, faults, faults_left, run_folder, died,
                       simulated))

Result<void> append(const std::string& file, const Played& played) {
    const int out = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (out < 0) {
        return failed(file + ": " + std::strerror(errno));
    }
    const std::string line = boost::json::serialize(json::store(played)) + "\n";
    const ssize_t written = write(out, line.data(), line.size());
    close(out);
    if (written != static_cast<ssize_t>(line.size())) {
        return failed(file + ": a line could not be written whole");
    }
    return success;
}

Result<std::vector<Played>> read(const std::string& file, std::size_t& offset) {
    std::vector<Played> all;
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return all;  // nothing was played yet
    }
    in.seekg(static_cast<std::streamoff>(offset));
    std::ostringstream rest;
    rest << in.rdbuf();
    const std::string text = rest.str();
    std::size_t begin = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
        const auto value = json::parse(std::string_view(text).substr(begin, end - begin), file);
        if (!value) {
            return value.error();
        }
        auto played = json::from_json<Played>(*value, file);
        if (!played) {
            return played.error();
        }
        all.push_back(std::move(*played));
        begin = end + 1;
    }
    offset += begin;
    return all;
}

std::string record_in(const std::string& folder) {
    return folder + "/schedules.jsonl";
}

Result<std::set<std::uint64_t>> done_in(const std::string& folder) {
    std::size_t offset = 0;
    const auto all = read(record_in(folder), offset);
    if (!all) {
        return all.error();
    }
    std::set<std::uint64_t> done;
    for (const Played& played : *all) {
        if (!played.running) {
            done.insert(played.schedule);
        }
    }
    return done;
}

}  // namespace holdfast::harness::chaos
