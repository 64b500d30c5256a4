// SPDX-License-Identifier: Apache-2.0
#include "base/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace holdfast::yaml {

struct Value::Node {
    YAML::Node yaml;
    std::string file;
};

namespace {

std::string join(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + "." + key;
}

[[noreturn]] void refuse_at(const std::string& file, const YAML::Mark& mark,
                            const std::string& path, const std::string& sentence) {
    // yaml-cpp counts lines from 0; a node made of nothing has no line at all.
    const int line = mark.is_null() ? 1 : mark.line + 1;
    throw Refused(
        fmt::format("{}:{}: {}{}{}", file, line, path, path.empty() ? "" : ": ", sentence));
}

// An alias can stand for what contains it, and a few lines of them for more than memory holds; our
// files say what they mean where they mean it.
class RefuseAliases : public YAML::EventHandler {
  public:
    explicit RefuseAliases(const std::string& file) : file_(file) {}

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse_at(file_, mark, "", "expected a value, found an alias; write it out");
    }
    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  const std::string&) override {}
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        descend(mark);
    }
    void OnSequenceEnd() override { --depth_; }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        descend(mark);
    }
    void OnMapEnd() override { --depth_; }

  private:
    static constexpr int depth_max = 50;  // no file of ours has more than six levels

    void descend(const YAML::Mark& mark) {
        if (++depth_ > depth_max) {
            refuse_at(file_, mark, "", fmt::format("nested deeper than {}", depth_max));
        }
    }

    const std::string& file_;
    int depth_ = 0;
};

void refuse_aliases(const std::string& text, const std::string& file) {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    RefuseAliases handler(file);
    while (parser.HandleNextDocument(handler)) {
    }
}

void refuse_duplicates(const YAML::Node& node, const std::string& file, const std::string& path) {
    if (node.IsSequence()) {
        for (std::size_t i = 0; i < node.size(); ++i) {
            refuse_duplicates(node[i], file, fmt::format("{}[{}]", path, i));
        }
    }
    if (!node.IsMap()) {
        return;
    }
    std::set<std::string> seen;
    for (const auto& entry : node) {
        if (!entry.first.IsScalar()) {
            refuse_at(file, entry.first.Mark(), path, "expected a word as key");
        }
        const std::string& key = entry.first.Scalar();
        if (!seen.insert(key).second) {
            refuse_at(file, entry.first.Mark(), join(path, key), "this field is there twice");
        }
        refuse_duplicates(entry.second, file, join(path, key));
    }
}

template <class Number>
std::optional<Number> whole_number(const std::string& text) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) {
        return std::nullopt;
    }
    return value;
}

/// The value of `result`, or a refusal with the parser's own sentence.
template <class T>
T accept(const Value& place, const Result<T>& result) {
    if (!result) {
        place.refuse_because(result.error().message);
    }
    return *result;
}

}  // namespace

bool Value::is_null() const {
    return node_->yaml.IsNull();
}
bool Value::is_scalar() const {
    return node_->yaml.IsScalar();
}
bool Value::is_map() const {
    return node_->yaml.IsMap();
}
bool Value::is_sequence() const {
    return node_->yaml.IsSequence();
}

int Value::line() const {
    const YAML::Mark mark = node_->yaml.Mark();
    return mark.is_null() ? 1 : mark.line + 1;
}

void Value::refuse(const std::string& expected) const {
    std::string found = "nothing";
    if (is_scalar()) {
        found = "'" + node_->yaml.Scalar() + "'";
    } else if (is_map()) {
        found = "a mapping";
    } else if (is_sequence()) {
        found = "a list";
    }
    refuse_because(fmt::format("expected {}, found {}", expected, found));
}

void Value::refuse_because(const std::string& sentence) const {
    refuse_at(node_->file, node_->yaml.Mark(), path_, sentence);
}

std::string Value::text() const {
    if (!is_scalar()) {
        refuse("text");
    }
    return node_->yaml.Scalar();
}

bool Value::flag() const {
    const std::string written = is_scalar() ? text() : "";
    if (written != "true" && written != "false") {
        refuse("true or false");
    }
    return written == "true";
}

std::int64_t Value::integer(std::int64_t low, std::int64_t high) const {
    const auto number = is_scalar() ? whole_number<std::int64_t>(text()) : std::nullopt;
    if (!number || *number < low || *number > high) {
        refuse(fmt::format("an integer from {} to {}", low, high));
    }
    return *number;
}

