#include "engine/lsh/s_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace unspin::lsh {
namespace {

// Relative costs, from profiles of web pages (docs/decisions.md, "Bands"): 144 minima cost about what reading and
// shingling a page costs, and candidates at half the threshold are as dear when one in six of such pairs comes up.
constexpr double kMinimaPerUnit = 144;
constexpr double kStrangerWeight = 6;

double fewest_bands(double threshold, double recall, int rows) {
  return std::max(1.0, std::ceil(std::log1p(-recall) / std::log1p(-std::pow(threshold, rows))));
}

double cost(Banding banding, double threshold) {
  return banding.num_minima() / kMinimaPerUnit + kStrangerWeight * candidate_probability(banding, threshold / 2);
}

}  // namespace

double candidate_probability(Banding banding, double jaccard) noexcept {
  // log1p and expm1 keep what 1 - (1 - x) would round away: with J^rows = 1e-18 and 64 bands, P is 6.4e-17, not 0.
  return -std::expm1(banding.bands * std::log1p(-std::pow(jaccard, banding.rows)));
}

Result<Banding> choose_bands(double threshold, double recall) {
  const auto invalid = [](std::string message) { return failure(Error::Code::InvalidOptions, std::move(message)); };
  if (!(threshold > 0 && threshold <= 1))
    return invalid(fmt::format("threshold is {}, must be above 0 and at most 1", threshold));
  if (!(recall > 0 && recall < 1))
    return invalid(fmt::format("recall is {}, must be between 0 and 1, or 1 itself", recall));

  Banding best;
  double least = std::numeric_limits<double>::infinity();
  for (int rows = 1; rows <= kMaxMinima; ++rows) {
    const double bands = fewest_bands(threshold, recall, rows);  // a double: may exceed every int for long bands
    if (bands * rows > kMaxMinima) break;
    const Banding banding{static_cast<int>(bands), rows};
    if (cost(banding, threshold) < least) {
      least = cost(banding, threshold);
      best = banding;
    }
  }
  if (best.bands > 0) return best;
  return invalid(
      fmt::format("{} minima reach a recall of {:.4f} at threshold {}, not {}: ask for less, or for --recall 1",
                  kMaxMinima, candidate_probability({kMaxMinima, 1}, threshold), threshold, recall));
}

}  // namespace unspin::lsh
