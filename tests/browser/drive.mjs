// Opens the pages that report_test.py made and checks what only a browser can: that nothing is loaded or run, that the
// views do what they say, that axe finds no violation and that the keyboard reaches everything.
//
//     node drive.mjs CHROMIUM MODULES FOLDER SCREENSHOTS

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [chromiumPath, modules, folder, screenshots] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(join(modules, "playwright-core/index.mjs")));
const axe = readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");
const address = (name, hash = "") => pathToFileURL(join(folder, name)).href + hash;

const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
const context = await browser.newContext({ offline: true, acceptDownloads: true, viewport: { width: 1440, height: 900 } });
const troubles = [];
context.on("console", (message) => { if (message.type() === "error" || message.type() === "warning") troubles.push(`console: ${message.text()}`); });
context.on("weberror", (error) => troubles.push(`error: ${error.error().message}`));
context.on("dialog", async (dialog) => { troubles.push(`dialog: ${dialog.message()}`); await dialog.dismiss(); });
context.on("request", (request) => {
  if (!request.isNavigationRequest() && !request.url().startsWith("blob:")) troubles.push(`request: ${request.url()}`);
});
const page = await context.newPage();
page.setDefaultTimeout(10000);

let failures = 0;
async function check(name, body) {
  const began = performance.now();
  try {
    await body();
    assert.deepEqual(troubles, []);
    console.log(`ok      ${Math.round(performance.now() - began)} ms  ${name}`);
  } catch (error) {
    ++failures;
    console.log(`FAILED  ${name}\n${error.message}`);
  }
  troubles.length = 0;
}

/// A new load each time: a change of the hash alone is not one.
async function open(name, hash = "") {
  await page.goto("about:blank");
  await page.goto(address(name, hash));
}
async function accessible(what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).join(" | ")}`), [], what);
}
/// What follows an input is laid out with the next frame.
const settled = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const text = (selector) => page.locator(selector).first().innerText();
const heading = (wanted) => page.locator("h1:visible").filter({ hasText: wanted }).waitFor();
/// In a page that is open.
async function showPair(name, n) {
  await page.goto(address(name, `#/pair/${n}`));
  await page.getByText(`Pair ${n} of`).waitFor();
}
const lead = () => text(".lead");
const pairNumber = (verdict) => page.evaluate((wanted) => {
  const index = JSON.parse(document.getElementById("index").textContent);
  return index.pairs.verdict.findIndex((v, n) => index.verdicts[v] === wanted && index.pairs.passages[n] > 2) + 1;
}, verdict);

await check("overview: counts, filters, threshold, sorting, CSV", async () => {
  await open("sample.html");
  const all = Number((await lead()).match(/^(\d+) pairs/)[1]);
  assert.ok(all > 80);
  const count = async () => Number((await lead()).match(/^([\d,]+) pair/)[1].replaceAll(",", ""));
  await page.getByRole("button", { name: /rewrite/ }).first().click();
  const fewer = await count();
  assert.ok(fewer < all);
  await page.getByRole("button", { name: /rewrite/ }).first().click();
  assert.equal(await count(), all);
  await page.locator("input[type=range]").fill("80");
  await settled();
  const close = await count();
  assert.ok(close < all && close > 0);
  assert.match(await text(".under-histogram"), /80 % or more/);
  await page.getByRole("button", { name: "Show everything" }).click();
  assert.equal(await count(), all);
  await page.getByLabel("Id or address contains").fill("sample/0061");
  await settled();
  assert.ok(await count() < 20);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).last().click();
  const csv = readFileSync(await (await download).path(), "utf8");
  assert.equal(csv.trim().split("\r\n").length, 1 + await count());
  assert.match(csv, /^\uFEFFPair,A,B,Verdict/);
  await page.getByLabel("Id or address contains").fill("");
  const header = page.getByRole("columnheader", { name: "Probability" });
  await header.getByRole("button").click();
  assert.equal(await header.getAttribute("aria-sort"), "descending");
  await page.getByLabel("Sources by site").check();
  assert.match(await page.locator("table").first().innerText(), /Site/);
});

