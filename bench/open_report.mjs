// How long a browser needs for a page of `unspin report`: to open it until its first rows stand, to move the threshold,
// to sort, and (unless the page is the index of a folder) to open a pair. Each round in a new browser; milliseconds.
//
//     tests/browser/install
//     node bench/open_report.mjs PAGE [ROUNDS]

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [file, rounds = "5"] = process.argv.slice(2);
const modules = new URL("../build/browser/node_modules/", import.meta.url);
const { chromium } = await import(new URL("playwright-core/index.mjs", modules));
const address = pathToFileURL(resolve(file)).href;
const times = { open: [], threshold: [], sort: [], pair: [] };

/// The time from doing something until it is on the screen.
const drawn = (page, doing) => page.evaluate(`(async () => {
  const began = performance.now();
  ${doing};
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
})()`);

for (let round = 0; round < Number(rounds); ++round) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  let began = performance.now();
  await page.goto(address);
  await page.locator("tbody tr").first().waitFor();
  times.open.push(performance.now() - began);
  times.threshold.push(await drawn(page, `const slider = document.querySelector("input[type=range]"); slider.value = "90"; slider.dispatchEvent(new Event("input"))`));
  times.sort.push(await drawn(page, `[...document.querySelectorAll("thead button")].at(-3).click()`));
  const pairs = await page.evaluate(`(({ mode, pairs }) => (mode === "index" ? 0 : pairs.a.length))(JSON.parse(document.getElementById("index").textContent))`);
  if (pairs > 0) {
    const n = Math.ceil(pairs * 0.7);
    began = performance.now();
    await page.goto(`${address}#/pair/${n}`);
    await page.getByText(`Pair ${n} of`).waitFor();
    times.pair.push(performance.now() - began);
  }
  await browser.close();
}
for (const [what, list] of Object.entries(times)) console.log(what.padEnd(10), list.map(Math.round).sort((x, y) => x - y).join(" "));
