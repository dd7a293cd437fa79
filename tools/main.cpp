// unspin, the program: picks the verb, and turns its result into an exit code.

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include <fmt/format.h>
#include <sys/resource.h>

#include <unspin/version.h>

#include "tools/commands.h"
#include "tools/common_options.h"

namespace {

using namespace unspin::tools;

void raise_stop_flag(int /*signal*/) { stop_flag() = true; }

int run(int argc, char** argv) {
  CLI::App app("unspin: finds copies in large text collections, and shows why");
  app.set_version_flag(
      "--version", [] { return fmt::format("unspin {}\n{}", unspin::kVersion, unspin::build_info()); },
      "Print the version and what the program was built with, and exit");
  app.require_subcommand(1);
  app.set_config("--config", "", "Read options from a TOML file, a section for each verb");
  app.allow_config_extras(CLI::config_extras_mode::error);
  int code = kOk;
  for (const auto add :
       {add_dedup, add_match, add_compare, add_report, add_extract, add_eval, add_tune, add_model, add_pages}) {
    auto run_command = add(app);
    CLI::App& command = *app.get_subcommands({}).back();
    command.fallthrough();  // --config may stand behind the verb
    command.allow_config_extras(CLI::config_extras_mode::error);
    command.callback([&code, run_command] { code = run_command(); });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ConfigError& error) {
    fmt::print(stderr, "unspin: {}: {}\n", app.get_config_ptr()->as<std::string>(), error.what());
    return kUsage;
  } catch (const CLI::ParseError& error) {
    const int printed = app.exit(error);
    return printed == 0 ? kOk : kUsage;
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, raise_stop_flag);
  std::signal(SIGTERM, raise_stop_flag);
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit then is a failed write, with a message
  rlimit files{};                 // sorted runs of very large work are open together
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "unspin: out of memory; give less --memory or fewer --threads\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "unspin: internal error: {}\n", error.what());
  }
  return kInternal;
}
