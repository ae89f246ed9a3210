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
  cards[next]?.scrollIntoView({block: "nearest"});
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

function write(name) {
  const field = form.elements[name];
  field.closest("details").open = true;
  field.focus();
}

function chooseAll() {
  const every = cards.every((card) => boxOf(card).checked);
  for (const card of cards) boxOf(card).checked = !every;
  count();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => cards[current()] && boxOf(cards[current()]).click(),
  X: chooseAll,
  a: () => decide("approve"),
  r: () => decide("reject"),
  s: () => decide("other"),
  u: () => decide("clear"),
  b: () => write("bonus"),
  m: () => write("subject"),
  n: () => document.querySelector("a[rel=next]")?.click(),
  p: () => document.querySelector("a[rel=prev]")?.click(),
};

// A question tells how high it is. It is a stranger: only a number is taken, from our own frames.
addEventListener("message", (event) => {
  const frame = [...document.querySelectorAll("iframe")].find((one) => one.contentWindow === event.source);
  const height = Number(event.data?.height);
  if (frame && Number.isFinite(height)) frame.style.height = `${Math.min(Math.max(height, 80), 640) + 4}px`;
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
form.addEventListener("change", count);
document.getElementById("all").addEventListener("click", chooseAll);
cards[0]?.focus({ preventScroll: true });
