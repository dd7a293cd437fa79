"""templates_test.py PATH_OF_UNSPIN FOLDER: one article in many templates has one text.

The gold texts of the article benchmark in FOLDER, each put into templates of several ages and languages, between menus,
teasers of other articles, comments, captions and notices. Of any two pages of an article 97 % must be
near-duplicates: a Jaccard similarity of word 5-grams of 0.8 or more. Skipped, exit code 77, where the folder is absent."""

import html
import itertools
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import page_scores

PROGRAM, DATA = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
NEAR = 0.8


def p(paragraphs, tag="p"):
    return "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in paragraphs)


def menu(names):
    return "".join(f"<li><a href=/{i}>{name}</a></li>" for i, name in enumerate(names))


def old_table(a):
    rows = "<br>".join(f"<a href={i}.html>{w}</a>" for i, w in enumerate(("Home", "Links", "Gästebuch", "Impressum")))
    text = "<br><br>".join(map(html.escape, a.paragraphs))
    return f"""<html><head><title>{a.title}</title></head><body bgcolor=white><table width=800><tr><td colspan=2><img src=logo.gif></td></tr>
        <tr><td width=150 valign=top><font size=2>{rows}</font></td><td><font face=Arial size=4><b>{a.title}</b></font><br><br><font face=Arial>{text}</font>
        <br><br><a href=index.html>zurück</a></td></tr><tr><td colspan=2><font size=1>&copy; 2003 by webmaster</font></td></tr></table></body></html>"""


def weblog(a):
    comments = "".join(f"<li class=comment><div class=comment-author>{n} sagt:</div><p>{html.escape(c)}</p></li>" for n, c in zip("ABCDE", a.comments))
    return f"""<!DOCTYPE html><html lang=de><head><title>{a.title} | Das Blog</title></head><body class="single single-post postid-7 right-sidebar"><div id=page class=hfeed>
        <div id=masthead role=banner><a href=/>Das Blog</a></div><div id=main><div id=content role=main>
        <div id=post-7 class="post-7 post type-post hentry category-allgemein tag-werbung"><h1 class=entry-title>{a.title}</h1>
        <div class=entry-meta>Veröffentlicht am <a href=/d>4. Mai 2014</a> von <a href=/a>admin</a></div><div class=entry-content>{p(a.paragraphs)}
        <div class="sharedaddy sd-sharing-enabled"><h3>Teilen mit:</h3><ul><li><a href=t>Twitter</a></li><li><a href=f>Facebook</a></li></ul></div></div>
        <div class=entry-utility>Dieser Eintrag wurde unter <a href=/c>Allgemein</a> abgelegt.</div></div>
        <div id=comments><h3>5 Gedanken zu „{a.title}“</h3><ol class=commentlist>{comments}</ol><div id=respond><h3>Schreibe einen Kommentar</h3><form><p>Deine E-Mail-Adresse wird nicht veröffentlicht.</p></form></div></div></div></div>
        <div id=primary class=widget-area><ul><li class=widget><h3>Neueste Beiträge</h3><ul>{menu(a.names)}</ul></li></ul></div></div>
        <div id=footer>Stolz präsentiert von einer Blogsoftware.</div></body></html>"""


def magazine(a):
    teasers = "".join(f"<article class=teaser><h3><a href=/{i}>{a.names[i]}</a></h3><p>{html.escape(t)}</p></article>" for i, t in enumerate(a.teasers))
    half = len(a.paragraphs) // 2
    return f"""<!DOCTYPE html><html lang=de><head><meta charset=utf-8><title>{a.title} - Magazin</title><meta property=og:title content="{a.title}"></head><body>
        <header><nav aria-label=Hauptmenü><ul>{menu(a.names)}</ul></nav></header><div class=cookie-banner><p>Wir verwenden Cookies, um Inhalte zu personalisieren. Stimmen Sie zu?</p><button>Ja</button></div>
        <main><article class=artikel><header><h1>{a.title}</h1><p class=autor>Von Erika Mustermann</p><time datetime=2023-05-04>4. Mai 2023</time></header>
        <div class=artikel__text>{p(a.paragraphs[:half])}<figure><img><figcaption>Ein Bild zum Thema. Foto: dpa</figcaption></figure><div class=werbung>Anzeige</div>
        <div class=mehr-zum-thema><h4>Mehr zum Thema</h4><ul>{menu(a.names[:3])}</ul></div>{p(a.paragraphs[half:])}</div>
        <div class=newsletter-box><h3>Unser Newsletter</h3><p>Jeden Morgen das Wichtigste in Ihrem Postfach, kostenlos und jederzeit kündbar.</p></div></article>
        <section class=empfehlungen><h2>Das könnte Sie auch interessieren</h2>{teasers}</section></main><footer><ul>{menu(("Impressum", "Datenschutz", "AGB"))}</ul></footer></body></html>"""


