// The coding page: choose words by mouse, keyboard or touch, give them codes, save W3C annotations and CSV.
// Places are saved in Unicode code points, as Python counts; inside the page they are UTF-16 units.
"use strict";

const CODES = {
  voice: ["text", "reported", "imputed"],
  type: ["descriptive", "interpretive", "evaluative", "causal", "predictive", "prescriptive"],
  tie: ["cooperative", "conflictual", "neither"],
  stance: ["for", "against"],
  own: [],
};
const COLOURS = { voice: "#56b4e9", type: "#e69f00", tie: "#009e73", stance: "#cc79a7", own: "#d55e00" };
const CONTEXT = 32; // characters of a quote's prefix and suffix

const $ = (id) => document.getElementById(id);
const area = $("text");
let text = "";
let name = "text";
let words = []; // [start, end] of every word
let chosen = null; // { first, last }: numbers of words that wait for a code
let current = ""; // the id of the coded words that are chosen
let last = "";
let unsaved = false;

let annotator = null;

function annotate() {
  if (annotator) annotator.destroy();
  annotator = RecogitoJS.createTextAnnotator(area, {
    renderer: "SPANS",
    style: (annotation) => ({ fill: COLOURS[groupOf(annotation.bodies[0]?.value || "")] || COLOURS.own, fillOpacity: 0.4 }),
  });
  annotator.on("createAnnotation", (annotation) => {
    trim(annotation);
    pick(annotation.id);
  });
}

function groupOf(code) {
  const at = code.indexOf(": ");
  return at > 0 ? code.slice(0, at) : "own";
}

function node(tag, content, parent, more = {}) {
  const made = Object.assign(document.createElement(tag), more);
  made.textContent = content;
  parent.append(made);
  return made;
}

function tell(sentence) {
  $("told").textContent = sentence;
}

// ------------------------------------------------------------ the text

function use(content, title) {
  text = content.replace(/\r\n?/g, "\n").replace(/^\uFEFF/, "");
  name = title;
  area.replaceChildren(document.createTextNode(text));
  annotate();
  words = Array.from(text.matchAll(/\S+/g), (m) => [m.index, m.index + m[0].length]);
  choose(null);
  unsaved = false;
  draw();
  tell(`${words.length} words are ready to be coded.`);
}

const points = (place) => Array.from(text.slice(0, place)).length;

function units(place) {
  return Array.from(text).slice(0, place).join("").length;
}

// ------------------------------------------------------------ choosing words

function choose(range) {
  chosen = range;
  if (range) current = "";
  const node = area.firstChild;
  if (globalThis.CSS?.highlights && node) {
    CSS.highlights.delete("chosen");
    if (range) {
      const found = new Range();
      found.setStart(node, words[range.first][0]);
      found.setEnd(node, words[range.last][1]);
      CSS.highlights.set("chosen", new Highlight(found));
    }
  }
  show();
}

function span() {
  if (chosen) return [words[chosen.first][0], words[chosen.last][1]];
  const held = current && annotator.getAnnotationById(current);
  return held ? [held.target.selector[0].start, held.target.selector[0].end] : null;
}

function show() {
  const place = span();
  $("chosen").textContent = place ? `“${text.slice(...place)}”` : "No words are chosen.";
  const held = current && annotator.getAnnotationById(current);
  const codes = new Set(held ? held.bodies.map((body) => body.value) : []);
  for (const button of document.querySelectorAll("button[data-code]"))
    button.setAttribute("aria-pressed", String(codes.has(button.dataset.code)));
}

function wordAt(place) {
  const found = words.findIndex(([, end]) => place < end);
  return found < 0 ? words.length - 1 : found;
}

function step(by, extend) {
  if (!words.length) return;
  const place = span();
  const range = chosen || (place && { first: wordAt(place[0]), last: wordAt(place[1] - 1) });
  const bounded = (n) => Math.min(words.length - 1, Math.max(0, n));
  if (!range) choose({ first: 0, last: 0 });
  else if (extend) choose({ first: range.first, last: Math.max(range.first, bounded(range.last + by)) });
  else {
    const to = bounded((by > 0 ? range.last : range.first) + by);
    choose({ first: to, last: to });
  }
}

