#!/usr/bin/env python3
"""Writes data/sample/pages: a small web crawl as a WARC file, and which of its pages are copies.

    data/make_crawl.py            writes data/sample/pages
    data/make_crawl.py --check    fails when data/sample/pages is not what this script writes

Eleven invented sites, each with a template and furniture of its own: menus, consent texts, teasers, notices, some of it
where no rule about tags and names finds it. Articles are those of data/originals and some written here. Truth comes
from how a page was made. Same input, same records; how gzip packs them depends on the version of zlib.
"""

import gzip
import html
import itertools
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def original(name):
    title, _, text = (HERE / "originals" / f"{name}.txt").read_text(encoding="utf-8").strip().partition("\n\n")
    return title, text.split("\n\n")


def p(paragraphs):
    return "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs)


def br(paragraphs):
    return "<br><br>\n".join(html.escape(text, quote=False) for text in paragraphs)


def links(names, tag="li"):
    return "".join(f"<{tag}><a href=/{name.lower().replace(' ', '-')}>{name}</a></{tag}>" for name in names)


# --- templates: title, paragraphs, address → a page


def courier(title, paragraphs, url, head=""):
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Capital Courier</title>{head}</head><body>
<header><a href="/">Capital Courier</a><nav><ul>{links(("Home", "Politics", "Region", "Sport", "Culture", "Weather"))}</ul></nav></header>
<div class="wrap"><div class="txt"><p>We and our 214 partners store and read information on your device, such as cookies, to show you
advertising that suits you, to measure how it performs and to learn about our readers. You can change your mind at any time at the foot of the page.</p>
<h1>{title}</h1>
{p(paragraphs)}
<p>The Capital Courier has been independent since 1911 and belongs to its readers. If you value what we do, become a member from two pounds a week.</p>
<p>Did you see something that we should know about? Write to the newsroom or ring the night desk, and we will treat what you say in confidence.</p></div>
<div class="side"><h3>Most read</h3><ol>{links(("A bridge too low", "The last tram", "Why is the sea so warm", "Twelve soups for a wet week"))}</ol></div></div>
<footer><p>&copy; Capital Courier Ltd. Registered office: 4 Tollgate Square.</p></footer></body></html>"""


def courier_print(title, paragraphs, url, head=""):
    return f"""<html><head><title>{title} - print version</title>{head}</head><body onload="window.print()"><h2>{title}</h2><hr>
{p(paragraphs)}
<hr><p>Printed from {url}</p></body></html>"""


def courier_amp(title, paragraphs, url, head=""):
    return f"""<!doctype html><html amp lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
<amp-sidebar id="s"><ul>{links(("Home", "Politics", "Region", "Sport"))}</ul></amp-sidebar><article><h1>{title}</h1>
{p(paragraphs)}
</article><amp-ad width="300" height="250"></amp-ad><p>View the full site for comments.</p></body></html>"""


def island(title, paragraphs, url, head=""):
    return f"""<html><head><title>Island Post: {title}</title>{head}</head><body bgcolor="#ffffff"><table width="780" cellpadding="4"><tr><td colspan="2"><font size="5">ISLAND POST</font></td></tr>
<tr><td width="160" valign="top"><font size="2"><b>Today</b><br>{"<br>".join(f"<a href=/{n}.html>{n}</a>" for n in ("News", "Tides", "Births", "Small ads", "Letters"))}<br><br>
High water at the quay is given for the main harbour; add twelve minutes for the north side and do not rely on it for navigation.<br><br>The paper is printed on Tuesdays and Fridays and is sold at both landing stages.</font></td>
<td valign="top"><font face="Arial" size="4"><b>{title}</b></font><br><br><font face="Arial" size="3">{br(paragraphs)}</font>
<br><br><font size="2">Letters to the editor must have a name and an address. We shorten them when we have to, and we do not print everything that we are sent.</font><br><a href="/index.html">back to the front page</a></td></tr>
<tr><td colspan="2"><font size="1">(c) Island Post, Fish Quay 3. All rights reserved.</font></td></tr></table></body></html>"""


def fieldnotes(title, paragraphs, url, head=""):
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - Field Notes</title>{head}</head><body class="single"><div id="page">
<div id="masthead"><a href="/">Field Notes</a> <span>Things worth copying out</span></div>
<div id="content"><div class="post"><h1 class="entry-title">{title}</h1><div class="entry">
<p>New here? This is a weblog about small matters. It has no advertising, no newsletter and no plan, and it has been going since 2009.</p>
{p(paragraphs)}
<p>Field Notes is written by two people with day jobs, who answer letters on Sundays and make corrections whenever somebody points them out.</p>
<p>Comments are closed after a fortnight. Be kind, stay with the subject, and do not post links to shops.</p></div></div></div>
<div class="widget-area"><h3>Archives</h3><ul>{links(("March 2025", "February 2025", "January 2025"))}</ul></div></div></body></html>"""


