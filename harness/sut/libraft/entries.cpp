// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/libraft/entries.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace holdfast::harness::sut::libraft {

std::vector<Entry> copy_of(const raft_entry entries[], std::size_t count) {
    std::vector<Entry> copies;
    for (std::size_t i = 0; i < count; ++i) {
        const raft_entry& entry = entries[i];
        copies.push_back({entry.term, entry.type,
                          std::string(static_cast<const char*>(entry.buf.base), entry.buf.len)});
    }
    return copies;
}

raft_entry* to_library(const std::vector<Entry>& entries) {
    if (entries.empty()) {
        return nullptr;
    }
    std::size_t bytes = 1;  // an empty batch would be a null pointer, which means "no batch"
    for (const Entry& entry : entries) {
        bytes += entry.payload.size();
    }
    auto* batch = static_cast<char*>(raft_malloc(bytes));
    auto* made = static_cast<raft_entry*>(raft_malloc(entries.size() * sizeof(raft_entry)));
    char* place = batch;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string& payload = entries[i].payload;
        made[i] = {entries[i].term, entries[i].type, {place, payload.size()}, batch};
        place = std::copy(payload.begin(), payload.end(), place);
    }
    return made;
}

Rpc copy_of(const raft_message& message) {
    CHECK(message.type != RAFT_IO_INSTALL_SNAPSHOT, "a snapshot is sent, and none was ever made");
    Rpc rpc{message, {}};
    rpc.fixed.server_address = nullptr;
    if (message.type == RAFT_IO_APPEND_ENTRIES) {
        rpc.entries = copy_of(message.append_entries.entries, message.append_entries.n_entries);
        rpc.fixed.append_entries.entries = nullptr;
    }
    return rpc;
}

raft_buffer to_payload(replication::Value value) {
    void* bytes = raft_malloc(sizeof value);
    std::memcpy(bytes, &value, sizeof value);
    return {bytes, sizeof value};
}

replication::Value value_of(const raft_buffer& payload) {
    replication::Value value = 0;
    CHECK(payload.len == sizeof value, "a command of {} bytes", payload.len);
    std::memcpy(&value, payload.base, sizeof value);
    return value;
}

}  // namespace holdfast::harness::sut::libraft
