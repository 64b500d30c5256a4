// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/any_collection.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/check.h"
#include "reference/controller/change_rules.h"
#include "reference/controller/factory.h"
#include "reference/model/validate.h"

namespace holdfast::reference::controller {
namespace {

using api::Answer;
using api::error_answer;

template <class T>
void complete_object(T& object) {
    if constexpr (requires { complete(object); }) {
        complete(object);
    }
}

/// "VirtualService vs1", ...
std::vector<std::string> called(const std::vector<Referrer>& referrers) {
    std::vector<std::string> names;
    for (const Referrer& referrer : referrers) {
        names.push_back(std::string(model::names_of(referrer.kind).model) + " " + referrer.name);
    }
    return names;
}

template <class T>
class TypedCollection : public AnyCollection {
  public:
    explicit TypedCollection(Collection<T>& collection) : collection_(collection) {}

    model::Kind kind() const override { return model::kind_of<T>; }
    const model::Schema& schema() const override { return model::ObjectJson<T>::schema(); }

    std::vector<Entry> entries() const override {
        std::vector<Entry> all;
        all.reserve(collection_.items().size());
        for (const Stored<T>& stored : collection_.items()) {
            all.push_back(entry(stored));
        }
        return all;
    }
    std::vector<Entry> named(const std::string& name) const override {
        return entries_of(collection_.named(name));
    }
    std::vector<Entry> referring_to(const std::string& reference) const override {
        return entries_of(collection_.referring_to(reference));
    }
    std::optional<Entry> find(std::string_view uuid) const override {
        const Stored<T>* stored = collection_.find(uuid);
        return stored == nullptr ? std::nullopt : std::optional(entry(*stored));
    }
    boost::json::object store(const Entry& entry) const override {
        return model::ObjectJson<T>::store(static_cast<const Stored<T>*>(entry.stored)->object);
    }

    std::variant<Entry, Answer> write(SystemState& s, const boost::json::object& fields,
                                      const std::string& uuid) override {
        Result<T> loaded = model::ObjectJson<T>::load(fields);
        if (loaded.has_error()) {
            return error_answer(400, loaded.error().message);
        }
        T wanted = std::move(*loaded);
        const Stored<T>* before = uuid.empty() ? nullptr : collection_.find(uuid);
        const std::optional<T> old = before ? std::optional(before->object) : std::nullopt;
        wanted.uuid = uuid;
        complete_object(wanted);
        if (const Result<void> valid = model::validate(wanted); valid.has_error()) {
            return error_answer(400, valid.error().message);
        }
        const T* old_object = old ? &*old : nullptr;
        if (const std::string why = objection(s, old_object, wanted); !why.empty()) {
            return error_answer(400, why);
        }
        if (wanted.uuid.empty()) {
            wanted.uuid = draw_uuid(s, model::kind_of<T>);
        }
        const std::int64_t time = before ? std::max(before->last_modified + 1, stamp(s)) : stamp(s);
        const Stored<T>& kept =
            before ? collection_.replace({std::move(wanted), time, before->order})
                   : collection_.add({std::move(wanted), time, ++s.objects_created});
        follow_up(s, old_object, kept.object);
        note_write(s, kept.object.uuid);
        return entry(kept);
    }

    void put_back(SystemState& s, const std::string& uuid, const boost::json::object& fields,
                  std::int64_t last_modified) override {
        const Stored<T>* written = collection_.find(uuid);
        CHECK(written != nullptr, "{} is not there to be put back", uuid);
        const T undone = written->object;
        const Stored<T>& kept = collection_.replace(
            {model::ObjectJson<T>::load(fields).value(), last_modified, written->order});
        follow_up(s, &undone, kept.object);
        unsettle_object(s, model::kind_of<T>, uuid);
    }

    std::optional<Answer> remove(SystemState& s, std::string_view uuid) override {
        const Stored<T>* stored = collection_.find(uuid);
        if (stored == nullptr) {
            return api::not_found(model::kind_of<T>);
        }
        if (is_factory_object(s, model::kind_of<T>, uuid)) {
            return api::system_default();
        }
        const auto referrers = referrers_of(s.store, model::kind_of<T>, uuid);
        if (!referrers.empty()) {
            return api::in_use(called(referrers));
        }
        if (const std::string why = objection_to_removal(s, stored->object); !why.empty()) {
            return error_answer(400, why);
        }
        const T removed = stored->object;
        forget(s, removed);
        collection_.remove(removed.uuid);
        note_write(s, removed.uuid);
        return std::nullopt;
    }

  private:
    static Entry entry(const Stored<T>& stored) {
        Entry out{.uuid = stored.object.uuid,
                  .name = name_of(stored.object),
                  .last_modified = stored.last_modified,
                  .stored = &stored};
        if constexpr (requires { stored.object.tenant_ref; }) {
            out.tenant_ref = stored.object.tenant_ref;
        }
        if constexpr (requires { stored.object.cloud_ref; }) {
            out.cloud_ref = stored.object.cloud_ref;
        }
        return out;
    }
    std::vector<Entry> entries_of(const std::vector<const T*>& objects) const {
        std::vector<Entry> found;
        for (const T* object : objects) {
            found.push_back(entry(*collection_.find(object->uuid)));
        }
        return found;
    }
    static void note_write(SystemState& s, const std::string& uuid) {
        touch(s, model::kind_of<T>, uuid);
        unsettle_object(s, model::kind_of<T>, uuid);
    }

    Collection<T>& collection_;
};

template <class T>
std::unique_ptr<AnyCollection> typed(Collection<T>& collection) {
    return std::make_unique<TypedCollection<T>>(collection);
}

}  // namespace

std::unique_ptr<AnyCollection> collection_of(SystemState& s, model::Kind kind) {
    std::unique_ptr<AnyCollection> found;
    const auto look = [&](auto& collection) {
        using T = typename std::remove_cvref_t<decltype(collection)>::Object;
        if (model::kind_of<T> == kind) {
            found = typed(collection);
        }
    };
    std::apply([&](auto&... collections) { (look(collections), ...); }, s.store.collections);
    CHECK(found != nullptr, "no collection of {}", model::names_of(kind).model);
    return found;
}

}  // namespace holdfast::reference::controller
