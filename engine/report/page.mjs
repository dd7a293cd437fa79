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

const viewLink = (href, n, what) => h("a", { href, "aria-label": `${n + 1} view: ${what}` }, `${n + 1} view`);
const pairColumns = [
  { name: "Pair", key: (p) => p.n, csv: (p) => p.n + 1, tight: true, cell: (p) => viewLink(hrefOf(p), p.n, `${plain(p.a.id)} and ${plain(p.b.id)}`) },
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

const verdictsOf = (links) => verdicts.map((verdict) => [links.filter((link) => link.verdict === verdict).length, verdict])
  .filter(([n]) => n > 0).map(([n, verdict]) => `${n} ${verdict}`);
const verdictChips = (links) => verdictsOf(links).flatMap((text) => [h("span", { class: "chip" }, text), " "]);

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
  const BINS = 20, WIDTH = svg.clientWidth || 720, HEIGHT = 220, LEFT = 46, BOTTOM = 26, TOP = 18;
  const counts = new Array(BINS).fill(0);
  const of = MEASURES[filter.measure].of;
  for (const pair of some) ++counts[Math.min(BINS - 1, Math.floor(of(pair) * BINS + 1e-9))];
  const most = Math.max(1, ...counts);
  const x = (share) => LEFT + share * (WIDTH - LEFT - 8);
  const y = (count) => HEIGHT - BOTTOM - (count / most) * (HEIGHT - BOTTOM - TOP);
  const marks = [h("line", { x1: LEFT, x2: WIDTH - 8, y1: y(0), y2: y(0) }), h("line", { x1: LEFT, x2: WIDTH - 8, y1: y(most), y2: y(most) }),
    h("text", { x: LEFT - 8, y: y(most) + 4, "text-anchor": "end" }, most.toLocaleString("en")),
    h("text", { x: LEFT - 8, y: y(0) + 4, "text-anchor": "end" }, "0")];
  counts.forEach((count, bin) => {
    if (count === 0) return;
    marks.push(h("rect", { class: (bin + 1) / BINS <= filter.threshold ? "out" : "in", x: x(bin / BINS) + 1.5, y: y(count),
      width: x(1 / BINS) - x(0) - 3, height: Math.max(1, y(0) - y(count)), rx: 2 }));
    if (count !== most && WIDTH > 500) marks.push(h("text", { x: x((bin + .5) / BINS), y: y(count) - 4, "text-anchor": "middle" }, count.toLocaleString("en")));
  });
  for (const [share, anchor] of [[0, "start"], [.25, "middle"], [.5, "middle"], [.75, "middle"], [1, "end"]])
    marks.push(h("text", { x: x(share), y: HEIGHT - 8, "text-anchor": anchor }, percent(share)));
  if (filter.threshold > 0) marks.push(h("line", { class: "cut", x1: x(filter.threshold), x2: x(filter.threshold), y1: TOP - 8, y2: y(0) }));
  svg.replaceChildren(...marks);
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
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
    if (!found.has(key)) found.set(key, { key, n: from.n, links: [], by: new Set(), sites: new Set(), shares: [], derived: [] });
    const row = found.get(key);
    row.links.push(pair);
    row.by.add(by);
    if (by.host !== "") row.sites.add(by.host);
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
  { name: "As", key: (s) => -s.links.length, csv: (s) => verdictsOf(s.links).join(", "), cell: (s) => verdictChips(s.links) },
  { name: "Most taken", key: (s) => Math.max(...s.shares), number: true, cell: (s) => percent(Math.max(...s.shares)) },
  { name: "Taken on average", key: (s) => mean(s.shares), number: true, cell: (s) => percent(mean(s.shares)) },
  { name: "Of the copies", csvName: "Average share of the copies", key: (s) => mean(s.derived), number: true, cell: (s) => percent(mean(s.derived)) },
];

