// SPDX-License-Identifier: Apache-2.0
// Names that cannot be swapped by mistake: an Id<ServiceEngineTag> is no Id<VirtualServiceTag>.
#pragma once

#include <compare>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace holdfast {

/// A name of one kind of thing. Made from text without ceremony, never converted to another kind.
template <class Tag>
class Id {
  public:
    Id() = default;
    Id(std::string text) : text_(std::move(text)) {}  // NOLINT(google-explicit-constructor)
    Id(std::string_view text) : text_(text) {}        // NOLINT(google-explicit-constructor)
    Id(const char* text) : text_(text) {}             // NOLINT(google-explicit-constructor)

    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }

    auto operator<=>(const Id&) const = default;
    bool operator==(const Id&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Id& id) { return out << id.text_; }

  private:
    std::string text_;
};

}  // namespace holdfast

template <class Tag>
struct std::hash<holdfast::Id<Tag>> {
    std::size_t operator()(const holdfast::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.text());
    }
};
