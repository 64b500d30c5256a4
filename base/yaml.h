// SPDX-License-Identifier: Apache-2.0
// Strict reading of the YAML files that people write: every refusal names file, line, field and
// what was expected. yaml-cpp parses; only yaml.cpp includes it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"

namespace holdfast::yaml {

/// Thrown by Value and Map inside a decode function; load_file and load_text turn it into an Error.
struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Map;

/// One value of a document, with its place.
class Value {
  public:
    struct Node;  // hides yaml-cpp
    Value(std::shared_ptr<const Node> node, std::string path)
        : node_(std::move(node)), path_(std::move(path)) {}

    std::string text() const;  ///< a scalar, as written
    bool flag() const;
    std::int64_t integer(std::int64_t low, std::int64_t high) const;
    double number(double low, double high) const;
    Duration duration() const;  ///< "300ms"; never negative
    Ipv4Address address() const;
    InterfaceAddress interface_address() const;
    std::vector<Value> items() const;  ///< of a sequence; null gives none
    Map map() const;
    /// One of these words; returns its index.
    std::size_t word(const std::vector<std::string>& words) const;

    bool is_null() const;
    bool is_scalar() const;
    bool is_map() const;
    bool is_sequence() const;
    /// "topologies/x.yaml:12: nodes.se1.role: expected <expected>, found <what is there>".
    [[noreturn]] void refuse(const std::string& expected) const;
    /// The same place with a whole sentence of the caller's.
    [[noreturn]] void refuse_because(const std::string& sentence) const;
    const std::string& path() const { return path_; }
    int line() const;

  private:
    friend class Map;
    std::vector<std::pair<std::string, Value>> fields() const;  ///< of a mapping, in file order

    std::shared_ptr<const Node> node_;
    std::string path_;
};

/// A mapping. Keys that nobody asked for are refused by finish(), which lists the keys it knows.
class Map {
  public:
    explicit Map(Value value);

    Value required(const std::string& key);
    std::optional<Value> optional(const std::string& key);
    /// All entries in file order; marks them as read. Duplicate keys were already refused.
    std::vector<std::pair<std::string, Value>> entries();
    void finish() const;
    const Value& value() const { return value_; }

  private:
    void note(const std::string& key);

    Value value_;
    std::vector<std::string> asked_;
};

/// Reads a file and decodes its document. Errors are Error::Kind::bad_input.
template <class T>
Result<T> load_file(const std::string& path, const std::function<T(const Value&)>& decode);
/// The same for text; `name` stands for the file in messages.
template <class T>
Result<T> load_text(const std::string& text, const std::string& name,
                    const std::function<T(const Value&)>& decode);

namespace detail {
Value parse_file(const std::string& path);
Value parse_text(const std::string& text, const std::string& name);
}  // namespace detail

template <class T>
Result<T> load_file(const std::string& path, const std::function<T(const Value&)>& decode) {
    try {
        return decode(detail::parse_file(path));
    } catch (const Refused& refused) {
        return bad_input(refused.what());
    }
}

template <class T>
Result<T> load_text(const std::string& text, const std::string& name,
                    const std::function<T(const Value&)>& decode) {
    try {
        return decode(detail::parse_text(text, name));
    } catch (const Refused& refused) {
        return bad_input(refused.what());
    }
}

}  // namespace holdfast::yaml
