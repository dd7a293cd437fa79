#!/usr/bin/env python3
"""Writes data/sample from data/originals: the copies, the look-alikes, and which is which.

    data/make_sample.py            writes data/sample
    data/make_sample.py --check    fails when data/sample is not what this script writes

Same input, same bytes. Truth comes from how a document was made: truth.tsv says how two documents are related,
near-duplicates.tsv says the same for those who look for near-duplicates only. It is then checked: two documents that are
near-duplicates of each other must have a word 5-gram Jaccard similarity of 0.82 or more, any other two less than 0.75,
so that no pair of the sample hangs on a rounding error at the default threshold of 0.8.
"""

import hashlib
import itertools
import json
import re
import sys
import textwrap
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
COPY, NOT_COPY = 0.82, 0.75


def original(name):
    return (HERE / "originals" / f"{name}.txt").read_text(encoding="utf-8").strip()


# --- ways to copy


def same(text):
    return text


def edit(*pairs):
    """Replaces words by hand, as an editor would."""

    def apply(text):
        for old, new in pairs:
            assert text.count(old) >= 1, f"nothing to edit: {old!r}"
            text = text.replace(old, new, 1)
        return text

    return apply


def notice(words):
    return lambda text: f"{text}\n\n{words}"


def furniture(head, foot):
    return lambda text: f"{head}\n\n{text}\n\n{foot}"


def upper(text):
    return text.upper()