await check("a pair: passages, keys, switches, scrolling", async () => {
  await open("sample.html");
  const n = await pairNumber("rewrite");
  await showPair("sample.html", n);
  await heading(/likely derived/);
  assert.doesNotMatch(await page.locator("main").innerText(), /plagiar/i);
  const total = await page.locator(".text.side-a mark").count();
  assert.equal(await page.locator(".text.side-b mark").count(), total);
  assert.ok(await page.locator("mark.paraphrased b").count() > 3, "shared names are marked");
  await page.keyboard.press("p");
  const scrolled = () => page.locator(".text.side-b").evaluate((view) => view.scrollTop);
  assert.equal(await page.locator("mark.current").count(), 2);
  await page.waitForTimeout(700);
  assert.ok(await scrolled() > 0, "the other side scrolls");
  await page.keyboard.press("n");
  assert.equal(await page.locator(".text.side-a mark.current").getAttribute("data-n"), "0");
  await page.locator("mark[data-n='2'] .badge").first().click();
  assert.equal(await page.locator(".text.side-b mark.current").getAttribute("data-n"), "2");
  const before = await text("output");
  await page.getByRole("checkbox", { name: /^paraphrased/ }).uncheck();
  assert.notEqual(await text("output"), before);
  assert.ok(await page.locator("mark.excluded").count() > 0);
  await page.getByRole("checkbox", { name: /^paraphrased/ }).check();
  assert.equal(await text("output"), before);
  for (const name of ["quotations", "what recurs in other clusters"]) {
    await page.getByRole("checkbox", { name }).check();
    await page.getByRole("checkbox", { name }).uncheck();
  }
  assert.equal(await text("output"), before);
});

