"use strict";

// How old things are depends on when one looks: the page itself never knows the time.
const MINUTE = 60e3;

function span(milliseconds) {
  const minutes = Math.max(0, Math.round(milliseconds / MINUTE));
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function tellAge() {
  const now = Date.now();
  const banner = document.querySelector(".stale");
  const until = Date.parse(banner.dataset.until);
  const begun = until > 0;
  const late = now - until;
  banner.hidden = !begun || late < 0;
  if (!banner.hidden) {
    const words = `The lease ran out ${span(late)} ago: nobody may trade live, and what these pages show is at least as old.`;
    if (banner.textContent !== words) banner.textContent = words;
  }
  for (const chip of document.querySelectorAll("[data-lease]")) {
    chip.classList.toggle("chip-bad", begun && late >= 0);
    chip.classList.toggle("chip-fresh", begun && late < 0);
    if (begun) chip.querySelector("span").textContent = late >= 0 ? `Lease, out for ${span(late)}` : `Lease, ${span(-late)} left`;
  }
  for (const time of document.querySelectorAll("time")) {
    time.title = `${span(now - Date.parse(time.dateTime))} ago`;
  }
}

// Rows that are laid out as grids and blocks remain those of a table for who listens to them.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

function keepMeaning(table) {
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, td, th")]) {
    part.setAttribute("role", ROLES[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader"));
  }
}

// On a telephone each row becomes a card: its cells say what stands above them in the table.
function label(table) {
  const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent.trim());
  if (heads.length < 3) return; // a name and its value fit beside each other
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, column) => { cell.dataset.label = heads[column]; });
  }
  table.classList.add("labelled");
}

const alphabet = new Intl.Collator("en");

function keyOf(row, column) {
  const cell = row.cells[column];
  const text = cell.dataset.sort ?? cell.textContent.trim();
  const number = Number(text);
  return { row, text, number, missing: text === "", numeric: text !== "" && !Number.isNaN(number) };
}

function compare(one, other) {
  if (one.numeric && other.numeric) return one.number - other.number;
  return alphabet.compare(one.text, other.text);
}

// Cells never change, so that each column is read once, when it is first sorted by.
function sorter(body) {
  const rows = [...body.rows];
  const read = [];
  return (column, direction) => {
    read[column] ??= rows.map((row) => keyOf(row, column));
    // What is not known comes last whichever way one sorts.
    const order = (a, b) => a.missing - b.missing || direction * compare(a, b);
    body.replaceChildren(...[...read[column]].sort(order).map((one) => one.row));
  };
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  const sortBy = sorter(table.tBodies[0]);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "descending";
      const first = head.classList.contains("right") && !head.hasAttribute("aria-sort");
      const direction = first || (!down && head.hasAttribute("aria-sort")) ? -1 : 1;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      sortBy(column, direction);
    });
  });
}

// Where there is no room for the heads, one chooses among them.
function offerOrder(form, place) {
  const select = form.elements.order;
  if (!select) return;
  const buttons = [...place.querySelectorAll("thead button")];
  select.append(...buttons.map((button, index) => new Option(button.textContent, index)));
  select.addEventListener("change", () => buttons[select.value]?.click());
}

function makeFilter(form) {
  const place = document.getElementById(form.dataset.filters);
  const rows = [...place.querySelectorAll("tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const output = form.querySelector("output");
  const chosen = (name) => form.elements[name]?.value ?? "";
  const filter = () => {
    const text = chosen("text").trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, index) => {
      const fits = texts[index].includes(text)
        && (!chosen("stage") || row.dataset.stage === chosen("stage"))
        && (!chosen("class") || row.dataset.class === chosen("class"));
      if (row.hidden === fits) row.hidden = !fits;
      shown += fits;
    });
    output.textContent = `${shown} of ${rows.length}`;
  };
  offerOrder(form, place);
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
}

document.querySelectorAll("table:is(.fleet, .records, .stack)").forEach(keepMeaning);
document.querySelectorAll("table.stack").forEach(label);
document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
document.querySelectorAll("form[data-filters]").forEach(makeFilter);
tellAge();
setInterval(tellAge, 30e3);