area.addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by) step(by, event.shiftKey);
  else if (event.key === "Enter" && last) give(last);
  else if (event.key === "Delete" || event.key === "Backspace") remove();
  else return;
  event.preventDefault();
});

function placeUnder(event) {
  if (document.caretPositionFromPoint) {
    const found = document.caretPositionFromPoint(event.clientX, event.clientY);
    return found && found.offsetNode === area.firstChild ? found.offset : -1;
  }
  const found = document.caretRangeFromPoint?.(event.clientX, event.clientY);
  return found && found.startContainer === area.firstChild ? found.startOffset : -1;
}

area.addEventListener("click", (event) => {
  if (!getSelection().isCollapsed) return;
  const place = placeUnder(event);
  if (place < 0) return;
  const held = annotator.getAnnotations().find((a) => a.target.selector[0].start <= place && place < a.target.selector[0].end);
  if (held) pick(held.id);
  else if (event.pointerType === "touch") choose({ first: wordAt(place), last: wordAt(place) });
});

function pick(id) {
  choose(null);
  current = id;
  show();
}

function trim(annotation) {
  // What was drawn counts without the blanks at its edges.
  const selector = annotation.target.selector[0];
  const lead = selector.quote.length - selector.quote.trimStart().length;
  const quote = selector.quote.trim();
  if (quote === selector.quote) return;
  annotator.removeAnnotation(annotation.id);
  if (quote) put(annotation.id, selector.start + lead, selector.start + lead + quote.length, []);
}

function put(id, start, end, codes) {
  const bodies = codes.map((value) => ({ id: crypto.randomUUID(), annotation: id, value, purpose: "tagging" }));
  const selector = [{ quote: text.slice(start, end), start, end }];
  annotator.addAnnotation({ id, bodies, target: { annotation: id, selector, created: new Date() } });
}

// ------------------------------------------------------------ giving codes

function give(code) {
  const place = span();
  if (!place) return tell("Choose words first, then a code.");
  last = code;
  const held = current && annotator.getAnnotationById(current);
  const before = held ? held.bodies.map((body) => body.value) : [];
  const codes = before.includes(code) ? before.filter((c) => c !== code) : [...before, code];
  const id = held ? current : crypto.randomUUID();
  if (held) annotator.removeAnnotation(id);
  if (codes.length) put(id, ...place, codes);
  pick(codes.length ? id : "");
  unsaved = true;
  draw();
  tell(codes.length ? `“${text.slice(...place).slice(0, 60)}”: ${codes.join(", ")}.` : "The code is off.");
}

function remove() {
  if (!current) return tell("Choose coded words first.");
  annotator.removeAnnotation(current);
  pick("");
  unsaved = true;
  draw();
  tell("The codes are off.");
}

