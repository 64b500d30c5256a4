// SPDX-License-Identifier: Apache-2.0
#include "reference/access/secrets.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>
#include <utility>

#include "base/check.h"

namespace holdfast::reference::access {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(bytes_of(text), text.size(), digest.data());
    std::string out;
    for (const unsigned char byte : digest) {
        out += fmt::format("{:02x}", byte);
    }
    return out;
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) {
        return std::nullopt;
    }
    std::string out(text.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(text),
                                       static_cast<int>(text.size()));
    if (length < 0) {
        return std::nullopt;
    }
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    out.resize(static_cast<std::size_t>(length) - padding);
    return out;
}

Chance::Chance(std::string secret) : secret_(std::move(secret)) {
    CHECK(secret_.size() >= 16, "{} bytes are too few for session ids", secret_.size());
}

std::string Chance::draw(Instant now) {
    // The instant is drawn in as well: a secret that is used twice by mistake still gives other
    // ids at another time.
    const std::string message = fmt::format("{} {}", drawn_++, now.since_start().count());
    std::string out(SHA512_DIGEST_LENGTH, '\0');
    HMAC(EVP_sha512(), secret_.data(), static_cast<int>(secret_.size()), bytes_of(message),
         message.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr);
    return out;
}

std::string Chance::text(Instant now) {
    constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string out = draw(now).substr(0, 32);
    for (char& byte : out) {
        byte = letters[static_cast<unsigned char>(byte) % letters.size()];
    }
    return out;
}

std::string Chance::uuid(Instant now) {
    std::string hex = sha256_hex(draw(now)).substr(0, 32);
    hex[12] = '4';                          // version 4
    hex[16] = "89ab"[(hex[16] - '0') & 3];  // variant 1
    for (const std::size_t dash : {20U, 16U, 12U, 8U}) {
        hex.insert(dash, "-");
    }
    return hex;
}

}  // namespace holdfast::reference::access
