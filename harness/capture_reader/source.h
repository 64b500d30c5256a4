// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a capture come from: a file, gzip or not, the standard input, memory.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/result.h"

namespace holdfast::harness::capture_reader {

/// Fills the front of the room and says how many bytes; 0 only at the end. Fails when bytes cannot
/// be read or uncompressed.
using Source = std::function<Result<std::size_t>(std::span<std::uint8_t> room)>;

/// "-" is the standard input. What begins as gzip (RFC 1952) is uncompressed on the way.
Result<Source> open_source(const std::string& path);

/// The bytes have to outlive the source.
Source memory_source(std::span<const std::uint8_t> bytes);

}  // namespace holdfast::harness::capture_reader
