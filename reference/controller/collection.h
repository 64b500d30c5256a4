// SPDX-License-Identifier: Apache-2.0
// The objects of one kind, in order of creation, found by uuid, by name and by what they refer to
// in a time that does not grow with their number. Objects stay where they are in memory until they
// are removed.
#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reference/model/references.h"

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

    Collection() = default;
    Collection(const Collection&) = delete;  // the indexes point into it
    Collection& operator=(const Collection&) = delete;
    Collection(Collection&&) noexcept = default;
    Collection& operator=(Collection&&) noexcept = default;
    ~Collection() = default;

    const Stored<T>* find(std::string_view uuid) const {
        const auto found = by_uuid_.find(std::string(uuid));
        return found == by_uuid_.end() ? nullptr : &found->second->second;
    }
    /// The oldest of this name; tenants and clouds may each have one.
    const Stored<T>* find_name(std::string_view name) const {
        const auto found = by_name_.find(std::string(name));
        return found == by_name_.end() ? nullptr : found->second.begin()->second;
    }
    /// By a stored reference: "/api/pool/<uuid>".
    const T* referred(std::string_view reference) const {
        const auto slash = reference.rfind('/');
        if (slash == std::string_view::npos) {
            return nullptr;
        }
        const Stored<T>* stored = find(reference.substr(slash + 1));
        return stored == nullptr ? nullptr : &stored->object;
    }
    /// Those of this name, oldest first.
    std::vector<const T*> named(const std::string& name) const { return listed(by_name_, name); }
    /// Those that refer to "/api/pool/<uuid>", oldest first.
    std::vector<const T*> referring_to(const std::string& reference) const {
        return listed(by_reference_, reference);
    }
    /// Those of which distinct_key() says this, oldest first.
    std::vector<const T*> with_key(const std::string& key) const { return listed(by_key_, key); }
    Items items() const { return Items(ordered_); }

    const Stored<T>& add(Stored<T> stored) {
        const auto at = ordered_.emplace_hint(ordered_.end(), next_++, std::move(stored));
        by_uuid_[at->second.object.uuid] = at;
        enter(at);
        return at->second;
    }
    /// In the place of the object of the same uuid, which has to be there.
    const Stored<T>& replace(Stored<T> stored) {
        const auto at = by_uuid_.at(stored.object.uuid);
        leave(at);
        at->second = std::move(stored);
        enter(at);
        return at->second;
    }
    void remove(std::string_view uuid) {
        const auto found = by_uuid_.find(std::string(uuid));
        if (found == by_uuid_.end()) {
            return;
        }
        const auto at = found->second;
        leave(at);
        by_uuid_.erase(found);
        ordered_.erase(at);
    }

  private:
    using Place = typename Ordered::iterator;
    using Index = std::unordered_map<std::string, std::map<std::uint64_t, const Stored<T>*>>;

    static std::vector<const T*> listed(const Index& index, const std::string& key) {
        std::vector<const T*> objects;
        if (const auto found = index.find(key); found != index.end()) {
            for (const auto& [order, stored] : found->second) {
                objects.push_back(&stored->object);
            }
        }
        return objects;
    }
    static void drop(Index& index, const std::string& key, std::uint64_t order) {
        const auto found = index.find(key);
        if (found != index.end() && found->second.erase(order) != 0 && found->second.empty()) {
            index.erase(found);
        }
    }
    void enter(Place at) {
        by_name_[name_of(at->second.object)][at->first] = &at->second;
        model::for_each_reference(at->second.object,
                                  [&](const char*, model::Kind, const std::string& to) {
                                      by_reference_[to][at->first] = &at->second;
                                  });
        if constexpr (requires { distinct_key(at->second.object); }) {
            by_key_[distinct_key(at->second.object)][at->first] = &at->second;
        }
    }
    void leave(Place at) {
        drop(by_name_, name_of(at->second.object), at->first);
        model::for_each_reference(at->second.object,
                                  [&](const char*, model::Kind, const std::string& to) {
                                      drop(by_reference_, to, at->first);
                                  });
        if constexpr (requires { distinct_key(at->second.object); }) {
            drop(by_key_, distinct_key(at->second.object), at->first);
        }
    }

    Ordered ordered_;
    std::uint64_t next_ = 0;
    std::unordered_map<std::string, Place> by_uuid_;
    Index by_name_;
    Index by_reference_;
    Index by_key_;
};

}  // namespace holdfast::reference::controller