let overview = null;
function makeOverview() {
  const lead = h("p", { class: "lead", role: "status" });
  const cards = h("ul", { class: "cards" });
  const svg = h("svg", { class: "histogram", role: "img" });
  const measure = h("select", { change: () => { filter.measure = measure.value; update(); } },
    Object.entries(MEASURES).map(([key, m]) => h("option", { value: key }, m.name)));
  const sliderLabel = h("span");
  const slider = h("input", { type: "range", min: "0", max: "100", step: "1", value: "0", input: () => { filter.threshold = slider.value / 100; soon(); } });
  const search = h("input", { type: "search", autocomplete: "off", spellcheck: "false", input: () => {
    filter.search = search.value.trim().toLowerCase();
    soon();
  } });
  const hosts = count([...pairs].flatMap((p) => (p.a.host === p.b.host ? [p.a.host] : [p.a.host, p.b.host])).filter((host) => host !== ""));
  const host = choice("any site", hosts, (value) => { filter.host = value; });
  const source = choice("any source, or none", count(pairs.filter((p) => p.source !== null).map((p) => p.source.id)), (value) => { filter.source = value; });
  const probability = h("input", { type: "number", min: "0", max: "1", step: "0.05", value: "0", input: () => {
    filter.probability = Number(probability.value) || 0;
    soon();
  } });
  const table = pairTable("Pairs", "pairs.csv");
  const bySite = h("input", { type: "checkbox", change: () => { placeSources(); update(); } });
  const sourcesBox = h("div");
  let sources = null;
  let undirected = 0;
  const placeSources = () => {
    sources = makeTable({ title: "Sources: who was rewritten, by how many, how much", file: "sources.csv",
      columns: sourceColumns(bySite.checked), sort: "Taken up by", down: true, most: 10,
      note: () => (undirected === 0 ? "" : `; of ${many(undirected, "pair")} the source is undecided`) });
    sourcesBox.replaceChildren(sources.node);
  };
  placeSources();
  let waiting = 0;
  const soon = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(update); };
  new ResizeObserver(() => drawHistogram(svg, pairs.filter(matchesFilter))).observe(svg);

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
    const part = h("span", { class: "part" });
    const state = h("span", { class: "state" });
    const button = h("button", { type: "button", class: "card", "aria-pressed": "true", click: () => {
      if (filter.off.has(verdict)) filter.off.delete(verdict); else filter.off.add(verdict);
      update();
    } }, number, h("span", {}, verdict, " ", part), state);
    cards.append(h("li", {}, button));
    return { verdict, n, number, part, state, button };
  });

  function update() {
    const of = MEASURES[filter.measure].of;
    const passing = pairs.filter(matchesFilter);
    const shown = passing.filter((pair) => of(pair) >= filter.threshold);
    drawHistogram(svg, passing);
    sliderLabel.textContent = filter.threshold === 0 ? "Threshold: all pairs" : `Threshold: ${percent(filter.threshold)} or more`;
    slider.setAttribute("aria-valuetext", sliderLabel.textContent);
    for (const counter of counters) {
      const now = shown.filter((pair) => pair.verdict === counter.verdict);
      const on = !filter.off.has(counter.verdict);
      const joined = clustersOf(now).length;
      counter.number.textContent = (on ? now.length : counter.n).toLocaleString("en");
      counter.part.textContent = !on ? "not shown" : now.length === counter.n ? "" : `of ${counter.n.toLocaleString("en")}`;
      counter.state.textContent = !on ? "" : many(new Set(now.flatMap((pair) => [pair.a, pair.b])).size, "document")
        + (joined > 0 ? `, ${many(joined, "cluster")}` : "");
      counter.button.setAttribute("aria-pressed", String(on));
    }
    const documents = new Set(shown.flatMap((pair) => [pair.a, pair.b]));
    const joined = clustersOf(shown);
    const copies = joined.reduce((sum, cluster) => sum + cluster.members.length, 0);
    lead.replaceChildren(h("strong", {}, many(shown.length, "pair")), ` of ${many(documents.size, "document")}. `
      + (joined.length === 0 ? "No document is likely derived from another."
        : `${many(copies, "document")} in ${many(joined.length, "cluster")} are copies of each other or likely derived.`));
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
      h("section", { class: "panel" }, h("h2", {}, "How alike"), h("label", {}, "Measure", measure), svg,
        h("label", { class: "under-histogram" }, sliderLabel, slider)),
      h("section", { class: "panel" }, h("h2", {}, "Show only"), h("div", { class: "fields" },
        h("label", {}, "Id or address contains", search), h("label", {}, "Site of either text", host),
        h("label", {}, "Likely source", source), h("label", {}, "Probability at least", probability), h("div", {}, reset)))),
    sourcesBox, h("label", { class: "switches" }, h("span", { class: "bar" }, bySite, "Sources by site")), table.node);
  update();
  return node;
}

// --- clusters

const ofDedup = docs.some((doc) => doc.kept);
const chosenName = () => (ofDedup ? "Kept" : "Likely original");

