#pragma once

// A small model and readers on it, for the tests of this folder.

#include <gtest/gtest.h>

#include "engine/verify/article.h"
#include "tests/verify/oracle.h"

namespace unspin::verify {

/// Vectors of eight numbers, and the background of the oracle's texts, as reference.py has them.
class SmallModel {
 public:
  SmallModel() : vectors_(load()), background_(count()) {}
  const embed::StaticModel& vectors() const { return vectors_; }
  const Background& background() const { return background_; }
  ArticleReader reader() const { return {vectors_, background_}; }

 private:
  static embed::StaticModel load() {
    auto model = embed::StaticModel::load(oracle::project() / "tests/verify/small-model");
    EXPECT_TRUE(model) << model.error().message;
    return std::move(*model);
  }
  static Background count() {
    BackgroundBuilder builder;
    text::ProseReader reader;
    for (const auto& [id, document] : oracle::read_oracle().documents) builder.add(reader(document.text));
    auto background = Background::parse(builder.bytes(), "test");
    EXPECT_TRUE(background) << background.error().message;
    return std::move(*background);
  }

  embed::StaticModel vectors_;
  Background background_;
};

inline const SmallModel& small_model() {
  static const SmallModel model;
  return model;
}

/// An article of these texts, one after the other, as long as wished for.
inline std::string long_text(std::size_t bytes) {
  const auto oracle = oracle::read_oracle();
  std::string text;
  while (text.size() < bytes) {
    for (const auto& [id, document] : oracle.documents) text += document.text + "\n\n";
  }
  return text.substr(0, bytes);
}

}  // namespace unspin::verify
