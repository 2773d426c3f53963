// Called by build.rs: writes styles, islands and fonts into a folder under names made of their
// content, each with a brotli twin where that helps, and last the table that web/assets.rs includes.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { buildSync } from "esbuild";
import { compile } from "sass";

// What pages name themselves; the other fonts are named by the stylesheet.
const NAMED = ["besa.css", "calendar.css", "besa.js", "atkinson-400-latin.woff2"];
const [folder] = process.argv.slice(2);
let addresses = "";
let rows = "";

function add(plain, type, bytes, shrink) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const name = plain.replace(".", `-${hash}.`);
  writeFileSync(`${folder}/${name}`, bytes);
  if (shrink) writeFileSync(`${folder}/${name}.br`, brotliCompressSync(bytes)); // quality 11
  const small = shrink ? `Some(include_bytes!("${name}.br"))` : "None";
  if (NAMED.includes(plain)) {
    const constant = plain.replaceAll(/[-.]/g, "_").toUpperCase();
    addresses += `/// Address of \`${plain}\`.\npub(crate) const ${constant}: &str = "/assets/${name}";\n`;
  }
  rows += `    Asset { name: "${name}", content_type: "${type}", bytes: include_bytes!("${name}"), brotli: ${small} },\n`;
  return name;
}

let { css } = compile("styles/besa.scss", {
  style: "compressed",
  loadPaths: ["node_modules"],
  quietDeps: true,
});
const fonts = "node_modules/@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next";
for (const set of ["latin", "latin-ext"]) {
  for (const weight of [400, 600]) {
    const plain = `atkinson-${weight}-${set}.woff2`;
    const bytes = readFileSync(`${fonts}-${set}-${weight}-normal.woff2`);
    css = css.replaceAll(plain, add(plain, "font/woff2", bytes, false));
  }
}
add("besa.css", "text/css; charset=utf-8", Buffer.from(css), true);
const calendar = compile("styles/calendar.scss", { style: "compressed" });
add("calendar.css", "text/css; charset=utf-8", Buffer.from(calendar.css), true);

const { outputFiles } = buildSync({
  entryPoints: ["islands/besa.ts"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2021",
  write: false,
});
add("besa.js", "text/javascript; charset=utf-8", outputFiles[0].contents, true);

const list = `/// Every file that is served.\npub(crate) const ASSETS: &[Asset] = &[\n${rows}];\n`;
writeFileSync(`${folder}/table.rs`, addresses + list);
