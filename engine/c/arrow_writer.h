#pragma once

// Rows → Arrow arrays, for those who read the C data interface. A column is described once; filled, handed over as a
// batch, and filled again.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <unspin/c.h>

namespace unspin::c {

enum class Type : std::uint8_t { Text, Number, Flag, Uint32, List, Struct };

/// A column, or a field of one. Exactly one of the add functions is called for every row, in the order of the rows, and
/// likewise for the fields: those of a struct once a row of it, that of a list once an item, before end_list().
class ColumnWriter {
 public:
  ColumnWriter(std::string name, Type type, bool nullable = false, std::vector<ColumnWriter> fields = {});

  void add(std::string_view text);
  void add(double number);
  void add(bool flag);
  void add(std::uint32_t number);
  void add_null();
  void add_struct();
  void end_list();
  [[nodiscard]] ColumnWriter& field(std::size_t i) { return fields_[i]; }

  [[nodiscard]] std::int64_t length() const noexcept { return length_; }
  /// Of values, with those of all fields.
  [[nodiscard]] std::size_t bytes() const noexcept;

  /// What it describes. The caller releases it.
  void write_schema(ArrowSchema& schema) const;
  /// What was added; the caller releases it. The column is empty afterwards.
  void take_array(ArrowArray& array);

 private:
  template <typename T>
  void append(const T& value);
  void set_valid(bool valid);
  void end_offset(std::size_t end);

  std::string name_;
  Type type_;
  bool nullable_;
  std::vector<ColumnWriter> fields_;
  std::int64_t length_ = 0;
  std::int64_t nulls_ = 0;
  std::vector<std::uint8_t> validity_;  // bits; of columns that may be null
  std::vector<std::int32_t> offsets_;   // of texts and lists
  std::vector<char> bytes_;             // values
};

/// Adds the next rows to the columns (those of one struct, `rows`), as many as make a batch; false when none is left.
using FillBatch = std::function<bool(ColumnWriter& rows)>;

/// A stream of the batches that `fill` makes of `rows`, which is a struct. The caller releases it.
void write_stream(ColumnWriter rows, FillBatch fill, ArrowArrayStream& stream);

}  // namespace unspin::c
