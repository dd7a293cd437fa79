#pragma once

// JSON documents of a model folder, read by name; every lookup that fails names the file and the place.

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <simdjson.h>

#include <unspin/result.h>

namespace unspin::embed {

using Json = simdjson::dom::element;

/// CorruptFile: "WHERE: MESSAGE".
[[nodiscard]] inline tl::unexpected<Error> corrupt(std::string_view where, std::string_view message) {
  return failure(Error::Code::CorruptFile, fmt::format("{}: {}", where, message));
}

/// Valid as long as `parser` and until its next document. `text` needs no padding.
[[nodiscard]] inline Result<Json> parse_json(simdjson::dom::parser& parser, std::string_view text,
                                             std::string_view where) {
  Json root;
  const auto error = parser.parse(text.data(), text.size()).get(root);
  if (error != simdjson::SUCCESS) return corrupt(where, fmt::format("not JSON: {}", simdjson::error_message(error)));
  return root;
}

/// The value of `key`; false when there is none of that type (null and absent are the same).
template <typename T>
[[nodiscard]] bool find(Json object, std::string_view key, T& value) {
  return object[key].get(value) == simdjson::SUCCESS;
}

template <typename T>
[[nodiscard]] T value_or(Json object, std::string_view key, T fallback) {
  T value;
  return find(object, key, value) ? value : fallback;
}

/// The member "type" of an object; empty when there is none.
[[nodiscard]] inline std::string_view type_of(Json object) { return value_or(object, "type", std::string_view()); }

}  // namespace unspin::embed