def mirrorfeed(title, paragraphs, url, head=""):
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body><div id="root"><div class="x1"><a href="/">Top</a> <a href="/new">New</a> <a href="/login">Log in</a></div>
<div class="x2"><div class="x9"><div class="x5">Before you go on: Mirrorfeed collects what others publish. Items are taken from public feeds by a program, are not checked by anybody, and remain the property of
those who wrote them. By reading on you agree that we and the companies that we work with may set identifiers in your browser, may combine what you read here with what is known of you elsewhere, and may use both
to choose what you see next. You may refuse, in which case this notice will be shown again on every page. The full list of companies, with their purposes and the time for which each keeps what it learns, is behind the link at the bottom.</div>
<div class="x3">{title}</div>
{"".join(f'<div class="x4">{html.escape(t, quote=False)}</div>' for t in paragraphs)}
<div class="x5">Owners who want an item removed may write to us and will be answered within thirty working days.</div></div></div></div></body></html>"""


def rundschau(title, paragraphs, url, head=""):
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title} | Hasselgrunder Rundschau</title>{head}</head><body>
<header><nav aria-label="Hauptmenü"><ul>{links(("Startseite", "Lokales", "Sport", "Kultur", "Anzeigen"))}</ul></nav></header>
<div class="cookie-banner"><p>Wir verwenden Cookies, um unser Angebot zu verbessern.</p></div>
<main><div class="inhalt"><h1>{title}</h1><p class="autor">Von unserer Redaktion</p>
{p(paragraphs)}
<p>Sie möchten keine Nachricht aus Ihrer Gemeinde verpassen? Die Rundschau gibt es auch als E-Paper, die ersten vier Wochen kostenlos.</p>
<p>Leserbriefe richten Sie bitte mit vollem Namen und Anschrift an die Redaktion; Kürzungen behalten wir uns vor.</p>
<div class="mehr"><h3>Mehr zum Thema</h3><ul>{links(("Wanderwege", "Vereine", "Gemeinderat"))}</ul></div></div></main>
<footer>{links(("Impressum", "Datenschutz", "AGB"), "span")}</footer></body></html>"""


def amtsblatt(title, paragraphs, url, head=""):
    return f"""<html><head><title>Amtsblatt - {title}</title>{head}</head><body><table border="0" width="760"><tr><td width="150" valign="top"><font size="2"><a href="/">Startseite</a><br><a href="/rathaus.html">Rathaus</a><br>
<a href="/termine.html">Termine</a><br><a href="/impressum.html">Impressum</a><br><br>Das Rathaus ist montags bis freitags von acht bis zwölf Uhr geöffnet, donnerstags auch am Nachmittag.</font></td><td valign="top">
<font size="4"><b>{title}</b></font><br><br>{br(paragraphs)}<br><br><font size="2">Für den Inhalt des nichtamtlichen Teils sind die Einsender verantwortlich. Redaktionsschluss ist jeweils dienstags um zehn Uhr.</font>
<br><a href="javascript:print()">Artikel drucken</a></td></tr></table></body></html>"""


