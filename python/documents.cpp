#include "python/documents.h"

#include <optional>
#include <string>
#include <string_view>

#include "engine/c/arrow_columns.h"
#include "python/error.h"
#include "python/table.h"

namespace unspin::python {
namespace {

namespace nb = nanobind;

nb::object text_or_none(std::string_view text) {
  return text.empty() ? nb::none() : nb::object(nb::str(text.data(), text.size()));
}

nb::object number_or_none(const std::optional<double>& number) {
  return number ? nb::object(nb::float_(*number)) : nb::none();
}

std::string name_in(const nb::dict& names, const char* field) {
  if (!names.contains(field)) return {};
  const nb::object name = names[field];
  return name.is_none() ? std::string() : nb::cast<nb::str>(name).c_str();
}

bool is_utf8(std::string_view text) {
  const nb::object decoded =
      nb::steal(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr));
  if (!decoded.is_valid()) PyErr_Clear();
  return decoded.is_valid();
}

}  // namespace

nb::list documents(const nb::object& source, const nb::dict& names) {
  Owned<ArrowArrayStream> stream;
  take_stream(source, stream);
  const Table table = Table::read(stream);
  const auto columns =
      value_or_throw(c::find_columns(table.schema(), {name_in(names, "id"), name_in(names, "text"), {}}));
  nb::list rows;
  for (const auto& batch : table.batches()) {
    const c::DocumentBatch read = value_or_throw(c::read_batch(batch->value, columns));
    for (const Document& document : read.documents) {
      if (document.text.data() == nullptr || !is_utf8(document.text)) continue;  // they took no part
      nb::dict row;
      row["id"] = text_or_none(document.id);
      row["text"] = nb::str(document.text.data(), document.text.size());
      row["url"] = text_or_none(document.url);
      row["canonical"] = text_or_none(document.canonical);
      row["date"] = number_or_none(document.date);
      rows.append(row);
    }
  }
  return rows;
}

}  // namespace unspin::python
