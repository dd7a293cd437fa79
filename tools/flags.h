#pragma once

// What the program understands, as data: read off the parser itself, so that manual pages and completions say what is
// true.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace unspin::tools {

struct Flag {
  std::string name;                  // "--threads", or "INPUT" of a positional one
  std::string short_name;            // "-h"; empty: none
  std::string value;                 // what stands behind it: "TEXT"; empty: nothing
  std::vector<std::string> choices;  // of the value, when they are few
  std::string usual;                 // the value when it is not given; empty: see the description
  std::string description;
  bool required = false;
  bool many = false;  // takes several values
};

struct Verb {
  std::string name;  // "dedup"; of the program itself "unspin"
  std::string description;
  std::vector<Flag> positionals;
  std::vector<Flag> flags;
  std::vector<Verb> verbs;
};

/// Hidden verbs are left out.
[[nodiscard]] Verb read_verb(const CLI::App& app);

/// A manual page of section 1 (man macros) for `verb`, with the names of those it belongs to in front: "unspin model".
[[nodiscard]] std::string manual_page(const Verb& verb, const std::string& parents);

/// For the program with all its verbs.
[[nodiscard]] std::string bash_completion(const Verb& program);
[[nodiscard]] std::string zsh_completion(const Verb& program);
[[nodiscard]] std::string fish_completion(const Verb& program);

}  // namespace unspin::tools