double Value::number(double low, double high) const {
    const auto number = is_scalar() ? whole_number<double>(text()) : std::nullopt;
    if (!number || !std::isfinite(*number) || *number < low || *number > high) {
        refuse(fmt::format("a number from {} to {}", low, high));
    }
    return *number;
}

Duration Value::duration() const {
    if (!is_scalar()) {
        refuse("a duration such as 300ms");
    }
    const Duration duration = accept(*this, parse_duration(text()));
    if (duration < Duration::zero()) {
        refuse("a duration that is not negative");
    }
    return duration;
}

Ipv4Address Value::address() const {
    if (!is_scalar()) {
        refuse("an IPv4 address such as 192.0.2.11");
    }
    return accept(*this, parse_ipv4(text()));
}

InterfaceAddress Value::interface_address() const {
    if (!is_scalar()) {
        refuse("an IPv4 address with its prefix such as 192.0.2.11/24");
    }
    return accept(*this, parse_interface_address(text()));
}

std::vector<Value> Value::items() const {
    if (!is_null() && !is_sequence()) {
        refuse("a list");
    }
    std::vector<Value> items;
    for (const YAML::Node& item : node_->yaml) {
        items.emplace_back(std::make_shared<const Node>(Node{item, node_->file}),
                           fmt::format("{}[{}]", path_, items.size()));
    }
    return items;
}

std::vector<std::pair<std::string, Value>> Value::fields() const {
    std::vector<std::pair<std::string, Value>> fields;
    for (const auto& entry : node_->yaml) {
        const std::string& key = entry.first.Scalar();
        fields.emplace_back(
            key,
            Value(std::make_shared<const Node>(Node{entry.second, node_->file}), join(path_, key)));
    }
    return fields;
}

Map Value::map() const {
    return Map(*this);
}

std::size_t Value::word(const std::vector<std::string>& words) const {
    const auto found = is_scalar() ? std::find(words.begin(), words.end(), text()) : words.end();
    if (found == words.end()) {
        refuse(fmt::format("one of {}", fmt::join(words, ", ")));
    }
    return static_cast<std::size_t>(found - words.begin());
}

Map::Map(Value value) : value_(std::move(value)) {
    if (!value_.is_map()) {
        value_.refuse("a mapping");
    }
}

Value Map::required(const std::string& key) {
    auto found = optional(key);
    if (!found) {
        value_.refuse_because(fmt::format("expected the field '{}', found none", key));
    }
    return *found;
}

std::optional<Value> Map::optional(const std::string& key) {
    note(key);
    for (auto& [name, value] : value_.fields()) {
        if (name == key) {
            return value;
        }
    }
    return std::nullopt;
}

std::vector<std::pair<std::string, Value>> Map::entries() {
    auto all = value_.fields();
    for (const auto& [name, value] : all) {
        note(name);
    }
    return all;
}

void Map::finish() const {
    for (const auto& entry : value_.node_->yaml) {
        const std::string& key = entry.first.Scalar();
        if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) {
            // At the key's line: a long value begins on a later one.
            refuse_at(value_.node_->file, entry.first.Mark(), join(value_.path_, key),
                      fmt::format("unknown field; known are {}", fmt::join(asked_, ", ")));
        }
    }
}

void Map::note(const std::string& key) {
    if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) {
        asked_.push_back(key);
    }
}

namespace detail {

Value parse_text(const std::string& text, const std::string& name) {
    std::vector<YAML::Node> documents;
    try {
        refuse_aliases(text, name);
        documents = YAML::LoadAll(text);
    } catch (const YAML::Exception& trouble) {
        refuse_at(name, trouble.mark, "", "malformed YAML: " + trouble.msg);
    }
    if (documents.size() > 1) {
        refuse_at(name, documents[1].Mark(), "", "expected one document, found another");
    }
    const YAML::Node root = documents.empty() ? YAML::Node() : documents.front();
    refuse_duplicates(root, name, "");
    return {std::make_shared<const Value::Node>(Value::Node{root, name}), ""};
}

Value parse_file(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    // A directory opens like a file and only fails when read.
    if (!file || std::filesystem::is_directory(path)) {
        throw Refused(fmt::format("{}: expected a readable file, found none", path));
    }
    text << file.rdbuf();
    return parse_text(text.str(), path);
}

}  // namespace detail
}  // namespace holdfast::yaml
