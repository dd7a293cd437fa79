#pragma once

// How calls fail: a value or an Error, never an exception across rooms, never a print, never an exit.

#include <string>

#include <tl/expected.hpp>

namespace [[gnu::visibility("default")]] unspin {

/// Why a call could not do its work. `message` says what, where and what to do; it is meant for people.
struct Error {
  enum class Code {
    InvalidOptions,      // the caller asked for something that cannot be: exit code 2
    TooManyBadRecords,   // everything was written, but more records were refused than allowed: 3
    Io,                  // a file or disk failed: 4
    CorruptFile,         // a file of ours is damaged: 5
    UnsupportedVersion,  // a file of ours is of another version: 5
    Internal,            // a bug: 70
    Interrupted,         // the caller's stop flag was raised: 130
  };
  Code code;
  std::string message;
};

/// Either a value or the reason why there is none.
template <typename T>
using Result = tl::expected<T, Error>;

/// `return failure(Error::Code::Io, "...")` in any function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> failure(Error::Code code, std::string message) {
  return tl::unexpected(Error{code, std::move(message)});
}

/// Hands the error of one Result on to another of a different value type.
template <typename T>
[[nodiscard]] tl::unexpected<Error> pass_on(Result<T>& result) {
  return tl::unexpected(std::move(result.error()));
}

}  // namespace unspin
