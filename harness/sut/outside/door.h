// SPDX-License-Identifier: Apache-2.0
// The line to an adapter: a program that reads requests and writes answers, each one line of JSON.
// docs/adapters.md is its contract. Include it in .cpp files only.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "harness/mininet/child_process.h"

namespace holdfast::harness::sut::outside {

class Door {
  public:
    /// Starts the adapter. Its standard error is appended to `log`. It ends with this object, and
    /// with us.
    static Result<std::unique_ptr<Door>> open(const std::string& adapter, const std::string& shared,
                                              const std::string& log);

    /// The answer's fields. An Error of kind failed or unsupported is the adapter's own word; one
    /// that comes with broken() is not: it did not answer within `limit`, ended, or wrote what is
    /// no answer, and will not be asked again.
    Result<boost::json::object> ask(const std::string& request, boost::json::object fields,
                                    Duration limit);
    /// For answers whose fields are not what they have to be: it will not be asked again.
    Error break_off(const std::string& why);
    /// Why the adapter cannot be trusted any more; none: it can.
    const std::optional<std::string>& broken() const { return broken_; }

  private:
    explicit Door(std::unique_ptr<mininet::ChildProcess> process, std::string log);
    Result<std::string> read_line(Instant until);
    std::string last_words() const;

    std::unique_ptr<mininet::ChildProcess> process_;
    std::string log_;
    std::string unread_;
    std::uint64_t asked_ = 0;
    std::optional<std::string> broken_;
};

}  // namespace holdfast::harness::sut::outside
