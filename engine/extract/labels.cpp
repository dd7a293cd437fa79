#include "engine/extract/labels.h"

#include <algorithm>
#include <array>

namespace unspin::extract {
namespace {

// As letters_of() leaves them; a line begins with one of them.
constexpr std::array<std::string_view, 84> kBeginnings{
    // English
    "relatedarticle", "relatedpost", "relatedstor", "relatedcontent", "relatedlink", "relatedtopic", "relatednews",
    "relatedreading", "sponsoredlink", "sponsoredcontent", "mostpopular", "mostread", "mostviewed", "recommendedfor",
    "recommendedstor", "youmayalsolike", "youmightalsolike", "youmayalso", "morefrom", "morestories", "morenews",
    "readmore", "readalso", "alsoread", "readnext", "dontmiss", "sharethis", "followus", "subscribeto", "subscribenow",
    "signupfor", "signuptoour", "leaveacomment", "leaveareply", "postacomment", "trendingnow", "latestnews",
    "abouttheauthor", "advertisement", "clickheretosubscribe", "filedunder",
    // German; capitals beyond ASCII stay as they are
    "mehrzumthema", "weitereartikel", "weiterebeiträge", "weiteremeldungen", "ähnlicheartikel", "Ähnlicheartikel",
    "ähnlichebeiträge", "Ähnlichebeiträge", "daskönntesie", "daskönntedich", "lesensieauch", "leseauch",
    "auchinteressant", "verwandteartikel", "verwandtebeiträge", "verwandtethemen", "meistgelesen", "schlagwörter",
    "kommentarschreiben", "schreibeeinenkommentar", "schreibensieeinenkommentar", "artikelteilen",
    "diesenartikelteilen", "beitragteilen", "folgensieuns", "überdenautor", "Überdenautor", "zumnewsletter",
    "newsletterabonnieren",
    // French, Spanish, Italian, Portuguese, Dutch
    "lireaussi", "àlireaussi", "surlemêmesujet", "artículosrelacionados", "noticiasrelacionadas", "tambiénpuede",
    "leertambién", "articolicorrelati", "leggianche", "leiatambém", "vejatambém", "leesook", "gerelateerde",
    "compartilheisso"};

// The whole line.
constexpr std::array<std::string_view, 9> kLines{"anzeige",   "anzeigen",   "werbung",    "ad",     "ads",
                                                 "publicité", "publicidad", "pubblicità", "reclame"};

// Anywhere in it.
constexpr std::array<std::string_view, 4> kParts{"lesedauer", "lesezeit", "minread", "minutesread"};

}  // namespace

std::string letters_of(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (text.substr(i, 2) == "\xE2\x80") {  // general punctuation
      i += 2;
    } else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) {
      out += c;
    } else if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c + 32);
    }
  }
  return out;
}

bool is_furniture_label(std::string_view line) {
  const std::string letters = letters_of(line.substr(0, 80));
  const auto any = [](const auto& list, const auto& fits) { return std::any_of(list.begin(), list.end(), fits); };
  return any(kBeginnings, [&](std::string_view beginning) { return letters.starts_with(beginning); }) ||
         any(kParts, [&](std::string_view part) { return letters.find(part) != std::string::npos; }) ||
         any(kLines, [&](std::string_view whole) { return letters == whole; });
}

}  // namespace unspin::extract
