// Completions for three shells: verbs, flags, the few values that some flags take, and files.

#include <functional>

#include <fmt/format.h>

#include "tools/flags.h"

namespace unspin::tools {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

/// In single quotes, for bash and zsh.
std::string single_quoted(const std::string& text) { return "'" + replaced(text, "'", "'\\''") + "'"; }

/// In single quotes, for fish.
std::string fish_quoted(const std::string& text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

/// Calls visit(verb, path) for a verb and those in it; path: "dedup", "model table", "" of the program.
void for_each_verb(const Verb& verb, const std::string& path,
                   const std::function<void(const Verb&, const std::string&)>& visit) {
  visit(verb, path);
  for (const Verb& child : verb.verbs) for_each_verb(child, path.empty() ? child.name : path + " " + child.name, visit);
}

std::vector<std::string> words_of(const std::string& path) {
  return path.empty() ? std::vector<std::string>() : CLI::detail::split(path, ' ');
}

std::vector<std::string> verb_names(const Verb& verb) {
  std::vector<std::string> names;
  names.reserve(verb.verbs.size());
  for (const Verb& child : verb.verbs) names.push_back(child.name);
  return names;
}

/// What may be typed where a word of `verb` begins: verbs and flags.
std::string words_after(const Verb& verb) {
  std::vector<std::string> words = verb_names(verb);
  words.reserve(words.size() + verb.flags.size());
  for (const Flag& flag : verb.flags) words.push_back(flag.name);
  return fmt::format("{}", fmt::join(words, " "));
}

/// Verbs of the program and of a verb, as words of a case pattern.
std::string verb_cases(const Verb& program) {
  std::string cases;
  for_each_verb(program, "", [&](const Verb&, const std::string& path) {
    if (!path.empty()) cases += fmt::format("{}\"{}\"", cases.empty() ? "" : "|", path);
  });
  return cases;
}

/// A line of _arguments.
std::string zsh_argument(const Flag& flag) {
  const auto plain = [](const std::string& text) {
    return replaced(replaced(replaced(replaced(text, "\\", "\\\\"), "[", "\\["), "]", "\\]"), ":", "\\:");
  };
  std::string values;
  if (!flag.choices.empty()) {
    values = fmt::format(":value:({})", fmt::join(flag.choices, " "));
  } else if (!flag.value.empty()) {
    values = ":" + flag.value + ":_files";
  }
  return single_quoted(fmt::format("{}[{}]{}", flag.name, plain(flag.description), values));
}

}  // namespace

std::string bash_completion(const Verb& program) {
  std::string words;
  std::string values;
  std::string parents = "\"\"";
  for_each_verb(program, "", [&](const Verb& verb, const std::string& path) {
    if (!path.empty() && !verb.verbs.empty()) parents += "|\"" + path + "\"";
    words += fmt::format("    \"{}\") words=\"{}\" ;;\n", path, words_after(verb));
    for (const Flag& flag : verb.flags) {
      if (!flag.choices.empty())
        values += fmt::format("    \"{} {}\") values=\"{}\" ;;\n", path, flag.name, fmt::join(flag.choices, " "));
    }
  });
  return fmt::format(R"(# bash completion for unspin; made from its flags
_unspin() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} verb= words= values= i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "${{verb:+$verb }}${{COMP_WORDS[i]}}" in
    {cases}) verb="${{verb:+$verb }}${{COMP_WORDS[i]}}" ;;
    esac
  done
  case "$verb" in
{words}  esac
  case "$verb $before" in
{values}  esac
  local files=yes
  case "$verb" in
    {parents}) files= ;;
  esac
  if [[ -n $values ]]; then
    COMPREPLY=($(compgen -W "$values" -- "$word"))
  elif [[ $word == -* || -z $files ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
    compopt -o filenames 2>/dev/null
  fi
}}
complete -F _unspin unspin
)",
                     fmt::arg("cases", verb_cases(program)), fmt::arg("words", words), fmt::arg("values", values),
                     fmt::arg("parents", parents));
}

std::string zsh_completion(const Verb& program) {
  std::string arguments;
  for_each_verb(program, "", [&](const Verb& verb, const std::string& path) {
    arguments += fmt::format("  {})\n    _arguments", single_quoted(path));
    for (const Flag& flag : verb.flags) arguments += " \\\n      " + zsh_argument(flag);
    std::string rest = "*:input:_files";
    if (!verb.verbs.empty()) {
      const std::size_t place = words_of(path).size() + 1;
      rest = fmt::format("{}:command:({})", place, fmt::join(verb_names(verb), " "));
    }
    arguments += " \\\n      " + single_quoted(rest) + " ;;\n";
  });
  return fmt::format(R"(#compdef unspin
# zsh completion for unspin; made from its flags
_unspin() {{
  local verb= i
  for ((i = 2; i < CURRENT; ++i)); do
    case "${{verb:+$verb }}${{words[i]}}" in
    {cases}) verb="${{verb:+$verb }}${{words[i]}}" ;;
    esac
  done
  case "$verb" in
{arguments}  esac
}}
_unspin "$@"
)",
                     fmt::arg("cases", verb_cases(program)), fmt::arg("arguments", arguments));
}

std::string fish_completion(const Verb& program) {
  std::string lines = "# fish completion for unspin; made from its flags\n";
  for_each_verb(program, "", [&](const Verb& verb, const std::string& path) {
    std::string condition = "__fish_use_subcommand";
    if (!path.empty()) {
      condition = fmt::format("__fish_seen_subcommand_from {}",
                              fmt::join(words_of(path), "; and __fish_seen_subcommand_from "));
    }
    const std::string start = "complete -c unspin -n " + fish_quoted(condition);
    for (const Verb& child : verb.verbs)
      lines += fmt::format("{} -f -a {} -d {}\n", start, child.name, fish_quoted(child.description));
    for (const Flag& flag : verb.flags) {
      lines += fmt::format("{} -l {} -d {}", start, flag.name.substr(2), fish_quoted(flag.description));
      if (!flag.choices.empty()) {
        lines += " -x -a " + fish_quoted(fmt::format("{}", fmt::join(flag.choices, " ")));
      } else if (!flag.value.empty()) {
        lines += " -r";
      }
      lines += '\n';
    }
  });
  return lines;
}

}  // namespace unspin::tools
