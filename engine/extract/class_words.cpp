#include "engine/extract/class_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace unspin::extract {
namespace {

struct List {
  std::uint8_t hint;
  std::string_view words;  // between single spaces
};

// Words as a whole: they begin, or are part of, others that mean something else.
constexpr std::array kWhole{
    List{kFurniture,
         "ad ads adv cta nav menu tag tags tagcloud toolbar tools rss search share shares skip bio login rail aside "
         "foot "
         "copyright signature signatur noprint poll signup promo legal feedback utility drucken versenden merkliste "
         "sitemap skiplinks"},
    List{kComments, "replies trackbacks pings"},
    List{kByline, "meta byline author autor autorin date datum dateline timestamp auteur autore fecha"},
    List{kCaption, "caption captions gallery galerie legende"},
    List{kContent,
         "content main article post entry story body text hentry blog page artikel beitrag inhalt hauptinhalt contenu "
         "contenido contenuto articulo articolo cuerpo texte texto testo"},
    List{kBody, "haupttext fliesstext fulltext"},
};

// Beginnings of words.
constexpr std::array kBeginnings{
    List{kFurniture,
         "advert werbung werbe anzeige publicid pubblicit reklam sponsor banner promotion outbrain taboola adsense"},
    List{kFurniture, "breadcrumb brotkrume navi navbar menue menubar submenu megamenu pagination paginator pager"},
    List{kFurniture,
         "footer fusszeile fussbereich masthead kopfzeile sidebar seitenleiste marginal randspalte linkespalte "
         "rechtespalte "
         "barralateral widget"},
    List{
        kFurniture,
        "share sharing social teilen partager compartir condividi addtoany addthis shariff sharedaddy bookmark rating"},
    List{kFurniture,
         "related verwandt aehnlich recommend empfehl relacionad correlat similar trending popular mostread "
         "meistgelesen readmore weiterlesen morefrom teaser"},
    List{kFurniture,
         "newsletter subscri abonn cookie consent gdpr dsgvo popup overlay modal lightbox tooltip dropdown carousel "
         "suche impressum"},
    List{
        kFurniture,
        "authorbox autorenbox autorenkasten autorenprofil autoreninfo aboutauthor postmetadata schlagw stichw etiquet"},
    List{kByline, "postmeta entrymeta autorzeile verfasser lesezeit lesedauer"},
    List{kComments, "comment kommentar commentaire comentario commenti disqus respond trackback livefyre leserbrief"},
    List{kCaption,
         "slideshow bildergalerie fotostrecke inlinegallery bildunterschrift bildtext newscaption imagecaption"},
    List{kBody,
         "articlebody articletext articlecontent storybody storytext postbody postcontent posttext entrycontent "
         "entrybody artikeltext artikelinhalt beitragstext newstext bodytext bodycopy"},
    List{kContent, "maincontent contentmain mainarticle"},
};

// Ends of words, for languages that join them: "hauptnavigation", "artikelkommentare".
constexpr std::array kEndings{
    List{kFurniture,
         "navigation navi menue menu anzeige anzeigen werbung teaser sidebar footer leiste banner widget popup "
         "newsletter "
         "linkliste breadcrumb cookies sharing teilen"},
    List{kComments, "kommentare kommentar comments commentaires comentarios"},
    List{kCaption, "bildunterschrift galerie"},
};

// Two words that mean more than each.
struct Pair {
  std::uint8_t hint;
  std::string_view first;
  std::string_view second;
};
constexpr std::array kPairs{
    Pair{kBody, "article story post entry artikel beitrag beitrags news blog page articulo nota articolo",
         "body content text copy inhalt fulltext texte cuerpo contenido testo"},
    Pair{kBody, "body main", "text copy"},
    Pair{kHidden, "visually", "hidden"},
    Pair{kHidden, "screen", "reader"},
    Pair{kHidden, "sr", "only"},
    Pair{kFurniture, "d", "none"},
    Pair{kFurniture, "most", "read viewed popular"},
    Pair{kFurniture, "read", "more also next"},
    Pair{kFurniture, "also see", "read also"},
    Pair{kFurniture, "more", "from news stories posts articles on"},
    Pair{kFurniture, "mehr", "zum zu aus von"},
    Pair{kFurniture, "lesen", "sie"},
    Pair{kFurniture, "about", "author the"},
    Pair{kFurniture, "author", "box info bio profile card description"},
    Pair{kFurniture, "sign", "up"},
    Pair{kByline, "post entry article artikel beitrag beitrags", "info details"},
    Pair{kFurniture, "next prev", "post article prev next"},
    Pair{kFurniture, "post", "navigation nav links"},
};

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

struct Word {
  std::string_view word;
  std::uint8_t hint;
};

/// The lists by first letter.
struct Index {
  std::array<std::vector<Word>, 26> whole;
  std::array<std::vector<Word>, 26> beginnings;

