// The script of a report. It reads the JSON in the page and lays it out; what comes from a crawl goes into text nodes
// and nowhere else. Sections: data, small tools, tables, overview, clusters, the pair, where we are.

// --- data

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const index = read("index");
const { mode, verdicts } = index;
const CLAIMS = new Set(["exact", "near-duplicate", "excerpt", "rewrite", "partial-rewrite", "updated"]);
const KINDS = ["identical", "edited", "paraphrased"];

const docs = index.documents.id.map((id, n) => ({
  n, id, url: index.documents.url[n], host: index.documents.host[n], date: index.documents.date[n],
  words: index.documents.words[n], found: index.documents.found[n] === 1, kept: index.documents.kept[n] === 1,
  group: index.documents.cluster[n], key: `${id} ${index.documents.url[n]}`.toLowerCase(),
}));
const pairs = index.pairs.a.map((a, n) => {
  const p = index.pairs;
  return {
    n, a: docs[a], b: docs[p.b[n]], verdict: verdicts[p.verdict[n]], order: p.verdict[n], probability: p.probability[n],
    jaccard: p.jaccard[n], covered: [p.coverage_a[n], p.coverage_b[n]], most: Math.max(p.coverage_a[n], p.coverage_b[n]),
    source: p.source[n] === 1 ? docs[a] : p.source[n] === 2 ? docs[p.b[n]] : null, passages: p.passages[n],
  };
});

// Parts are parsed when something in them is looked at, and kept.
const parts = new Map();
function element(list, n) {
  const begins = index.parts[list];
  let part = begins.length - 1;
  while (begins[part] > n) --part;
  const name = `${list}-${part}`;
  if (!parts.has(name)) parts.set(name, read(name));
  return parts.get(name)[n - begins[part]];
}
const textOf = (doc) => element("texts", doc.n);
const detailsOf = (pair) => element("details", pair.n);

/// Clusters of the documents that these pairs join, the largest first; every document once.
function clustersOf(some) {
  const parent = docs.map((_, n) => n);
  const root = (x) => { while (parent[x] !== x) x = parent[x] = parent[parent[x]]; return x; };
  const join = (a, b) => { a = root(a); b = root(b); parent[Math.max(a, b)] = Math.min(a, b); };
  const claimed = some.filter((pair) => CLAIMS.has(pair.verdict));
  for (const pair of claimed) join(pair.a.n, pair.b.n);
  const groups = new Map();
  for (const pair of claimed) {
    for (const doc of [pair.a, pair.b]) {
      if (doc.group < 0) continue;
      if (groups.has(doc.group)) join(groups.get(doc.group), doc.n); else groups.set(doc.group, doc.n);
    }
  }
  const found = new Map();
  for (const pair of claimed) {
    const at = root(pair.a.n);
    if (!found.has(at)) found.set(at, { first: at, members: new Set(), links: [] });
    const cluster = found.get(at);
    cluster.links.push(pair);
    cluster.members.add(pair.a).add(pair.b);
  }
  return [...found.values()].map((cluster) => ({ ...cluster, members: [...cluster.members].sort((x, y) => x.n - y.n) }));
}
const clusters = clustersOf(pairs).sort((x, y) => y.members.length - x.members.length || x.first - y.first);
clusters.forEach((cluster, n) => { cluster.n = n; cluster.chosen = chosenOf(cluster); });

/// Who stays: what dedup kept; else who is named as a source most often, then the oldest, then the longest.
function chosenOf(cluster) {
  const kept = cluster.members.filter((doc) => doc.kept);
  if (kept.length > 0) return kept;
  const votes = new Map();
  for (const link of cluster.links) if (link.source) votes.set(link.source, (votes.get(link.source) ?? 0) + 1);
  const rank = (doc) => [-(votes.get(doc) ?? 0), doc.date || "9999", -doc.words, doc.id];
  return [cluster.members.reduce((best, doc) => (compare(rank(doc), rank(best)) < 0 ? doc : best))];
}

// --- small tools

/// An element: attributes, listeners as functions, and children; a string is text.
function h(tag, attributes = {}, ...children) {
  const node = tag === "svg" || h.svg.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}
h.svg = new Set(["g", "rect", "line", "path", "circle", "text"]);

