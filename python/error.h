#pragma once

// Failures of the library become unspin.Error.

#include <stdexcept>
#include <string>

#include <unspin/result.h>

namespace unspin::python {

class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <typename T>
T value_or_throw(Result<T> result) {
  if (!result) throw Failure(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace unspin::python