await check("passages are where the matches say", async () => {
  const lines = readFileSync(join(folder, "matches.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  await open("sample.html");
  const index = await page.evaluate(() => JSON.parse(document.getElementById("index").textContent));
  const corpus = new Map(readFileSync(new URL("../../data/sample/crawl.jsonl", import.meta.url), "utf8").trim().split("\n").map((line) => JSON.parse(line)).map((d) => [d.id, Buffer.from(d.text)]));
  let checked = 0;
  for (const [n, line] of lines.entries()) {
    assert.equal(index.documents.id[index.pairs.a[n]], line.a);
    if (!corpus.has(line.a) || line.passages.length === 0 || n % 7 !== 0) continue;
    await showPair("sample.html", n + 1);
    const shown = await page.locator(".text.side-a mark > bdi").evaluateAll((marks) => marks.map((mark) => mark.textContent));
    const wanted = line.passages.map((p) => corpus.get(line.a).subarray(...p.a).toString());
    const clean = (s) => s.replace(/U\+[0-9A-F]{4,}/g, "").replace(/[\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g, "");
    assert.deepEqual(shown.map(clean).sort(), wanted.map(clean).sort(), `pair ${n + 1}`);
    ++checked;
  }
  assert.ok(checked > 5);
});

await check("clusters, the run, dedup, folder, compare", async () => {
  await open("sample.html", "#/clusters");
  await page.getByRole("link", { name: /^1 view:/ }).click();
  await heading(/^Cluster 1: \d+ documents/);
  assert.match(await page.locator("main").innerText(), /likely original/);
  await page.getByRole("link", { name: "Run" }).click();
  assert.match(await page.locator("#run").innerText(), /threshold\s*0\.8/);
  await open("dedup.html", "#/clusters");
  assert.match(await page.locator("#view table").innerText(), /Kept/);
  await open("folder/index.html");
  await page.getByRole("link", { name: /^1 view:/ }).click();
  await page.waitForURL(/clusters\/\d{6}\.html#\/pair\/\d+$/);
  await page.locator("mark").first().waitFor();
  await page.getByRole("link", { name: "All clusters" }).click();
  await page.waitForURL(/index\.html/);
  await heading(/What was found/);
  await open("compare.html");
  await heading(/A is likely derived from B/);
});

await check("hostile pages: nothing of them is markup", async () => {
  await open("hostile.html");
  const pairs = await page.evaluate(() => JSON.parse(document.getElementById("index").textContent).pairs.a.length);
  assert.ok(pairs > 14, `${pairs} pairs`);
  for (let n = 1; n <= pairs; ++n) {
    const began = performance.now();
    await showPair("hostile.html", n);
    assert.ok(await page.locator(".text.side-a").isVisible());
    assert.ok(performance.now() - began < 3000, `pair ${n} took ${performance.now() - began} ms`);
    const foreign = await page.evaluate(() => [...document.querySelectorAll("img, iframe, object, embed, a[href^='javascript'], [onerror], [onload], [onclick], main style, main script")].length);
    assert.equal(foreign, 0);
  }
  for (const hash of ["#/clusters", "#/cluster/1", "#/run", "#/"]) await page.goto(address("hostile.html", hash));
  await page.goto(address("hostile.html", "#/"));
  await heading(/What was found/);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).last().click();
  const csv = readFileSync(await (await download).path(), "utf8");
  assert.match(csv, /,'=1\+1,"'@sum, ""quoted""",near-duplicate,/);
  assert.doesNotMatch(csv, /(^|,)"?[=+@-]/m);
  assert.equal(await page.evaluate(() => document.scripts.length), await page.evaluate(() => document.querySelectorAll("body > script").length));
  assert.equal(await page.evaluate(() => [...document.scripts].filter((s) => s.type !== "application/json").length), 1);
  assert.ok((await page.content()).includes("default-src 'none'"));
  await page.evaluate(() => { location.hash = "#/pair/1"; });
});

await check("a line of a megabyte is shown in parts, and as a whole on request", async () => {
  await open("hostile.html");
  const n = await page.evaluate(() => {
    const index = JSON.parse(document.getElementById("index").textContent);
    return index.pairs.a.findIndex((a) => index.documents.id[a].startsWith("one long word")) + 1;
  });
  await showPair("hostile.html", n);
  const length = () => page.locator(".text.side-a").evaluate((view) => view.textContent.length);
  assert.ok(await length() < 10_000);
  const began = performance.now();
  await page.locator(".text.side-a .more").click();
  assert.ok(await length() > 1_000_000);
  assert.ok(performance.now() - began < 3000);
});

await check("characters that are not seen are shown", async () => {
  await open("hostile.html");
  const n = await page.evaluate(() => {
    const index = JSON.parse(document.getElementById("index").textContent);
    return index.pairs.a.findIndex((a) => index.documents.id[a].includes("turned")) + 1;
  });
  await showPair("hostile.html", n);
  assert.match(await text(".text.side-a"), /U\+202E/);
});

await check("10,000 pairs open in less than 3 s and stay fluid", async () => {
  const began = performance.now();
  await open("many.html");
  await page.locator("tbody tr").first().waitFor();
  const opened = performance.now() - began;
  console.log(`        opened in ${Math.round(opened)} ms`);
  assert.match(await lead(), /^10,000 pairs/);
  assert.ok(opened < 3000, `${opened} ms`);
  const steps = await page.evaluate(async () => {
    const slider = document.querySelector("input[type=range]");
    const times = [];
    for (const value of ["30", "60", "90", "0"]) {
      const start = performance.now();
      slider.value = value;
      slider.dispatchEvent(new Event("input"));
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      times.push(performance.now() - start);
    }
    return times;
  });
  console.log(`        threshold moved in ${steps.map(Math.round).join(", ")} ms`);
  assert.ok(Math.max(...steps) < 1000);
  await showPair("many.html", 9000);
  assert.ok(await page.locator("mark").count() > 0);
});

await check("the keyboard reaches everything", async () => {
  for (const [name, hash] of [["sample.html", ""], ["compare.html", ""]]) {
    await open(name, hash);
    const wanted = await page.evaluate(() => {
      const focusable = [...document.querySelectorAll("a[href], button:not(:disabled), input, select, summary, [tabindex='0']")].filter((node) => node.checkVisibility());
      focusable.forEach((node, n) => { node.dataset.stop = n; });
      return focusable.length;
    });
    const seen = new Set();
    for (let i = 0; i < wanted + 5; ++i) {
      await page.keyboard.press("Tab");
      seen.add(await page.evaluate(() => document.activeElement.dataset.stop));
    }
    seen.delete(undefined);
    assert.equal(seen.size, wanted, name);
  }
});

await check("no violation of WCAG 2.2 AA, in light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await open("sample.html");
    const views = [["sample.html", ""], ["sample.html", `#/pair/${await pairNumber("rewrite")}`], ["sample.html", "#/clusters"],
      ["sample.html", "#/cluster/1"], ["sample.html", "#/run"], ["hostile.html", "#/pair/3"], ["compare.html", ""]];
    for (const [name, hash] of colorScheme === "light" ? views : views.slice(0, 2)) {
      await open(name, hash);
      await page.keyboard.press("n");
      await accessible(`${name}${hash} ${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
});

await check("screenshots at three widths", async () => {
  await open("sample.html");
  const views = [["overview", "sample.html", ""], ["pair", "sample.html", `#/pair/${await pairNumber("rewrite")}`], ["near-duplicate", "dedup.html", "#/pair/2"],
    ["cluster", "sample.html", "#/cluster/1"], ["run", "sample.html", "#/run"], ["compare", "compare.html", ""], ["hostile", "hostile.html", "#/pair/9"], ["hostile-overview", "hostile.html", ""]];
  for (const [width, colorScheme] of [[1440, "light"], [820, "dark"], [390, "light"]]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await page.emulateMedia({ colorScheme });
    for (const [name, file, hash] of views) {
      await open(file, hash);
      await page.keyboard.press("n");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name} at ${width}: ${wide} pixels too wide`);
      await page.screenshot({ path: join(screenshots, `${name}-${width}.png`) });
    }
  }
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.setViewportSize({ width: 1000, height: 1400 });
  await open("compare.html");
  await page.screenshot({ path: join(screenshots, "print.png") });
});

await browser.close();
console.log(failures === 0 ? "all well" : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