def div_soup(a):
    text = "".join(f"<div class=css-1k{i}x><div class=css-9z>{html.escape(t)}</div></div>" for i, t in enumerate(a.paragraphs))
    teasers = "".join(f"<div class=css-77><div><a href=/{i}>{a.names[i]}</a></div><div><a href=/{i}>{html.escape(t)}</a></div></div>" for i, t in enumerate(a.teasers))
    return f"""<!DOCTYPE html><html><head><title>{a.title}</title></head><body><div id=root><div class=css-0><div><a href=/>Start</a><a href=/s>Sport</a><a href=/p>Politik</a></div></div>
        <div class=css-1><div class=css-2><h1 class=css-3>{a.title}</h1><div class=css-4>{text}</div></div><div class=css-5>{teasers}</div></div><div class=css-6><a href=/i>Imprint</a></div></div></body></html>"""


def sections(a):
    size = max(1, len(a.paragraphs) // 3)
    parts = [a.paragraphs[i:i + size] for i in range(0, len(a.paragraphs), size)]
    text = "".join(f"<div class='story-part row'>{p(part)}</div><div class='ad-slot'><a href=/buy>Buy now</a></div>" for part in parts)
    return f"""<!DOCTYPE html><html><head><title>{a.title} | News</title></head><body><div class=topbar><ul>{menu(a.names)}</ul></div><div class=layout><div class=story><h1>{a.title}</h1>
        <div class=byline>By Jane Doe</div>{text}</div><div class=rail><h4>Most read</h4><ol>{menu(a.names)}</ol></div></div><div class=site-footer><p>All rights reserved. Reproduction without permission is prohibited.</p></div></body></html>"""


def print_version(a):
    return f"<html><title>{a.title}</title><body onload=print()><h2>{a.title}</h2><hr>{p(a.paragraphs)}<hr><small>http://example.org/print?id=7</small></body></html>"


TEMPLATES = (old_table, weblog, magazine, div_soup, sections, print_version)


class Article:
    def __init__(self, paragraphs, others, rng):
        self.paragraphs = paragraphs
        self.title = "The matter of " + " ".join(page_scores.words(paragraphs[0])[:4])
        picks = rng.sample(others, 10)
        self.names = [" ".join(page_scores.words(o[0])[:6]) for o in picks]
        self.teasers = [o[0][:160] for o in picks[:5]]
        self.comments = [o[-1][:300] for o in picks[5:]]


def near(a, b):
    x, y = (set(page_scores.shingles(t, 5)) for t in (a, b))
    return len(x & y) / max(1, len(x | y))


class Templates(unittest.TestCase):
    def test_pages_of_one_article_are_near_duplicates(self):
        rng = random.Random(7)
        golds = [gold for _, gold in page_scores.load(DATA, "article-extraction-benchmark").values()]
        texts = [[line.strip() for line in gold.splitlines() if line.strip()] for gold in golds]
        texts = [t for t in texts if len(t) > 3 and sum(len(page_scores.words(line)) for line in t) > 150]
        with tempfile.TemporaryDirectory() as folder:
            for i, paragraphs in enumerate(texts):
                article = Article(paragraphs, texts[:i] + texts[i + 1:], rng)
                for template in TEMPLATES:
                    (pathlib.Path(folder) / f"{i:03}-{template.__name__}.html").write_text("\ufeff" + template(article), encoding="utf-8")
            run = subprocess.run([PROGRAM, "extract", folder, "--progress", "off"], check=True, capture_output=True, timeout=120)
        found = {line["id"].removesuffix(".html"): line["text"] for line in map(json.loads, run.stdout.splitlines())}
        pairs = similar = 0
        recall = {}
        for i, paragraphs in enumerate(texts):
            pages = {t.__name__: found[f"{i:03}-{t.__name__}"] for t in TEMPLATES}
            for name, text in pages.items():
                recall.setdefault(name, []).append(near("\n".join(paragraphs), text))
            for a, b in itertools.combinations(pages.values(), 2):
                pairs += 1
                similar += near(a, b) >= NEAR
        means = {name: round(sum(v) / len(v), 3) for name, v in recall.items()}
        low = {name: sum(x < NEAR for x in v) for name, v in recall.items()}
        print(f"{len(texts)} articles, {pairs} pairs, near-duplicates {similar / pairs:.4f}; similarity to the text {means}; under {NEAR}: {low}")
        self.assertGreaterEqual(similar / pairs, 0.97)


if __name__ == "__main__":
    if not (DATA / "article-extraction-benchmark.tar.zst").exists():
        print(f"skipped: {DATA} is not there")
        sys.exit(77)
    unittest.main()
