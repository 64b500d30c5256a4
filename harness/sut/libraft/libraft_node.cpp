// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/libraft/libraft_node.h"

#include <utility>

#include "base/check.h"

namespace holdfast::harness::sut::libraft {

using namespace replication;  // NOLINT: an adapter speaks the words of its port

namespace {

constexpr unsigned election_timeout_ms = 300;  // to twice as much, drawn
// The library looks at its timers once a heartbeat: ten slots for the drawn timeouts.
constexpr unsigned heartbeat_ms = election_timeout_ms / 10;
// Logs of runs are short; without snapshots every entry stays.
constexpr unsigned never = 1'000'000;

}  // namespace

// ---- the library calls ----

struct Io {
    static LibraftNode& node(raft_io* io) { return *static_cast<LibraftNode*>(io->impl); }

    static int init(raft_io*, raft_id, const char*) { return 0; }
    /// Of an orderly end, which no simulated process has.
    static void close(raft_io* io, raft_io_close_cb done) { done(io); }
    static int load(raft_io* io, raft_term* term, raft_id* vote, raft_snapshot** snapshot,
                    raft_index* start_index, raft_entry** entries, std::size_t* count) {
        const DiskImage& image = node(io).image_;
        *term = image.term;
        *vote = image.vote;
        *snapshot = nullptr;
        *start_index = 1;
        *entries = to_library(image.entries);
        *count = image.entries.size();
        return 0;
    }
    static int start(raft_io* io, unsigned msecs, raft_io_tick_cb tick, raft_io_recv_cb receive) {
        LibraftNode& self = node(io);
        self.tick_ = tick;
        self.receive_ = receive;
        self.tick_period_ = std::chrono::milliseconds(msecs);
        // Processes do not start in the same instant, so their ticks are not in step.
        self.next_tick_ = self.now_ + Duration(self.rng_.between(0, self.tick_period_.count()));
        return 0;
    }
    static int bootstrap(raft_io* io, const raft_configuration* configuration) {
        raft_buffer encoded{};
        const int status = raft_configuration_encode(configuration, &encoded);
        CHECK(status == 0, "the configuration cannot be encoded: {}", raft_strerror(status));
        const raft_entry entry{1, RAFT_CHANGE, encoded, nullptr};
        node(io).store(TermRecord{1}, true);
        node(io).store(AppendRecord{copy_of(&entry, 1)}, true);
        raft_free(encoded.base);
        return 0;
    }
    static int recover(raft_io*, const raft_configuration*) { return RAFT_INVALID; }
    static int set_term(raft_io* io, raft_term term) {
        node(io).store(TermRecord{term}, true);
        return 0;
    }
    static int set_vote(raft_io* io, raft_id vote) {
        node(io).store(VoteRecord{vote}, true);
        return 0;
    }
    static int send(raft_io* io, raft_io_send* request, const raft_message* message,
                    raft_io_send_cb done) {
        LibraftNode& self = node(io);
        // 0.15.0 answers to server 0 when it lost its leader while an append went to disk.
        if (message->server_id != 0) {
            const Member to{static_cast<std::uint32_t>(message->server_id)};
            self.effects_.push_back(effect::Send{to, copy_of(*message)});
        }
        self.sends_.push_back({request, done});
        return 0;
    }
    static int append(raft_io* io, raft_io_append* request, const raft_entry entries[],
                      unsigned count, raft_io_append_cb done) {
        LibraftNode& self = node(io);
        self.store(AppendRecord{copy_of(entries, count)}, false);
        self.appends_.push_back({self.stores_, request, done});
        return 0;
    }
    static int truncate(raft_io* io, raft_index index) {
        node(io).store(TruncateRecord{index}, false);
        return 0;
    }
    static int snapshot_put(raft_io*, unsigned, raft_io_snapshot_put*, const raft_snapshot*,
                            raft_io_snapshot_put_cb) {
        return RAFT_INVALID;
    }
    static int snapshot_get(raft_io*, raft_io_snapshot_get*, raft_io_snapshot_get_cb) {
        return RAFT_INVALID;
    }
    static raft_time time(raft_io* io) {
        return static_cast<raft_time>(node(io).now_.since_start() / 1ms);
    }
    static int random(raft_io* io, int low, int high) {
        return static_cast<int>(node(io).rng_.between(low, high - 1));
    }
};

struct Fsm {
    static int apply(raft_fsm* fsm, const raft_buffer* payload, void** result) {
        *result = nullptr;
        static_cast<LibraftNode*>(fsm->data)->effects_.push_back(
            effect::Applied{value_of(*payload)});
        return 0;
    }
    static int snapshot(raft_fsm*, raft_buffer*[], unsigned*) { return RAFT_INVALID; }
    static int restore(raft_fsm*, raft_buffer*) { return RAFT_INVALID; }