def shop(title, paragraphs, url, head=""):
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Gearloft</title>{head}</head><body><div class="top">{links(("Lamps", "Mugs", "Stools", "Bags"), "span")}</div>
<div class="product"><h1>{title}</h1>{p(paragraphs)}
<h2>Delivery and returns</h2><p>We send everything from our own workshop in Aldermoor, in paper and card only. Orders placed before noon leave the same day, orders placed at the weekend leave on Monday.</p>
<p>You may return anything within 60 days, used or not, and we will pay the postage. If something breaks in the first ten years, send us a picture and we will mend it or send another.</p>
<p>Questions are answered by the people who pack the parcels, on weekdays between nine and five, and never by a machine.</p></div></body></html>"""


def harbour(title, paragraphs, url, head=""):
    return f"""<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><p>Issued at 05:30 by the harbour office for the waters from Skerrow Head to the Veld light.</p>
{p(paragraphs)}
<p>Small craft should keep clear of the ferry channel between the two moles while the green light shows. The inner basin is closed to visiting yachts until the dredger has gone.</p>
<p>Reports of drifting nets or timber go to channel 12 or to the harbour office on the fish quay, which is manned day and night. The next forecast is issued at 17:30.</p></body></html>"""


def club(title, paragraphs, url, head=""):
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - Vale Rovers</title>{head}</head><body><div id="menu"><ul>{links(("Club", "Squad", "Fixtures", "Tickets"))}</ul></div>
<div id="main"><h2>{title}</h2>{p(paragraphs)}
<p>Vale Rovers were founded in 1923 by the porters of the goods yard and have played at Coldharbour Lane ever since. Home matches begin at three o'clock on Saturdays unless the river says otherwise.</p>
<p>Season tickets for the new year are on sale at the ground and at the ironmonger's. Members of the supporters' trust have a vote at the general meeting in May.</p></div></body></html>"""


# --- pages that are nobody's article

NOT_FOUND = ["Sorry, we could not find the page that you asked for. It may have been moved or removed, or the address may have been mistyped.",
             "Try the search at the top of the page, or go back to where you came from. If you think that this is our mistake, please let us know."]
CONSENT = ["To read on, please choose how we may use your data. If you accept, we and our partners may store identifiers on your device and use them for advertising, for measurement and for research.",
           "If you refuse, you will be asked again on your next visit. A subscription without advertising costs two pounds and ninety pence a month and may be ended at any time."]

