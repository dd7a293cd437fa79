// Makes data/models/english/background.bin: how many of some texts have each stem, name and number.
//
//     data/models/background_texts.py | make_background OUT [MIN_TEXTS]
//
// Reads JSON Lines with "text" from standard input; leaves out what fewer than MIN_TEXTS (2) texts have.

#include <cstdlib>
#include <iostream>
#include <string>

#include <fmt/format.h>
#include <simdjson.h>

#include "engine/base/file.h"
#include "engine/verify/background.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "make_background OUT [MIN_TEXTS] < TEXTS.jsonl\n";
    return 2;
  }
  unspin::text::ProseReader reader;
  unspin::verify::BackgroundBuilder builder;
  simdjson::dom::parser parser;
  int texts = 0;
  for (std::string line; std::getline(std::cin, line);) {
    std::string_view text;
    if (parser.parse(line)["text"].get(text) != simdjson::SUCCESS) {
      std::cerr << fmt::format("line {}: no \"text\"\n", texts + 1);
      return 1;
    }
    builder.add(reader(text));
    ++texts;
  }
  const std::string bytes = builder.bytes(argc > 2 ? static_cast<std::uint32_t>(std::atoi(argv[2])) : 2);
  if (auto written = unspin::base::write_file(argv[1], bytes); !written) {
    std::cerr << written.error().message << '\n';
    return 1;
  }
  std::cerr << fmt::format("{} texts, {} bytes\n", texts, bytes.size());
}
