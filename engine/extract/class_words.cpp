#include "engine/extract/class_words.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace unspin::extract {
namespace {

struct Word {
  std::string_view word;
  std::uint8_t hint;
};

// Whole words only: they begin, or are part of, others.
constexpr std::array kWhole{
    Word{"ad", kFurniture},        Word{"ads", kFurniture},       Word{"adv", kFurniture},
    Word{"nav", kFurniture},       Word{"menu", kFurniture},      Word{"tag", kFurniture},
    Word{"tags", kFurniture},      Word{"tagcloud", kFurniture},  Word{"toolbar", kFurniture},
    Word{"tools", kFurniture},     Word{"rss", kFurniture},       Word{"feed", kNoHint},
    Word{"search", kFurniture},    Word{"share", kFurniture},     Word{"shares", kFurniture},
    Word{"skip", kFurniture},      Word{"bio", kFurniture},       Word{"login", kFurniture},
    Word{"rail", kFurniture},      Word{"aside", kFurniture},     Word{"foot", kFurniture},
    Word{"copyright", kFurniture}, Word{"meta", kByline},         Word{"byline", kByline},
    Word{"author", kByline},       Word{"autor", kByline},        Word{"date", kByline},
    Word{"datum", kByline},        Word{"dateline", kByline},     Word{"timestamp", kByline},
    Word{"content", kContent},     Word{"main", kContent},        Word{"article", kContent},
    Word{"post", kContent},        Word{"entry", kContent},       Word{"story", kContent},
    Word{"body", kContent},        Word{"text", kContent},        Word{"hentry", kContent},
    Word{"blog", kContent},        Word{"page", kContent},        Word{"artikel", kContent},
    Word{"beitrag", kContent},     Word{"inhalt", kContent},      Word{"hauptinhalt", kContent},
    Word{"haupttext", kBody},      Word{"fliesstext", kBody},     Word{"contenu", kContent},
    Word{"contenido", kContent},   Word{"contenuto", kContent},   Word{"articulo", kContent},
    Word{"articolo", kContent},    Word{"cuerpo", kContent},      Word{"texte", kContent},
    Word{"texto", kContent},       Word{"testo", kContent},       Word{"more", kNoHint},
    Word{"noprint", kFurniture},   Word{"dont", kNoHint},         Word{"off", kNoHint},
    Word{"poll", kFurniture},      Word{"signup", kFurniture},    Word{"extra", kNoHint},
    Word{"replies", kComments},    Word{"trackbacks", kComments}, Word{"pings", kComments},
    Word{"promo", kFurniture},     Word{"legal", kFurniture},
};

// Beginnings of words.
constexpr std::array kBeginnings{
    Word{"advert", kFurniture},
    Word{"werbung", kFurniture},
    Word{"anzeige", kFurniture},
    Word{"publicid", kFurniture},
    Word{"pubblicit", kFurniture},
    Word{"reklam", kFurniture},
    Word{"sponsor", kFurniture},
    Word{"banner", kFurniture},
    Word{"promotion", kFurniture},
    Word{"outbrain", kFurniture},
    Word{"taboola", kFurniture},
    Word{"adsense", kFurniture},
    Word{"breadcrumb", kFurniture},
    Word{"brotkrumen", kFurniture},
    Word{"brotkrume", kFurniture},
    Word{"navigation", kFurniture},
    Word{"navbar", kFurniture},
    Word{"navi", kFurniture},
    Word{"menue", kFurniture},
    Word{"menubar", kFurniture},
    Word{"submenu", kFurniture},
    Word{"megamenu", kFurniture},
    Word{"pagination", kFurniture},
    Word{"paginator", kFurniture},
    Word{"pager", kFurniture},
    Word{"footer", kFurniture},
    Word{"fusszeile", kFurniture},
    Word{"fussbereich", kFurniture},
    Word{"masthead", kFurniture},
    Word{"kopfzeile", kFurniture},
    Word{"sidebar", kFurniture},
    Word{"seitenleiste", kFurniture},
    Word{"marginal", kFurniture},
    Word{"randspalte", kFurniture},
    Word{"barralateral", kFurniture},
    Word{"widget", kFurniture},
    Word{"share", kFurniture},
    Word{"sharing", kFurniture},
    Word{"social", kFurniture},
    Word{"teilen", kFurniture},
    Word{"partager", kFurniture},
    Word{"compartir", kFurniture},
    Word{"condividi", kFurniture},
    Word{"addtoany", kFurniture},
    Word{"addthis", kFurniture},
    Word{"shariff", kFurniture},
    Word{"jp-relatedposts", kFurniture},
    Word{"sharedaddy", kFurniture},
    Word{"related", kFurniture},
    Word{"verwandt", kFurniture},
    Word{"aehnlich", kFurniture},
    Word{"recommend", kFurniture},
    Word{"empfehl", kFurniture},
    Word{"relacionad", kFurniture},
    Word{"correlat", kFurniture},
    Word{"similar", kFurniture},
    Word{"trending", kFurniture},
    Word{"popular", kFurniture},
    Word{"mostread", kFurniture},
    Word{"meistgelesen", kFurniture},
    Word{"readmore", kFurniture},
    Word{"weiterlesen", kFurniture},
    Word{"morefrom", kFurniture},
    Word{"teaser", kFurniture},
    Word{"newsletter", kFurniture},
    Word{"subscri", kFurniture},
    Word{"abonn", kFurniture},
    Word{"paywall", kFurniture},
    Word{"cookie", kFurniture},
    Word{"consent", kFurniture},
    Word{"gdpr", kFurniture},
    Word{"dsgvo", kFurniture},
    Word{"popup", kFurniture},
    Word{"overlay", kFurniture},
    Word{"modal", kFurniture},
    Word{"lightbox", kFurniture},
    Word{"tooltip", kFurniture},
    Word{"dropdown", kFurniture},
    Word{"slideshow", kNoHint},
    Word{"carousel", kFurniture},
    Word{"suche", kFurniture},
    Word{"impressum", kFurniture},
    Word{"authorbox", kFurniture},
    Word{"autorenbox", kFurniture},
    Word{"aboutauthor", kFurniture},
    Word{"postmeta", kByline},
    Word{"entrymeta", kByline},
    Word{"postmetadata", kFurniture},
    Word{"schlagw", kFurniture},
    Word{"stichw", kFurniture},
    Word{"etiquet", kFurniture},
    Word{"bookmark", kFurniture},
    Word{"rating", kFurniture},
    Word{"comment", kComments},
    Word{"kommentar", kComments},
    Word{"commentaire", kComments},
    Word{"comentario", kComments},
    Word{"commenti", kComments},
    Word{"disqus", kComments},
    Word{"respond", kComments},
    Word{"trackback", kComments},
    Word{"livefyre", kComments},
    Word{"leserbrief", kComments},
    Word{"articlebody", kBody},
    Word{"articletext", kBody},
    Word{"articlecontent", kBody},
    Word{"storybody", kBody},
    Word{"storytext", kBody},
    Word{"postbody", kBody},
    Word{"postcontent", kBody},
    Word{"posttext", kBody},
    Word{"entrycontent", kBody},
    Word{"entrybody", kBody},
    Word{"artikeltext", kBody},
    Word{"artikelinhalt", kBody},
    Word{"beitragstext", kBody},
    Word{"newstext", kBody},
    Word{"bodytext", kBody},
    Word{"bodycopy", kBody},
    Word{"maincontent", kContent},
    Word{"contentmain", kContent},
    Word{"mainarticle", kContent},
};

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

std::uint8_t hint_of(std::string_view word) noexcept {
  for (const Word& w : kWhole) {
    if (w.word == word) return w.hint;
  }
  for (const Word& w : kBeginnings) {
    if (word.starts_with(w.word)) return w.hint;
  }
  return kNoHint;
}

bool holds(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Two words that mean more than each: "article-body", "entry_content", "visually hidden".
std::uint8_t hint_of_pair(std::string_view first, std::string_view second) noexcept {
  if (holds(first, {"article", "story", "post", "entry", "artikel", "beitrag", "beitrags", "news", "blog", "page",
                    "articulo", "nota", "articolo"}) &&
      holds(second, {"body", "content", "text", "copy", "inhalt", "fulltext", "texte", "cuerpo", "contenido", "testo"}))
    return kBody;
  if (holds(first, {"body", "main"}) && holds(second, {"text", "copy"})) return kBody;
  if ((first == "visually" && second == "hidden") || (first == "screen" && second == "reader") ||
      (first == "sr" && second == "only"))
    return kHidden;
  if ((first == "most" && holds(second, {"read", "viewed", "popular"})) ||
      (first == "read" && holds(second, {"more", "also", "next"})) ||
      (first == "more" && holds(second, {"from", "news", "stories", "posts", "articles", "on"})) ||
      (first == "also" && second == "read") || (first == "see" && second == "also") ||
      (first == "mehr" && holds(second, {"zum", "zu", "aus", "von"})) || (first == "lesen" && second == "sie") ||
      (first == "about" && holds(second, {"author", "the"})) ||
      (first == "author" && holds(second, {"box", "info", "bio", "profile", "card", "description"})) ||
      (first == "call" && second == "to") || (first == "sign" && second == "up") ||
      (first == "next" && holds(second, {"post", "article", "prev"})) ||
      (first == "prev" && holds(second, {"next", "post"})) ||
      (first == "post" && holds(second, {"navigation", "nav", "links"})))
    return kFurniture;
  return kNoHint;
}

}  // namespace

std::uint8_t hints_of(std::string_view names) noexcept {
  std::array<char, 48> buffer[2];
  std::string_view previous;
  std::uint8_t hints = kNoHint;
  int turn = 0;
  for (std::size_t at = 0; at < names.size();) {
    if (!is_letter(names[at])) {
      if (names[at] == ' ') previous = {};  // another name: no pair across
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    const bool capitals = end < names.size() && is_upper(names[at]) && is_upper(names[end]);
    while (end < names.size() && is_letter(names[end]) && (capitals ? is_upper(names[end]) : !is_upper(names[end])))
      ++end;
    std::array<char, 48>& letters = buffer[turn];
    const std::size_t size = std::min(end - at, letters.size());
    for (std::size_t i = 0; i < size; ++i) letters[i] = lower(names[at + i]);
    const std::string_view word(letters.data(), size);
    hints |= hint_of(word);
    if (!previous.empty()) hints |= hint_of_pair(previous, word);
    previous = word;
    turn = 1 - turn;
    at = end;
  }
  return hints;
}

}  // namespace unspin::extract