function makeClusters() {
  const columns = [
    { name: "Cluster", key: (c) => c.n, csv: (c) => c.n + 1, tight: true, cell: (c) => viewLink(hrefOfCluster(c), c.n, many(c.members.length, "document")) },
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
  return h("svg", { class: "graph", viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img",
    "aria-label": `${many(cluster.members.length, "document")} and ${many(cluster.links.length, "link")}; the tables list them` },
    cluster.links.map((link) => {
      const [[x1, y1], [x2, y2]] = [at.get(link.a), at.get(link.b)];
      return h("line", { class: weak(link.verdict) ? "weak" : null, x1, y1, x2, y2 });
    }),
    cluster.members.map((doc, n) => {
      const [x, y] = at.get(doc);
      return h("g", {}, h("circle", { class: cluster.chosen.includes(doc) ? "chosen" : null, cx: x, cy: y, r: 15 }), h("text", { x, y }, String(n + 1)));
    }));
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
      : h("div", { class: "panel" }, drawGraph(cluster), h("p", { class: "soft" },
        `Unbroken: exact or near-duplicate. Broken: another verdict. Filled: ${chosenName().toLowerCase()}.`))),
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
    case "partial-rewrite": return from === null ? "Passages of one text are likely derived from the other." + open
      : `Passages of ${to} are likely derived from ${from}.`;
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

/// Reasons of one sort, without its word in front.
const reasonsOf = (details, sort) => details.reasons.filter((reason) => reason.startsWith(`${sort}: `))
  .map((reason) => reason.slice(sort.length + 2));

/// Verdict, reasons for and against, and who was first.
function makeOpinion(pair, details) {
  const block = (title, list) => (list.length === 0 ? null
    : h("section", {}, h("h2", {}, title), h("ul", {}, list.map((reason) => own(reason, "li")))));
  const [ofA, ofB] = details.containment.map(percent);
  const counted = pair.verdict !== "exact" && pair.verdict !== "near-duplicate" ? []
    : [`Counted, not estimated: Jaccard similarity ${two(pair.jaccard)} over word 5-grams; ${ofA} of A's are in B, ${ofB} of B's in A`];
  const signs = reasonsOf(details, "source");
  const first = pair.source !== null ? `Likely ${pair.source === pair.a ? "A" : "B"}`
    : signs.length === 0 ? "Undecided: there is no sign of who was first" : "Undecided: the signs below do not suffice";
  const older = details.common_source ? [`An older document was found with both: ${details.common_source}`] : [];
  return h("div", { class: "verdict" }, block("For", [...counted, ...reasonsOf(details, "for")]),
    block("Against", reasonsOf(details, "against")), block("Why it stays open", reasonsOf(details, "inconclusive")),
    block("To be noted", reasonsOf(details, "note")), block("Who was first", [first, ...signs, ...older]));
}

function makeAnchors({ shared, only_a: onlyA, only_b: onlyB }) {
  if (shared.length + onlyA.length + onlyB.length === 0) return null;
  const list = (title, anchors) => (anchors.length === 0 ? null : h("section", {}, h("h3", {}, title),
    h("ul", { class: "anchors" }, anchors.map((anchor) => h("li", { class: "chip" }, own(anchor))))));
  return h("details", {},
    h("summary", {}, `Names and numbers: ${shared.length} in both, ${onlyA.length} only in A, ${onlyB.length} only in B`),
    list("In both", shared), list("Only in A", onlyA), list("Only in B", onlyB));
}

const choices = { off: new Set(), quotations: false, recurring: false };  // kept from pair to pair

/// Why a passage does not count, or nothing.
function leftOut(passage) {
  if (choices.off.has(passage.kind)) return `${passage.kind} is switched off`;
  const half = (of) => [passage.a, passage.b].every((side) => side[of] * 2 >= Math.max(1, side.words));
  if (choices.quotations && half("quoted")) return "quotation";
  if (choices.recurring && half("recurring")) return "recurs elsewhere";
  return "";
}

let keys = null;  // what n and p do now

/// Both texts with their passages, the band between them, and how to go from passage to passage.
class Texts {
  constructor(pair, passages) {
    this.passages = passages;
    this.sides = [["A", "a", pair.a], ["B", "b", pair.b]].map(([name, side, doc]) => ({
      name, side, doc, text: doc.found ? textOf(doc) : "",
      view: h("div", { class: `text side-${side}`, tabindex: "0", role: "region", dir: "auto", "aria-label": `Text ${name}`,
        scroll: () => this.drawSeen() }),
    }));
    this.ribbon = h("svg", { class: "ribbon", viewBox: "0 0 100 1000", preserveAspectRatio: "none", role: "img" });
    this.count = h("output");
    this.order = h("span", { class: "soft" });
    this.where = h("span", { class: "chip", role: "status" }, "none chosen yet");
    this.current = -1;
    this.counted = [];
    keys = { n: () => this.step(1), p: () => this.step(-1) };
  }

  /// Lays everything out anew, after a choice.
  update() {
    this.counted = this.passages.map((_, n) => n).filter((n) => leftOut(this.passages[n]) === "");
    for (const s of this.sides) {
      const top = s.view.scrollTop;
      this.layText(s);
      s.view.scrollTop = top;
    }
    const [ofA, ofB] = this.sides.map((s) => {
      const words = this.counted.reduce((sum, n) => sum + this.passages[n][s.side].words, 0);
      return percent(Math.min(1, words / Math.max(1, s.doc.words)));
    });
    this.count.textContent = `${this.counted.length} of ${many(this.passages.length, "passage")} counted: ${ofA} of A's words, ${ofB} of B's`;
    this.drawRibbon();
    if (this.counted.includes(this.current)) this.go(this.current, "a"); else this.current = -1;
  }

  layText(s) {
    s.view.replaceChildren();
    if (!s.doc.found) {
      s.view.append(h("p", { class: "soft" }, "The corpus that was given has no document with this id."));
      return;
    }
    let at = 0;
    const order = this.passages.map((passage, n) => ({ n, at: passage[s.side].at })).sort((x, y) => x.at[0] - y.at[0] || x.n - y.n);
    for (const { n, at: [from, to] } of order) {
      if (from < at) continue;
      fill(s.view, s.text, at, from);
      s.view.append(this.makeMark(s, n));
      at = to;
    }
    fill(s.view, s.text, at, s.text.length);
  }

  makeMark(s, n) {
    const passage = this.passages[n];
    const reason = leftOut(passage);
    const kind = reason === "" ? passage.kind : "excluded";
    const label = reason === "" ? `${n + 1} ${passage.kind}` : `${n + 1} left out: ${reason}`;
    const other = s.side === "a" ? "B" : "A";
    const inside = h("bdi");
    fill(inside, s.text, ...passage[s.side].at, passage[s.side].marks);
    return h("mark", { class: kind, "data-n": n, mouseenter: () => this.hover(n, true), mouseleave: () => this.hover(n, false) },
      h("button", { type: "button", class: `badge ${kind}`, click: () => this.go(n, s.side),
        "aria-label": `Passage ${label}, similarity ${two(passage.similarity)}: go to it in ${other}` }, label), inside);
  }

  mark(s, n) { return s.view.querySelector(`mark[data-n="${n}"]`); }
  hover(n, on) { for (const s of this.sides) this.mark(s, n)?.classList.toggle("hover", on); }

  /// Chooses a passage and brings it into view, but not in the text `from` which it was chosen.
  go(n, from = null) {
    for (const node of document.querySelectorAll("mark.current, path.current")) node.classList.remove("current");
    this.current = n;
    for (const s of this.sides) {
      const mark = this.mark(s, n);
      mark?.classList.add("current");
      if (!mark || from === s.side) continue;
      const top = mark.getBoundingClientRect().top - s.view.getBoundingClientRect().top + s.view.scrollTop;
      s.view.scrollTo({ top: Math.max(0, top - s.view.clientHeight / 3) });
    }
    this.ribbon.querySelector(`[data-n="${n}"]`)?.classList.add("current");
    const { kind, similarity } = this.passages[n];
    this.where.textContent = `Passage ${n + 1}: ${kind}, similarity ${two(similarity)}`;
  }
  step(by) {
    const { length } = this.counted;
    if (length === 0) return;
    const at = this.counted.indexOf(this.current);
    this.go(this.counted[at < 0 ? (by > 0 ? 0 : length - 1) : (at + by + length) % length]);
  }

  /// A band for each passage, from where it is in A to where it is in B.
  drawRibbon() {
    const place = (s, at) => 4 + (992 * at) / Math.max(1, s.text.length);
    const bands = this.passages.map((passage, n) => {
      const [[a0, a1], [b0, b1]] = this.sides.map((s) => passage[s.side].at.map((at) => place(s, at)));
      return h("path", { class: leftOut(passage) === "" ? passage.kind : "excluded", "data-n": n, "vector-effect": "non-scaling-stroke",
        click: () => this.go(n), d: `M8 ${a0} C50 ${a0} 50 ${b0} 92 ${b0} L92 ${b1} C50 ${b1} 50 ${a1} 8 ${a1} Z` });
    });
    const upright = (name, x, to) => h("line", { class: name, x1: x, x2: x, y1: 4, y2: to, "vector-effect": "non-scaling-stroke" });
    this.ribbon.replaceChildren(...bands, upright("edge", 8, 996), upright("edge", 92, 996), upright("seen", 4, 4), upright("seen", 96, 4));
    const ordered = inOrder(this.passages);
    const words = ordered === this.passages.length ? "in the same order in both texts" : `${ordered} of them in the same order, the others moved`;
    this.order.textContent = this.passages.length < 2 ? "" : words;
    this.ribbon.setAttribute("aria-label", `Where passages of A (left) are in B (right): ${this.passages.length}, ${words}`);
    this.drawSeen();
  }
  /// Which part of each text is in view.
  drawSeen() {
    this.ribbon.querySelectorAll(".seen").forEach((line, i) => {
      const { view } = this.sides[i];
      const place = (pixels) => 4 + 992 * Math.min(1, pixels / Math.max(1, view.scrollHeight));
      line.setAttribute("y1", place(view.scrollTop));
      line.setAttribute("y2", place(view.scrollTop + view.clientHeight));
    });
  }
}

/// What is shown and counted, and the way from passage to passage.
function makeTools(texts) {
  const box = (checked, set, ...label) => h("label", {}, h("input", { type: "checkbox", checked, change: (event) => {
    set(event.target.checked);
    texts.update();
  } }), label);
  const kinds = KINDS.map((kind) => box(!choices.off.has(kind), (on) => {
    if (on) choices.off.delete(kind); else choices.off.add(kind);
  }, h("span", { class: `sample ${kind}` }, kind), ` ${texts.passages.filter((p) => p.kind === kind).length}`));
  const left = [["quotations", "quotations"], ["recurring", "what recurs in other clusters"]]
    .map(([name, label]) => box(choices[name], (on) => { choices[name] = on; }, label));
  const step = (by, label) => h("button", { type: "button", class: "button", click: () => texts.step(by) }, label);
  return h("div", { class: "tools" },
    h("div", { class: "switches" }, h("fieldset", { class: "switches" }, h("legend", {}, "Show"), kinds),
      h("fieldset", { class: "switches" }, h("legend", {}, "Leave out"), left)),
    h("div", { class: "bar" }, step(-1, "Previous (p)"), step(1, "Next (n)"), texts.count, texts.order, texts.where));
}

function makePair(pair) {
  const details = detailsOf(pair);
  const texts = new Texts(pair, details.passages ?? []);
  const alone = mode === "compare";
  const neighbour = (by, label) => (pairs[pair.n + by] ? h("a", { href: `#/pair/${pair.n + by + 1}` }, label) : null);
  const cluster = alone ? null : clusters.find((c) => c.members.includes(pair.a) && c.members.includes(pair.b));
  const header = (s) => h("header", { class: `side-${s.side}` },
    h("h2", {}, `${s.name} `, own(s.doc.id), s.doc === pair.source ? [" ", h("span", { class: "chip strong" }, "likely source")] : null),
    h("p", { class: "soft" }, dotted([s.doc.url || s.doc.host, s.doc.date, many(s.doc.words, "word")])));
  const [a, b] = texts.sides;
  const node = h("div", {},
    alone ? null : h("p", { class: "bar soft" }, `Pair ${pair.n + 1} of ${pairs.length.toLocaleString("en")}`,
      neighbour(-1, "Previous pair"), neighbour(1, "Next pair")),
    h("h1", { tabindex: "-1" }, sentenceOf(pair)),
    h("p", {}, h("span", { class: "chip strong" }, pair.verdict), pair.probability === null ? null : ` probability ${two(pair.probability)}`,
      cluster ? [" · ", h("a", { href: `#/cluster/${cluster.n + 1}` }, `cluster ${cluster.n + 1}, ${many(cluster.members.length, "document")}`)] : null),
    details.misfit ? h("p", { class: "notes" },
      "The passages do not fit these texts: the corpus is not the one that was searched. They are not shown.") : null,
    makeOpinion(pair, details), makeAnchors(details), makeTools(texts),
    h("div", { class: "columns" }, header(a), h("span", { class: "between" }), header(b), a.view, texts.ribbon, b.view),
    h("p", { class: "soft" }, "Bold inside ", h("span", { class: "sample edited" }, "edited"), " passages: words that differ. Bold inside ",
      h("span", { class: "sample paraphrased" }, "paraphrased"), " ones: names and numbers that both sides have. Keys: ",
      h("kbd", {}, "n"), " next passage, ", h("kbd", {}, "p"), " previous one."));
  texts.update();
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
