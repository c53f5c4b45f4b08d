// What a reader can do in the report: light a finding's words, ask a word what it is, search, jump, sort.
// Places are counted in Unicode code points, as in the tables; JavaScript's own strings count UTF-16 units.
"use strict";

const text = Array.from(JSON.parse(document.getElementById("data").textContent).raw);
const spans = JSON.parse(document.getElementById("data").textContent).spans; // [start, end, kind, words]
const page = document.getElementById("text");
const paragraphs = Array.from(page.querySelectorAll("p[id]"));

function node(tag, words, parent) {
  const made = document.createElement(tag);
  made.textContent = words;
  if (parent) parent.append(made);
  return made;
}

// ------------------------------------------------------------ places

function range(start, end) {
  const at = (p) => Number(p.id.slice(1));
  const paragraph = paragraphs.filter((p) => at(p) <= start).pop();
  if (!paragraph) return null;
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const found = document.createRange();
  let place = at(paragraph);
  let open = false;
  while (walker.nextNode()) {
    const letters = Array.from(walker.currentNode.data);
    const units = (count) => letters.slice(0, count).join("").length;
    if (!open && start < place + letters.length) {
      found.setStart(walker.currentNode, units(start - place));
      open = true;
    }
    if (open && end <= place + letters.length) {
      found.setEnd(walker.currentNode, units(end - place));
      return found;
    }
    place += letters.length;
  }
  return open ? (found.setEndAfter(paragraph.lastChild), found) : null;
}

function jump(start, end) {
  const found = range(start, end);
  if (!found) return;
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(found);
  found.startContainer.parentElement.scrollIntoView({ block: "center" });
}

for (const link of document.querySelectorAll("a[data-start]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    jump(Number(link.dataset.start), Number(link.dataset.end));
  });
}

// ------------------------------------------------------------ findings and words

for (const button of document.querySelectorAll("button[data-finding]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    for (const other of document.querySelectorAll("button[data-finding]")) other.setAttribute("aria-pressed", "false");
    for (const lit of page.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (!on) return;
    button.setAttribute("aria-pressed", "true");
    const words = page.querySelectorAll(".f" + button.dataset.finding);
    for (const word of words) word.classList.add("lit");
    if (words.length) words[0].scrollIntoView({ block: "center" });
  });
}

const told = document.getElementById("told");
page.addEventListener("click", (event) => {
  const lines = [];
  for (let e = event.target; e && e !== page; e = e.parentElement) {
    if (e.title) lines.push(e.title);
    const number = (e.className.match(/\bf(\d)\b/) || [])[1];
    if (number) lines.push("counted in finding " + number);
  }
  told.textContent = lines.length ? Array.from(new Set(lines)).join(" · ") : "Nothing rests on this word.";
});

// ------------------------------------------------------------ concordance

const CONTEXT = 45;
const small = text.map((letter) => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter));

function places(wanted) {
  const letters = Array.from(wanted.trim().toLowerCase());
  const found = [];
  if (!letters.length) return found;
  for (let i = 0; i + letters.length <= small.length; i++) {
    if (letters.every((letter, n) => small[i + n] === letter)) found.push([i, i + letters.length]);
  }
  return found;
}

const isWord = (letter) => /[\p{L}\p{N}]/u.test(letter || " ");
const over = (kind, s, e) => spans.filter((x) => x[2] === kind && x[0] < e && s < x[1]).map((x) => x[3]);

function lines(wanted) {
  const actors = spans.filter((x) => x[2] === "actor" && x[3].toLowerCase() === wanted.trim().toLowerCase());
  const both = places(wanted).filter(([s]) => !isWord(text[s - 1])).concat(actors.map((x) => [x[0], x[1]]));
  const once = new Map(both.map((x) => [x[0], x]));
  return Array.from(once.values()).sort((a, b) => a[0] - b[0]).map(([s, e]) => ({
    start: s,
    end: e,
    left: text.slice(Math.max(0, s - CONTEXT), s).join("").replace(/\s+/g, " "),
    word: text.slice(s, e).join(""),
    right: text.slice(e, e + CONTEXT).join("").replace(/\s+/g, " "),
    voice: over("voice", s, e)[0] || "text",
    damaged: over("damage", s, e).length > 0,
  }));
}

function cell(words) {
  const safe = /^[=+@\t\r-]/.test(words) ? "'" + words : words;
  return '"' + safe.replaceAll('"', '""') + '"';
}

const form = document.getElementById("search");
const panel = document.getElementById("lines");
function show() {
  const rows = lines(form.elements.word.value);
  const side = form.elements.sort.value;
  const key = (row) =>
    side === "left" ? row.left.trim().split(" ").reverse().join(" ") : side === "right" ? row.right.trim() : "";
  rows.sort((a, b) => key(a).toLowerCase().localeCompare(key(b).toLowerCase()) || a.start - b.start);
  panel.replaceChildren();
  if (!form.elements.word.value.trim()) return;
  node("p", rows.length ? rows.length + (rows.length === 1 ? " place" : " places") : "Not in this text.", panel);
  if (!rows.length) return;
  const strip = node("div", "", panel);
  strip.className = "strip";
  const list = node("table", "", panel);
  for (const row of rows) {
    const tick = node("i", "", strip);
    tick.style.left = (100 * row.start) / text.length + "%";
    const line = node("tr", "", list);
    node("td", row.left, line).className = "left";
    const link = node("a", row.word, node("td", "", line));
    link.href = "#text";
    link.addEventListener("click", (event) => {
      event.preventDefault();
      jump(row.start, row.end);
    });
    node("td", row.right, line);
    node("td", row.voice + (row.damaged ? ", damaged" : ""), line);
  }
  const head = ["start", "end", "left", "word", "right", "voice", "damaged"];
  const csv = [head.join(","), ...rows.map((row) => head.map((name) => cell(String(row[name]))).join(","))];
  const save = node("a", "These lines as CSV", node("p", "", panel));
  save.download = "lines.csv";
  save.href = URL.createObjectURL(new Blob([csv.join("\r\n") + "\r\n"], { type: "text/csv" }));
}
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", show);

// ------------------------------------------------------------ tables

for (const table of document.querySelectorAll("table.sortable")) {
  table.querySelectorAll("th").forEach((head, column) => {
    const button = node("button", head.textContent);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const words = (row) => row.cells[column].textContent;
      const compare = (a, b) => words(a).localeCompare(words(b), "en", { numeric: true });
      const rows = Array.from(table.tBodies[0].rows).sort((a, b) => (down ? compare(b, a) : compare(a, b)));
      table.tBodies[0].append(...rows);
    });
  });
}
