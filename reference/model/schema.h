// SPDX-License-Identifier: Apache-2.0
// What the API knows of the fields of an object: types, defaults, limits, references, versions. It
// is made once from the description of the struct and the notes beside it (describe.h); reading,
// checking, shaping and documenting objects are functions on it. Include it in .cpp files only.
#pragma once

#include <boost/json/value.hpp>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/model/object_json.h"

namespace holdfast::reference::model {

/// Of the API: "20.1.1".
struct Version {
    int major = 0;
    int minor = 0;
    int patch = 0;
    auto operator<=>(const Version&) const = default;
};
/// What is no number counts as 0.
Version parse_version(std::string_view text);

/// Both ends included; and single values that stand for something special.
struct Limit {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::vector<std::int64_t> special{};

    bool permits(std::int64_t value) const;
};

struct Schema;

struct Field {
    enum class Type { text, boolean, number, decimal, word, object, opaque };

    std::string name;    ///< in the API
    std::string member;  ///< of the struct: another one where C++ takes the name for itself
    Type type = Type::text;
    bool list = false;
    const Schema* object = nullptr;  ///< of an object
    std::vector<std::string> words;  ///< that a word may be
    boost::json::value standard;     ///< the default; null: none, the field is absent until set
    bool required = false;
    Limit range{};                 ///< of the type of a number
    std::optional<Limit> limit;    ///< of a number
    std::optional<Limit> entries;  ///< how many a list may have
    std::string unit;
    bool secret = false;  ///< never shown
    std::optional<Kind> refers_to;
    std::string since;  ///< first version of the API; "": the oldest
    Version since_version;
};

struct Schema {
    std::string model;  ///< "Pool"
    std::vector<Field> fields;
    std::vector<std::string> keys{};  ///< members that tell one entry of a list from another
    bool secrets = false;             ///< some field here, or in an object within, is secret

    const Field* named(std::string_view name) const;
};

/// All references that are set, of an object as base/json.h stores it.
std::vector<FoundReference> references_in(const Schema& schema, const boost::json::object& stored);

/// The first field with a value that the schema does not permit, as "servers[0].ratio: 21 is not in
/// 1-20".
std::optional<std::string> first_fault(const Schema& schema, const boost::json::object& stored);

}  // namespace holdfast::reference::model
