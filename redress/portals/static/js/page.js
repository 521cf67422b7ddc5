/* Small comforts; every page works without them. */
"use strict";
(function () {
  var problems = document.getElementById("problems");
  if (problems) problems.focus();

  // A form is sent once: the server holds a key as well, this only spares people the doubt.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });

  document.querySelectorAll("[data-most]").forEach(function (area) {
    var said = document.getElementById(area.id + "-count");
    if (!said) return;
    var show = function () { said.textContent = Array.from(area.value).length + " / " + area.dataset.most; };
    area.addEventListener("input", show);
    show();
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (one) { one.dataset.wasClosed = ""; one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-was-closed]").forEach(function (one) { one.open = false; delete one.dataset.wasClosed; });
  });
})();
