// SPDX-License-Identifier: Apache-2.0
// Errors as values. A function that may fail in service returns Result<T>; nobody drops one.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace holdfast {

/// Why something did not work, in a sentence that a person can act on.
struct Error {
    enum class Kind {
        failed,       ///< it was tried and did not work
        unsupported,  ///< this world or system cannot do it: the case is SKIPPED, never FAIL
        bad_input,    ///< outside input was refused; the message says file, line and what was
                      ///< expected
    };
    // No aggregate: text alone must not turn into an Error, or Result<std::string> were ambiguous.
    Error() = default;
    Error(std::string sentence, Kind what) : message(std::move(sentence)), kind(what) {}

    std::string message;
    Kind kind = Kind::failed;

    bool operator==(const Error&) const = default;
};

/// Thrown when the value of a failed Result is asked for: a mistake of ours.
struct BadResultAccess : std::logic_error {
    using std::logic_error::logic_error;
};

// Found by argument-dependent lookup from Result<T>::value().
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
    throw BadResultAccess(error.message);
}

template <class T>
using Result = boost::system::result<T, Error>;

inline Error failed(std::string message) {
    return Error(std::move(message), Error::Kind::failed);
}
inline Error unsupported(std::string message) {
    return Error(std::move(message), Error::Kind::unsupported);
}
inline Error bad_input(std::string message) {
    return Error(std::move(message), Error::Kind::bad_input);
}

/// For Result<void>: `return success;`.
inline constexpr boost::system::in_place_value_t success{};

}  // namespace holdfast
