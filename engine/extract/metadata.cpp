#include "engine/extract/metadata.h"

#include <algorithm>
#include <array>

#include "engine/extract/class_words.h"
#include "engine/extract/utf8.h"

namespace unspin::extract {
namespace {

constexpr std::size_t kLongestField = 1000;  // bytes: a title or byline that is longer is none

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string collapsed(std::string_view text) {
  std::string out;
  append_collapsed(out, text);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return std::string(clip(out, kLongestField));
}

/// What <meta>, <link>, <html> and marked elements say, gathered in one walk. The first of a kind counts.
struct Said {
  std::string title_tag, og_title, h1, itemprop_headline;
  std::string og_site, application;
  std::string author_meta, article_author, rel_author, class_author, itemprop_author;
  std::string date_meta, date_time, date_itemprop;
  std::string canonical, og_url;
  std::string lang, lang_meta;
  int h1_count = 0;
};

void set(std::string& field, std::string_view value) {
  if (field.empty()) field = collapsed(value);
}

void read_meta(const Tree& tree, const Node& node, Said& said) {
  const std::string_view content = tree.attribute(node, "content");
  if (content.empty()) return;
  std::string key = lower(tree.attribute(node, "property"));
  if (key.empty()) key = lower(tree.attribute(node, "name"));
  if (key.empty()) key = lower(tree.attribute(node, "itemprop"));
  const auto is_one_of = [&](std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), key) != list.end();
  };
  if (is_one_of({"og:title", "twitter:title", "dc.title", "dcterms.title", "headline"})) set(said.og_title, content);
  if (key == "og:site_name") set(said.og_site, content);
  if (key == "application-name") set(said.application, content);
  if (is_one_of({"author", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "byl"}))
    set(said.author_meta, content);
  // Often a page of a social network, which is no name.
  if (key == "article:author" && content.find("://") == std::string_view::npos) set(said.article_author, content);
  if (is_one_of({"article:published_time", "og:published_time", "datepublished", "dc.date", "dc.date.issued",
                 "dcterms.created", "dcterms.date", "date", "pubdate", "publishdate", "sailthru.date",
                 "parsely-pub-date", "publication_date", "dc.date.created", "article.published", "last-modified"}))
    set(said.date_meta, content);
  if (key == "og:url") set(said.og_url, content);
  if (key == "language" || key == "content-language" || key == "dc.language") set(said.lang_meta, content);
}

void read_element(const Tree& tree, NodeIndex i, Said& said) {
  const Node& node = tree.nodes[i];
  switch (node.tag) {
    case Tag::Meta: return read_meta(tree, node, said);
    case Tag::Title: return set(said.title_tag, tree.inner_text(i));
    case Tag::Html: return set(said.lang, tree.attribute(node, "lang"));
    case Tag::H1: {
      if (++said.h1_count <= 8 && said.h1.empty()) set(said.h1, tree.inner_text(i));
      return;
    }
    case Tag::Link:
      if (lower(tree.attribute(node, "rel")) == "canonical") set(said.canonical, tree.attribute(node, "href"));
      return;
    case Tag::Time:
      if (said.date_time.empty()) set(said.date_time, tree.attribute(node, "datetime"));
      break;
    default: break;
  }
  const std::string_view itemprop = tree.attribute(node, "itemprop");
  if (itemprop == "datePublished") {
    const std::string_view value =
        tree.has_attribute(node, "content") ? tree.attribute(node, "content") : tree.attribute(node, "datetime");
    set(said.date_itemprop, value.empty() ? tree.inner_text(i) : value);
  }
  if (itemprop == "author" && said.itemprop_author.empty() && node.end - i < 40)
    set(said.itemprop_author, tree.inner_text(i));
  if (itemprop == "headline") set(said.itemprop_headline, tree.inner_text(i));
  if (node.tag == Tag::A && tree.attribute(node, "rel") == "author") set(said.rel_author, tree.inner_text(i));
  if (said.class_author.empty() && node.end - i < 40) {
    const std::string_view names = tree.attribute(node, "class");
    if (names.find("byline") != std::string_view::npos || names.find("author") != std::string_view::npos ||
        names.find("autor") != std::string_view::npos)
      if ((hints_of(names) & (kByline | kFurniture | kComments)) == kByline) set(said.class_author, tree.inner_text(i));
  }
}

