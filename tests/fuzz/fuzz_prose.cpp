// Any bytes as prose: places lie in the text, units lie one in the other, what was read before changes nothing, and
// neither does white space behind the text.

#include "tests/fuzz/target.h"
#include "tests/oracle/prose.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace unspin;
  static text::ProseReader used;
  static text::ProseReader other;
  const std::string text(fuzz::view(data, size));
  const text::Prose& prose = used(text);
  const std::string broken = oracle::broken_rule(text, prose);
  UNSPIN_MUST(broken.empty(), broken.c_str());
  UNSPIN_MUST(oracle::same(prose, other(text + std::string(70, '\n'))), "what follows changes nothing");
  if (size % 8 == 0) UNSPIN_MUST(oracle::same(prose, text::ProseReader()(text)), "what went before changes nothing");
  return 0;
}
