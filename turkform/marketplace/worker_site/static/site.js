// What the pages do beyond HTML; every page works without this.
"use strict";

// Timers count down from what the server said was left, whatever the local clock shows.
for (const timer of document.querySelectorAll("[data-left-ms]")) {
  const end = performance.now() + Number(timer.dataset.leftMs);
  const show = () => {
    const seconds = Math.max(0, Math.floor((end - performance.now()) / 1000));
    const part = (value) => String(value).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    timer.textContent = hours
      ? `${hours}:${part(minutes)}:${part(seconds % 60)}`
      : `${minutes}:${part(seconds % 60)}`;
    timer.classList.toggle("late", seconds < 60);
    if (seconds > 0) setTimeout(show, 500);
    else for (const note of document.querySelectorAll("[data-expired]")) note.hidden = false;
  };
  show();
}

// A frame says how high it is and that it has submitted. Anybody's page may run in it, so no
// more than that is believed: the page that follows asks the server.
const task = document.querySelector("iframe[data-task]");
const after = document.querySelector("[data-after]");
if (task) {
  window.addEventListener("message", (event) => {
    if (event.source !== task.contentWindow || typeof event.data !== "object" || !event.data) return;
    const { turkform, height } = event.data;
    if (turkform === "height" && task.classList.contains("auto") && Number.isFinite(height)) {
      task.style.height = `${Math.min(Math.max(height, 200), 20000)}px`;
    }
    if (turkform === "submitted" && after) location.assign(after.dataset.after);
  });
}

// Constraints of a QuestionForm that HTML has no attribute for.
for (const form of document.querySelectorAll("form[data-questions]")) {
  const check = () => {
    for (const field of form.querySelectorAll("[data-pattern-1]")) checkPatterns(field);
    for (const options of form.querySelectorAll("[data-most]")) checkCount(options);
  };
  form.addEventListener("input", check);
  check();
}

function checkPatterns(field) {
  let problem = "";
  for (let n = 1; field.value && field.hasAttribute(`data-pattern-${n}`); n += 1) {
    let pattern;
    try {
      const flags = field.hasAttribute(`data-ignore-case-${n}`) ? "i" : "";
      pattern = new RegExp(field.getAttribute(`data-pattern-${n}`), flags);
    } catch {
      continue; // a regular expression that this browser cannot read does not bind
    }
    if (!pattern.test(field.value)) problem = problem || field.getAttribute(`data-error-${n}`);
  }
  field.setCustomValidity(problem);
}

function checkCount(options) {
  const boxes = [...options.querySelectorAll("input")];
  const other = options.parentElement.querySelector(".other input, .other textarea");
  const count = boxes.filter((box) => box.checked).length + (other && other.value.trim() ? 1 : 0);
  const { least, most } = options.dataset;
  let problem = "";
  if (count > Number(most)) problem = `Please choose at most ${most}.`;
  if (count < Number(least)) problem = `Please choose at least ${least}.`;
  if (boxes.length) boxes[0].setCustomValidity(problem);
}
