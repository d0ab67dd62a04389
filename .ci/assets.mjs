// Places what the pages and the note need in consult/static/dist: style, libraries, icons, fonts, map.
//
// Nothing here runs in a browser, and nothing is fetched: npm has already brought it all.

import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";
import { mapOfFrance } from "./map.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const from = (...parts) => path.join(root, "node_modules", ...parts);
const dist = path.join(root, "consult", "static", "dist");

const SERIF = ["400Regular", "400Regular_Italic", "600SemiBold", "600SemiBold_Italic", "700Bold"];
const SANS = ["400Regular", "400Regular_Italic", "600SemiBold", "600SemiBold_Italic", "700Bold"];
const FACES = [
  ...SERIF.map((face) => ["source-serif-4", face, `SourceSerif4_${face}`]),
  ...SANS.map((face) => ["source-sans-3", face, `SourceSans3_${face}`]),
  ["noto-emoji", "400Regular", "NotoEmoji_400Regular"],
];

// What the note falls back on (consult/synthesis/paper/faces.py): one weight, paper only.
const PAPER_ONLY = [
  ["noto-sans", "NotoSans"],
  ["noto-sans-arabic", "NotoSansArabic"],
  ["noto-sans-hebrew", "NotoSansHebrew"],
  ["noto-sans-thai", "NotoSansThai"],
  ["noto-sans-sc", "NotoSansSC"],
  ["nanum-gothic", "NanumGothic"],
  ["noto-sans-math", "NotoSansMath"],
  ["noto-sans-symbols", "NotoSansSymbols"],
  ["noto-sans-symbols-2", "NotoSansSymbols2"],
];

const LIBRARIES = [
  ["htmx.org/dist/htmx.min.js", "htmx.min.js"],
  ["bootstrap/dist/js/bootstrap.bundle.min.js", "bootstrap.bundle.min.js"],
];

// The editor of long answers comes as a dozen modules; pages load one file, and only when needed.
const EDITOR = `
export { Schema, Slice, Fragment } from "prosemirror-model";
export { EditorState, NodeSelection, Plugin, PluginKey, TextSelection } from "prosemirror-state";
export { EditorView, Decoration, DecorationSet } from "prosemirror-view";
export { baseKeymap, toggleMark, chainCommands } from "prosemirror-commands";
export { keymap } from "prosemirror-keymap";
export { history, undo, redo } from "prosemirror-history";
`;

/** A reader never meets half a file: it is written beside its place, then put there at once. */
async function place(name, content) {
  const target = path.join(dist, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(`${target}.draft`, content);
  await rename(`${target}.draft`, target);
}

async function libraries() {
  for (const [source, name] of LIBRARIES) await place(name, await readFile(from(source)));
}

async function bundle(contents, name) {
  const bundled = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: "esm",
    legalComments: "none",
    minify: true,
    target: "es2022",
    write: false,
  });
  await place(name, bundled.outputFiles[0].contents);
}

async function textIn(folder) {
  if (!existsSync(folder)) return "";
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    /\.(html|txt|py|js)$/.test(name) && !name.startsWith("static/dist"),
  );
  const texts = names.map((name) => readFile(path.join(folder, name), "utf8"));
  return (await Promise.all(texts)).join("\n");
}

/** The whole sprite weighs a megabyte: keep the icons whose names are quoted somewhere of ours. */
async function icons() {
  const ours = (await textIn(path.join(root, "templates"))) + (await textIn(path.join(root, "consult")));
  const quoted = new Set([...ours.matchAll(/["']([a-z0-9]+(?:-[a-z0-9]+)*)["']/g)].map(([, name]) => name));
  const all = await readFile(from("bootstrap-icons", "bootstrap-icons.svg"), "utf8");
  const symbols = [...all.matchAll(/<symbol [^>]*id="([^"]+)"[^]*?<\/symbol>/g)];
  const kept = symbols.filter(([, name]) => quoted.has(name)).map(([symbol]) => symbol);
  await place("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${kept.join("\n")}\n</svg>\n`);
}

async function fonts() {
  for (const [family, folder, name] of FACES) {
    const source = from("@expo-google-fonts", family, folder, `${name}.ttf`);
    const whole = await readFile(source);
    await place(`fonts/${name}.ttf`, whole);
  }
  for (const [family, name] of PAPER_ONLY) {
    const source = from("@expo-google-fonts", family, "400Regular", `${name}_400Regular.ttf`);
    await place(`fonts/${name}_400Regular.ttf`, await readFile(source));
  }
  for (const family of new Set([...FACES, ...PAPER_ONLY].map(([family]) => family))) {
    const licence = from("@expo-google-fonts", family, "LICENSE_FONT");
    await place(`fonts/LICENSE-${family}.txt`, await readFile(licence));
  }
}

async function style(name) {
  const source = path.join(root, "consult", "static", "css", `${name}.scss`);
  const { css } = compile(source, {
    loadPaths: [path.join(root, "node_modules")],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
    style: "compressed",
  });
  await place(`${name}.css`, css);
}

await libraries();
await bundle(EDITOR, "prosemirror.js");
await bundle('export { default } from "sortablejs/modular/sortable.esm.js";', "sortable.esm.js");
await icons();
await style("consult");
await style("office");
await fonts();
await place("france.json", JSON.stringify(await mapOfFrance(path.join(root, "node_modules"))));
const placed = await readdir(dist, { recursive: true });
console.log(`${placed.length} files in consult/static/dist.`);
