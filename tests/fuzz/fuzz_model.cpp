// Any bytes as the tensors and as the tokenizer of a model: it loads or says why not; what loads encodes any text to
// finite numbers, and the same ones again. A byte 0x1F ends the tokenizer's bytes; the rest is a text, and the tensors.

#include <cmath>
#include <cstring>

#include "engine/embed/static_model.h"
#include "tests/fuzz/target.h"

namespace {

using namespace unspin;

/// A table of int8 for 64 pieces of width 2, when the fuzzer's own tensors are not to the point.
std::string small_tensors() {
  const std::string header = R"({"embeddings":{"dtype":"I8","shape":[64,2],"data_offsets":[0,128]}})";
  std::string file(8, '\0');
  const std::uint64_t size = header.size();
  std::memcpy(file.data(), &size, sizeof size);
  file += header;
  for (int i = 0; i < 128; ++i) file += static_cast<char>(i * 37 + 1);
  return file;
}

void check(std::string_view tensors, std::string_view tokenizer, std::string_view text) {
  auto model = embed::StaticModel::from_memory(tensors, tokenizer, "fuzz");
  if (!model) {
    UNSPIN_MUST(!model.error().message.empty(), "a refusal says why");
    return;
  }
  embed::Encoder encoder(*model);
  std::vector<float> first(static_cast<std::size_t>(model->width()));
  std::vector<float> again = first;
  encoder.encode(text, first);
  for (const float number : first) UNSPIN_MUST(std::isfinite(number), "numbers are finite");
  encoder.encode("something else", again);
  encoder.encode(text, again);
  UNSPIN_MUST(first == again, "the same text, the same vector");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::view(data, size);
  const std::size_t end = std::min(bytes.find('\x1F'), bytes.size());
  const std::string_view rest = bytes.substr(std::min(end + 1, bytes.size()));
  const std::string good = small_tensors();
  check(good, bytes.substr(0, end), rest);
  check(rest, bytes.substr(0, end), rest);
  check(rest, R"({"model":{"type":"WordPiece","unk_token":"a","vocab":{"a":0,"##b":1}}})", "a abb");
  return 0;
}