function compare(x, y) {
  if (Array.isArray(x)) {
    for (let i = 0; i < x.length; ++i) {
      const order = compare(x[i], y[i]);
      if (order !== 0) return order;
    }
    return 0;
  }
  if (x === null || y === null) return (x === null) - (y === null);
  return x < y ? -1 : x > y ? 1 : 0;
}
const percent = (share) => `${Math.round(share * 100)} %`;
const two = (value) => (value === null ? "–" : value.toFixed(2));
const many = (count, one, more = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

// Characters that a reader cannot see, or that turn the direction of what follows: shown by their numbers.
const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;
const nameOf = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
function addText(parent, text) {
  let from = 0;
  for (const found of text.matchAll(UNSEEN)) {
    if (found[0] === "\r") continue;
    parent.append(text.slice(from, found.index));
    parent.append(h("span", { class: "unseen", title: "a character that is not seen" }, nameOf(found[0])));
    from = found.index + found[0].length;
  }
  parent.append(text.slice(from));
}
function own(text, tag = "bdi") {
  const node = h(tag);
  addText(node, text);
  return node;
}
/// Parts with dots between; each breaks inside only where it must.
const dotted = (some) => some.filter((part) => part !== "").flatMap((part, n) => (n === 0 ? [] : [" · "]).concat(h("span", { class: "part" }, own(part))));
function documentCell(doc) {
  return h("span", { class: "document" }, own(doc.id), h("span", { class: "where" }, dotted([doc.host, doc.date])));
}
const plain = (text) => text.replace(UNSEEN, " ");

const hrefOf = (pair) => (mode === "index"
  ? `clusters/${String(index.pairs.page[pair.n]).padStart(6, "0")}.html#/pair/${index.pairs.index[pair.n] + 1}`
  : `#/pair/${pair.n + 1}`);
const hrefOfCluster = (cluster) => (mode === "index"
  ? `clusters/${String(index.pairs.page[cluster.links[0].n]).padStart(6, "0")}.html#/clusters`
  : `#/cluster/${cluster.n + 1}`);

function saveCsv(name, columns, rows) {
  // A cell that begins like a formula would be one in a spreadsheet.
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [columns.map((c) => cell(c.csvName ?? c.name)), ...rows.map((row) => columns.map((c) => cell((c.csv ?? c.key)(row))))];
  const url = URL.createObjectURL(new Blob(["\uFEFF", lines.map((line) => line.join(",") + "\r\n").join("")], { type: "text/csv" }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// --- tables

/// A table with a title: sorted by a click on a column, some rows at a time. Columns: name, key(row) to sort by,
/// cell(row) to show, csv(row). Call show(rows) with what is to be seen.
function makeTable({ title, file, columns, saved = columns, sort, down = false, most = 100, note = () => "" }) {
  let rows = [];
  let first = 0;
  let by = columns.find((c) => c.name === sort) ?? columns[0];
  const body = h("tbody");
  const count = h("span", { class: "soft", role: "status" });
  const headers = columns.map((column) => h("th", { scope: "col", class: column.number ? "number" : null },
    column.key ? h("button", { type: "button", click: () => {
      down = by === column ? !down : column.number === true;
      by = column;
      first = 0;
      render();
    } }, column.name) : h("span", { class: "soft" }, column.name)));
  const step = (to, label) => h("button", { type: "button", class: "button", click: () => { first = to(); render(); } }, label);
  const last = () => Math.max(0, Math.floor((rows.length - 1) / most) * most);
  const steps = [step(() => 0, "First"), step(() => first - most, "Previous"), step(() => first + most, "Next"), step(last, "Last")];
  const stepper = h("div", { class: "bar" }, steps);
  const save = h("button", { type: "button", class: "button", click: () => saveCsv(file, saved, rows) }, "Save as CSV");
  function render() {
    rows.sort((x, y) => (down ? -1 : 1) * compare(by.key(x), by.key(y)) || compare(x.n ?? 0, y.n ?? 0));
    headers.forEach((header, n) => {
      if (columns[n] === by) header.setAttribute("aria-sort", down ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    });
    const shown = rows.slice(first, first + most);
    body.replaceChildren(...shown.map((row) => h("tr", {}, columns.map((c) =>
      h("td", { class: c.number ? "number" : c.tight ? "nowrap" : null }, c.cell ? c.cell(row) : String(c.key(row)))))));
    count.textContent = (rows.length > most ? `${(first + 1).toLocaleString("en")} to ${(first + shown.length).toLocaleString("en")} of ` : "")
      + rows.length.toLocaleString("en") + note();
    stepper.hidden = rows.length <= most;
    steps.forEach((button, n) => { button.disabled = n < 2 ? first === 0 : first >= last(); });
    save.disabled = rows.length === 0;
  }
  const node = h("section", {}, h("div", { class: "bar" }, h("h2", {}, title, " "), count, save),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
      h("table", {}, h("thead", {}, h("tr", {}, headers)), body)), stepper);
  return { node, show(some) { rows = [...some]; first = 0; render(); } };
}

const pairColumns = [
  { name: "Pair", key: (p) => p.n, csv: (p) => p.n + 1, tight: true, cell: (p) => h("a", { href: hrefOf(p), "aria-label": `${p.n + 1} view: ${plain(p.a.id)} and ${plain(p.b.id)}` }, `${p.n + 1} view`) },
  { name: "A", key: (p) => p.a.id, cell: (p) => documentCell(p.a) },
  { name: "B", key: (p) => p.b.id, cell: (p) => documentCell(p.b) },
  { name: "Verdict", key: (p) => p.order, csv: (p) => p.verdict, tight: true, cell: (p) => h("span", { class: "chip" }, p.verdict) },
  { name: "Probability", key: (p) => p.probability, number: true, cell: (p) => two(p.probability) },
  { name: "A shared", csvName: "Share of A in passages", key: (p) => p.covered[0], number: true, cell: (p) => percent(p.covered[0]) },
  { name: "B shared", csvName: "Share of B in passages", key: (p) => p.covered[1], number: true, cell: (p) => percent(p.covered[1]) },
  { name: "5-grams", csvName: "Jaccard similarity of word 5-grams", key: (p) => p.jaccard, number: true, cell: (p) => two(p.jaccard) },
  { name: "Likely source", key: (p) => (p.source === null ? "undecided" : p.source === p.a ? "A" : "B") },
];
const onlyInCsv = [
  { name: "A site", key: (p) => p.a.host }, { name: "A date", key: (p) => p.a.date },
  { name: "B site", key: (p) => p.b.host }, { name: "B date", key: (p) => p.b.date },
];

const pairTable = (title, file) => makeTable({ title, file, columns: pairColumns, saved: [...pairColumns, ...onlyInCsv], sort: "Pair" });

// --- overview

const MEASURES = {
  most: { name: "Share of a text in passages (the larger of the two)", of: (p) => p.most },
  probability: { name: "Probability that one was derived from the other", of: (p) => p.probability ?? 0 },
  jaccard: { name: "Similarity: word 5-grams in common (Jaccard)", of: (p) => p.jaccard },
};
const filter = { off: new Set(), search: "", host: "", source: "", probability: 0, measure: "most", threshold: 0 };

function matchesFilter(pair) {
  if (filter.off.has(pair.verdict)) return false;
  if (filter.host !== "" && pair.a.host !== filter.host && pair.b.host !== filter.host) return false;
  if (filter.source !== "" && pair.source?.id !== filter.source) return false;
  if (filter.probability > 0 && (pair.probability ?? 0) < filter.probability) return false;
  return filter.search === "" || pair.a.key.includes(filter.search) || pair.b.key.includes(filter.search);
}

function drawHistogram(svg, some) {
  const BINS = 20, WIDTH = 720, HEIGHT = 220, LEFT = 46, BOTTOM = 26, TOP = 18;
  const counts = new Array(BINS).fill(0);
  const of = MEASURES[filter.measure].of;
  for (const pair of some) ++counts[Math.min(BINS - 1, Math.floor(of(pair) * BINS + 1e-9))];
  const most = Math.max(1, ...counts);
  const x = (share) => LEFT + share * (WIDTH - LEFT - 8);
  const y = (count) => HEIGHT - BOTTOM - (count / most) * (HEIGHT - BOTTOM - TOP);
  const marks = [h("line", { x1: LEFT, x2: WIDTH - 8, y1: y(0), y2: y(0) }), h("line", { x1: LEFT, x2: WIDTH - 8, y1: y(most), y2: y(most) }),
    h("text", { x: LEFT - 8, y: y(most) + 4, "text-anchor": "end" }, most.toLocaleString("en")), h("text", { x: LEFT - 8, y: y(0) + 4, "text-anchor": "end" }, "0")];
  counts.forEach((count, bin) => {
    if (count === 0) return;
    marks.push(h("rect", { class: (bin + 1) / BINS <= filter.threshold ? "out" : "in", x: x(bin / BINS) + 1.5, width: x(1 / BINS) - x(0) - 3, y: y(count), height: Math.max(1, y(0) - y(count)), rx: 2 }));
    if (count !== most) marks.push(h("text", { x: x((bin + .5) / BINS), y: y(count) - 4, "text-anchor": "middle" }, count.toLocaleString("en")));
  });
  for (const share of [0, .25, .5, .75, 1]) marks.push(h("text", { x: x(share), y: HEIGHT - 8, "text-anchor": share === 0 ? "start" : share === 1 ? "end" : "middle" }, percent(share)));
  if (filter.threshold > 0) marks.push(h("line", { class: "cut", x1: x(filter.threshold), x2: x(filter.threshold), y1: TOP - 8, y2: y(0) }));
  svg.replaceChildren(...marks);
  svg.setAttribute("aria-label", `Histogram. ${MEASURES[filter.measure].name}: `
    + (counts.map((count, bin) => (count > 0 ? `${bin * 5} to ${bin * 5 + 5} %: ${count}` : "")).filter((part) => part !== "").join("; ") || "no pairs"));
}

/// Who was rewritten, by how many, how much: the likely sources of some pairs, by document or by site.
function sourcesOf(some, bySite) {
  const found = new Map();
  for (const pair of some) {
    if (pair.source === null || !CLAIMS.has(pair.verdict) && pair.verdict !== "inconclusive") continue;
    const from = pair.source;
    const by = from === pair.a ? pair.b : pair.a;
    const key = bySite ? from.host || "(no site)" : from;
    if (!found.has(key)) found.set(key, { key, n: from.n, pairs: 0, by: new Set(), sites: new Set(), verdicts: new Map(), shares: [], derived: [] });
    const row = found.get(key);
    ++row.pairs;
    row.by.add(by);
    if (by.host !== "") row.sites.add(by.host);
    row.verdicts.set(pair.verdict, (row.verdicts.get(pair.verdict) ?? 0) + 1);
    row.shares.push(from === pair.a ? pair.covered[0] : pair.covered[1]);
    row.derived.push(from === pair.a ? pair.covered[1] : pair.covered[0]);
  }
  return [...found.values()];
}
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
const sourceColumns = (bySite) => [
  { name: bySite ? "Site" : "Source", key: (s) => (bySite ? s.key : s.key.id), cell: (s) => (bySite ? own(s.key) : documentCell(s.key)) },
  { name: "Taken up by", csvName: "Taken up by (documents)", key: (s) => s.by.size, number: true, cell: (s) => many(s.by.size, "document") },
  { name: "Sites", key: (s) => s.sites.size, number: true },
  { name: "As", key: (s) => -s.pairs, csv: (s) => [...s.verdicts].map(([v, n]) => `${n} ${v}`).join(", "), cell: (s) => [...s.verdicts].map(([v, n]) => h("span", { class: "chip" }, `${n} ${v}`)).flatMap((chip) => [chip, " "]) },
  { name: "Most taken", key: (s) => Math.max(...s.shares), number: true, cell: (s) => percent(Math.max(...s.shares)) },
  { name: "Taken on average", key: (s) => mean(s.shares), number: true, cell: (s) => percent(mean(s.shares)) },
  { name: "Of the copies", csvName: "Average share of the copies", key: (s) => mean(s.derived), number: true, cell: (s) => percent(mean(s.derived)) },
];

let overview = null;
function makeOverview() {
  const lead = h("p", { class: "lead", role: "status" });
  const cards = h("ul", { class: "cards" });
  const svg = h("svg", { class: "histogram", viewBox: "0 0 720 220", role: "img" });
  const measure = h("select", { change: () => { filter.measure = measure.value; update(); } },
    Object.entries(MEASURES).map(([key, m]) => h("option", { value: key }, m.name)));
  const sliderLabel = h("span");
  const slider = h("input", { type: "range", min: "0", max: "100", step: "1", value: "0", input: () => { filter.threshold = slider.value / 100; soon(); } });
  const search = h("input", { type: "search", autocomplete: "off", spellcheck: "false", input: () => { filter.search = search.value.trim().toLowerCase(); soon(); } });
  const hosts = count([...pairs].flatMap((p) => (p.a.host === p.b.host ? [p.a.host] : [p.a.host, p.b.host])).filter((host) => host !== ""));
  const host = choice("any site", hosts, (value) => { filter.host = value; });
  const source = choice("any source, or none", count(pairs.filter((p) => p.source !== null).map((p) => p.source.id)), (value) => { filter.source = value; });
  const probability = h("input", { type: "number", min: "0", max: "1", step: "0.05", value: "0", input: () => { filter.probability = Number(probability.value) || 0; soon(); } });
  const table = pairTable("Pairs", "pairs.csv");
  const bySite = h("input", { type: "checkbox", change: () => { placeSources(); update(); } });
  const sourcesBox = h("div");
  let sources = null;
  let undirected = 0;
  const placeSources = () => {
    sources = makeTable({ title: "Sources: who was rewritten, by how many, how much", file: "sources.csv", columns: sourceColumns(bySite.checked), sort: "Taken up by", down: true, most: 10,
      note: () => (undirected === 0 ? "" : `; of ${many(undirected, "pair")} the source is undecided`) });
    sourcesBox.replaceChildren(sources.node);
  };
  placeSources();
  let waiting = 0;
  const soon = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(update); };

  function choice(all, counted, set) {
    return h("select", { change: (event) => { set(event.target.value); update(); } }, h("option", { value: "" }, all),
      counted.map(([value, n]) => h("option", { value }, `${plain(value)} (${n})`)));
  }
  function count(values) {
    const counted = new Map();
    for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1);
    return [...counted].sort((x, y) => y[1] - x[1] || compare(x[0], y[0])).slice(0, 500);
  }
  const all = new Map(verdicts.map((verdict) => [verdict, pairs.filter((p) => p.verdict === verdict).length]));
  const counters = [...all].filter(([, n]) => n > 0).map(([verdict, n]) => {
    const number = h("span", { class: "count" });
    const state = h("span", { class: "state" });
    const button = h("button", { type: "button", class: "card", "aria-pressed": "true", click: () => {
      if (filter.off.has(verdict)) filter.off.delete(verdict); else filter.off.add(verdict);
      update();
    } }, number, verdict, state);
    cards.append(h("li", {}, button));
    return { verdict, n, number, state, button };
  });

  function update() {
    const of = MEASURES[filter.measure].of;
    const passing = pairs.filter(matchesFilter);
    const shown = passing.filter((pair) => of(pair) >= filter.threshold);
    drawHistogram(svg, passing);
    sliderLabel.textContent = filter.threshold === 0 ? "Threshold: all pairs" : `Threshold: ${percent(filter.threshold)} or more`;
    slider.setAttribute("aria-valuetext", sliderLabel.textContent);
    for (const counter of counters) {
      const now = shown.filter((pair) => pair.verdict === counter.verdict).length;
      const on = !filter.off.has(counter.verdict);
      counter.number.textContent = (on ? now : counter.n).toLocaleString("en");
      counter.state.textContent = !on ? "not shown" : now === counter.n ? "all shown" : `of ${counter.n.toLocaleString("en")}`;
      counter.button.setAttribute("aria-pressed", String(on));
    }
    const documents = new Set(shown.flatMap((pair) => [pair.a, pair.b]));
    const joined = clustersOf(shown);
    const copies = joined.reduce((sum, cluster) => sum + cluster.members.length, 0);
    lead.replaceChildren(h("strong", {}, many(shown.length, "pair")), ` of ${many(documents.size, "document")}. `
      + (joined.length === 0 ? "No document is likely derived from another." : `${many(copies, "document")} in ${many(joined.length, "cluster")} are copies of each other or likely derived.`));
    table.show(shown);
    const named = sourcesOf(shown, bySite.checked);
    undirected = shown.filter((pair) => pair.source === null).length;
    sources.show(named);
  }
  const reset = h("button", { type: "button", class: "button", click: () => {
    Object.assign(filter, { off: new Set(), search: "", host: "", source: "", probability: 0, threshold: 0 });
    search.value = host.value = source.value = "";
    probability.value = slider.value = "0";
    update();
  } }, "Show everything");
  const node = h("div", {}, h("h1", { tabindex: "-1" }, "What was found"), lead, cards,
    h("div", { class: "panels" },
      h("section", { class: "panel" }, h("h2", {}, "How alike"), h("label", {}, "Measure", measure), svg, h("label", { class: "under-histogram" }, sliderLabel, slider)),
      h("section", { class: "panel" }, h("h2", {}, "Show only"), h("div", { class: "fields" },
        h("label", {}, "Id or address contains", search), h("label", {}, "Site of either text", host),
        h("label", {}, "Likely source", source), h("label", {}, "Probability at least", probability), h("div", {}, reset)))),
    h("div", { class: "bar" }), sourcesBox, h("label", { class: "switches" }, h("span", { class: "bar" }, bySite, "Sources by site")), table.node);
  update();
  return node;
}

// --- clusters

const verdictChips = (links) => verdicts.map((verdict) => [verdict, links.filter((link) => link.verdict === verdict).length])
  .filter(([, n]) => n > 0).map(([verdict, n]) => h("span", { class: "chip" }, `${n} ${verdict}`)).flatMap((chip) => [chip, " "]);
const ofDedup = docs.some((doc) => doc.kept);
const chosenName = () => (ofDedup ? "Kept" : "Likely original");

function makeClusters() {
  const columns = [
    { name: "Cluster", key: (c) => c.n, csv: (c) => c.n + 1, tight: true, cell: (c) => h("a", { href: hrefOfCluster(c), "aria-label": `${c.n + 1} view: ${many(c.members.length, "document")}` }, `${c.n + 1} view`) },
    { name: "Documents", key: (c) => c.members.length, number: true },
    { name: chosenName(), key: (c) => c.chosen[0].id, csv: (c) => c.chosen.map((doc) => doc.id).join(" "), cell: (c) => c.chosen.map(documentCell) },
    { name: "Sites", key: (c) => new Set(c.members.map((doc) => doc.host)).size, number: true },
    { name: "Links", key: (c) => c.links.length, cell: (c) => verdictChips(c.links), csv: (c) => c.links.length },
  ];
  const table = makeTable({ title: "Clusters", file: "clusters.csv", columns, sort: "Cluster" });
  table.show(clusters);
  return h("div", {}, h("h1", { tabindex: "-1" }, "Clusters"),
    h("p", { class: "lead" }, "Documents that verified pairs join. What is inconclusive joins nothing."), table.node);
}

/// Members in a circle; a line is a link.
function drawGraph(cluster) {
  const SIZE = 360, MIDDLE = SIZE / 2, AWAY = MIDDLE - 26;
  const at = new Map(cluster.members.map((doc, n) => {
    const angle = (2 * Math.PI * n) / cluster.members.length - Math.PI / 2;
    return [doc, [MIDDLE + AWAY * Math.cos(angle), MIDDLE + AWAY * Math.sin(angle)]];
  }));
  const weak = (verdict) => verdict !== "exact" && verdict !== "near-duplicate";
  return h("svg", { class: "graph", viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img", "aria-label": `${many(cluster.members.length, "document")} and ${many(cluster.links.length, "link")}; the table below lists them` },
    cluster.links.map((link) => h("line", { class: weak(link.verdict) ? "weak" : null, x1: at.get(link.a)[0], y1: at.get(link.a)[1], x2: at.get(link.b)[0], y2: at.get(link.b)[1] })),
    cluster.members.map((doc, n) => h("g", {}, h("circle", { class: cluster.chosen.includes(doc) ? "chosen" : null, cx: at.get(doc)[0], cy: at.get(doc)[1], r: 15 }),
      h("text", { x: at.get(doc)[0], y: at.get(doc)[1] }, String(n + 1)))));
}

function makeCluster(cluster) {
  const number = new Map(cluster.members.map((doc, n) => [doc, n + 1]));
  const partOf = (doc) => (cluster.chosen.includes(doc) ? chosenName().toLowerCase() : ofDedup ? "removed" : "member");
  const members = makeTable({ title: "Documents", file: "cluster.csv", sort: "No.", columns: [
    { name: "No.", key: (d) => number.get(d), number: true },
    { name: "Document", key: (d) => d.id, cell: (d) => documentCell(d) },
    { name: "Part", key: partOf, cell: (d) => (cluster.chosen.includes(d) ? h("span", { class: "chip strong" }, partOf(d)) : partOf(d)) },
    { name: "Date", key: (d) => d.date || "–", tight: true },
    { name: "Words", key: (d) => d.words, number: true, cell: (d) => d.words.toLocaleString("en") },
    { name: "Links", key: (d) => cluster.links.filter((link) => link.a === d || link.b === d).length, number: true },
  ] });
  members.show(cluster.members);
  const links = pairTable("Links", "links.csv");
  const inside = new Set(cluster.members);
  const loose = pairs.filter((p) => !CLAIMS.has(p.verdict) && inside.has(p.a) && inside.has(p.b));
  links.show([...cluster.links, ...loose]);
  return h("div", {}, h("h1", { tabindex: "-1" }, `Cluster ${cluster.n + 1}: ${many(cluster.members.length, "document")}`),
    h("p", { class: "lead" }, `${chosenName()}: `, own(cluster.chosen.map((doc) => doc.id).join(", "))),
    h("div", { class: "panels" }, members.node, cluster.members.length > 60 ? null
      : h("div", { class: "panel" }, drawGraph(cluster), h("p", { class: "soft" }, `Unbroken: exact or near-duplicate. Broken: another verdict. Filled: ${chosenName().toLowerCase()}.`))),
    links.node);
}

// --- the pair

function sentenceOf(pair) {
  const from = pair.source === null ? null : pair.source === pair.a ? "A" : "B";
  const to = from === "A" ? "B" : "A";
  const open = " Which one was first is undecided.";
  const side = from === null ? open : ` ${from} is the likely source.`;
  switch (pair.verdict) {
    case "exact": return "Both texts have the same words in the same order." + side;
    case "near-duplicate": return `Near-duplicates: ${percent(pair.jaccard)} of all their word 5-grams are in both.` + side;
    case "excerpt": return "Most of one text stands in the other, nearly word by word." + side;
    case "rewrite": return from === null ? "One text is likely derived from the other: most of it is the same matter in other words." + open
      : `${to} is likely derived from ${from}: most of it is the same matter in other words.`;
    case "partial-rewrite": return from === null ? "Passages of one text are likely derived from the other." + open : `Passages of ${to} are likely derived from ${from}.`;
    case "updated": return "Two versions of one page." + side;
    case "inconclusive": return "Undecided: there is evidence that one was derived from the other, and not enough of it.";
    case "same-topic": return "On the same subject. Nothing shows that one was derived from the other.";
    default: return "Nothing shows that one was derived from the other.";
  }
}

const CLIP = 20000;  // characters shown at once of a stretch of text
const CLIP_SHOWN = 3000;

/// The place nearest to `at`, from there on, that is inside no character.
const between = (text, at) => (/[\uDC00-\uDFFF]/.test(text[at] ?? "") ? at + 1 : at);

/// Puts text[from, to) into `parent`, with what is in `marks` (from, to, from, to, …) in bold.
function fill(parent, text, from, to, marks = []) {
  if (to - from <= CLIP) {
    fillWhole(parent, text, from, to, marks);
    return;
  }
  const cut = between(text, from + CLIP_SHOWN);
  fillWhole(parent, text, from, cut, marks);
  const more = h("button", { type: "button", class: "button more", click: () => {
    const rest = document.createDocumentFragment();
    // Step by step, so that no text node is too long to lay out.
    for (let at = cut; at < to;) {
      const end = Math.min(to, between(text, at + CLIP));
      fillWhole(rest, text, at, end, marks);
      at = end;
    }
    more.replaceWith(rest);
  } }, `Show ${(to - cut).toLocaleString("en")} more characters`);
  parent.append(more);
}
function fillWhole(parent, text, from, to, marks) {
  let at = from;
  for (let i = 0; i < marks.length; i += 2) {
    const begin = Math.max(marks[i], at);
    const end = Math.min(marks[i + 1], to);
    if (begin >= end) continue;
    addText(parent, text.slice(at, begin));
    parent.append(own(text.slice(begin, end), "b"));
    at = end;
  }
  addText(parent, text.slice(at, to));
}

/// The longest run of passages that are in the same order in both texts.
function inOrder(passages) {
  const ends = [];
  for (const { b } of [...passages].sort((x, y) => x.a.at[0] - y.a.at[0])) {
    let k = ends.findIndex((end) => end >= b.at[0]);
    if (k < 0) k = ends.length;
    ends[k] = b.at[0];
  }
  return ends.length;
}

const choices = { off: new Set(), quotations: false, recurring: false };  // kept from pair to pair
let keys = null;  // what n and p do now

function makePair(pair) {
  const details = detailsOf(pair);
  const passages = details.passages ?? [];
  const sides = [{ name: "A", doc: pair.a, side: "a" }, { name: "B", doc: pair.b, side: "b" }];
  for (const s of sides) s.text = s.doc.found ? textOf(s.doc) : "";
  let current = -1;
  let shown = [];

  const why = (passage) => {
    if (choices.off.has(passage.kind)) return `${passage.kind} is switched off`;
    const both = (of) => Math.min(passage.a[of] / Math.max(1, passage.a.words), passage.b[of] / Math.max(1, passage.b.words)) >= .5;
    if (choices.quotations && both("quoted")) return "quotation";
    if (choices.recurring && both("recurring")) return "recurs elsewhere";
    return "";
  };
  const count = h("output");
  const ribbon = h("svg", { class: "ribbon", viewBox: "0 0 100 1000", preserveAspectRatio: "none", role: "img" });
  const views = sides.map((s) => h("div", { class: `text side-${s.side}`, tabindex: "0", role: "region", dir: "auto", "aria-label": `Text ${s.name}`, scroll: () => drawSeen() }));

  function layText(s, view) {
    view.replaceChildren();
    if (!s.doc.found) {
      view.append(h("p", { class: "soft" }, "The corpus that was given has no document with this id."));
      return;
    }
    let at = 0;
    const order = passages.map((passage, n) => ({ passage, n, at: passage[s.side].at })).sort((x, y) => x.at[0] - y.at[0] || x.n - y.n);
    for (const { passage, n, at: [from, to] } of order) {
      if (from < at) continue;
      fill(view, s.text, at, from);
      const reason = why(passage);
      const kind = reason === "" ? passage.kind : "excluded";
      const label = reason === "" ? `${n + 1} ${passage.kind}` : `${n + 1} left out: ${reason}`;
      const other = s.side === "a" ? "B" : "A";
      const mark = h("mark", { class: kind, "data-n": n, mouseenter: () => hover(n, true), mouseleave: () => hover(n, false) },
        h("button", { type: "button", class: `badge ${kind}`, "aria-label": `Passage ${label}, similarity ${two(passage.similarity)}: go to it in ${other}`, click: () => go(n, s.side) }, label));
      const inner = h("bdi");
      fill(inner, s.text, from, to, passage[s.side].marks);
      mark.append(inner);
      view.append(mark);
      at = to;
    }
    fill(view, s.text, at, s.text.length);
  }

  const marksOf = (n) => views.map((view) => view.querySelector(`mark[data-n="${n}"]`));
  const hover = (n, on) => marksOf(n).forEach((mark) => mark?.classList.toggle("hover", on));
  function go(n, from = null) {
    for (const node of document.querySelectorAll("mark.current, path.current")) node.classList.remove("current");
    current = n;
    marksOf(n).forEach((mark, i) => {
      if (!mark) return;
      mark.classList.add("current");
      if (from === sides[i].side) return;
      const view = views[i];
      const top = mark.getBoundingClientRect().top - view.getBoundingClientRect().top + view.scrollTop;
      view.scrollTo({ top: Math.max(0, top - view.clientHeight / 3) });
    });
    ribbon.querySelector(`[data-n="${n}"]`)?.classList.add("current");
    where.textContent = `Passage ${n + 1}: ${passages[n].kind}, similarity ${two(passages[n].similarity)}`;
  }
  function step(by) {
    if (shown.length === 0) return;
    const at = shown.indexOf(current);
    go(shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length]);
  }

  function drawRibbon() {
    const whole = sides.map((s) => Math.max(1, s.text.length));
    const y = (i, at) => 4 + (992 * at) / whole[i];
    const bands = passages.map((passage, n) => {
      const [a0, a1] = passage.a.at.map((at) => y(0, at));
      const [b0, b1] = passage.b.at.map((at) => y(1, at));
      return h("path", { class: why(passage) === "" ? passage.kind : "excluded", "data-n": n, "vector-effect": "non-scaling-stroke", click: () => go(n),
        d: `M8 ${a0} C50 ${a0} 50 ${b0} 92 ${b0} L92 ${b1} C50 ${b1} 50 ${a1} 8 ${a1} Z` });
    });
    const edge = (x) => h("line", { class: "edge", x1: x, x2: x, y1: 4, y2: 996, "vector-effect": "non-scaling-stroke" });
    const seen = (x) => h("line", { class: "seen", x1: x, x2: x, y1: 4, y2: 4, "vector-effect": "non-scaling-stroke" });
    ribbon.replaceChildren(...bands, edge(8), edge(92), seen(4), seen(96));
    const ordered = inOrder(passages);
    const words = ordered === passages.length ? "in the same order in both texts" : `${ordered} of them in the same order, the others moved`;
    order.textContent = passages.length < 2 ? "" : words;
    ribbon.setAttribute("aria-label", `Where passages of A (left) are in B (right): ${passages.length}, ${words}`);
    drawSeen();
  }
  /// Which part of each text is in view.
  function drawSeen() {
    ribbon.querySelectorAll(".seen").forEach((line, i) => {
      const view = views[i];
      const part = (px) => 4 + 992 * Math.min(1, px / Math.max(1, view.scrollHeight));
      line.setAttribute("y1", part(view.scrollTop));
      line.setAttribute("y2", part(view.scrollTop + view.clientHeight));
    });
  }

  function update() {
    sides.forEach((s, i) => { const top = views[i].scrollTop; layText(s, views[i]); views[i].scrollTop = top; });
    shown = passages.map((_, n) => n).filter((n) => why(passages[n]) === "");
    const share = (s) => shown.reduce((sum, n) => sum + passages[n][s.side].words, 0) / Math.max(1, s.doc.words);
    count.textContent = `${shown.length} of ${many(passages.length, "passage")} counted: ${percent(Math.min(1, share(sides[0])))} of A's words, ${percent(Math.min(1, share(sides[1])))} of B's`;
    for (const button of [before, after]) button.disabled = shown.length === 0;
    drawRibbon();
    if (current >= 0 && shown.includes(current)) go(current, "a"); else current = -1;
  }

  const box = (checked, set, ...label) => h("label", {}, h("input", { type: "checkbox", ...(checked ? { checked: true } : {}), change: (event) => { set(event.target.checked); update(); } }), label);
  const kinds = KINDS.map((kind) => box(!choices.off.has(kind), (on) => { if (on) choices.off.delete(kind); else choices.off.add(kind); },
    h("span", { class: `sample ${kind}` }, kind), ` ${passages.filter((p) => p.kind === kind).length}`));
  const where = h("span", { class: "chip", role: "status" }, "none chosen yet");
  const order = h("span", { class: "soft" });
  const before = h("button", { type: "button", class: "button", click: () => step(-1) }, "Previous (p)");
  const after = h("button", { type: "button", class: "button", click: () => step(1) }, "Next (n)");
  const reasons = (prefix) => details.reasons.filter((reason) => reason.startsWith(`${prefix}: `)).map((reason) => reason.slice(prefix.length + 2));
  const block = (title, list) => (list.length === 0 ? null : h("section", {}, h("h2", {}, title), h("ul", {}, list.map((reason) => own(reason, "li")))));
  const counted = pair.verdict === "exact" || pair.verdict === "near-duplicate" ? [`Counted, not estimated: Jaccard similarity ${two(pair.jaccard)} over word 5-grams; ${percent(details.containment[0])} of A's are in B, ${percent(details.containment[1])} of B's in A`] : [];
  const source = reasons("source");
  const direction = [pair.source === null ? "Undecided" + (source.length === 0 ? ": there is no sign of who was first" : ": the signs below do not suffice") : `Likely ${pair.source === pair.a ? "A" : "B"}`, ...source,
    ...(details.common_source ? [`An older document was found with both: ${details.common_source}`] : [])];
  const anchors = (title, list) => (list.length === 0 ? null : h("section", {}, h("h3", {}, title), h("ul", { class: "anchors" }, list.map((anchor) => h("li", { class: "chip" }, own(anchor))))));

  keys = { n: () => step(1), p: () => step(-1) };
  const cluster = clusters.find((c) => c.members.includes(pair.a) && c.members.includes(pair.b));
  const neighbour = (by, label) => (pairs[pair.n + by] ? h("a", { href: `#/pair/${pair.n + by + 1}` }, label) : null);
  const node = h("div", {},
    mode === "compare" ? null : h("p", { class: "bar soft" }, `Pair ${pair.n + 1} of ${pairs.length.toLocaleString("en")}`, neighbour(-1, "Previous pair"), neighbour(1, "Next pair")),
    h("h1", { tabindex: "-1" }, sentenceOf(pair)),
    h("p", {}, h("span", { class: "chip strong" }, pair.verdict), " ", pair.probability === null ? null : h("span", {}, `probability ${two(pair.probability)}`),
      cluster && mode !== "compare" ? h("span", {}, " · ", h("a", { href: `#/cluster/${cluster.n + 1}` }, `cluster ${cluster.n + 1}, ${many(cluster.members.length, "document")}`)) : null),
    details.misfit ? h("p", { class: "notes" }, "The passages do not fit these texts: the corpus is not the one that was searched. They are not shown.") : null,
    h("div", { class: "verdict" }, block("For", [...counted, ...reasons("for")]), block("Against", reasons("against")), block("Why it stays open", reasons("inconclusive")),
      block("To be noted", reasons("note")), block("Who was first", direction)),
    details.shared.length + details.only_a.length + details.only_b.length === 0 ? null : h("details", {}, h("summary", {}, `Names and numbers: ${details.shared.length} in both, ${details.only_a.length} only in A, ${details.only_b.length} only in B`),
      anchors("In both", details.shared), anchors("Only in A", details.only_a), anchors("Only in B", details.only_b)),
    h("div", { class: "tools" },
      h("div", { class: "switches" }, h("fieldset", { class: "switches" }, h("legend", {}, "Show"), kinds),
        h("fieldset", { class: "switches" }, h("legend", {}, "Leave out"), box(choices.quotations, (on) => { choices.quotations = on; }, "quotations"), box(choices.recurring, (on) => { choices.recurring = on; }, "what recurs in other clusters"))),
      h("div", { class: "bar" }, before, after, count, order, where)),
    h("div", { class: "columns" }, sides.map((s, i) => [i === 1 ? h("span", { class: "between" }) : null, h("header", { class: `side-${s.side}` }, h("h2", {}, `${s.name} `, own(s.doc.id), s.doc === pair.source ? h("span", {}, " ", h("span", { class: "chip strong" }, "likely source")) : null),
      h("p", { class: "soft" }, dotted([s.doc.url || s.doc.host, s.doc.date, many(s.doc.words, "word")])))]),
      views[0], ribbon, views[1]),
    h("p", { class: "soft" }, "Bold inside ", h("span", { class: "sample edited" }, "edited"), " passages: words that differ. Bold inside ", h("span", { class: "sample paraphrased" }, "paraphrased"),
      " ones: names and numbers that both sides have. Keys: ", h("kbd", {}, "n"), " next passage, ", h("kbd", {}, "p"), " previous one."));
  update();
  return node;
}

// --- where we are

const view = document.getElementById("view");
const run = document.getElementById("run");

function show() {
  const [, what = "", number = ""] = location.hash.match(/^#\/(\w*)\/?(\d*)$/) ?? [];
  const n = Number(number) - 1;
  keys = null;
  let current = "overview";
  let node = null;
  if (what === "run") current = "run";
  else if (what === "clusters") { current = "clusters"; node = makeClusters(); }
  else if (what === "cluster" && clusters[n]) { current = "clusters"; node = makeCluster(clusters[n]); }
  else if (what === "pair" && pairs[n] && mode !== "index") node = makePair(pairs[n]);
  else if (mode === "compare") node = makePair(pairs[0]);
  else node = overview ??= makeOverview();
  run.hidden = current !== "run";
  view.replaceChildren(...(node ? [node] : []));
  for (const link of document.querySelectorAll("nav a[data-view]")) {
    if (link.dataset.view === current) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  return current === "run" ? run : view;
}

addEventListener("hashchange", () => {
  if (!location.hash.startsWith("#/")) return;
  show().querySelector("h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  keys?.[event.key]?.();
});
show();
