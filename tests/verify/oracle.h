#pragma once

// tests/verify/oracle.jsonl: what reference.py says of some texts and pairs.
//
//     cd tests/verify; reference.py small-model CORPUS PAIRS > oracle.jsonl

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace unspin::oracle {

inline std::filesystem::path project() {
  return std::filesystem::absolute(__FILE__).parent_path().parent_path().parent_path();
}

struct Document {
  std::string text;
  std::vector<std::string> sentences;  // token by token, annotated
};

struct Passage {
  std::map<std::string, double> features;
  std::vector<unsigned> sentences;  // first, last + 1
};

struct Pair {
  std::string a;
  std::string b;
  std::map<std::string, double> features;
  Passage passage_a;
  Passage passage_b;
};

struct Oracle {
  std::map<std::string, Document> documents;
  std::vector<Pair> pairs;
};

inline Passage passage(const nlohmann::json& json) { return {json["features"], json["sentences"]}; }

inline Oracle read_oracle() {
  Oracle oracle;
  std::ifstream file(project() / "tests/verify/oracle.jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line);
    if (json.contains("text"))
      oracle.documents[json["id"]] = {json["text"], json["sentences"]};
    else
      oracle.pairs.push_back(
          {json["a"], json["b"], json["features"], passage(json["passages"]["a"]), passage(json["passages"]["b"])});
  }
  return oracle;
}

}  // namespace unspin::oracle
