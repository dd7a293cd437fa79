// A verb that packagers call and users do not see: manual pages and completions, from the flags themselves.

#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "tools/commands.h"
#include "tools/common_options.h"
#include "tools/flags.h"

namespace unspin::tools {
namespace {

namespace fs = std::filesystem;

bool write(const fs::path& path, const std::string& text) {
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) fmt::print(stderr, "unspin: cannot write {}\n", path.string());
  return !file.fail();
}

bool write_manuals(const Verb& verb, const std::string& parents, const fs::path& folder) {
  const std::string name = parents.empty() ? verb.name : parents + " " + verb.name;
  std::string file = name + ".1";
  for (char& c : file) c = c == ' ' ? '-' : c;
  bool ok = write(folder / file, manual_page(verb, parents));
  for (const Verb& child : verb.verbs) ok = write_manuals(child, name, folder) && ok;
  return ok;
}

}  // namespace

std::function<int()> add_pages(CLI::App& app) {
  CLI::App* command = app.add_subcommand("pages", "Write manual pages and completions");
  command->group("");  // hidden
  const auto folder = std::make_shared<fs::path>();
  command->add_option("FOLDER", *folder, "Where share/man and the like begin")->required();
  return [&app, folder]() -> int {
    const Verb program = read_verb(app);
    bool ok = write_manuals(program, "", *folder / "man" / "man1");
    ok = write(*folder / "bash-completion" / "completions" / "unspin", bash_completion(program)) && ok;
    ok = write(*folder / "zsh" / "site-functions" / "_unspin", zsh_completion(program)) && ok;
    ok = write(*folder / "fish" / "vendor_completions.d" / "unspin.fish", fish_completion(program)) && ok;
    return ok ? kOk : kIoFailure;
  };
}

}  // namespace unspin::tools
