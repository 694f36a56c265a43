"use strict";
// Search, zoom and details of the map. Whatever comes from AWS is set as text, never as markup.
const facts = JSON.parse(document.getElementById("facts").textContent);
const svg = document.querySelector("#map svg");
const aside = document.getElementById("aside");
const search = document.getElementById("search");
const whole = svg.viewBox.baseVal;
const all = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
const things = new Map([...facts.connections, ...facts.vpcs].map((fact) => [fact.id, fact]));
for (const fact of things.values()) fact.text = JSON.stringify(fact).toLowerCase();

function show(view) { Object.assign(whole, view); }

function zoom(by, x = whole.x + whole.width / 2, y = whole.y + whole.height / 2) {
  const width = Math.min(Math.max(whole.width * by, 120), all.width * 2);
  const real = width / whole.width;
  show({ x: x - (x - whole.x) * real, y: y - (y - whole.y) * real, width, height: whole.height * real });
}

function at(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
}

function frame(ids) {
  const boxes = ids.map((id) => document.getElementById(id).getBBox());
  if (!boxes.length) return show(all);
  const shift = svg.querySelector(":scope > g[transform]:not(.legend)").transform.baseVal[0].matrix;
  const x = Math.min(...boxes.map((box) => box.x)) + shift.e - 60;
  const y = Math.min(...boxes.map((box) => box.y)) + shift.f - 60;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + shift.e + 60;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + shift.f + 60;
  show({ x, y, width: Math.max(right - x, 600), height: Math.max(bottom - y, 400) });
}

function light(ids) {
  for (const id of things.keys()) document.getElementById(id).classList.toggle("faded", ids !== null && !ids.has(id));
}

// A connection is found with its two VPCs; a VPC with its connections and those at their other ends.
function around(found) {
  const ids = new Set(found);
  for (const { id, ends } of facts.connections) {
    if (ids.has(id)) ends.forEach((end) => ids.add(end));
  }
  for (const { id, ends } of facts.connections) {
    if (ends.some((end) => found.includes(end))) [id, ...ends].forEach((one) => ids.add(one));
  }
  return ids;
}

function element(name, text, parent) {
  const made = parent.appendChild(document.createElement(name));
  made.textContent = text;
  return made;
}

function list(found) {
  aside.replaceChildren();
  element("h2", found.length === things.size ? "Everything" : "Found", aside);
  const ul = element("ul", "", aside);
  for (const id of found) {
    const button = element("button", things.get(id).title, element("li", "", ul));
    button.addEventListener("click", () => choose(id, true));
  }
}

function choose(id, near) {
  document.querySelectorAll(".chosen").forEach((was) => was.classList.remove("chosen"));
  const thing = things.get(id);
  document.getElementById(id).classList.add("chosen");
  light(around([id]));
  aside.replaceChildren();
  element("button", "Back", aside).addEventListener("click", () => filter());
  element("h2", id, aside);
  const dl = element("dl", "", aside);
  for (const [name, values] of thing.details) {
    element("dt", name, dl);
    for (const value of values) element("dd", value, dl);
  }
  if (near) frame([...around([id])]);
}

function filter() {
  document.querySelectorAll(".chosen").forEach((was) => was.classList.remove("chosen"));
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...things.values()].filter(({ text }) => words.every((word) => text.includes(word))).map(({ id }) => id);
  light(words.length ? around(found) : null);
  document.getElementById("found").textContent = words.length ? `${found.length} found` : "";
  list(found);
  return found;
}

search.addEventListener("input", filter);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") frame(search.value ? [...around(filter())] : []);
  if (event.key === "Escape") { search.value = ""; filter(); show(all); }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target !== search) { event.preventDefault(); search.focus(); }
});
document.getElementById("fit").addEventListener("click", () => show(all));
document.getElementById("nearer").addEventListener("click", () => zoom(0.75));
document.getElementById("farther").addEventListener("click", () => zoom(1 / 0.75));
svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  const { x, y } = at(event);
  zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, x, y);
}, { passive: false });
let held = null;
svg.addEventListener("pointerdown", (event) => { held = at(event); });
svg.addEventListener("pointermove", (event) => {
  if (!held || !event.buttons) return;
  const now = at(event);
  show({ x: whole.x + held.x - now.x, y: whole.y + held.y - now.y });
});
svg.addEventListener("pointerup", () => { held = null; });
for (const id of things.keys()) {
  const drawn = document.getElementById(id);
  drawn.addEventListener("click", () => choose(id, false));
  drawn.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(id, false); });
}
document.getElementById("taken").textContent = `as of ${facts.taken_at}`;
filter();
