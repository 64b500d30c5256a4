// SPDX-License-Identifier: Apache-2.0
// Passwords as scrypt hashes, and a thread that makes and checks them: 60 ms and 32 MB each, on
// purpose, which is too long for the event loop.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "reference/shell/event_loop.h"

namespace holdfast::reference::shell {

/// Logarithm of scrypt's N. One less halves time and memory.
inline constexpr unsigned usual_password_cost = 15;

/// "scrypt$15$8$1$<salt>$<hash>": the cost, r, p, then 16 and 32 bytes in hexadecimal. The salt is
/// new each time.
Result<std::string> hash_password(const std::string& password, unsigned cost = usual_password_cost);
/// False also for a hash that is not of this form.
bool password_matches(const std::string& password, const std::string& hash);

/// Bytes that nobody can guess, from the kernel.
std::string secret_bytes(std::size_t count);

class PasswordWorker {
  public:
    /// Jobs that wait; a job above it is answered at once, as a password that does not match or a
    /// hash that could not be made.
    static constexpr std::size_t queue_max = 128;

    /// `cost`: of new hashes; a check costs what its hash did.
    explicit PasswordWorker(EventLoop& loop, unsigned cost = usual_password_cost);
    /// Waits for the job under way; the others are dropped with their callbacks.
    ~PasswordWorker();
    PasswordWorker(const PasswordWorker&) = delete;
    PasswordWorker& operator=(const PasswordWorker&) = delete;

    /// `done` is called from the loop, later.
    void check(std::string password, std::string hash, std::function<void(bool matches)> done);
    /// "": it could not be made.
    void hash(std::string password, std::function<void(std::string hash)> done);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::reference::shell
