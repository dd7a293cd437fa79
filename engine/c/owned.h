#pragma once

// Structs of Arrow that were handed over.

namespace unspin::c {

/// Released when it goes.
template <typename Struct>
struct Owned {
  Struct value{};

  Owned() = default;
  explicit Owned(Struct* given) : value(*given) { given->release = nullptr; }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    if (value.release != nullptr) value.release(&value);
  }
};

}  // namespace unspin::c
