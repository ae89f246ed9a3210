// crowd-bounding-box: rectangles on an image, each with a label, in the image's own pixels.
(function () {
  "use strict";
  const { CrowdElement, instructionsOf, make } = window.turkformCrowd;

  customElements.define("crowd-bounding-box", class extends CrowdElement {
    build() {
      this.boxes = [];
      this.label = this.list("labels")[0] || "";
      this.image = make("img", { src: this.text("src"), alt: "What to draw boxes on", draggable: false });
      this.stage = make("div", { className: "crowd-stage" }, this.image);
      this.marks = make("ul", { className: "crowd-marks" });
      const header = make("p", { className: "crowd-header", textContent: this.text("header") });
      const hint = make("p", { className: "crowd-hint", textContent: "Choose a label, then drag over the image." });
      const instructions = instructionsOf(this);
      if (instructions) this.append(instructions);
      this.append(header, this.labelBar(), hint, this.stage, this.marks);
      this.stage.addEventListener("pointerdown", (event) => this.begin(event));
      this.image.addEventListener("load", () => this.show());
      try { this.boxes = JSON.parse(this.text("initial-value", "[]")); } catch { this.boxes = []; }
      this.show();
    }

    labelBar() {
      const buttons = this.list("labels").map((label) => {
        const button = make("button", { type: "button", textContent: label });
        button.addEventListener("click", () => {
          this.label = label;
          for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
        });
        button.setAttribute("aria-pressed", String(label === this.label));
        return button;
      });
      return make("div", { className: "crowd-labels" }, ...buttons);
    }

    // where the pointer is, in the image's own pixels
    point(event) {
      const seen = this.image.getBoundingClientRect();
      const within = (value, most) => Math.min(Math.max(Math.round(value), 0), most);
      const { naturalWidth, naturalHeight } = this.image;
      return {
        x: within(((event.clientX - seen.left) / seen.width) * naturalWidth, naturalWidth),
        y: within(((event.clientY - seen.top) / seen.height) * naturalHeight, naturalHeight),
      };
    }

    begin(event) {
      if (event.button !== 0 || !this.image.naturalWidth) return;
      event.preventDefault();
      const from = this.point(event);
      const box = { left: from.x, top: from.y, width: 0, height: 0, label: this.label };
      this.boxes.push(box);
      this.stage.setPointerCapture(event.pointerId);
      const move = (next) => {
        const to = this.point(next);
        box.left = Math.min(from.x, to.x);
        box.top = Math.min(from.y, to.y);
        box.width = Math.abs(to.x - from.x);
        box.height = Math.abs(to.y - from.y);
        this.show();
      };
      const end = () => {
        this.stage.removeEventListener("pointermove", move);
        if (box.width < 2 || box.height < 2) this.boxes.splice(this.boxes.indexOf(box), 1);
        this.show();
      };
      this.stage.addEventListener("pointermove", move);
      this.stage.addEventListener("pointerup", end, { once: true });
    }

    show() {
      for (const old of this.stage.querySelectorAll("div")) old.remove();
      const part = (value, whole) => `${(100 * value) / (whole || 1)}%`;
      const { naturalWidth, naturalHeight } = this.image;
      for (const box of this.boxes) {
        const mark = make("div", {}, make("span", { textContent: box.label }));
        mark.style.left = part(box.left, naturalWidth);
        mark.style.top = part(box.top, naturalHeight);
        mark.style.width = part(box.width, naturalWidth);
        mark.style.height = part(box.height, naturalHeight);
        this.stage.append(mark);
      }
      this.marks.replaceChildren(...this.boxes.map((box) => this.entry(box)));
    }

    entry(box) {
      const remove = make("button", { type: "button", textContent: "Remove" });
      remove.addEventListener("click", () => {
        this.boxes.splice(this.boxes.indexOf(box), 1);
        this.show();
      });
      const text = `${box.label} (${box.left}, ${box.top}, ${box.width} × ${box.height})`;
      return make("li", {}, make("span", { textContent: text }), remove);
    }

    get value() { return this.crowdAnswer(); }

    crowdAnswer() {
      const boundingBoxes = this.boxes.map(({ height, label, left, top, width }) =>
        ({ height, label, left, top, width }));
      const { naturalHeight: height, naturalWidth: width } = this.image;
      return { boundingBoxes, inputImageProperties: { height, width } };
    }
  });
})();
