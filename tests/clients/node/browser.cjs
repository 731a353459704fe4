/**
 * The walk of `tests/clients/README.md` in a page of headless Chromium.
 *
 *     node browser.cjs CHROMIUM CLIENT ORIGIN ADDRESS
 *
 * CLIENT is fetch or web, the modules here that a page can run. ORIGIN is where the page comes
 * from, file or http, which is never where the API is. Prints what came back as one JSON object.
 */

const fs = require("node:fs");
const http = require("node:http");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const esbuild = require("esbuild");
const { chromium } = require("playwright-core");

const PAGE = "<!doctype html><meta charset=utf-8><title>walk</title>";
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A script that defines `go(address)`, with all that it needs. */
function bundle(client) {
  const contents = `
    const { walk } = require("./steps.cjs");
    const { connect } = require("./${client}.cjs");
    window.go = (address) => walk(connect(address, "owner-pat"));`;
  const built = esbuild.buildSync({
    stdin: { contents, resolveDir: __dirname },
    nodePaths: process.env.NODE_PATH.split(path.delimiter),
    bundle: true,
    write: false,
    logLevel: "error",
  });
  return built.outputFiles[0].text;
}

/** Calls `use` with the URL of an empty page of its own origin. */
async function withPage(origin, use) {
  if (origin === "file") {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "page-"));
    const file = path.join(directory, "index.html");
    fs.writeFileSync(file, PAGE);
    return use(pathToFileURL(file).href).finally(() => fs.rmSync(directory, { recursive: true }));
  }
  const server = http.createServer((_, answer) => {
    answer.setHeader("Content-Type", "text/html");
    answer.end(PAGE);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return use(`http://127.0.0.1:${server.address().port}/`).finally(() => {
    server.close();
    server.closeAllConnections();
  });
}

async function main(executablePath, client, origin, address) {
  const content = bundle(client);
  const browser = await chromium.launch({ executablePath, args: QUIET });
  try {
    return await withPage(origin, async (url) => {
      const page = await browser.newPage({ ignoreHTTPSErrors: true });
      page.on("console", (message) => console.error(message.text()));
      await page.goto(url);
      await page.addScriptTag({ content });
      return page.evaluate((to) => window.go(to), address);
    });
  } finally {
    await browser.close();
  }
}

main(...process.argv.slice(2)).then((seen) => console.log(JSON.stringify(seen)));
