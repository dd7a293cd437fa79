#include <algorithm>
#include <cmath>

#include "engine/embed/subwords.h"
#include "engine/text/code_points.h"

namespace unspin::embed {
namespace {

constexpr double kUnknownPenalty = 10;  // below the least likely piece, as sentencepiece has it

class Unigram final : public Subwords {
 public:
  explicit Unigram(PieceId unknown) : unknown_(unknown) {}

  void add(std::string_view piece, double score) {
    longest_ = std::max(longest_, piece.size());
    pieces_.insert_or_assign(std::string(piece), num_ids());
    scores_.push_back(score);
    unknown_score_ = std::min(unknown_score_, score - kUnknownPenalty);
  }

  void split(std::string_view stretch, std::vector<PieceId>& ids) const override {
    const std::vector<Step> best = best_steps(stretch);
    const std::size_t before = ids.size();
    for (std::size_t end = stretch.size(); end > 0; end = best[end].begin) {
      if (best[end].id != unknown_) ids.push_back(best[end].id);
    }
    std::reverse(ids.begin() + static_cast<std::ptrdiff_t>(before), ids.end());
  }
  [[nodiscard]] std::uint32_t num_ids() const noexcept override { return static_cast<std::uint32_t>(scores_.size()); }
  [[nodiscard]] PieceId unknown() const noexcept override { return unknown_; }

 private:
  /// The last piece of the best way to an end.
  struct Step {
    bool reached = false;
    std::size_t begin = 0;
    double score = 0;  // of the whole way
    PieceId id = 0;
  };

  [[nodiscard]] std::vector<Step> best_steps(std::string_view text) const {
    std::vector<Step> best(text.size() + 1);
    for (std::size_t begin = 0; begin < text.size();) {
      const char* at = text.data() + begin;
      (void)text::decode(at, text.data() + text.size());
      const auto character = static_cast<std::size_t>(at - text.data()) - begin;
      if (!extend(text, begin, character, best)) {
        offer(best[begin + character], {true, begin, best[begin].score + unknown_score_, unknown_});
      }
      begin += character;
    }
    return best;
  }

  /// Offers every piece at `begin`; true when one covers exactly the first character.
  bool extend(std::string_view text, std::size_t begin, std::size_t character, std::vector<Step>& best) const {
    bool single = false;
    const std::string_view rest = text.substr(begin, longest_);
    for (std::size_t length = 1; length <= rest.size(); ++length) {
      const auto found = pieces_.find(rest.substr(0, length));
      if (found == pieces_.end()) continue;
      offer(best[begin + length], {true, begin, scores_[found->second] + best[begin].score, found->second});
      single |= length == character;
    }
    return single;
  }

  static void offer(Step& step, const Step& candidate) {
    if (!step.reached || candidate.score > step.score) step = candidate;
  }

  PieceMap pieces_;
  std::vector<double> scores_;
  std::size_t longest_ = 0;  // bytes
  double unknown_score_ = 0;
  PieceId unknown_;
};

/// False: not [piece, score].
bool read_piece(Json entry, std::string_view& piece, double& score) {
  simdjson::dom::array pair;
  return entry.get(pair) == simdjson::SUCCESS && pair.size() == 2 && pair.at(0).get(piece) == simdjson::SUCCESS &&
         pair.at(1).get(score) == simdjson::SUCCESS && std::isfinite(score);
}

}  // namespace

Result<std::unique_ptr<Subwords>> parse_unigram(Json model, std::string_view where) {
  simdjson::dom::array vocabulary;
  if (!find(model, "vocab", vocabulary)) return corrupt(where, "Unigram model without \"vocab\"");
  if (value_or(model, "byte_fallback", false)) {
    return failure(Error::Code::UnsupportedVersion,
                   fmt::format("{}: Unigram with byte_fallback is not supported", where));
  }
  std::uint64_t unknown = 0;
  if (!find(model, "unk_id", unknown)) unknown = kMaxPieces;
  if (unknown != kMaxPieces && unknown >= vocabulary.size() && vocabulary.size() < 0xFFFFFF) {
    return corrupt(where, fmt::format("unk_id {} is not in the vocabulary", unknown));
  }
  auto pieces = std::make_unique<Unigram>(static_cast<PieceId>(unknown));
  for (const Json entry : vocabulary) {
    std::string_view piece;
    double score = 0;
    if (!read_piece(entry, piece, score)) {
      return corrupt(where, fmt::format("entry {} of the vocabulary is no [piece, score]", pieces->num_ids()));
    }
    pieces->add(piece, score);
  }
  return pieces;
}

}  // namespace unspin::embed