    static void written(ApplyRequest* raft, int status, void*) {
        finished(*static_cast<LibraftNode::Request<ApplyRequest>*>(raft->data), status);
    }
    static void passed(BarrierRequest* raft, int status) {
        finished(*static_cast<LibraftNode::Request<BarrierRequest>*>(raft->data), status);
    }
    /// A leader that steps down fails its requests, but they may have been replicated.
    template <class Request>
    static void finished(const Request& request, int status) {
        using Outcome = effect::Answered::Outcome;
        request.node->answer(request.operation, status == 0 ? Outcome::ok : Outcome::info, status);
    }
};

void LibraftNode::connect_io() {
    io_.version = 1;
    io_.impl = this;
    io_.init = Io::init;
    io_.close = Io::close;
    io_.load = Io::load;
    io_.start = Io::start;
    io_.bootstrap = Io::bootstrap;
    io_.recover = Io::recover;
    io_.set_term = Io::set_term;
    io_.set_vote = Io::set_vote;
    io_.send = Io::send;
    io_.append = Io::append;
    io_.truncate = Io::truncate;
    io_.snapshot_put = Io::snapshot_put;
    io_.snapshot_get = Io::snapshot_get;
    io_.time = Io::time;
    io_.random = Io::random;
    fsm_.version = 1;
    fsm_.data = this;
    fsm_.apply = Fsm::apply;
    fsm_.snapshot = Fsm::snapshot;
    fsm_.restore = Fsm::restore;
}

// ---- a life ----

LibraftNode::LibraftNode(const Start& start)
    : now_(start.now), rng_(start.seed), image_(read_back(start.on_disk)) {
    for (std::uint32_t number = 0; number <= start.members; ++number) {
        addresses_.push_back(to_string(Member{number}));
    }
    connect_io();
    const std::uint32_t self = start.self.number;
    int status = raft_init(&raft_, &io_, &fsm_, self, addresses_[self].c_str());
    CHECK(status == 0, "libraft cannot be set up: {}", raft_errmsg(&raft_));
    raft_set_election_timeout(&raft_, election_timeout_ms);
    raft_set_heartbeat_timeout(&raft_, heartbeat_ms);
    raft_set_snapshot_threshold(&raft_, never);
    if (start.on_disk.empty()) {
        bootstrap(start.members);
    }
    status = raft_start(&raft_);
    CHECK(status == 0, "libraft cannot be started: {}", raft_errmsg(&raft_));
}

void LibraftNode::bootstrap(std::uint32_t members) {
    raft_configuration configuration;
    raft_configuration_init(&configuration);
    for (std::uint32_t number = 1; number <= members; ++number) {
        const int status =
            raft_configuration_add(&configuration, number, addresses_[number].c_str(), RAFT_VOTER);
        CHECK(status == 0, "libraft refuses a voter: {}", raft_strerror(status));
    }
    const int status = raft_bootstrap(&raft_, &configuration);
    CHECK(status == 0, "libraft cannot be bootstrapped: {}", raft_errmsg(&raft_));
    raft_configuration_close(&configuration);
}

Effects LibraftNode::step(Instant now, const Input& input) {
    memory_.enter();
    now_ = now;
    std::visit([&](const auto& in) { take(in); }, input);
    // A send is over, for the sender, as soon as the network has it.
    finish_sends();
    return std::exchange(effects_, {});
}

Leadership LibraftNode::leadership() const {
    return {raft_.state == RAFT_LEADER, raft_.current_term};
}

void LibraftNode::take(const input::TimerFired&) {
    next_tick_ = now_ + tick_period_;
    tick_(&io_);
}

void LibraftNode::take(const input::Received& received) {
    const Rpc& rpc = std::any_cast<const Rpc&>(received.message);
    raft_message message = rpc.fixed;
    message.server_id = received.from.number;
    message.server_address = addresses_[received.from.number].c_str();
    if (message.type == RAFT_IO_APPEND_ENTRIES) {
        message.append_entries.entries = to_library(rpc.entries);
    }
    receive_(&io_, &message);
}

void LibraftNode::take(const input::Stored& stored) {
    while (!appends_.empty() && appends_.front().stores <= stored.stores) {
        const Append append = appends_.front();
        appends_.pop_front();
        append.done(append.request, 0);
    }
}

void LibraftNode::take(const input::Write& write) {
    auto& request = writes_[write.operation];
    request = {this, write.operation, {}};
    request.raft.data = &request;
    raft_buffer payload = to_payload(write.value);
    const int status = raft_apply(&raft_, &request.raft, &payload, 1, Fsm::written);
    if (status != 0) {
        raft_free(payload.base);
        answer(write.operation, Outcome::fail, status);
    }
}

void LibraftNode::take(const input::Read& read) {
    // 0.15.0 has no read index: a barrier through the log is its way to a current state machine.
    auto& request = reads_[read.operation];
    request = {this, read.operation, {}};
    request.raft.data = &request;
    const int status = raft_barrier(&raft_, &request.raft, Fsm::passed);
    if (status != 0) {
        answer(read.operation, Outcome::fail, status);
    }
}

void LibraftNode::store(DiskRecord record, bool at_once) {
    ++stores_;
    image_.write(record);
    effects_.push_back(effect::Store{std::move(record), at_once});
}

void LibraftNode::finish_sends() {
    while (!sends_.empty()) {
        const Send send = sends_.front();
        sends_.pop_front();
        if (send.done != nullptr) {
            send.done(send.request, 0);
        }
    }
}

void LibraftNode::answer(OperationId operation, Outcome outcome, int status) {
    effects_.push_back(
        effect::Answered{operation, outcome, status == 0 ? "" : raft_strerror(status)});
}

}  // namespace holdfast::harness::sut::libraft
