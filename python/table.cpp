#include "python/table.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "engine/c/arrow_writer.h"
#include "python/error.h"

namespace unspin::python {
namespace {

namespace nb = nanobind;
using c::ColumnWriter;
using c::Type;

constexpr std::int64_t kBatchRows = 8192;
constexpr std::size_t kBatchBytes = std::size_t{32} << 20;  // offsets have 31 bits

// --- Sharing. Whoever imports a struct may move its children away, so that each one that goes out is a tree of its
// own; the buffers are those of the batch, which lives as long as any of them.

template <typename Struct>
struct Shared {
  std::shared_ptr<const Owned<Struct>> owner;
  std::vector<Struct> children;
  std::vector<Struct*> pointers;
};

template <typename Struct>
void release_shared(Struct* given) {
  auto* held = static_cast<Shared<Struct>*>(given->private_data);
  for (Struct& child : held->children) {
    if (child.release != nullptr) child.release(&child);
  }
  delete held;
  given->release = nullptr;
}

template <typename Struct>
void share(const Struct& from, const std::shared_ptr<const Owned<Struct>>& owner, Struct& to) {
  auto held = std::make_unique<Shared<Struct>>();
  held->owner = owner;
  held->children.resize(static_cast<std::size_t>(from.n_children));
  for (std::size_t i = 0; i < held->children.size(); ++i) {
    share(*from.children[i], owner, held->children[i]);
    held->pointers.push_back(&held->children[i]);
  }
  to = from;
  to.children = held->pointers.data();
  to.release = release_shared<Struct>;
  to.private_data = held.release();
}

struct StreamState {
  std::shared_ptr<const Owned<ArrowSchema>> schema;
  std::vector<std::shared_ptr<const Owned<ArrowArray>>> batches;
  std::size_t next = 0;
};

StreamState& state_of(ArrowArrayStream* stream) { return *static_cast<StreamState*>(stream->private_data); }

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  share(state_of(stream).schema->value, state_of(stream).schema, *out);
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  StreamState& state = state_of(stream);
  *out = {};
  if (state.next == state.batches.size()) return 0;
  const auto& batch = state.batches[state.next++];
  share(batch->value, batch, *out);
  return 0;
}

const char* get_last_error(ArrowArrayStream*) { return nullptr; }

void release_stream(ArrowArrayStream* stream) {
  delete &state_of(stream);
  stream->release = nullptr;
}

// --- Arrow → Python

bool is_valid(const ArrowArray& array, std::int64_t i) {
  const auto* bits = static_cast<const std::uint8_t*>(array.buffers[0]);
  return bits == nullptr || (bits[i / 8] >> (i % 8) & 1) != 0;
}

template <typename T>
const T* buffer(const ArrowArray& array, int i) {
  return static_cast<const T*>(array.buffers[i]);
}

/// The reverse of add_text().
nb::object text_of(const char* data, std::size_t bytes) {
  nb::object text = nb::steal(PyUnicode_DecodeUTF8(data, static_cast<Py_ssize_t>(bytes), "surrogatepass"));
  if (!text.is_valid()) throw nb::python_error();
  return text;
}

nb::object object_at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t row);

nb::dict struct_at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t i) {
  nb::dict result;
  for (std::int64_t child = 0; child < schema.n_children; ++child)
    result[schema.children[child]->name] = object_at(*schema.children[child], *array.children[child], i);
  return result;
}

nb::list list_at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t i) {
  nb::list result;
  const auto* offsets = buffer<std::int32_t>(array, 1);
  for (std::int64_t item = offsets[i]; item < offsets[i + 1]; ++item)
    result.append(object_at(*schema.children[0], *array.children[0], item));
  return result;
}

nb::object object_at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t row) {
  const std::int64_t i = row + array.offset;
  if (!is_valid(array, i)) return nb::none();
  const std::string_view format = schema.format;
  if (format == "u") {
    const auto* offsets = buffer<std::int32_t>(array, 1);
    const auto bytes = static_cast<std::size_t>(offsets[i + 1] - offsets[i]);
    return text_of(bytes == 0 ? "" : buffer<char>(array, 2) + offsets[i], bytes);
  }
  if (format == "g") return nb::float_(buffer<double>(array, 1)[i]);
  if (format == "I") return nb::int_(buffer<std::uint32_t>(array, 1)[i]);
  if (format == "b") return nb::bool_((buffer<std::uint8_t>(array, 1)[i / 8] >> (i % 8) & 1) != 0);
  if (format == "+l") return list_at(schema, array, i);
  if (format == "+s") return struct_at(schema, array, i);
  throw Failure("a column has the Arrow format " + std::string(format) + ", which has no rows here: use to_arrow()");
}

// --- Python → Arrow

Type type_of(std::string_view format) {
  if (format == "u") return Type::Text;
  if (format == "g") return Type::Number;
  if (format == "b") return Type::Flag;
  if (format == "I") return Type::Uint32;
  return format == "+l" ? Type::List : Type::Struct;
}

/// A column like the one that a schema describes, without rows.
ColumnWriter writer_of(const ArrowSchema& schema) {
  std::vector<ColumnWriter> fields;
  for (std::int64_t i = 0; i < schema.n_children; ++i) fields.push_back(writer_of(*schema.children[i]));
  return {schema.name == nullptr ? "" : schema.name, type_of(schema.format), (schema.flags & ARROW_FLAG_NULLABLE) != 0,
          std::move(fields)};
}

