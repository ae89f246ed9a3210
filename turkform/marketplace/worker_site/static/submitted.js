// Tells the page around the frame that the work was handed in.
"use strict";
if (window.parent !== window) window.parent.postMessage({ turkform: "submitted" }, "*");
