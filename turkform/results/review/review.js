"use strict";
// Keys and comforts; without this file the page works by its checkboxes and buttons.
const form = document.getElementById("decide");
const cards = [...document.querySelectorAll("article")];
const boxOf = (card) => card.querySelector("input[type=checkbox]");
const chosen = () => cards.filter((card) => boxOf(card).checked);

function count() {
  const number = chosen().length;
  const one = number === 1 ? "submission" : "submissions";
  document.getElementById("chosen").textContent = number ? `${number} ${one} chosen` : "Choose submissions";
}

function current() {
  return cards.indexOf(document.activeElement.closest("article"));
}

function move(step) {
  const next = Math.min(Math.max(current() + step, 0), cards.length - 1);
  cards[next]?.focus();
}

function decide(verdict) {
  const here = cards[current()];
  if (!chosen().length && here) boxOf(here).checked = true;
  if (verdict === "reject" && !form.elements.reason.value.trim()) {
    form.elements.reason.focus();
    return;
  }
  form.querySelector(`button[value=${verdict}]`).click();
}

function open(card) {
  const details = card?.querySelector("details");
  if (details) details.open = !details.open;
}

for (const details of document.querySelectorAll("details[data-page]")) {
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("iframe")) return;
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.title = "The question with the worker's answers";
    frame.src = details.dataset.page;
    details.append(frame);
  });
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => cards[current()] && boxOf(cards[current()]).click(),
  o: () => open(cards[current()]),
  a: () => decide("approve"),
  r: () => decide("reject"),
  s: () => decide("other"),
  u: () => decide("clear"),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
form.addEventListener("change", count);
document.getElementById("all").addEventListener("click", () => {
  const every = cards.every((card) => boxOf(card).checked);
  for (const card of cards) boxOf(card).checked = !every;
  count();
});
cards[0]?.focus({ preventScroll: true });