/// Half a surrogate pair is no UTF-8 and goes in as it is: the document is refused later, and no other one with it.
void add_text(ColumnWriter& column, nb::handle text) {
  Py_ssize_t bytes = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text.ptr(), &bytes);
  if (data != nullptr) return column.add(std::string_view(data, static_cast<std::size_t>(bytes)));
  PyErr_Clear();
  const auto encoded = nb::steal<nb::bytes>(PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogatepass"));
  if (!encoded.is_valid()) throw nb::python_error();
  column.add(std::string_view(encoded.c_str(), encoded.size()));
}

void add_object(ColumnWriter& column, const ArrowSchema& schema, nb::handle object);

void add_struct(ColumnWriter& column, const ArrowSchema& schema, nb::handle object) {
  const auto fields = nb::cast<nb::dict>(object);
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const char* name = schema.children[i]->name;
    const nb::object value = fields.contains(name) ? nb::object(fields[name]) : nb::none();
    add_object(column.field(static_cast<std::size_t>(i)), *schema.children[i], value);
  }
  column.add_struct();
}

void add_object(ColumnWriter& column, const ArrowSchema& schema, nb::handle object) {
  const Type type = type_of(schema.format);
  if (type == Type::List) {
    for (const nb::handle item : nb::cast<nb::sequence>(object)) add_object(column.field(0), *schema.children[0], item);
    return column.end_list();
  }
  if (type == Type::Struct) return add_struct(column, schema, object);
  if (object.is_none()) {
    if ((schema.flags & ARROW_FLAG_NULLABLE) == 0) throw Failure(std::string(schema.name) + " is missing in a row");
    return column.add_null();
  }
  if (type == Type::Text) return add_text(column, object);
  if (type == Type::Number) return column.add(nb::cast<double>(object));
  if (type == Type::Flag) return column.add(nb::cast<bool>(object));
  column.add(nb::cast<std::uint32_t>(object));
}

}  // namespace

void take_stream(const nb::object& source, Owned<ArrowArrayStream>& stream) {
  const nb::object capsule = source.attr("__arrow_c_stream__")();
  auto* given = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (given == nullptr) throw nb::python_error();
  stream.value = *given;
  given->release = nullptr;
}

Table Table::read(Owned<ArrowArrayStream>& stream) {
  ArrowArrayStream& source = stream.value;
  const auto check = [&](int code) {
    if (code == 0) return;
    const char* said = source.get_last_error(&source);
    throw Failure(std::string("the Arrow stream failed: ") + (said == nullptr ? std::strerror(code) : said));
  };
  Table table;
  const auto schema = std::make_shared<Owned<ArrowSchema>>();
  check(source.get_schema(&source, &schema->value));
  table.schema_ = schema;
  for (;;) {
    const auto batch = std::make_shared<Owned<ArrowArray>>();
    check(source.get_next(&source, &batch->value));
    if (batch->value.release == nullptr) return table;
    table.batches_.push_back(batch);
  }
}

nb::object Table::stream() const {
  auto stream = std::make_unique<ArrowArrayStream>();
  *stream = {get_schema, get_next, get_last_error, release_stream, new StreamState{schema_, batches_}};
  PyObject* capsule = PyCapsule_New(stream.get(), "arrow_array_stream", [](PyObject* self) {
    auto* held = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(self, "arrow_array_stream"));
    if (held->release != nullptr) held->release(held);
    delete held;
  });
  if (capsule == nullptr) {
    release_stream(stream.get());
    throw nb::python_error();
  }
  stream.release();
  return nb::steal(capsule);
}

nb::list Table::rows() const {
  nb::list rows;
  for (const auto& batch : batches_) {
    for (std::int64_t i = 0; i < batch->value.length; ++i)
      rows.append(struct_at(schema_->value, batch->value, i + batch->value.offset));
  }
  return rows;
}

Table Table::with_rows(const nb::sequence& rows) const {
  Table table;
  table.schema_ = schema_;
  ColumnWriter writer = writer_of(schema_->value);
  const auto end_batch = [&] {
    if (writer.length() == 0) return;
    const auto batch = std::make_shared<Owned<ArrowArray>>();
    writer.take_array(batch->value);
    table.batches_.push_back(batch);
  };
  for (const nb::handle row : rows) {
    add_struct(writer, schema_->value, row);
    if (writer.length() == kBatchRows || writer.bytes() >= kBatchBytes) end_batch();
  }
  end_batch();
  return table;
}

Table Table::of(const nb::sequence& columns, const nb::sequence& rows) {
  std::vector<ColumnWriter> fields;
  for (const nb::handle column : columns) {
    const auto pair = nb::cast<nb::tuple>(column);
    fields.emplace_back(nb::cast<nb::str>(pair[0]).c_str(), type_of(nb::cast<nb::str>(pair[1]).c_str()), true);
  }
  const auto schema = std::make_shared<Owned<ArrowSchema>>();
  ColumnWriter("", Type::Struct, false, std::move(fields)).write_schema(schema->value);
  Table empty;
  empty.schema_ = schema;
  return empty.with_rows(rows);
}

std::size_t Table::size() const noexcept {
  std::int64_t rows = 0;
  for (const auto& batch : batches_) rows += batch->value.length;
  return static_cast<std::size_t>(rows);
}

nb::list Table::names() const {
  nb::list names;
  for (std::int64_t i = 0; i < schema_->value.n_children; ++i) names.append(schema_->value.children[i]->name);
  return names;
}

}  // namespace unspin::python
