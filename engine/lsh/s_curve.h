#pragma once

// How many bands, and how long: the S-curve of MinHash LSH.
//
// Two documents of Jaccard similarity J agree in one band of `rows` minima with probability J^rows, so they share at
// least one of `bands` bands with probability
//
//     P(J) = 1 - (1 - J^rows)^bands,
//
// which rises like an S. choose_bands() takes what a user can answer, from which similarity on and how surely, and
// weighs the two costs of keeping that promise: minima to compute for every document, and candidates below the
// threshold to refuse.
//
//     choose_bands(0.8, 0.999)   23 bands of 6 rows: P(0.8) = 0.9991, P(0.4) = 0.09
//
// Source: [Leskovec 2020], chapter 3. Tests: tests/lsh/s_curve_test.cpp.

#include <unspin/result.h>

namespace unspin::lsh {

struct Banding {
  int bands = 0;  // 0: no bands, the exhaustive join finds the candidates
  int rows = 0;   // minima a band

  [[nodiscard]] int num_minima() const noexcept { return bands * rows; }
  friend bool operator==(const Banding&, const Banding&) = default;
};

constexpr int kMaxMinima = 512;

/// The chance, in [0, 1], that a pair of similarity `jaccard`, in [0, 1], shares a band.
[[nodiscard]] double candidate_probability(Banding banding, double jaccard) noexcept;

/// The cheapest banding that makes a pair at `threshold` a candidate with probability `recall` or more.
/// InvalidOptions: threshold outside (0, 1], recall outside (0, 1), or a recall that kMaxMinima minima cannot reach
/// (the message says which they can).
[[nodiscard]] Result<Banding> choose_bands(double threshold, double recall);

}  // namespace unspin::lsh