PRODUCTS = [
    ("Trail Lamp 2", "£34.00", "A head torch without a menu: one button, three levels, and a red light for reading maps without waking the tent.", "Weight 74 g with cell. Beam 90 m. Black or signal orange."),
    ("Enamel Mug 350 ml", "£9.50", "A mug for the fire, the van and the kitchen table, with a rolled rim that stays cool and a handle wide enough for a gloved hand.", "Weight 128 g. Height 8 cm. White, moss or brick."),
    ("Folding Stool", "£42.00", "Ash legs, a seat of waxed canvas and one brass bolt. It carries 130 kilos and folds to the size of a rolled newspaper.", "Weight 1.1 kg. Seat height 41 cm."),
    ("Roll-top Bag 20 l", "£68.00", "Cut from one piece, so that there is only one seam to watch. The roll shuts dry and the straps come off for the wash.", "Weight 540 g. Grey, rust or black."),
    ("Pocket Stove", "£27.00", "Three plates of steel that slot together in the dark. Feed it twigs, and half a litre boils in six minutes.", "Weight 310 g. Fits a jacket pocket."),
    ("Wool Blanket", "£95.00", "Woven in Norrvik from the fleece of old ewes, which is coarse, heavy and nearly rainproof. Moths prefer other things.", "Weight 1.6 kg. 140 by 200 cm."),
]
FORECASTS = [
    ("Monday 6 May", "Wind: south-west 4, rising to 5 by evening", "The fog that sat on the east breakwater over the weekend thins after nine. A weak front crosses in the afternoon with an hour of drizzle. Temperature 11 degrees at noon."),
    ("Tuesday 7 May", "Wind: west 6 to 7, gusting 8 off the head", "A gale warning is in force from ten until midnight. Squalls with hail are likely in the wake of the low. Temperature 9 degrees at noon."),
    ("Wednesday 8 May", "Wind: north-west 5, easing to 3", "The swell goes down slowly and the bar can be crossed again after the afternoon tide. Bright spells, cold in the wind. Temperature 10 degrees at noon."),
    ("Thursday 9 May", "Wind: variable 2, sea breeze in the afternoon", "High pressure over the Veld. Haze on the horizon, warm on the quays, and no rain before the weekend. Temperature 15 degrees at noon."),
    ("Friday 10 May", "Wind: south 3 to 4", "Sunny until four, then high cloud from the west. Ferries run to the summer timetable from today. Temperature 17 degrees at noon."),
    ("Saturday 11 May", "Wind: south-east 5", "Rain reaches the head before dawn and does not stop until dusk. The regatta has been put off by a week. Temperature 12 degrees at noon."),
]
PLAYERS = [
    ("Milo Sarrazin", "goalkeeper", "He came from the dockyard side at nineteen and has missed four matches in six years, all of them for the birth of a child."),
    ("Tadeo Blunt", "right back", "A plumber's apprentice until last spring. Quick, left-footed and hard to discourage, he played every minute of the cup run."),
    ("Anders Quill", "centre half", "The captain broke his nose against Marenburg, finished the match and scored. He keeps bees."),
    ("Jory Penhale", "midfield", "Bought for a set of floodlights, as he likes to say. Nobody in the league covers more ground or talks more while doing it."),
    ("Luis Ferro", "winger", "Seven goals before Christmas, none since, and still the first name that children shout at the fence."),
    ("Sam Okonedo", "forward", "Joined on loan from the city club in January. He has scored with either foot, with his head, and once with his back."),
]
GERMAN = {
    "brunnen": ("Der alte Marktbrunnen läuft wieder", [
        "Nach vierzehn Monaten ohne Wasser plätschert der Marktbrunnen seit Samstag wieder. Bürgermeisterin Karla Wöhrmann drehte um elf Uhr den Hahn auf, und rund zweihundert Menschen sahen zu, wie zuerst Luft, dann Rost und schließlich klares Wasser aus den vier Löwenköpfen kam.",
        "Schuld an der langen Pause war ein Riss im Becken, den niemand gesehen hatte, weil er unter einer Schicht aus hundert Jahren Kalk lag. Der Steinmetz Jonas Ahlers trug sie mit einem Zahnarztbohrer ab. „Ich habe dabei drei Trauringe gefunden“, sagte er, „und keiner davon passt zu einem anderen.“",
        "Die Kosten von 86.000 Euro trägt zur Hälfte die Sparkasse. Gebadet werden darf im Brunnen weiterhin nicht, auch nicht nach dem Schützenfest."]),
    "fahrrad": ("Mit dem Lastenrad zur letzten Milchkanne", [
        "Wenn Frieda Suhrkamp morgens um halb sechs losfährt, ist es auf der Chaussee noch still. Auf ihrem Lastenrad stehen vierzig Flaschen Milch, in Tücher gewickelt, damit sie nicht klirren. Seit April beliefert sie siebzehn Höfe und zwei Gasthäuser, die der Milchwagen nicht mehr anfährt.",
        "Angefangen hat es mit einer Wette. Ihr Bruder hatte behauptet, keine Woche halte sie das durch. Inzwischen hat er selbst ein Rad und übernimmt die Strecke nach Moordorf, wenn der Wind von Westen kommt.",
        "Reich wird sie damit nicht. Eine Flasche kostet zehn Cent mehr als im Laden, das Pfand ist ein Handschlag. „Aber ich weiß jetzt“, sagt sie, „wer wann aufsteht, wer einen neuen Hund hat und wer Hilfe beim Heu braucht.“"]),
    "bibliothek": ("Bücherei öffnet nachts für Schichtarbeiter", [
        "Die Gemeindebücherei versucht etwas Neues: Dienstags und donnerstags bleibt sie bis zwei Uhr in der Nacht geöffnet. Anlass ist eine Umfrage im Klinikum und in der Papierfabrik, bei der viele angaben, sie kämen zu den üblichen Zeiten nie.",
        "Leiterin Henrike Voß rechnete mit einem Dutzend Besuchern, es kamen einundsechzig. Am meisten ausgeliehen wurden Krimis, Kochbücher und Lehrwerke für Norwegisch. Zwei Krankenpfleger schliefen im Lesesessel ein und wurden um kurz vor zwei mit Tee geweckt.",
        "Der Versuch läuft bis Ende September. Danach entscheidet der Rat, ob die nächtlichen Stunden bleiben. Der Personalrat hat zugestimmt, unter der Bedingung, dass niemand allein im Haus ist."]),
    "storch": ("Storchenpaar baut auf dem Kran", [
        "Auf der Baustelle der neuen Feuerwache ruht die Arbeit, und zwar wegen zweier Störche. Das Paar hat in der vergangenen Woche auf dem Ausleger des Krans ein Nest gebaut, und seit Montag liegt ein Ei darin. Solange gebrütet wird, darf sich der Kran nicht drehen.",
        "Bauleiter Thies Brandt nimmt es gelassen. „Wir ziehen die Innenarbeiten vor“, sagt er. Ein zweiter Kran wäre zu teuer, und der Naturschutzbund hat ohnehin schon angerufen. Die Kinder der Grundschule haben dem Paar die Namen Leiter und Schlauch gegeben.",
        "Im August sollen die Vögel nach Süden ziehen. Dann bekommt die Wache, so hat es der Rat beschlossen, auf dem Schlauchturm einen eigenen Horst, damit der Kran im nächsten Jahr frei bleibt."]),
}


