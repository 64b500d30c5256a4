// SPDX-License-Identifier: Apache-2.0
// The small shared types of the public API.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::reference::model {

struct Schema;

enum class IpAddrType { V4, V6, DNS };
BOOST_DESCRIBE_ENUM(IpAddrType, V4, V6, DNS)

struct IpAddr {
    std::string addr;
    IpAddrType type = IpAddrType::V4;
    bool operator==(const IpAddr&) const = default;
};
BOOST_DESCRIBE_STRUCT(IpAddr, (), (addr, type))
const Schema& schema_of(const IpAddr*);

struct IpAddrPrefix {
    IpAddr ip_addr;
    std::uint32_t mask = 0;
    bool operator==(const IpAddrPrefix&) const = default;
};
BOOST_DESCRIBE_STRUCT(IpAddrPrefix, (), (ip_addr, mask))
const Schema& schema_of(const IpAddrPrefix*);

struct IpAddrRange {
    IpAddr begin;
    IpAddr end;
    bool operator==(const IpAddrRange&) const = default;
};
BOOST_DESCRIBE_STRUCT(IpAddrRange, (), (begin, end))
const Schema& schema_of(const IpAddrRange*);

struct KeyValue {
    std::string key;
    std::string value;
    bool operator==(const KeyValue&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyValue, (), (key, value))
const Schema& schema_of(const KeyValue*);

/// Why this is no address of this type ("V4", "V6", "DNS"); empty: it is one.
std::string fault_of(std::string_view address, std::string_view type);

}  // namespace holdfast::reference::model
