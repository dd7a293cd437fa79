#pragma once

// What a word says whatever text it stands in, remembered between texts.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace unspin::verify {

struct WordKnowledge {
  std::uint64_t name;       // the anchor that it would be as a name
  std::uint64_t canonical;  // hash of its canonical form: places and their peoples are one
  std::uint64_t beginning;  // hash of that form's first four letters; 0 when it has no more
  std::string spelling;     // that form
  double quantity;          // of a word such as "twice"; kNoValue without one
};

/// WordKnowledge of the words of earlier texts, too. Make one a thread.
class WordMemory {
 public:
  /// Of a word by its hash and its form. Valid until the next call.
  const WordKnowledge& operator()(std::uint64_t hash, std::string_view form);

 private:
  std::unordered_map<std::uint64_t, WordKnowledge> known_;
};

}  // namespace unspin::verify