function coded() {
  if (!annotator) return [];
  return annotator
    .getAnnotations()
    .filter((a) => a.bodies.length)
    .map((a) => ({ id: a.id, start: a.target.selector[0].start, end: a.target.selector[0].end, codes: a.bodies.map((b) => b.value) }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

function draw() {
  const rows = coded();
  $("count").textContent = rows.reduce((sum, row) => sum + row.codes.length, 0);
  const body = $("list").tBodies[0];
  body.replaceChildren();
  for (const row of rows)
    for (const code of row.codes) {
      const line = node("tr", "", body);
      for (const cell of [code, points(row.start), points(row.end)]) node("td", cell, line);
      const button = node("button", text.slice(row.start, row.end).slice(0, 80), node("td", "", line), { type: "button" });
      button.addEventListener("click", () => pick(row.id));
    }
}

function offer(group, code) {
  const full = `${group}: ${code}`;
  if (!document.querySelector(`fieldset[data-group="${CSS.escape(group)}"]`)) {
    const made = node("fieldset", "", $("codes"));
    made.dataset.group = group;
    node("legend", group, made);
  }
  const set = document.querySelector(`fieldset[data-group="${CSS.escape(group)}"]`);
  if (Array.from(set.querySelectorAll("button")).some((b) => b.dataset.code === full)) return;
  const button = node("button", code, set, { type: "button" });
  button.dataset.code = full;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => give(full));
}

for (const [group, codes] of Object.entries(CODES)) for (const code of codes) offer(group, code);

// ------------------------------------------------------------ opening and saving

async function digest(content) {
  if (!globalThis.crypto?.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content)));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

async function annotations() {
  const coder = $("coder").value.trim();
  const sum = await digest(text);
  const source = sum ? `urn:sha256:${sum}` : `urn:anatomy:${encodeURIComponent(name)}`;
  const letters = Array.from(text);
  const items = coded().map((row) => {
    const [start, end] = [points(row.start), points(row.end)];
    return {
      id: `urn:uuid:${row.id}`,
      type: "Annotation",
      motivation: "classifying",
      body: row.codes.map((value) => ({ type: "TextualBody", value, purpose: "tagging" })),
      target: [{ source, selector: [
        { type: "TextPositionSelector", start, end },
        { type: "TextQuoteSelector", exact: text.slice(row.start, row.end),
          prefix: letters.slice(Math.max(0, start - CONTEXT), start).join(""), suffix: letters.slice(end, end + CONTEXT).join("") },
      ] }],
    };
  });
  return { "@context": "http://www.w3.org/ns/anno.jsonld", id: `urn:anatomy:${encodeURIComponent(name)}:annotations`,
    type: "AnnotationPage", creator: { type: "Person", name: coder }, source_text: text, items };
}

function csv() {
  const cell = (value) => `"${String(value).replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
  const rows = [["coder", "start", "end", "group", "code", "text"]];
  for (const row of coded())
    for (const code of row.codes)
      rows.push([$("coder").value.trim(), points(row.start), points(row.end), groupOf(code), code.slice(code.indexOf(": ") + 2),
        text.slice(row.start, row.end)]);
  return rows.map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

function save(content, kind, ending) {
  const coder = $("coder").value.trim().replace(/[^\p{L}\p{N}]+/gu, "_");
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([content], { type: kind })) });
  link.download = `${name}${coder ? `_${coder}` : ""}.${ending}`;
  link.click();
  unsaved = false;
  tell(`Saved as ${link.download}.`);
}

function reopen(content) {
  let page;
  try {
    page = JSON.parse(content);
    if (typeof page.source_text !== "string" || !Array.isArray(page.items)) throw new TypeError();
  } catch {
    return tell("This file is no coding that was saved here: choose the .json that you saved.");
  }
  use(page.source_text, decodeURIComponent(/^urn:anatomy:(.*):annotations$/.exec(page.id || "")?.[1] || "text"));
  $("coder").value = page.creator?.name || $("coder").value;
  let lost = 0;
  for (const item of page.items)
    for (const target of [item.target].flat()) {
      const kinds = Object.fromEntries([target.selector].flat().map((s) => [s.type, s]));
      const { start, end } = kinds.TextPositionSelector || {};
      const [from, to] = [units(start), units(end)];
      const codes = [item.body].flat().map((body) => String(body.value));
      if (text.slice(from, to) !== kinds.TextQuoteSelector?.exact) { lost += 1; continue; }
      for (const code of codes) if (code.includes(": ")) offer(groupOf(code), code.slice(code.indexOf(": ") + 2));
      put(crypto.randomUUID(), from, to, codes);
    }
  draw();
  tell(`${coded().length} codings are open${lost ? `; ${lost} did not fit the text and were left out` : ""}.`);
}

$("use").addEventListener("click", () => ($("paste").value.trim() ? use($("paste").value, "text") : tell("Paste a text first.")));
$("textfile").addEventListener("change", async ({ target }) => target.files[0] && use(await target.files[0].text(), target.files[0].name.replace(/\.[^.]*$/, "")));
$("saved").addEventListener("change", async ({ target }) => target.files[0] && reopen(await target.files[0].text()));
$("add").addEventListener("click", () => {
  const code = $("own").value.trim().replace(/\s+/g, " ");
  if (!code) return tell("Write the code first.");
  offer("own", code);
  $("own").value = "";
  give(`own: ${code}`);
});
$("more").addEventListener("click", () => step(1, true));
$("less").addEventListener("click", () => step(-1, true));
$("remove").addEventListener("click", remove);
$("json").addEventListener("click", async () => save(JSON.stringify(await annotations(), null, 1), "application/json", "json"));
$("csv").addEventListener("click", () => save(csv(), "text/csv", "csv"));
$("start").addEventListener("submit", (event) => event.preventDefault());
addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