/// "Headline | The Site" without the site: the part that is also in the page's heading, else the longest of the parts.
std::string without_site(const std::string& title, const Said& said) {
  if (title.empty()) return said.h1;
  if (said.h1.size() >= 8 && title.find(said.h1) != std::string::npos) return said.h1;
  static constexpr std::array<std::string_view, 8> kBetween{" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · "};
  for (const std::string_view between : kBetween) {
    const std::size_t last = title.rfind(between);
    if (last == std::string::npos) continue;
    const std::string_view before = std::string_view(title).substr(0, last);
    const std::string_view behind = std::string_view(title).substr(last + between.size());
    if (!said.og_site.empty() && before == said.og_site) return std::string(behind);
    // A headline has words; the name of a site hardly more than three.
    if (before.size() >= 2 * behind.size() / 3 && std::count(before.begin(), before.end(), ' ') >= 2)
      return std::string(before);
    if (std::count(behind.begin(), behind.end(), ' ') >= 3 && std::count(before.begin(), before.end(), ' ') < 3)
      return std::string(behind);
  }
  return title;
}

/// "by Jane Doe", "Von Jane Doe" → "Jane Doe"; nothing for what is no name.
std::string person(std::string name) {
  name = collapsed(name);
  const std::string small = lower(name);
  for (const std::string_view start :
       {"by ", "von ", "par ", "por ", "di ", "door ", "av ", "written by ", "by: ", "autor: ", "author: "}) {
    if (small.starts_with(start)) {
      name.erase(0, start.size());
      break;
    }
  }
  if (name.size() > 200 || name.find("://") != std::string::npos) return {};
  return name;
}

/// The date that a text holds in the order year, month, day; or the text as it is when there is none.
std::string date_of(std::string_view text) {
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (std::size_t i = 0; i + 10 <= text.size(); ++i) {
    const bool is_date = digit(i) && digit(i + 1) && digit(i + 2) && digit(i + 3) &&
                         (text[i + 4] == '-' || text[i + 4] == '/') && digit(i + 5) && digit(i + 6) &&
                         text[i + 7] == text[i + 4] && digit(i + 8) && digit(i + 9);
    if (!is_date || (i > 0 && digit(i - 1))) continue;
    std::string date(text.substr(i, text.find_first_of(" ,;", i + 10) - i));
    date[4] = date[7] = '-';
    return date;
  }
  return std::string(clip(text, 64));
}

std::string first_of(std::initializer_list<const std::string*> list) {
  for (const std::string* item : list) {
    if (!item->empty()) return *item;
  }
  return {};
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    const std::string one = person(name);
    if (one.empty() || out.size() > kLongestField) continue;
    out += (out.empty() ? "" : ", ") + one;
  }
  return out;
}

}  // namespace

Metadata read_metadata(const Tree& tree, const std::vector<LinkedObject>& objects) {
  Said said;
  for (NodeIndex i = 1; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].tag != Tag::Text) read_element(tree, i, said);
  }
  // Of several articles the first is the page's; the others are teasers.
  const auto article =
      std::find_if(objects.begin(), objects.end(), [](const LinkedObject& o) { return is_article(o.type); });
  const LinkedObject none;
  const LinkedObject& linked = article == objects.end() ? none : *article;

  Metadata data;
  const std::string headline = collapsed(linked.headline);
  const std::string title = without_site(first_of({&said.og_title, &said.title_tag}), said);
  data.title = first_of({&headline, &said.itemprop_headline, &title});
  const std::string authors = joined(linked.authors);
  const std::string author = person(
      first_of({&said.author_meta, &said.article_author, &said.itemprop_author, &said.rel_author, &said.class_author}));
  data.byline = first_of({&authors, &author});
  data.date = date_of(collapsed(first_of({&linked.date, &said.date_meta, &said.date_itemprop, &said.date_time})));
  data.canonical = first_of({&said.canonical, &said.og_url});
  const std::string publisher = collapsed(linked.publisher);
  data.site = first_of({&said.og_site, &publisher, &said.application});
  data.language = first_of({&said.lang, &said.lang_meta});
  for (const LinkedObject& object : objects) {
    if (object.body.size() > data.body.size() && (is_article(object.type) || object.type == "WebPage"))
      data.body = object.body;
  }
  return data;
}

}  // namespace unspin::extract