def typeset(text):
    """What a word processor does: curly quotes, dashes, an ellipsis, ligatures."""
    text = re.sub(r'(^|[\s(])"', "\\1“", text, flags=re.M).replace('"', "”").replace("'", "’").replace("...", "…")
    for plain, ligature in (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ")):
        text = text.replace(plain, ligature)
    return text


def no_break(text):
    """What a web editor does: no-break spaces before units and after short words, soft hyphens in long words."""
    text = re.sub(r"(\d) ", "\\1\N{NO-BREAK SPACE}", text)
    text = re.sub(r"\b(a|an|the|in|of) ", "\\1\N{NO-BREAK SPACE}", text)
    return re.sub(r"\b([a-z]{5})([a-z]{5,})\b", "\\1\N{SOFT HYPHEN}\\2", text)


def hard_wrapped(text):
    """What a mail program does: lines of 66, tabs, blank space at the ends of lines."""
    paragraphs = [textwrap.wrap(p, 66, break_on_hyphens=False) for p in text.split("\n\n")]
    return "\n\n".join("\n".join(f"\t{line}  " for line in lines) for lines in paragraphs)


def full_width(text):
    """What a Japanese input method does: digits of full width."""
    return text.translate({ord("0") + i: chr(0xFF10 + i) for i in range(10)})


def of(*steps):
    def apply(text):
        for step in steps:
            text = step(text)
        return text

    return apply


# --- the documents: family, original, how it was made, site, path, date, role
# Roles: copy (of every other copy in its family); excerpt; rewrites, in several styles (REWRITES below), or of a part
# (embed, patch); independent (the same event, by somebody else); twin (the same people, another event); template (the
# same form, other content); alone. A stitched page belongs to two families.

DOCUMENTS = []
NOTES = []


def page(family, source, how, site, path, date, role="copy"):
    DOCUMENTS.append({"family": set(family.split()), "text": how(original(source)), "role": role,
                      "url": f"https://{site}.example/{path}", "date": date})


def note(family, source, how, name, role="copy"):
    NOTES.append({"family": {family}, "text": how(original(source)), "role": role, "id": name})


MIRROR = "mirrorfeed"
# News
page("square", "square", same, "dunmarrow-courier", "council/tollgate-square-trial", "2025-03-11")
page("square", "square", same, MIRROR, "p/88213", "2025-03-12")
page("square", "square", edit(("11.05pm on Tuesday", "11.05pm last night"), ("All 120 seats", "Every one of the 120 seats"),
                              ("told members", "told councillors"), ("will keep their rank", "will keep their stand")),
     "shire-evening-post", "news/2025/03/tollgate", "2025-03-12")
page("square", "square-excerpt", same, "cycle-digest", "links/1173", "2025-03-14", "excerpt")
page("square", "square-other-paper", same, "county-radio", "bulletins/tollgate-vote", "2025-03-12", "independent")

page("ferry", "ferry", same, "coastal-wire", "sula-queen-breakwater", "2025-06-02")
page("ferry", "ferry", furniture("Home | Harbour | Weather | Tides | Classified | Log in",
                                 "Read next: five walks on Veld\nShare | Print | Report an error | About this site"),
     "orrinport-today", "story?id=4410", "2025-06-02")
page("ferry", "ferry-other-paper", same, "island-observer", "veld/one-old-ferry", "2025-06-03", "independent")

page("storm", "storm", same, "merrin-gazette", "storm-ragna", "2023-11-16")
page("storm", "storm", edit(("Two people have died and 1,350", "Three people have died and 1,420"),
                            ("Two killed", "Three killed"), ("By evening, everyone", "By Friday noon, everyone")),
     "merrin-gazette", "storm-ragna-update", "2023-11-17")
page("storm", "storm-other-paper", same, "northern-dispatch", "tave-over-the-wall", "2023-11-16", "independent")

page("chimneys", "chimneys", same, "deepwater-journal", "halimeda-vents", "2024-12-11")
page("chimneys", "chimneys", notice("Correction, 13 December: the dive took place on the last day of this leg, not of the whole "
                                    "cruise, as an earlier version of the headline suggested."),
     "deepwater-journal", "halimeda-vents-corrected", "2024-12-13")
page("chimneys", "chimneys-excerpt", same, "lab-bench-links", "2024/51", "2024-12-18", "excerpt")

page("cricket", "cricket", same, "county-cricketer", "reports/wealdshire-carrickshire", "2012-08-17")
page("cricket", "cricket", edit(("Beddoes finds the edge, and Wealdshire find a way", "Wealdshire scrape home with a wicket to spare"),
                                ("That Beddoes should have done it beggars belief.", "That Beddoes did it beggars belief."),
                                ("averaging 3.2, four", "with an average of 3.2, four")),
     "wealdshire-mercury", "sport/cricket/one-wicket", "2012-08-18")

page("tennis", "tennis", same, "baseline-weekly", "vlasak-oyelaran", "2016-07-16")
page("tennis", "tennis", notice("This report first appeared in Baseline Weekly and is reprinted with permission. All rights reserved."),
     MIRROR, "p/20917", "2016-07-17")

page("bakery", "bakery", same, "agency-east", "kervesh-survivors", "2018-11-09")
page("bakery", "bakery", upper, "telex-archive", "reel/7/frame/212", "2018-11-09")

page("bridge", "bridge", same, "agency-south", "yhaty-bridge", "2016-10-04")
page("bridge", "bridge", edit(("Oct 4 - A convoy", "Oct 4 (Agency South) - A convoy"), ("Eleven people were injured", "Twelve people were injured")),
     "river-trade-news", "incidents/isidora-caballes", "2016-10-05")
page("bridge", "bridge-other-paper", same, "puerto-star", "barcazas-puente-en", "2016-10-04", "independent")

page("purple", "purple", same, "trowel-and-brush", "kalathi-purple", "2023-08-29")
page("purple", "purple", no_break, "aegean-letter", "issue/14/stink-pool", "2023-08-30")
page("purple", "purple-excerpt", same, "dig-diary", "2023/09/01", "2023-09-01", "excerpt")

# News that was rewritten (by spinner software, by a paraphraser, with everything moved about, through another language,
# condensed, in another tone), reported by somebody else, and followed by other news about the same people
page("sleeper", "sleeper", same, "northmark-herald", "transport/sleeper-returns", "2025-02-19")
page("sleeper", "sleeper", furniture("Northmark Herald | News | Sport | What's on | Subscribe for £1 a week | Sign in",
                                     "Share this story\nMost read: the chip shop that sells sushi; a goose on the ring road\n"
                                     "© Northmark Herald. Terms | Privacy | Cookies"),
     "amp.northmark-herald", "transport/sleeper-returns", "2025-02-19")
page("sleeper", "sleeper-spun", same, "railnews-planet", "2025/02/slumber-railway", "2025-02-20", "spin_syn")
page("sleeper", "sleeper-para", same, "thedailydigest", "travel/night-trains-pellmouth", "2025-02-20", "para")
page("sleeper", "sleeper-shuffle", same, "commuter-blog", "what-to-expect-sleeper", "2025-02-22", "shuffle")
page("sleeper", "train-games-embed", same, "idle-traveller", "ten-things-flat-phone", "2025-03-03", "embed")
page("sleeper", "sleeper-other-paper", same, "pellmouth-post", "weekend/wake-up-in-carrowby", "2025-02-22", "independent")
page("sleeper", "sleeper-twin", same, "pellmouth-post", "news/northmark-fined", "2025-11-18", "twin")

page("pump", "pump", same, "marlhaven-mercury", "health/st-ebbas-pump", "2024-05-28")
page("pump", "pump", of(lambda text: text.split('\n\n"I was told')[0],
                        furniture("You are here: Home > Health > Hospitals\nListen to this article (3 min)",
                                  "To continue reading, take out a free trial\nRelated: Is your fridge too cold?\n"
                                  "Newsletter: the week in medicine, every Friday")),
     "medwatch-aggregator", "a/77120", "2024-05-29", "excerpt")
page("pump", "pump-spun", same, "healthbuzz-daily", "caregivers-jotter", "2024-05-29", "spin_syn")
page("pump", "pump-para", same, "thedailydigest", "health/thalberg-recall", "2024-05-29", "para")
page("pump", "pump-shuffle", same, "ward-notes", "operator-error", "2024-06-01", "shuffle")
page("pump", "pump-other-paper", same, "capital-courier", "health/serena-3-what-to-know", "2024-05-29", "independent")
page("pump", "pump-twin", same, "marlhaven-mercury", "business/thalberg-closure", "2024-11-21", "twin")

page("dam", "dam", same, "lydd-chronicle", "news/wexholm-crack", "2025-04-07")
page("dam", "dam", edit(("2,300 people are moved out", "2,350 people are moved out"), ("ordered 2,300 residents", "ordered 2,350 residents"),
                        ("About 600 people", "About 580 people")), "lydd-chronicle", "news/wexholm-crack-latest", "2025-04-08")
page("dam", "dam-spun", same, "worldfeed24", "drone-locates-fissure", "2025-04-08", "spin_syn")
page("dam", "dam-para", same, "thedailydigest", "news/valley-evacuated", "2025-04-08", "para")
page("dam", "dam-shuffle", same, "infrastructure-review", "binoculars", "2025-04-10", "shuffle")
page("dam", "dam-other-paper", same, "valley-voice", "six-hundred-neighbours", "2025-04-09", "independent")
page("dam", "dam-twin", same, "lydd-chronicle", "news/brown-water", "2025-09-22", "twin")

page("clock", "clock", same, "orsley-advertiser", "town/clock-tells-truth", "2025-05-13")
page("clock", "clock-backtrans", same, "world-curious-news", "en/orsley-clock", "2025-05-16", "backtrans")
page("clock", "clock-condensed", same, "thedailydigest", "odd/petition-clock", "2025-05-14", "condense")
page("clock", "clock-tabloid", same, "daily-hoot", "ticked-off", "2025-05-14", "tone")
page("clock", "clock-other-paper", same, "weekly-reader", "letters/orsley", "2025-05-24", "independent")
page("clock", "clock-twin", same, "orsley-advertiser", "town/cellar-sold", "2025-07-02", "twin")

page("dam pump", "week-patch", same, "thedailydigest", "week/nearly-missed", "2025-04-13", "patch")

# Recipes and advice
page("starter", "starter", same, "kitchen-almanac", "bread/sleeping-starter", "2025-01-20")
page("starter", "starter", of(typeset, no_break), "slow-loaf", "revive-your-starter", "2025-01-22")
page("starter", "starter", notice("Have you brought a jar back from the dead? Send us a photograph, and the best three win a proving basket. "
                                  "Closing date: 28 February."),
     "kitchen-almanac", "bread/sleeping-starter-competition", "2025-02-01")
page("starter", "starter-paraphrased", same, "content-mill-7", "sourdough-starter-tips", "2025-01-27", "para")
note("starter", "starter", same, "starter.txt")

page("pie", "pie", same, "kitchen-almanac", "fish/keepers-pie", "2014-11-22")
page("pie", "pie", typeset, "aunt-isobel", "lighthouse-pie", "2019-02-03")
note("pie", "pie", notice("Made it on Sunday with 900 g of potatoes and no bay. Good. Needs ten minutes longer in our oven."), "fish pie.txt")

page("puncture", "puncture", same, "pedal-post", "workshop/puncture", "2024-03-23")
page("puncture", "puncture", furniture("Pedal Post app: now with offline reading", "Tap to save this page for later"),
     "m.pedal-post", "workshop/puncture", "2024-03-23")
page("puncture", "puncture", notice("Filed under: tyres, tubes, roadside, tools. 41 comments."), "wheel-archive", "6620", "2024-05-11")

page("boat", "boat", same, "sawdust-and-salt", "first-boat", "2022-04-02")
page("boat", "boat", hard_wrapped, "list.small-boats", "archive/2022-April/0031", "2022-04-05")

page("notebook", "notebook", same, "paper-and-screen", "reviews/folio-2", "2025-03-20")
page("notebook", "notebook", edit(("It costs £389 with its pen", "It now costs £349 with its pen"), ("five weeks", "nine weeks"),
                                  ("fell over four times in one fortnight", "fell over six times in one month")),
     "paper-and-screen", "reviews/folio-2-price-cut", "2025-06-02")
page("notebook", "notebook-spun", same, "content-mill-7", "best-e-ink-tablet", "2025-03-21", "spin_syn")

# A shop: one form, three things, and one of them again after a price rise
page("shop", "shop-mug", same, "gearloft", "p/mug-350", "2024-02-01", "template")
page("shop", "shop-lamp", same, "gearloft", "p/trail-lamp-2", "2024-02-01", "template")
page("shop", "shop-stool", same, "gearloft", "p/stool-3", "2024-02-01", "template")
page("mug", "shop-mug", edit(("£9.50", "£10.25"), ("moss, brick", "moss, slate")), "gearloft", "p/mug-350?season=autumn", "2024-09-01")

# A housing association: one closing paragraph under different news
page("wharf", "press-wharf", same, "halden-roe", "press/2024/wharf", "2024-05-14")
page("wharf", "press-wharf", furniture("Press release distributed by Aldermoor Newswire", "Source: Halden & Roe"), "aldermoor-newswire", "r/51877", "2024-05-14")
page("repairs", "press-repairs", same, "halden-roe", "press/2024/repairs", "2024-06-03", "template")

# A manufacturer: two recalls, told apart by a few words
page("recall", "recall-kettle", same, "thermia", "recall/k2", "2023-09-04", "template")
page("recall", "recall-toaster", same, "thermia", "recall/t5", "2023-02-13", "template")

# Forums
page("crust", "forum-crust", same, "forum.slow-loaf", "t/9041", "2023-10-08")
page("crust", "forum-crust", edit(("Hello all, long-time reader, first post.", "Hi everyone, new here."), ("my neighbour swears", "my sister swears")),
     "bakers-corner", "thread/soft-crust", "2023-10-09")
page("chain", "forum-chain", same, "forum.pedal-post", "t/2210", "2024-07-01", "alone")
page("allotment", "forum-allotment", same, "plots-and-sheds", "t/318", "2024-05-20", "alone")

# One form, filled in every day
page("weather", "weather-monday", same, "orrinport-harbour", "forecast/2024-05-06", "2024-05-06", "template")
page("weather", "weather-tuesday", same, "orrinport-harbour", "forecast/2024-05-07", "2024-05-07", "template")
page("weather", "weather-wednesday", same, "orrinport-harbour", "forecast/2024-05-08", "2024-05-08", "template")

# German, Russian, Japanese
page("de-baeckerei", "de-baeckerei", same, "wiesentaler-bote", "hasselgrund/baeckerei", "2024-10-20")
page("de-baeckerei", "de-baeckerei", upper, "dorftafel", "aushang/112", "2024-10-21")
page("de-steg", "de-steg", same, "moorwege", "touren/schwarzes-moor", "2023-05-02")
page("de-steg", "de-steg", edit(("Länge 7,4 Kilometer", "Länge 7,6 Kilometer"), ("im Mai balzen hier", "im April balzen hier"),
                                ("rostige Loren", "alte Loren")), "wandern-mit-kind", "schwarzes-moor", "2024-04-11")
page("ru-muzey", "ru-muzey", same, "zarechye-vesti", "2024/muzey", "2024-03-02")
page("ru-muzey", "ru-muzey", edit(("В Заречье открылся", "В Заречье открыли"), ("640 предметов", "645 предметов"), ("сто рублей", "150 рублей")),
     "oblast-segodnya", "kultura/1904", "2024-03-03")
page("ru-pirog", "ru-pirog", same, "dachnaya-kuhnya", "pirogi/s-kapustoy", "2022-09-10")
page("ru-pirog", "ru-pirog", notice("Понравился рецепт? Сохраните его и поделитесь с друзьями."), MIRROR, "p/70155", "2022-09-30")
page("ja-neko", "ja-neko", same, "kirigatani-shimbun", "2024/hana", "2024-03-15")
page("ja-neko", "ja-neko", edit(("15日に発表した", "15日、発表した"), ("推定12歳", "推定十二歳"), ("伸びた", "増えた")), "tetsudo-news", "a/3391", "2024-03-16")
page("ja-oden", "ja-oden", same, "yoru-gohan", "oden", "2023-12-01")
page("ja-oden", "ja-oden", full_width, "reshipi-cho", "r/5520", "2023-12-19")

# Nobody's copy
for name, site, date in (("marsh-cat", "field-notes", "2025-02-06"), ("marathon", "brennholm-athletic", "2023-04-23"),
                         ("apple-tree", "sawdust-and-salt", "2021-01-16"), ("wildfire", "valley-record", "2019-02-09")):
    page(name, name, same, site, name, date, "alone")
note("shopping", "forum-chain", lambda text: "Flour, 2 bags\nEvaporated milk\nOats\nBay leaves\nInner tube, 28 inch\nEnvelope for the harbour office",
     "shopping.txt", "alone")
note("square", "square", lambda text: "For the letter to the council, from the Courier:\n\n" + "\n\n".join(text.split("\n\n")[3:6]),
     "council quotes.txt", "excerpt")


# --- truth


def tokens(text):
    """As the engine: runs of letters, marks, digits and _ after NFKC case folding; a kana or Han letter is a token."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).replace("\N{SOFT HYPHEN}", "")
    return re.findall(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3005-\u3007\u3040-\u30ff\u3400-\u9fff])\w)+", text)


def shingles(words):
    return {tuple(words[i:i + 5]) for i in range(max(1, len(words) - 4))}


REWRITES = ("backtrans", "condense", "para", "shuffle", "spin_syn", "tone")
PARTS = ("embed", "excerpt", "patch")


def relation(a, b, near, equal):
    """(relation, kind) of two documents, or nothing: unrelated. `near`: similar enough for a near-duplicate."""
    roles = {a["role"], b["role"]}
    if a["family"] | b["family"] == {"shop", "mug"}:  # the mug is sold twice, the form is one
        return ("copy", "near-duplicate") if near else ("twin", "same-template")
    if a["family"] | b["family"] == {"wharf", "repairs"}:
        return "twin", "same-template"
    if not a["family"] & b["family"] or "alone" in roles:
        return None
    if roles == {"copy"}:
        return "copy", "exact" if equal else "near-duplicate"
    if "template" in roles:
        return "twin", "same-template"
    if "twin" in roles:
        return "twin", "twin"
    if "independent" in roles:
        return "independent", "rewrite-indep" if roles & {*REWRITES, "embed", "patch"} else "orig-indep"
    if "copy" not in roles:
        return "sibling", "sibling"
    (role,) = roles - {"copy"}
    return "partial" if role in PARTS else "copy", role


def near_label(kind):
    """(label, kind) for those who look for near-duplicates only: 1, 0, or P for neither."""
    if kind in ("exact", "near-duplicate"):
        return "1", kind
    if kind in ("same-template", "twin"):
        return "0", kind
    if kind.endswith("-indep"):
        return "0", "same-event"
    return "P", kind if kind in ("excerpt", "sibling") else "rewrite"


def truth(documents):
    """Rows of truth.tsv: id_a, id_b, relation, kind."""
    rows = []
    measured = [(d, tokens(d["text"])) for d in documents]
    measured = [(d, words, shingles(words)) for d, words in measured]
    for (a, words_a, set_a), (b, words_b, set_b) in itertools.combinations(measured, 2):
        jaccard = len(set_a & set_b) / len(set_a | set_b)
        row = relation(a, b, jaccard > COPY, words_a == words_b)
        near = row is not None and row[1] in ("exact", "near-duplicate")
        assert jaccard >= COPY if near else jaccard < NOT_COPY, f"{a['id']} {b['id']} {row} {jaccard:.3f}"
        if row:
            rows.append((*sorted((a["id"], b["id"]), key=lambda s: s.encode()), *row))
    return sorted(rows, key=lambda row: tuple(column.encode() for column in row))


def table(head, rows):
    return "".join("\t".join(row) + "\n" for row in [head, *rows])


def make():
    """Path under data/sample → bytes."""
    # In crawl order copies do not stand side by side; this order is arbitrary and never changes by itself.
    pages = sorted(DOCUMENTS, key=lambda d: hashlib.sha256(d["url"].encode()).digest())
    for number, document in enumerate(pages, 1):
        document["id"] = f"sample/{number:04}"
    fields = ("id", "url", "date", "text")
    files = {"crawl.jsonl": "".join(json.dumps({f: d[f] for f in fields}, ensure_ascii=False) + "\n" for d in pages)}
    for d in NOTES:
        files[f"notes/{d['id']}"] = d["text"] + "\n"
    rows = truth(pages + NOTES)
    files["truth.tsv"] = table(("id_a", "id_b", "relation", "kind"), rows)
    files["near-duplicates.tsv"] = table(("id_a", "id_b", "label", "kind"), [(a, b, *near_label(kind)) for a, b, _, kind in rows])
    return {path: text.encode() for path, text in files.items()}


def main():
    folder = HERE / "sample"
    files = make()
    if sys.argv[1:] == ["--check"]:
        files_there = (p for p in folder.rglob("*") if p.is_file() and p.parent.name != "pages")  # make_crawl.py has those
        there = {str(p.relative_to(folder)): p.read_bytes() for p in files_there}
        wrong = sorted(p for p in files.keys() | there.keys() if files.get(p) != there.get(p))
        if wrong:
            sys.exit(f"data/sample differs from what data/make_sample.py writes: {', '.join(wrong)}")
        return
    if sys.argv[1:]:
        sys.exit(__doc__)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


if __name__ == "__main__":
    main()
