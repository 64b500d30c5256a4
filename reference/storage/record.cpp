// SPDX-License-Identifier: Apache-2.0
#include "reference/storage/record.h"

#include <cstdint>
#include <limits>

#include "base/bytes.h"
#include "base/check.h"
#include "reference/storage/crc32c.h"

namespace holdfast::reference::storage {

namespace {

std::string_view text_of(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string record(std::string_view body) {
    CHECK(body.size() <= std::numeric_limits<std::uint32_t>::max(), "a record of {} bytes",
          body.size());
    Bytes header;
    ByteWriter writer(header);
    writer.u32(static_cast<std::uint32_t>(body.size()));
    writer.u32(crc32c(body));
    writer.u32(crc32c(text_of(header)));
    return std::string(text_of(header)).append(body);
}

FoundRecord first_record(std::string_view from) {
    if (from.size() < record_header_size) {
        return {.kind = FoundRecord::Kind::unfinished};
    }
    ByteReader reader({reinterpret_cast<const std::uint8_t*>(from.data()), record_header_size});
    const std::uint32_t length = reader.u32();
    const std::uint32_t body_crc = reader.u32();
    const std::uint32_t header_crc = reader.u32();
    if (header_crc != crc32c(from.substr(0, record_header_size - sizeof header_crc))) {
        return {.kind = FoundRecord::Kind::spoilt};
    }
    if (from.size() - record_header_size < length) {
        return {.kind = FoundRecord::Kind::unfinished};
    }
    const std::string_view body = from.substr(record_header_size, length);
    if (body_crc != crc32c(body)) {
        return {.kind = FoundRecord::Kind::spoilt};
    }
    return {.kind = FoundRecord::Kind::whole, .body = body};
}

std::optional<std::string_view> only_record(std::string_view file) {
    const FoundRecord found = first_record(file);
    const bool only = found.kind == FoundRecord::Kind::whole &&
                      file.size() == record_header_size + found.body.size();
    return only ? std::optional(found.body) : std::nullopt;
}

}  // namespace holdfast::reference::storage
