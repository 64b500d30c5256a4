// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/password.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"

namespace holdfast::reference::shell {
namespace {

struct Cost {
    unsigned log_n = usual_password_cost;
    unsigned r = 8;
    unsigned p = 1;
};
constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;
// 128 r N bytes are needed: 32 MB for the cost above. More is refused, so that a hash from
// elsewhere cannot eat the memory.
constexpr std::uint64_t memory_max = std::uint64_t{64} << 20U;

std::string to_hex(const std::string& bytes) {
    std::string out;
    for (const char byte : bytes) {
        out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        unsigned byte = 0;
        const auto [end, trouble] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        if (trouble != std::errc() || end != text.data() + i + 2) {
            return std::nullopt;
        }
        out += static_cast<char>(byte);
    }
    return text.size() % 2 == 0 ? std::optional(out) : std::nullopt;
}

/// "": refused by the library.
std::string derive(const std::string& password, const std::string& salt, const Cost& cost) {
    std::string out(hash_size, '\0');
    const int done = EVP_PBE_scrypt(
        password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()),
        salt.size(), std::uint64_t{1} << cost.log_n, cost.r, cost.p, memory_max,
        reinterpret_cast<unsigned char*>(out.data()), out.size());
    return done == 1 ? out : "";
}

struct Encoded {
    Cost cost;
    std::string salt;
    std::string hash;
};

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find('$', from), text.size());
        parts.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

bool read_number(std::string_view text, unsigned max, unsigned& into) {
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), into);
    return trouble == std::errc() && end == text.data() + text.size() && into > 0 && into <= max;
}

std::optional<Encoded> decode(std::string_view text) {
    const auto parts = split(text);
    Encoded out;
    if (parts.size() != 6 || parts[0] != "scrypt" || !read_number(parts[1], 20, out.cost.log_n) ||
        !read_number(parts[2], 32, out.cost.r) || !read_number(parts[3], 16, out.cost.p)) {
        return std::nullopt;
    }
    const auto salt = from_hex(parts[4]);
    const auto hash = from_hex(parts[5]);
    if (!salt || !hash || hash->size() != hash_size) {
        return std::nullopt;
    }
    out.salt = *salt;
    out.hash = *hash;
    return out;
}

}  // namespace

std::string secret_bytes(std::size_t count) {
    std::string out(count, '\0');
    const int done =
        RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count));
    CHECK(done == 1, "the kernel gives no random bytes");
    return out;
}

Result<std::string> hash_password(const std::string& password, unsigned log_n) {
    const Cost cost{.log_n = log_n};
    const std::string salt = secret_bytes(salt_size);
    const std::string hash = derive(password, salt, cost);
    if (hash.empty()) {
        return failed("scrypt does not work here: out of memory?");
    }
    return fmt::format("scrypt${}${}${}${}${}", cost.log_n, cost.r, cost.p, to_hex(salt),
                       to_hex(hash));
}

bool password_matches(const std::string& password, const std::string& hash) {
    const auto encoded = decode(hash);
    if (!encoded) {
        return false;
    }
    const std::string derived = derive(password, encoded->salt, encoded->cost);
    return derived.size() == hash_size &&
           CRYPTO_memcmp(derived.data(), encoded->hash.data(), hash_size) == 0;
}

struct PasswordWorker::State {
    State(EventLoop& into, unsigned cost_of_new) : loop(into), cost(cost_of_new) {}

    /// Runs on the worker; gives what the loop is to run.
    using Job = std::function<std::function<void()>()>;

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [&] { return stopping || !jobs.empty(); });
            if (stopping) {
                return;
            }
            const Job job = std::move(jobs.front());
            jobs.pop_front();
            lock.unlock();
            loop.post(job());
            lock.lock();
        }
    }
    /// False: the queue is full.
    bool add(Job job) {
        const std::lock_guard lock(mutex);
        if (jobs.size() >= queue_max) {
            return false;
        }
        jobs.push_back(std::move(job));
        wake.notify_one();
        return true;
    }

    EventLoop& loop;
    const unsigned cost;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Job> jobs;
    bool stopping = false;
    std::thread thread{[this] { work(); }};  // last: everything above is there when it begins
};

PasswordWorker::PasswordWorker(EventLoop& loop, unsigned cost)
    : state_(std::make_unique<State>(loop, cost)) {}

PasswordWorker::~PasswordWorker() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
        state_->wake.notify_one();
    }
    state_->thread.join();
}

void PasswordWorker::check(std::string password, std::string hash,
                           std::function<void(bool matches)> done) {
    const bool added = state_->add([password = std::move(password), hash = std::move(hash), done] {
        const bool matches = password_matches(password, hash);
        return [done, matches] { done(matches); };
    });
    if (!added) {
        state_->loop.post([done = std::move(done)] { done(false); });
    }
}

void PasswordWorker::hash(std::string password, std::function<void(std::string hash)> done) {
    const bool added = state_->add([password = std::move(password), cost = state_->cost, done] {
        const auto made = hash_password(password, cost);
        return [done, hash = made.has_value() ? *made : ""] { done(hash); };
    });
    if (!added) {
        state_->loop.post([done = std::move(done)] { done(""); });
    }
}

}  // namespace holdfast::reference::shell
