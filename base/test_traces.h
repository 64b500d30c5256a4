// SPDX-License-Identifier: Apache-2.0
// For tests: a core's behaviour as a story that a person can read. A trace is a text file of
// commands, the effects expected below "----" up to an empty line, and sentences behind "#"
// between.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/check.h"

namespace holdfast::trace {

using Lines = std::vector<std::string>;

/// The words between any of the separators; none is empty.
inline std::vector<std::string> split(const std::string& text, const char* separators) {
    std::vector<std::string> words;
    boost::split(words, text, boost::is_any_of(separators), boost::token_compress_on);
    std::erase(words, "");
    return words;
}

/// One line of a command: the words, and those of them that are key=value.
struct Command {
    explicit Command(const std::string& line) {
        for (const std::string& word : split(line, " ")) {
            const auto equals = word.find('=');
            if (equals == std::string::npos) {
                words.push_back(word);
            } else {
                values[word.substr(0, equals)] = word.substr(equals + 1);
            }
        }
    }
    std::string value(const std::string& key, const std::string& otherwise = "") const {
        const auto found = values.find(key);
        return found == values.end() ? otherwise : found->second;
    }
    template <class Number = std::uint64_t>
    Number number(const std::string& key, const std::string& otherwise = "0") const {
        return static_cast<Number>(std::stoull(value(key, otherwise)));
    }
    bool yes(const std::string& key, const std::string& otherwise = "no") const {
        return value(key, otherwise) == "yes";
    }
    /// Of a value "a,b".
    std::vector<std::string> items(const std::string& key) const { return split(value(key), ","); }

    std::vector<std::string> words;
    std::map<std::string, std::string> values;
};

/// Does what these lines command and says what came of it, a line for each effect.
using Play = std::function<Lines(const Lines& command)>;

/// The whole trace, with the effects that came in place of the expected ones.
inline std::string played(const std::string& trace, const Play& play) {
    std::istringstream in(trace);
    std::string out;
    Lines command;
    for (std::string line; std::getline(in, line);) {
        out += line + "\n";
        if (line == "----") {
            const Lines came = play(command);
            out += came.empty() ? "nothing\n" : "";
            for (const std::string& effect : came) {
                out += effect + "\n";
            }
            command.clear();
            while (std::getline(in, line) && !line.empty()) {  // what was expected until now
            }
            out += in ? "\n" : "";
        } else if (!line.empty() && !line.starts_with("#")) {
            command.push_back(line);
        }
    }
    CHECK(command.empty(), "a command without ----: {}", command.front());
    return out;
}

/// Of all traces in the folder, sorted.
inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".trace") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// HOLDFAST_ACCEPT_TRACES=1 writes what came instead; read the difference before you keep it.
inline void expect_as_written(const std::filesystem::path& path, const Play& play) {
    std::ifstream file(path);
    const std::string expected{std::istreambuf_iterator<char>(file), {}};
    ASSERT_NE(expected, "") << path;
    const std::string came = played(expected, play);
    const char* accept = std::getenv("HOLDFAST_ACCEPT_TRACES");
    if (accept != nullptr && std::string(accept) == "1") {
        std::ofstream(path) << came;
    } else {
        EXPECT_EQ(came, expected);
    }
}

}  // namespace holdfast::trace
