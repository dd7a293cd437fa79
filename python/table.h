#pragma once

// Batches of Arrow that are kept: they go out as streams as often as anyone asks, and as rows of Python objects.

#include <memory>
#include <vector>

#include <nanobind/nanobind.h>
#include <unspin/c.h>

#include "engine/c/owned.h"

namespace unspin::python {

using c::Owned;

/// Copies share what they hold.
class Table {
 public:
  /// Takes all batches of a stream, and the stream. Needs no GIL. Error: what the stream says.
  static Table read(Owned<ArrowArrayStream>& stream);

  /// A capsule with a stream of the batches, which are not copied.
  [[nodiscard]] nanobind::object stream() const;
  /// Dicts, one a row. Of texts, numbers, flags, lists and structs: what the library writes.
  [[nodiscard]] nanobind::list rows() const;
  /// A table of the same columns with these rows. What is missing in a row is null.
  [[nodiscard]] Table with_rows(const nanobind::sequence& rows) const;
  /// A table of these columns, given as (name, format of Arrow: "u" or "g").
  static Table of(const nanobind::sequence& columns, const nanobind::sequence& rows);

  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] nanobind::list names() const;
  [[nodiscard]] const ArrowSchema& schema() const noexcept { return schema_->value; }
  [[nodiscard]] const std::vector<std::shared_ptr<const Owned<ArrowArray>>>& batches() const noexcept {
    return batches_;
  }

 private:
  std::shared_ptr<const Owned<ArrowSchema>> schema_;
  std::vector<std::shared_ptr<const Owned<ArrowArray>>> batches_;
};

/// What the object's __arrow_c_stream__() gives, to be taken over.
void take_stream(const nanobind::object& source, Owned<ArrowArrayStream>& stream);

}  // namespace unspin::python
