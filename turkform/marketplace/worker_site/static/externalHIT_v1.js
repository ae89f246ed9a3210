// The helper that documents for Mechanical Turk load: reads the address, fills in the assignment.
function turkGetParam(name, fallback) {
  var found = new URLSearchParams(location.search.replace(/amp;/g, "")).get(name);
  return found === null ? (fallback === undefined ? "" : fallback) : found;
}

function turkGetSubmitToHost() {
  return turkGetParam("turkSubmitTo", "");
}

function turkSetAssignmentID(formId, fieldId) {
  var assignment = turkGetParam("assignmentId", "");
  var form = document.getElementById(formId || "mturk_form");
  var field = document.getElementById(fieldId || "assignmentId");
  if (field) field.value = assignment;
  if (form) {
    form.action = turkGetSubmitToHost() + "/mturk/externalSubmit";
    form.method = "POST";
  }
  if (assignment !== "ASSIGNMENT_ID_NOT_AVAILABLE") return;
  var button = document.getElementById("submitButton");
  if (button) {
    button.disabled = true;
    button.value = "You must ACCEPT the HIT before you can submit the results.";
  }
}
