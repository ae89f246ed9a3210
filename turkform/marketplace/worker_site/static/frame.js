// Put first into every HTMLQuestion: sends its forms here, and tells the page how high it is.
(function () {
  "use strict";
  var origin = new URL(document.currentScript.src).origin;
  var target = origin + "/mturk/externalSubmit";
  var query = new URLSearchParams(location.search.replace(/amp;/g, ""));
  var assignment = query.get("assignmentId") || "ASSIGNMENT_ID_NOT_AVAILABLE";
  var preview = assignment === "ASSIGNMENT_ID_NOT_AVAILABLE";

  function isSubmission(form) {
    return /\/mturk\/externalSubmit\/?(\?|$)/.test(form.action);
  }

  function prepare(form) {
    form.action = target;
    form.method = "post";
    var field = form.elements.namedItem("assignmentId");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "assignmentId";
      form.appendChild(field);
    }
    if (!field.value) field.value = assignment;
  }

  function refuse() {
    var note = document.createElement("p");
    note.setAttribute("role", "alert");
    note.textContent = "This is a preview. Accept the HIT to submit it.";
    note.style.cssText = "background:#fdf1d8;color:#7a4d00;padding:8px 12px;border-radius:8px";
    document.body.prepend(note);
  }

  document.addEventListener("submit", function (event) {
    if (!isSubmission(event.target)) return;
    if (preview) {
      event.preventDefault();
      refuse();
      return;
    }
    prepare(event.target);
  }, true);

  var submit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function () {
    if (isSubmission(this)) {
      if (preview) return refuse();
      prepare(this);
    }
    return submit.call(this);
  };

  function measure() {
    var body = document.body;
    if (!body) return;
    var height = Math.ceil(body.getBoundingClientRect().bottom + window.scrollY + 16);
    parent.postMessage({ turkform: "height", height: Math.max(height, body.scrollHeight) }, "*");
  }

  window.addEventListener("load", function () {
    measure();
    new ResizeObserver(measure).observe(document.body);
  });
})();