# --- the crawl

PAGES = []  # {"id", "url", "html", "encoding", "story", "part", "role"}


def add(identity, url, template, title, paragraphs, story=None, role="copy", head="", encoding="utf-8", part=0):
    PAGES.append({"id": f"urn:page:{identity}", "url": url, "html": template(title, paragraphs, url, head), "encoding": encoding,
                  "story": story, "role": role, "part": part})


def article(site, template, name, url, story=None, role="copy", **more):
    title, paragraphs = GERMAN[name] if name in GERMAN else original(name)
    add(f"{site}/{name}", url, template, title, paragraphs, story or name, role, **more)


COURIER, ISLAND, NOTES, MIRROR = ("https://capital-courier.example", "http://www.island-post.example", "https://fieldnotes.example",
                                  "https://mirrorfeed.example")
for n in "apple-tree bakery boat bridge clock cricket dam pump sleeper".split():
    article("courier", courier, n, f"{COURIER}/region/{n}")
for n in "dam ferry marathon marsh-cat clock pie boat storm".split():
    article("island", island, n, f"{ISLAND}/story/{n}.html", encoding="windows-1252")
for n in "apple-tree puncture starter bakery pie purple ferry tennis".split():
    article("fieldnotes", fieldnotes, n, f"{NOTES}/2025/03/{n}/")
for n in "bridge cricket marsh-cat puncture storm tennis dam clock".split():
    article("mirrorfeed", mirrorfeed, n, f"{MIRROR}/p/{n}")
article("fieldnotes", fieldnotes, "pump-para", f"{NOTES}/2025/04/the-nurses-notebook/", "pump", "rewrite")
article("mirrorfeed", mirrorfeed, "sleeper-para", f"{MIRROR}/p/night-train", "sleeper", "rewrite")
article("fieldnotes", fieldnotes, "dam-other-paper", f"{NOTES}/2025/04/wexholm/", "dam", "independent")

# Versions of one page on one site
for n in ("bakery", "bridge", "dam"):
    article("courier-print", courier_print, n, f"{COURIER}/print/{n}", role="print")
for n in ("boat", "clock"):
    article("courier-amp", courier_amp, n, f"{COURIER}/amp/{n}", role="amp", head=f'<link rel="canonical" href="{COURIER}/region/{n}">')
    article("courier-mobile", courier_amp, n, f"https://m.capital-courier.example/region/{n}", role="mobile")
for i, n in enumerate(("puncture", "tennis", "puncture"), 1):
    article(f"fieldnotes-session-{i}", fieldnotes, n, f"{NOTES}/2025/03/{n}/?sid={7919 * i:08x}", role="session")

# An article on two pages, and all on one
t, text = original("chimneys")
half = len(text) // 2
add("courier/chimneys-1", f"{COURIER}/sea/chimneys?page=1", courier, t, text[:half] + ["Page 1 of 2"], "chimneys", "page", part=1)
add("courier/chimneys-2", f"{COURIER}/sea/chimneys?page=2", courier, t, text[half:] + ["Page 2 of 2"], "chimneys", "page", part=2)
add("courier/chimneys-all", f"{COURIER}/sea/chimneys?page=all", courier, t, text, "chimneys", "copy")

# German pages; the old ones in latin-1, of which nothing says so
for n in ("brunnen", "fahrrad", "bibliothek", "storch", "de-steg", "de-baeckerei"):
    article("rundschau", rundschau, n, f"https://www.hasselgrunder-rundschau.example/lokales/{n}")
    article("amtsblatt", amtsblatt, n, f"http://amtsblatt-hasselgrund.example/artikel/{n}.htm", encoding="windows-1252")

# One template, other content
for i, (name, price, text, facts) in enumerate(PRODUCTS):
    add(f"gearloft/{i + 1}", f"https://gearloft.example/shop/{i + 1}", shop, f"Gearloft {name}",
        [f"Price: {price} including VAT", "In stock, dispatched within two working days", text, facts], "shop", "template")
