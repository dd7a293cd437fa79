#include "tools/flags.h"

#include <algorithm>

namespace unspin::tools {
namespace {

/// "TEXT:{auto,json,off}" → the words in braces; "INT:INT in [1 - 1024]" has none.
std::vector<std::string> choices_in(const std::string& type) {
  const std::size_t begin = type.find(":{");
  const std::size_t end = type.find('}', begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  return CLI::detail::split(type.substr(begin + 2, end - begin - 2), ',');
}

/// "[a,b]" → "a,b": as it would be typed.
std::string as_typed(std::string value) {
  if (value.size() >= 2 && value.front() == '[' && value.back() == ']') value = value.substr(1, value.size() - 2);
  return value;
}

Flag read_flag(const CLI::Option& option) {
  Flag flag;
  const auto& names = option.get_lnames();
  flag.name = names.empty() ? option.get_name(true) : "--" + names.front();
  if (!option.get_snames().empty()) flag.short_name = "-" + option.get_snames().front();
  const std::string type = option.get_type_name();
  if (option.get_items_expected_max() > 0) flag.value = type.empty() ? "FILE" : type.substr(0, type.find(':'));
  flag.choices = choices_in(type);
  flag.usual = as_typed(option.get_default_str());
  flag.description = option.get_description();
  flag.required = option.get_required();
  flag.many = option.get_items_expected_max() > 1;
  return flag;
}

}  // namespace

Verb read_verb(const CLI::App& app) {
  Verb verb;
  verb.name = app.get_parent() == nullptr ? "unspin" : app.get_name();  // its own is how it was called
  verb.description = app.get_description();
  for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    (option->get_positional() ? verb.positionals : verb.flags).push_back(read_flag(*option));
  }
  for (const CLI::App* child : app.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); }))
    verb.verbs.push_back(read_verb(*child));
  return verb;
}

}  // namespace unspin::tools
