// SPDX-License-Identifier: Apache-2.0
// Structs to and from JSON through one description (BOOST_DESCRIBE_STRUCT): unknown keys, wrong
// types and values that are no enumerator are refused with the JSON pointer of the place. Include
// it in .cpp files only: it is heavy.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "base/address.h"
#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace holdfast::json {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// Thrown by load(); from_json and parse turn it into an Error.
struct Refused : std::runtime_error {
    Refused(const std::string& pointer, const std::string& sentence)
        : std::runtime_error((pointer.empty() ? "/" : pointer) + ": " + sentence) {}
};

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;
template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_any_access |
                                                         boost::describe::mod_inherited>;

/// The names in a description, in order. What is made for each member of each type is what a build
/// spends its time on; what only needs names is a function of them, compiled once in json.cpp.
template <class Descriptors>
struct Names;
template <template <class...> class List, class... Descriptors>
struct Names<List<Descriptors...>> {
    static constexpr std::array<const char*, sizeof...(Descriptors)> value{Descriptors::name...};
};
template <class Descriptors>
struct Enumerators;
template <template <class...> class List, class... Descriptors>
struct Enumerators<List<Descriptors...>> {
    static constexpr std::array value{Descriptors::value...};
};
using NameList = std::span<const char* const>;

template <class T>
void load(const value& from, T& to, const std::string& pointer);
template <class T>
value store(const T& from);

// ---- reading
// -------------------------------------------------------------------------------------------------------

void load_scalar(const value& from, std::string& to, const std::string& pointer);
void load_scalar(const value& from, bool& to, const std::string& pointer);
void load_scalar(const value& from, double& to, const std::string& pointer);
void load_scalar(const value& from, Ipv4Address& to, const std::string& pointer);
void load_scalar(const value& from, InterfaceAddress& to, const std::string& pointer);
void load_scalar(const value& from, MacAddress& to, const std::string& pointer);
void load_scalar(const value& from, Duration& to,
                 const std::string& pointer);  ///< integer nanoseconds
void load_scalar(const value& from, Instant& to,
                 const std::string& pointer);  ///< integer nanoseconds
std::int64_t load_integer(const value& from, std::int64_t low, std::int64_t high,
                          const std::string& pointer);
std::uint64_t load_unsigned(const value& from, std::uint64_t high, const std::string& pointer);

/// Refused unless it is one.
const object& object_in(const value& from, const std::string& pointer);
const array& array_in(const value& from, const std::string& pointer);
/// Null: there is no such member.
const value* member_of(const object& from, const char* name);
void put(object& to, const char* name, value&& item);
/// "/services" and "name", or 2, make "/services/name", "/services/2".
std::string below(const std::string& pointer, const char* name);
std::string below(const std::string& pointer, std::size_t index);
/// Refuses the first member whose name is not known.
void refuse_unknown(const object& from, NameList known, const std::string& pointer);
/// The place of this text among the words; refused if it is none of them.
std::size_t place_of(const value& from, NameList words, const std::string& pointer);

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsId : std::false_type {};
template <class T>
struct IsId<Id<T>> : std::true_type {};

template <class T>
void load_described(const value& from, T& to, const std::string& pointer) {
    const object& in = object_in(from, pointer);
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        if (const value* found = member_of(in, member.name)) {
            load(*found, to.*member.pointer, below(pointer, member.name));
        }
    });
    refuse_unknown(in, Names<Members<T>>::value, pointer);
}

template <class T>
void load_enum(const value& from, T& to, const std::string& pointer) {
    using All = boost::describe::describe_enumerators<T>;
    to = Enumerators<All>::value[place_of(from, Names<All>::value, pointer)];
}

template <class T>
void load(const value& from, T& to, const std::string& pointer) {
    if constexpr (Described<T>) {
        load_described(from, to, pointer);
    } else if constexpr (DescribedEnum<T>) {
        load_enum(from, to, pointer);
    } else if constexpr (IsOptional<T>::value) {
        if (from.is_null()) {
            to.reset();
        } else {
            load(from, to.emplace(), pointer);
        }
    } else if constexpr (IsVector<T>::value) {
        const array& in = array_in(from, pointer);
        to.clear();
        for (std::size_t i = 0; i < in.size(); ++i) {
            typename T::value_type item{};
            load(in[i], item, below(pointer, i));
            to.push_back(std::move(item));
        }
    } else if constexpr (IsId<T>::value) {
        std::string text;
        load_scalar(from, text, pointer);
        to = T(text);
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        if constexpr (std::is_signed_v<T>) {
            to = static_cast<T>(load_integer(from, std::numeric_limits<T>::min(),
                                             std::numeric_limits<T>::max(), pointer));
        } else {
            to = static_cast<T>(load_unsigned(from, std::numeric_limits<T>::max(), pointer));
        }
    } else {
        load_scalar(from, to, pointer);
    }
}

/// `context` begins the message: "POST /api/pool".
template <class T>
Result<T> from_json(const value& from, const std::string& context) {
    try {
        T to{};
        load(from, to, "");
        return to;
    } catch (const Refused& refused) {
        return bad_input(context + ": " + refused.what());
    }
}

/// Parses text; malformed JSON is Error::Kind::bad_input with the offset.
Result<value> parse(std::string_view text, const std::string& context);

// ---- writing
// -------------------------------------------------------------------------------------------------------

value store_scalar(const std::string& from);
value store_scalar(bool from);
value store_scalar(double from);
value store_scalar(Ipv4Address from);
value store_scalar(const InterfaceAddress& from);
value store_scalar(const MacAddress& from);
value store_scalar(Duration from);
value store_scalar(Instant from);

template <class T>
value store(const T& from) {
    if constexpr (Described<T>) {
        object out;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            using M = std::remove_cvref_t<decltype(from.*member.pointer)>;
            if constexpr (IsOptional<M>::value) {
                if (from.*member.pointer) {  // an absent optional is an absent key
                    put(out, member.name, store(*(from.*member.pointer)));
                }
            } else {
                put(out, member.name, store(from.*member.pointer));
            }
        });
        return out;
    } else if constexpr (DescribedEnum<T>) {
        return value(boost::describe::enum_to_string(from, ""));
    } else if constexpr (IsVector<T>::value) {
        array out;
        for (const auto& item : from) {
            out.push_back(store(static_cast<const typename T::value_type&>(item)));
        }
        return out;
    } else if constexpr (IsId<T>::value) {
        return value(from.text());
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        return value(from);
    } else {
        return store_scalar(from);
    }
}

}  // namespace holdfast::json