  Index() {
    for (const List& list : kWhole) add(list, whole);
    for (const List& list : kBeginnings) add(list, beginnings);
  }

  static void add(const List& list, std::array<std::vector<Word>, 26>& to) {
    for (std::string_view rest = list.words; !rest.empty();) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      to[static_cast<std::size_t>(word[0] - 'a')].push_back({word, list.hint});
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
  }
};

bool ends_with_one_of(std::string_view word, std::string_view list) noexcept {
  for (std::string_view rest = list; !rest.empty();) {
    const std::string_view ending = rest.substr(0, rest.find(' '));
    if (word.ends_with(ending)) return true;
    rest.remove_prefix(std::min(rest.size(), ending.size() + 1));
  }
  return false;
}

std::uint8_t hint_of(std::string_view word) noexcept {
  static const Index index;
  const auto letter = static_cast<std::size_t>(word[0] - 'a');
  for (const Word& w : index.whole[letter]) {
    if (w.word == word) return w.hint;
  }
  for (const Word& w : index.beginnings[letter]) {
    if (word.starts_with(w.word)) return w.hint;
  }
  for (const List& list : kEndings) {
    if (word.size() > 7 && ends_with_one_of(word, list.words)) return list.hint;
  }
  return kNoHint;
}

bool is_in(std::string_view word, std::string_view list) noexcept {
  for (std::size_t at = 0; (at = list.find(word, at)) != std::string_view::npos; ++at) {
    const std::size_t end = at + word.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

std::uint8_t hint_of_pair(std::string_view first, std::string_view second) noexcept {
  for (const Pair& pair : kPairs) {
    if (is_in(second, pair.second) && is_in(first, pair.first)) return pair.hint;
  }
  return kNoHint;
}

/// One name, word by word; what it means as a whole.
class NameReader {
 public:
  void add(std::string_view word) {
    hints_ |= hint_of(word);
    if (!previous_.empty()) hints_ |= hint_of_pair(previous_, word);
    posting_ |= word == "hentry" || (previous_ == "type" && word == "post");
    embedded_ |= word == "embed" || word == "embedded";
    ++words_;
    previous_ = word;
  }

  /// Whether a name said that the element is a posting: microformats, and what follows them. The other names are then
  /// its categories: "tag-sponsoring".
  [[nodiscard]] bool posting() const { return posting_; }

  /// The hints of the name that ends here.
  std::uint8_t finish() {
    // A heading that became an id, or a title a class: "sharing-with-a-single-developer".
    const bool sentence = words_ > 4;
    // Alone: with another word it is hidden somewhere, as in "hidden-print".
    if (words_ == 1 && (previous_ == "hidden" || previous_ == "hide" || previous_ == "invisible")) hints_ |= kFurniture;
    // What is embedded belongs to the text: "social-media-embed" is a posting that it quotes.
    const std::uint8_t hints = sentence || embedded_ ? static_cast<std::uint8_t>(hints_ & kBody) : hints_;
    previous_ = {};
    hints_ = kNoHint;
    words_ = 0;
    embedded_ = false;
    return hints;
  }

 private:
  std::string_view previous_;
  std::uint8_t hints_ = kNoHint;
  int words_ = 0;
  bool embedded_ = false;
  bool posting_ = false;
};

}  // namespace

std::uint8_t hints_of(std::string_view names) noexcept {
  std::array<std::array<char, 48>, 2> letters{};  // of this word and the one before
  NameReader name;
  std::uint8_t hints = kNoHint;
  std::size_t turn = 0;
  for (std::size_t at = 0; at < names.size();) {
    if (!is_letter(names[at])) {
      if (names[at] == ' ') hints |= name.finish();
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    const bool capitals = end < names.size() && is_upper(names[at]) && is_upper(names[end]);
    while (end < names.size() && is_letter(names[end]) && (capitals ? is_upper(names[end]) : !is_upper(names[end])))
      ++end;
    const std::size_t size = std::min(end - at, letters[turn].size());
    for (std::size_t i = 0; i < size; ++i) letters[turn][i] = lower(names[at + i]);
    name.add({letters[turn].data(), size});
    turn = 1 - turn;
    at = end;
  }
  hints |= name.finish();
  return name.posting() ? static_cast<std::uint8_t>(hints & (kContent | kBody)) : hints;
}

}  // namespace unspin::extract
