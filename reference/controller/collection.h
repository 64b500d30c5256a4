// SPDX-License-Identifier: Apache-2.0
// The objects of one kind, in order of creation, found by uuid, by name and by what they refer to
// in a time that does not grow with their number. Objects stay where they are in memory until they
// are removed. Compiled once for each kind, in collections.cpp: two dozen kinds cost much.
#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace holdfast::reference::controller {

template <class T>
struct Stored {
    T object;
    std::int64_t last_modified = 0;  ///< microseconds
    std::uint64_t order = 0;         ///< of creation, over all kinds
};

/// Singletons have no name.
template <class T>
const std::string& name_of(const T& object) {
    if constexpr (requires { object.name; }) {
        return object.name;
    } else {
        static const std::string none;
        return none;
    }
}

template <class T>
class Collection {
    using Ordered = std::map<std::uint64_t, Stored<T>>;

  public:
    using Object = T;

    /// To iterate over, in order of creation.
    class Items {
      public:
        class Iterator {
          public:
            explicit Iterator(typename Ordered::const_iterator at) : at_(at) {}
            const Stored<T>& operator*() const { return at_->second; }
            const Stored<T>* operator->() const { return &at_->second; }
            Iterator& operator++() {
                ++at_;
                return *this;
            }
            bool operator==(const Iterator&) const = default;

          private:
            typename Ordered::const_iterator at_;
        };

        explicit Items(const Ordered& ordered) : ordered_(&ordered) {}
        Iterator begin() const { return Iterator(ordered_->begin()); }
        Iterator end() const { return Iterator(ordered_->end()); }
        std::size_t size() const { return ordered_->size(); }
        bool empty() const { return ordered_->empty(); }
        /// In linear time.
        const Stored<T>& operator[](std::size_t i) const {
            return std::next(ordered_->begin(), static_cast<std::ptrdiff_t>(i))->second;
        }

      private:
        const Ordered* ordered_;
    };

    Collection();
    Collection(const Collection&) = delete;  // the indexes point into it
    Collection& operator=(const Collection&) = delete;
    Collection(Collection&&) noexcept;
    Collection& operator=(Collection&&) noexcept;
    ~Collection();

    const Stored<T>* find(std::string_view uuid) const;
    /// The oldest of this name; tenants and clouds may each have one.
    const Stored<T>* find_name(std::string_view name) const;
    /// By a stored reference: "/api/pool/<uuid>".
    const T* referred(std::string_view reference) const;
    /// Those of this name, oldest first.
    std::vector<const T*> named(const std::string& name) const { return listed(by_name_, name); }
    /// Those that refer to "/api/pool/<uuid>", oldest first.
    std::vector<const T*> referring_to(const std::string& reference) const {
        return listed(by_reference_, reference);
    }
    /// Those of which distinct_key() says this, oldest first.
    std::vector<const T*> with_key(const std::string& key) const { return listed(by_key_, key); }
    Items items() const { return Items(ordered_); }

    const Stored<T>& add(Stored<T> stored);
    /// In the place of the object of the same uuid, which has to be there.
    const Stored<T>& replace(Stored<T> stored);
    void remove(std::string_view uuid);

  private:
    using Place = typename Ordered::iterator;
    using Index = std::unordered_map<std::string, std::map<std::uint64_t, const Stored<T>*>>;

    static std::vector<const T*> listed(const Index& index, const std::string& key);
    void enter(Place at);
    void leave(Place at);

    Ordered ordered_;
    std::uint64_t next_ = 0;
    std::unordered_map<std::string, Place> by_uuid_;
    Index by_name_;
    Index by_reference_;
    Index by_key_;
};

}  // namespace holdfast::reference::controller
