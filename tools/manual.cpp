// Manual pages in the man macros that every system has: no generator is needed to build them.

#include <fmt/format.h>

#include <unspin/version.h>

#include "tools/flags.h"

namespace unspin::tools {
namespace {

/// Text that is not taken for a request, with hyphens that can be typed.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '\'': out += "\\(aq"; break;
      case '^': out += "\\(ha"; break;
      case '~': out += "\\(ti"; break;
      case '"': out += "\\(dq"; break;
      default: out += c;
    }
  }
  if (!out.empty() && out.front() == '.') out.insert(0, "\\&");
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string positional(const Flag& flag) {
  const std::string name = italic(flag.name) + (flag.many ? "..." : "");
  return flag.required ? name : "[" + name + "]";
}

std::string synopsis(const Verb& verb, const std::string& name) {
  std::string line = bold(name);
  for (const Flag& flag : verb.flags) {
    if (flag.required) line += fmt::format(" {} {}", bold(flag.name), italic(flag.value));
  }
  line += " [" + italic("OPTIONS") + "]";
  for (const Flag& flag : verb.positionals) line += " " + positional(flag);
  if (!verb.verbs.empty()) line += " " + italic("COMMAND");
  return line;
}

std::string entry(const Flag& flag) {
  std::string head = italic(flag.name);
  if (flag.name.front() == '-') {
    head = (flag.short_name.empty() ? "" : bold(flag.short_name) + ", ") + bold(flag.name);
    if (!flag.value.empty()) head += " " + italic(flag.value) + (flag.many ? "..." : "");
  }
  std::string text = escaped(flag.description) + ".";
  if (!flag.choices.empty())
    text += fmt::format("\nOne of: {}.", escaped(fmt::format("{}", fmt::join(flag.choices, ", "))));
  if (!flag.usual.empty()) text += fmt::format("\nDefault: {}.", escaped(flag.usual));
  if (flag.required && flag.name.front() == '-') text += "\nMust be given.";
  return fmt::format(".TP\n{}\n{}\n", head, text);
}

std::string section(const std::string& title, const std::vector<Flag>& flags) {
  std::string text;
  for (const Flag& flag : flags) text += entry(flag);
  return text.empty() ? text : fmt::format(".SH {}\n", title) + text;
}

std::string page_name(const std::string& command) {
  std::string name = command;
  for (char& c : name) c = c == ' ' ? '-' : c;
  return name;
}

std::string commands(const Verb& verb, const std::string& name) {
  if (verb.verbs.empty()) return {};
  std::string text = ".SH COMMANDS\n";
  for (const Verb& child : verb.verbs) {
    text += fmt::format(".TP\n{}\n{}: {}(1).\n", bold(child.name), escaped(child.description),
                        bold(page_name(name + " " + child.name)));
  }
  return text;
}

/// As docs/formats/results.md and tools/common_options.h have them.
constexpr char kExitCodes[] =
    ".SH EXIT STATUS\n"
    ".TP\n0\nDone.\n"
    ".TP\n1\nA figure was below what \\fB\\-\\-fail\\-on\\fR allows.\n"
    ".TP\n2\nThe command or its input is not understood.\n"
    ".TP\n3\nEverything was written, but more records were refused than \\fB\\-\\-max\\-bad\\fR allows.\n"
    ".TP\n4\nA file or disk failed.\n"
    ".TP\n5\nA file of the program is damaged or of another version.\n"
    ".TP\n70\nA bug.\n"
    ".TP\n130\nInterrupted.\n";

}  // namespace

std::string manual_page(const Verb& verb, const std::string& parents) {
  const std::string name = parents.empty() ? verb.name : parents + " " + verb.name;
  std::string description = verb.description;
  if (description.starts_with("unspin: ")) description = description.substr(8);
  std::string page =
      fmt::format(".TH \"{}\" 1 \"\" \"unspin {}\" \"User Commands\"\n", escaped(page_name(name)), kVersion);
  page += fmt::format(".SH NAME\n{} \\- {}\n", escaped(page_name(name)), escaped(description));
  page += fmt::format(".SH SYNOPSIS\n{}\n", synopsis(verb, name));
  page += commands(verb, name);
  page += section("ARGUMENTS", verb.positionals);
  page += section("OPTIONS", verb.flags);
  page += kExitCodes;
  if (!parents.empty()) page += fmt::format(".SH SEE ALSO\n{}(1)\n", bold(page_name(parents)));
  return page;
}

}  // namespace unspin::tools