for i, (day, wind, text) in enumerate(FORECASTS):
    add(f"harbour/{i + 1}", f"https://orrinport-harbour.example/forecast/2024-05-{6 + i:02}", harbour, f"Orrinport harbour forecast, {day}",
        [wind, text], "forecast", "template")
for i, (name, place, text) in enumerate(PLAYERS):
    add(f"rovers/{i + 1}", f"https://vale-rovers.example/squad/{i + 1}", club, name, [f"Position: {place}", text], "squad", "template")

# Pages that were not there, with the status 200, and walls in front of pages
for site, template, base in (("courier", courier, COURIER), ("fieldnotes", fieldnotes, NOTES), ("mirrorfeed", mirrorfeed, MIRROR)):
    for i in range(5):
        add(f"{site}/gone-{i + 1}", f"{base}/gone/{i + 1}", template, "Page not found", NOT_FOUND, "not-found", "nothing")
for i in range(5):
    add(f"mirrorfeed/consent-{i + 1}", f"{MIRROR}/consent/{i + 1}", mirrorfeed, "Your data", CONSENT, "consent", "nothing")
for i, n in enumerate("dam ferry marathon clock pie boat".split()):
    add(f"island/consent-{i + 1}", f"{ISLAND}/consent/{n}.html", island, "Your data", CONSENT + [f"You asked for: {original(n)[0]}"],
        "consent", "nothing", encoding="windows-1252")


def relation(a, b):
    """(relation, kind) of two pages, or None."""
    if a["story"] is None or a["story"] != b["story"]:
        return None
    roles = {a["role"], b["role"]}
    if "nothing" in roles:
        return "twin", "no-content"
    if "template" in roles:
        return "twin", "same-template"
    if "independent" in roles:
        return "independent", "orig-indep"
    if "rewrite" in roles:
        return "copy", "para"
    if roles == {"page"}:
        return "sibling", "pages"
    if "page" in roles:
        return "partial", "excerpt"
    return "copy", next((r for r in ("print", "amp", "mobile", "session") if r in roles), "near-duplicate")


def truth():
    rows = []
    for a, b in itertools.combinations(sorted(PAGES, key=lambda page: page["id"]), 2):
        found = relation(a, b)
        if found:
            rows.append("\t".join((a["id"], b["id"], *found)))
    return "id_a\tid_b\trelation\tkind\n" + "".join(row + "\n" for row in rows)


# --- WARC


def record(kind, identity, block, **fields):
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Record-ID: <{identity}>", "WARC-Date: 2025-05-12T04:00:00Z"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines + [f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


def records():
    yield record("warcinfo", "urn:crawl:made", b"software: data/make_crawl.py\r\nformat: WARC File Format 1.0\r\n", Content_Type="application/warc-fields")
    for i, page in enumerate(PAGES):
        body = page["html"].encode(page["encoding"], "xmlcharrefreplace")
        http = "HTTP/1.1 200 OK\r\nContent-Type: text/html" + ("" if page["encoding"] != "utf-8" else "; charset=utf-8")
        if i % 3 == 0:
            http += "\r\nTransfer-Encoding: chunked"
            body = b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
        yield record("request", page["id"] + "/request", f"GET {page['url']} HTTP/1.1\r\n\r\n".encode(), WARC_Target_URI=page["url"],
                     Content_Type="application/http; msgtype=request")
        yield record("response", page["id"], http.encode() + b"\r\n\r\n" + body, WARC_Target_URI=page["url"],
                     Content_Type="application/http; msgtype=response")


def members(data):
    """The records of a file with one gzip member a record."""
    return [gzip.decompress(b"\x1f\x8b\x08" + member) for member in data.split(b"\x1f\x8b\x08")[1:]]


def main():
    folder = HERE / "sample" / "pages"
    warc, table = list(records()), truth().encode()
    packed = b"".join(gzip.compress(r, 9, mtime=0) for r in warc)
    assert members(packed) == warc, "a member holds what looks like the beginning of another"
    if sys.argv[1:] == ["--check"]:
        if members((folder / "crawl.warc.gz").read_bytes()) != warc or (folder / "truth.tsv").read_bytes() != table:
            sys.exit("data/sample/pages differs from what data/make_crawl.py writes")
        return
    if sys.argv[1:]:
        sys.exit(__doc__)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "crawl.warc.gz").write_bytes(packed)
    (folder / "truth.tsv").write_bytes(table)


if __name__ == "__main__":
    main()
