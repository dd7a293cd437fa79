#pragma once

// tests/embed/expected.jsonl, which make_samples.py wrote with the Python libraries.

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace unspin::embed {

inline std::filesystem::path project() {
  return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
}

struct Expected {
  std::string text;
  std::vector<std::uint32_t> ids;
  std::size_t stride;          // vector holds every stride-th number
  std::vector<double> vector;  // six decimals
};

/// By model folder, from the project's.
inline std::map<std::string, std::vector<Expected>> read_expected() {
  std::map<std::string, std::vector<Expected>> all;
  std::ifstream file(project() / "tests/embed/expected.jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line);
    all[json["model"]].push_back({json["text"], json["ids"], json["stride"], json["vector"]});
  }
  return all;
}

}  // namespace unspin::embed
