#include <unspin/options.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace unspin {
namespace {

/// Case does not matter: nobody means another thing by 2gb.
bool same_unit(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

Result<std::uint64_t> parse_size(std::string_view text) {
  constexpr double kLargest = 9e18;  // below 2^63
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  constexpr std::pair<std::string_view, double> kUnits[] = {{"", 1},
                                                            {"B", 1},
                                                            {"kB", 1e3},
                                                            {"MB", 1e6},
                                                            {"GB", 1e9},
                                                            {"TB", 1e12},
                                                            {"K", 1024},
                                                            {"KiB", 1024},
                                                            {"M", 1048576.0},
                                                            {"MiB", 1048576.0},
                                                            {"G", 1073741824.0},
                                                            {"GiB", 1073741824.0},
                                                            {"TiB", 1099511627776.0}};
  for (const auto& [name, factor] : kUnits) {
    if (error == std::errc{} && number * factor >= 1 && number * factor < kLargest && same_unit(unit, name))
      return static_cast<std::uint64_t>(number * factor);
  }
  return failure(Error::Code::InvalidOptions,
                 fmt::format("'{}' is not a size: write a number and a unit, as in 512MiB or 4GiB", text));
}

}  // namespace unspin
