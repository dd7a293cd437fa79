#include "engine/verify/places.h"

#include <algorithm>
#include <unordered_map>

namespace unspin::verify {
namespace {

// Each place with its peoples and their languages; the first word stands for all.
constexpr std::string_view kPlaces[] = {
    "denmark danish dane danes",
    "sweden swedish swede swedes",
    "norway norwegian",
    "finland finnish finn finns",
    "iceland icelandic",
    "britain british briton britons uk",
    "england english",
    "scotland scottish scot scots",
    "wales welsh",
    "ireland irish",
    "france french",
    "germany german",
    "netherlands dutch holland",
    "belgium belgian",
    "flanders flemish",
    "wallonia walloon",
    "luxembourg",
    "switzerland swiss",
    "austria austrian",
    "italy italian",
    "spain spanish spaniard",
    "portugal portuguese",
    "greece greek",
    "turkey turkish turk turks",
    "poland polish pole poles",
    "hungary hungarian",
    "romania romanian",
    "bulgaria bulgarian",
    "czechia czech czechs",
    "slovakia slovak slovaks",
    "slovenia slovenian slovene",
    "croatia croatian croat croats",
    "serbia serbian serb serbs",
    "bosnia bosnian",
    "ukraine ukrainian",
    "russia russian",
    "estonia estonian",
    "latvia latvian",
    "lithuania lithuanian",
    "america american americans us usa",
    "canada canadian",
    "mexico mexican",
    "brazil brazilian",
    "argentina argentine argentinian",
    "chile chilean",
    "peru peruvian",
    "colombia colombian",
    "cuba cuban",
    "china chinese",
    "japan japanese",
    "korea korean",
    "india indian",
    "pakistan pakistani",
    "bangladesh bangladeshi",
    "nepal nepali nepalese",
    "vietnam vietnamese",
    "thailand thai",
    "malaysia malaysian",
    "indonesia indonesian",
    "philippines filipino philippine",
    "australia australian aussie",
    "israel israeli",
    "palestine palestinian",
    "iran iranian",
    "iraq iraqi",
    "syria syrian",
    "lebanon lebanese",
    "egypt egyptian",
    "morocco moroccan",
    "algeria algerian",
    "tunisia tunisian",
    "nigeria nigerian",
    "ghana ghanaian",
    "kenya kenyan",
    "ethiopia ethiopian",
    "somalia somali",
    "sudan sudanese",
    "africa african",
    "europe european",
    "asia asian",
    "paris parisian",
    "london londoner",
    "catalonia catalan",
    "bavaria bavarian",
    "sicily sicilian",
    "venice venetian",
    "vienna viennese",
    "rome roman",
    "athens athenian",
    "afghanistan afghan",
    "saudi",
    "kuwait kuwaiti",
    "cyprus cypriot",
    "malta maltese",
    "christianity christian",
    "zealand kiwi",
    "taiwan taiwanese",
    "singapore singaporean",
};

using Table = std::unordered_map<std::string_view, std::string_view>;

Table make_table() {
  Table table;
  for (std::string_view group : kPlaces) {
    const std::string_view place = group.substr(0, group.find(' '));
    while (!group.empty()) {
      const std::size_t end = std::min(group.find(' '), group.size());
      table.emplace(group.substr(0, end), place);
      group.remove_prefix(std::min(end + 1, group.size()));
    }
  }
  return table;
}

}  // namespace

std::string_view place_of(std::string_view word) {
  static const Table table = make_table();
  if (const auto at = table.find(word); at != table.end()) return at->second;
  if (!word.ends_with('s') || word.ends_with("ss")) return {};
  const auto singular = table.find(word.substr(0, word.size() - 1));
  return singular != table.end() ? singular->second : std::string_view();
}

std::string_view canonical_name(std::string_view word) {
  if (const std::string_view place = place_of(word); !place.empty()) return place;
  const bool plural = word.size() > 3 && word.ends_with('s') && !word.ends_with("ss");
  return plural ? word.substr(0, word.size() - 1) : word;
}

}  // namespace unspin::verify
