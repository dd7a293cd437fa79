#include "engine/c/arrow_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace unspin::c {
namespace {

const char* format_of(Type type) {
  switch (type) {
    case Type::Text: return "u";
    case Type::Number: return "g";
    case Type::Flag: return "b";
    case Type::Uint32: return "I";
    case Type::List: return "+l";
    case Type::Struct: break;
  }
  return "+s";
}

/// What a schema that was handed over holds. Children that were moved away have no release function left.
struct SchemaHolder {
  std::string name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

struct ArrayHolder {
  std::vector<std::uint8_t> validity;
  std::vector<std::int32_t> offsets;
  std::vector<char> bytes;
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
};

template <typename Struct, typename Holder>
void release(Struct* handed_over) {
  const std::unique_ptr<Holder> holder(static_cast<Holder*>(handed_over->private_data));
  for (auto& child : holder->children) {
    if (child.release != nullptr) child.release(&child);
  }
  handed_over->release = nullptr;
}

template <typename Struct>
std::vector<Struct*> pointers_to(std::vector<Struct>& children) {
  std::vector<Struct*> pointers;
  pointers.reserve(children.size());
  for (Struct& child : children) pointers.push_back(&child);
  return pointers;
}

void set_bit(std::vector<std::uint8_t>& bits, std::int64_t at, bool value) {
  const auto byte = static_cast<std::size_t>(at / 8);
  if (bits.size() <= byte) bits.resize(byte + 1);
  if (value) bits[byte] = static_cast<std::uint8_t>(bits[byte] | 1U << (at % 8));
}

struct Stream {
  ColumnWriter rows;
  FillBatch fill;
  std::string error;
};

Stream& stream_of(ArrowArrayStream* stream) { return *static_cast<Stream*>(stream->private_data); }

/// Runs body(); what it throws becomes an error number and a text.
template <typename Body>
int guarded(Stream& stream, Body body) {
  try {
    body();
    return 0;
  } catch (const std::bad_alloc&) {
    stream.error = "out of memory";
    return ENOMEM;
  } catch (const std::exception& problem) {
    stream.error = problem.what();
    return EINVAL;
  }
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* schema) {
  return guarded(stream_of(stream), [&] { stream_of(stream).rows.write_schema(*schema); });
}

int get_next(ArrowArrayStream* stream, ArrowArray* array) {
  Stream& own = stream_of(stream);
  return guarded(own, [&] {
    if (own.fill(own.rows)) {
      own.rows.take_array(*array);
    } else {
      *array = ArrowArray{};  // the end
    }
  });
}

const char* get_last_error(ArrowArrayStream* stream) {
  const std::string& error = stream_of(stream).error;
  return error.empty() ? nullptr : error.c_str();
}

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<Stream*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

ColumnWriter::ColumnWriter(std::string name, Type type, bool nullable, std::vector<ColumnWriter> fields)
    : name_(std::move(name)), type_(type), nullable_(nullable), fields_(std::move(fields)) {}

template <typename T>
void ColumnWriter::append(const T& value) {
  const auto* begin = reinterpret_cast<const char*>(&value);
  bytes_.insert(bytes_.end(), begin, begin + sizeof value);
}

void ColumnWriter::set_valid(bool valid) {
  if (nullable_) set_bit(validity_, length_, valid);
  nulls_ += valid ? 0 : 1;
  ++length_;
}

void ColumnWriter::end_offset(std::size_t end) {
  if (offsets_.empty()) offsets_.push_back(0);
  offsets_.push_back(static_cast<std::int32_t>(end));
}

void ColumnWriter::add(std::string_view text) {
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  end_offset(bytes_.size());
  set_valid(true);
}

void ColumnWriter::add(double number) {
  append(number);
  set_valid(true);
}

void ColumnWriter::add(std::uint32_t number) {
  append(number);
  set_valid(true);
}

void ColumnWriter::add(bool flag) {
  const auto byte = static_cast<std::size_t>(length_ / 8);
  if (bytes_.size() <= byte) bytes_.resize(byte + 1);
  if (flag) bytes_[byte] = static_cast<char>(bytes_[byte] | 1 << (length_ % 8));
  set_valid(true);
}

void ColumnWriter::add_null() {
  switch (type_) {
    case Type::Text: end_offset(bytes_.size()); break;
    case Type::Number: append(0.0); break;
    case Type::Uint32: append(std::uint32_t{0}); break;
    case Type::Flag:
    case Type::List:
    case Type::Struct: break;  // never null here
  }
  set_valid(false);
}

void ColumnWriter::add_struct() { set_valid(true); }

void ColumnWriter::end_list() {
  end_offset(static_cast<std::size_t>(fields_[0].length()));
  set_valid(true);
}

std::size_t ColumnWriter::bytes() const noexcept {
  std::size_t sum = bytes_.size();
  for (const ColumnWriter& field : fields_) sum += field.bytes();
  return sum;
}

void ColumnWriter::write_schema(ArrowSchema& schema) const {
  auto holder = std::make_unique<SchemaHolder>();
  holder->name = name_;
  holder->children.resize(fields_.size());
  for (std::size_t i = 0; i < fields_.size(); ++i) fields_[i].write_schema(holder->children[i]);
  holder->pointers = pointers_to(holder->children);
  schema = {format_of(type_),
            holder->name.c_str(),
            nullptr,
            nullable_ ? ARROW_FLAG_NULLABLE : 0,
            static_cast<std::int64_t>(fields_.size()),
            holder->pointers.data(),
            nullptr,
            release<ArrowSchema, SchemaHolder>,
            nullptr};
  schema.private_data = holder.release();
}

void ColumnWriter::take_array(ArrowArray& array) {
  auto holder = std::make_unique<ArrayHolder>();
  const bool has_offsets = type_ == Type::Text || type_ == Type::List;
  if (has_offsets && offsets_.empty()) offsets_.push_back(0);
  holder->validity = std::exchange(validity_, {});
  holder->offsets = std::exchange(offsets_, {});
  holder->bytes = std::exchange(bytes_, {});
  if (holder->bytes.capacity() == 0) holder->bytes.reserve(1);  // buffers are not null, also where nothing is in them
  holder->buffers.push_back(nulls_ > 0 ? holder->validity.data() : nullptr);
  if (has_offsets) holder->buffers.push_back(holder->offsets.data());
  if (type_ != Type::List && type_ != Type::Struct) holder->buffers.push_back(holder->bytes.data());
  holder->children.resize(fields_.size());
  for (std::size_t i = 0; i < fields_.size(); ++i) fields_[i].take_array(holder->children[i]);
  holder->pointers = pointers_to(holder->children);
  array = {std::exchange(length_, 0),
           std::exchange(nulls_, 0),
           0,
           static_cast<std::int64_t>(holder->buffers.size()),
           static_cast<std::int64_t>(holder->children.size()),
           holder->buffers.data(),
           holder->pointers.data(),
           nullptr,
           release<ArrowArray, ArrayHolder>,
           nullptr};
  array.private_data = holder.release();
}

void write_stream(ColumnWriter rows, FillBatch fill, ArrowArrayStream& stream) {
  auto own = std::make_unique<Stream>(std::move(rows), std::move(fill), std::string());
  stream = {get_schema, get_next, get_last_error, release_stream, nullptr};
  stream.private_data = own.release();
}

}  // namespace unspin::c
