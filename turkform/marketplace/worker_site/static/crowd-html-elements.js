// The commonly used Crowd HTML Elements, for documents that were written for Mechanical Turk.
// A crowd-form submits one answer, taskAnswers: a JSON list of one object with every field.
(function () {
  "use strict";
  const query = new URLSearchParams(location.search.replace(/amp;/g, ""));
  const assignment = query.get("assignmentId") || "ASSIGNMENT_ID_NOT_AVAILABLE";
  const target = `${new URL(document.currentScript.src).origin}/mturk/externalSubmit`;
  const ours = "crowd-own-";
  let counter = 0;

  function make(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  function whenParsed(deed) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", deed);
    else deed();
  }

  class CrowdElement extends HTMLElement {
    connectedCallback() {
      whenParsed(() => {
        if (this.built || !this.isConnected) return;
        this.built = true;
        this.build();
      });
    }

    build() {}

    text(name, fallback = "") {
      const value = this.getAttribute(name);
      return value === null ? fallback : value;
    }

    list(name) {
      const text = this.text(name, "[]").trim();
      try {
        return JSON.parse(text).map(String);
      } catch { /* most documents write single quotes, which JSON does not have */ }
      const quoted = [...text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)];
      return quoted.map((one) => (one[1] ?? one[2]).replace(/\\(.)/g, "$1"));
    }

    get name() { return this.text("name"); }
    set name(value) { this.setAttribute("name", value); }
  }

  // One native control inside, which the browser validates.
  class CrowdField extends CrowdElement {
    build() {
      this.control = this.makeControl();
      for (const name of ["placeholder", "pattern", "min", "max", "step", "minlength", "maxlength"]) {
        if (this.hasAttribute(name)) this.control.setAttribute(name, this.text(name));
      }
      const renamed = [["min-length", "minlength"], ["max-length", "maxlength"], ["allowed-pattern", "pattern"]];
      for (const [from, to] of renamed) {
        if (this.hasAttribute(from)) this.control.setAttribute(to, this.text(from));
      }
      this.control.required = this.hasAttribute("required");
      this.control.disabled = this.hasAttribute("disabled");
      this.control.autofocus = this.hasAttribute("auto-focus");
      if (this.hasAttribute("error-message")) this.control.title = this.text("error-message");
      this.control.value = this.text("value", this.control.value);
      const label = this.text("label");
      if (!label) this.control.setAttribute("aria-label", this.text("placeholder", this.name));
      this.append(label ? make("label", {}, make("span", { textContent: label }), this.control) : this.control);
    }

    get value() { return this.control ? this.control.value : this.text("value"); }
    set value(value) {
      if (this.control) this.control.value = value;
      else this.setAttribute("value", value);
    }

    crowdAnswer() { return this.value; }
  }

  class CrowdInput extends CrowdField {
    makeControl() { return make("input", { type: this.text("type", "text") }); }
  }

  class CrowdTextArea extends CrowdField {
    makeControl() { return make("textarea", { rows: Number(this.text("rows", "3")) || 3 }); }
  }

  class CrowdSlider extends CrowdField {
    makeControl() { return make("input", { type: "range" }); }

    build() {
      // a browser begins in the middle, the element that documents were written for at its least
      if (!this.hasAttribute("value")) this.setAttribute("value", this.text("min", "0"));
      super.build();
      if (!this.hasAttribute("pin") && !this.hasAttribute("editable")) return;
      const shown = make("output", { value: this.control.value });
      this.control.addEventListener("input", () => { shown.value = this.control.value; });
      this.append(shown);
    }

    crowdAnswer() { return Number(this.value); }
  }

  // A box to tick: its answer is {value: true or false} under its name.
  class CrowdToggle extends CrowdElement {
    build() {
      this.control = make("input", { type: this.kind, checked: this.hasAttribute("checked") });
      this.control.disabled = this.hasAttribute("disabled");
      this.control.required = this.hasAttribute("required");
      const group = this.closest("crowd-radio-group");
      if (this.kind === "radio") this.control.name = group ? groupName(group) : `${ours}${(counter += 1)}`;
      const words = make("span", {}, ...this.childNodes);
      this.append(make("label", { className: "crowd-option" }, this.control, words));
    }

    get kind() { return "checkbox"; }
    get value() { return this.text("value", "on"); }
    get checked() { return this.control ? this.control.checked : this.hasAttribute("checked"); }
    set checked(value) {
      if (this.control) this.control.checked = value;
      else this.toggleAttribute("checked", Boolean(value));
    }

    crowdAnswer() { return { [this.value]: this.checked }; }
  }

  class CrowdRadioButton extends CrowdToggle {
    get kind() { return "radio"; }
  }

  function groupName(group) {
    group.crowdGroup = group.crowdGroup || `${ours}${(counter += 1)}`;
    return group.crowdGroup;
  }

  class CrowdButton extends CrowdElement {
    build() {
      const action = this.text("form-action", "none");
      const type = ["submit", "reset"].includes(action) ? action : "button";
      const primary = this.text("variant", type === "submit" ? "primary" : "normal") === "primary";
      const button = make("button", { type, className: primary ? "crowd-primary" : "" }, ...this.childNodes);
      button.disabled = this.hasAttribute("disabled");
      this.append(button);
    }
  }

  // What an element has to say about the work, folded away.
  function instructionsOf(element) {
    const parts = ["short-instructions", "full-instructions"]
      .flatMap((tag) => [...element.querySelectorAll(`:scope > ${tag}`)]);
    if (!parts.length) return null;
    for (const part of parts) {
      if (part.hasAttribute("header")) part.prepend(make("h3", { textContent: part.getAttribute("header") }));
    }
    const folded = make("details", { className: "crowd-folded" }, make("summary", { textContent: "Instructions" }), ...parts);
    folded.open = true;
    return folded;
  }

  // Categories to choose from, under what is to be judged.
  class CrowdChoice extends CrowdElement {
    build() {
      const name = `${ours}${(counter += 1)}`;
      this.inputs = this.list("categories").map((value) =>
        make("input", { type: this.several ? "checkbox" : "radio", name, value, required: !this.several }));
      const options = this.inputs.map((input) =>
        make("label", { className: "crowd-option" }, input, make("span", { textContent: input.value })));
      const exclusion = this.closestExclusion();
      if (exclusion) options.push(exclusion);
      const src = this.text("src");
      const image = src ? make("img", { src, alt: "What to classify", className: "crowd-image" }) : null;
      const title = this.text("header");
      const header = title ? make("p", { className: "crowd-header", textContent: title }) : null;
      const before = [instructionsOf(this), header, image].filter((part) => part !== null);
      const group = make("fieldset", {}, ...options);
      group.setAttribute("aria-label", title || this.name);
      this.prepend(...before);
      this.append(group);
    }

    closestExclusion() {
      const category = this.getAttribute("exclusion-category");
      if (!this.several || !category) return null;
      let text = category;
      try { text = JSON.parse(category).text; } catch { /* plain text is the category itself */ }
      const input = make("input", { type: "checkbox", value: text });
      input.addEventListener("change", () => {
        for (const other of this.inputs) if (other !== input && input.checked) other.checked = false;
      });
      this.inputs.push(input);
      return make("label", { className: "crowd-option" }, input, make("span", { textContent: text }));
    }

    get several() { return this.localName.endsWith("multi-select"); }
    get chosen() { return this.inputs.filter((one) => one.checked).map((one) => one.value); }
    get value() { return this.crowdAnswer(); }
    crowdAnswer() { return this.several ? { labels: this.chosen } : { label: this.chosen[0] || "" }; }
  }

  class CrowdInstructions extends CrowdElement {
    build() {
      const parts = [...this.children];
      const summary = make("summary", { textContent: this.text("link-text", "Instructions") });
      const titles = {
        "short-summary": "Summary", "detailed-instructions": "Detailed instructions",
        "positive-example": "Good examples", "negative-example": "Bad examples",
      };
      const groups = Object.entries(titles).map(([tag, title]) => {
        const found = parts.filter((part) => part.localName === tag);
        return found.length ? make("section", {}, make("h3", { textContent: title }), ...found) : null;
      });
      const rest = parts.filter((part) => !(part.localName in titles));
      this.append(make("details", {}, summary, ...groups, ...rest));
    }
  }

  class CrowdTabs extends CrowdElement {
    build() {
      const tabs = [...this.querySelectorAll(":scope > crowd-tab")];
      const show = (wanted) => tabs.forEach((tab, n) => {
        tab.hidden = n !== wanted;
        buttons[n].setAttribute("aria-selected", String(n === wanted));
      });
      const buttons = tabs.map((tab, n) => {
        const button = make("button", { type: "button", textContent: tab.getAttribute("header") || `Tab ${n + 1}` });
        button.setAttribute("role", "tab");
        button.addEventListener("click", () => show(n));
        return button;
      });
      const bar = make("div", { className: "crowd-tabs" }, ...buttons);
      bar.setAttribute("role", "tablist");
      this.prepend(bar);
      if (tabs.length) show(0);
    }
  }

  class CrowdCard extends CrowdElement {
    build() {
      if (this.hasAttribute("image")) this.prepend(make("img", { src: this.text("image"), alt: "", className: "crowd-image" }));
      if (this.hasAttribute("heading")) this.prepend(make("h3", { textContent: this.text("heading") }));
    }
  }

  class CrowdAlert extends CrowdElement {
    build() {
      this.setAttribute("role", "alert");
      if (!this.hasAttribute("dismissible")) return;
      const close = make("button", { type: "button", textContent: "Close" });
      close.addEventListener("click", () => this.remove());
      this.append(close);
    }
  }

  // What is not made here says so, and keeps the work from being submitted half done.
  class CrowdUnknown extends CrowdElement {
    build() {
      const text = `This marketplace does not have the element ${this.localName}. Please return the HIT.`;
      this.prepend(make("p", { className: "crowd-missing", textContent: text }));
      const stop = make("input", { required: true, className: "crowd-stop", tabIndex: -1 });
      stop.setCustomValidity(text);
      this.append(stop);
    }
  }

  class CrowdForm extends CrowdElement {
    build() {
      this.form = make("form", { method: "post" }, ...this.childNodes);
      this.append(this.form);
      const submits = "crowd-button[form-action=submit], button[type=submit], button:not([type]), input[type=submit]";
      if (!this.form.querySelector(submits)) {
        const button = make("crowd-button", { textContent: "Submit" });
        button.setAttribute("form-action", "submit");
        this.form.append(button);
      }
      // last of all listeners: the document's own may refuse the submission before
      window.addEventListener("submit", (event) => {
        if (event.target !== this.form || event.defaultPrevented) return;
        event.preventDefault();
        this.send();
      });
    }

    submit() { this.form.requestSubmit(); }
    reset() { this.form.reset(); }
    get value() { return this.answers(); }

    answers() {
      const answers = {};
      const add = (name, value) => {
        const both = typeof answers[name] === "object" && typeof value === "object";
        answers[name] = both ? { ...answers[name], ...value } : value;
      };
      for (const element of this.form.querySelectorAll("*")) {
        const name = element.name;
        if (!name || typeof name !== "string" || name.startsWith(ours)) continue;
        if (element.crowdAnswer) add(name, element.crowdAnswer());
        else if (/^(input|select|textarea)$/.test(element.localName)) addNative(add, element);
      }
      return this.text("answer-format") === "flatten-objects" ? flat(answers) : answers;
    }

    send() {
      const form = make("form", { method: "post", action: target, hidden: true },
        make("input", { name: "assignmentId", value: assignment }),
        make("input", { name: "taskAnswers", value: JSON.stringify([this.answers()]) }));
      document.body.append(form);
      form.requestSubmit();
    }
  }

  function addNative(add, control) {
    const { name, type, value } = control;
    if (["submit", "button", "reset"].includes(type) || name === "assignmentId") return;
    if (type === "radio" || type === "checkbox") add(name, { [value]: control.checked });
    else if (control.multiple) add(name, [...control.selectedOptions].map((option) => option.value));
    else add(name, value);
  }

  function flat(object, prefix = "") {
    const found = {};
    for (const [key, value] of Object.entries(object)) {
      const nested = value && typeof value === "object" && !Array.isArray(value);
      Object.assign(found, nested ? flat(value, `${prefix}${key}.`) : { [prefix + key]: value });
    }
    return found;
  }

  window.turkformCrowd = { CrowdElement, instructionsOf, make };
  const known = {
    "crowd-form": CrowdForm, "crowd-input": CrowdInput, "crowd-text-area": CrowdTextArea,
    "crowd-slider": CrowdSlider, "crowd-checkbox": CrowdToggle, "crowd-radio-button": CrowdRadioButton,
    "crowd-radio-group": CrowdElement, "crowd-button": CrowdButton, "crowd-tabs": CrowdTabs,
    "crowd-tab": CrowdElement, "crowd-card": CrowdCard, "crowd-alert": CrowdAlert,
    "crowd-instructions": CrowdInstructions, "crowd-badge": CrowdElement,
  };
  const choices = ["crowd-classifier", "crowd-image-classifier"];
  for (const tag of choices.flatMap((one) => [one, `${one}-multi-select`])) known[tag] = class extends CrowdChoice {};
  known["crowd-toggle-button"] = class extends CrowdToggle {};
  const missing = ["entity-annotation", "instance-segmentation", "keypoint", "line", "polygon", "polyline", "semantic-segmentation"];
  for (const tag of missing) known[`crowd-${tag}`] = class extends CrowdUnknown {};
  const used = new Set([CrowdElement]);
  for (const [tag, base] of Object.entries(known)) {
    customElements.define(tag, used.has(base) ? class extends base {} : base);
    used.add(base);
  }
  const here = document.currentScript.src;
  document.head.append(
    make("link", { rel: "stylesheet", href: new URL("crowd.css", here).href }),
    make("script", { src: new URL("crowd-bounding-box.js", here).href, async: false }));
})();
