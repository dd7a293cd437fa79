#include "engine/verify/quantities.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace unspin::verify {
namespace {

struct Quantity {
  std::string_view word;
  double amount;
};

constexpr Quantity kQuantities[] = {
    {"one", 1},       {"two", 2},         {"once", 1},      {"twice", 2},      {"half", .5},       {"third", 3},
    {"quarter", 4},   {"quarters", 4},    {"thirds", 3},    {"fortnight", 14}, {"fortnights", 14}, {"double", 2},
    {"dozen", 12},    {"couple", 2},      {"pair", 2},      {"decade", 10},    {"decades", 10},    {"century", 100},
    {"hundred", 100}, {"thousand", 1000}, {"million", 1e6}, {"both", 2},       {"single", 1},      {"triple", 3},
    {"treble", 3},    {"trio", 3},        {"fifth", 5},     {"tenth", 10},     {"week", 7}};

}  // namespace

std::optional<double> quantity_of(std::string_view word) {
  for (const Quantity& quantity : kQuantities) {
    if (quantity.word == word) return quantity.amount;
  }
  return std::nullopt;
}

std::optional<double> value_of_number(std::string_view canonical) {
  std::string text(canonical);
  std::replace(text.begin(), text.end(), ':', '.');
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace unspin::verify
