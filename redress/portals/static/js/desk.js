/* Keys of the desk: j and k walk the queue, o opens, x ticks, / searches, Ctrl+Enter sends, and every [data-key] is pressed
   by its key. Never while an input method composes, never while someone types, and not at all when switched off. */
"use strict";
(function () {
  var KEY = "redress-keys-off";
  var off = function () { try { return localStorage.getItem(KEY) === "1"; } catch (error) { return false; } };
  var help = document.getElementById("keys");
  var pressed = function (key) {
    return Array.from(document.querySelectorAll("[data-key]")).find(function (one) { return one.dataset.key.toLowerCase() === key.toLowerCase(); });
  };
  var name = function (one) {
    var label = one.labels && one.labels[0];
    return (one.querySelector(".verb-name") || label || one).textContent.trim();
  };
  var list = function () {
    var place = help.querySelector("[data-keys-list]");
    place.replaceChildren();
    document.querySelectorAll("[data-key], [data-hot]").forEach(function (one) {
      var line = document.createElement("div");
      var key = document.createElement("dt");
      var word = document.createElement("dd");
      key.appendChild(document.createElement("kbd")).textContent = one.dataset.key || one.dataset.hot;
      word.textContent = name(one);
      line.append(key, word);
      place.appendChild(line);
    });
  };
  var open = function () {
    if (!help || !help.showModal || help.open) return;
    list();
    help.showModal();
  };
  document.querySelectorAll("[data-keys-open]").forEach(function (button) {
    button.hidden = !(help && help.showModal);
    button.addEventListener("click", open);
  });
  document.querySelectorAll("[data-keys-switch]").forEach(function (box) {
    box.checked = !off();
    box.addEventListener("change", function () { try { localStorage.setItem(KEY, box.checked ? "0" : "1"); } catch (error) { /* private mode */ } });
  });

  var rows = function () { return Array.from(document.querySelectorAll("[data-row]")); };
  var walk = function (step) {
    var all = rows();
    if (!all.length) return false;
    var at = all.findIndex(function (row) { return row.contains(document.activeElement); });
    if (at < 0) at = all.findIndex(function (row) { return row.hasAttribute("aria-current"); }) - (step > 0 ? 0 : -1);
    var next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    var link = next.querySelector("[data-open]");
    if (link) link.focus();
    return true;
  };
  var typing = function (element) {
    return element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName)
      || (element.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(element.type));
  };

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit(event.target.form.querySelector('[aria-keyshortcuts="Control+Enter"]'));
      return;
    }
    if (help && help.open) return;
    var hot = /^F\d+$/.test(event.key) && document.querySelector('[data-hot="' + event.key + '"]');
    if (hot) {
      event.preventDefault();
      if (hot.matches("input, textarea, select")) hot.focus(); else hot.click();
      return;
    }
    if (off() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "?") { event.preventDefault(); open(); return; }
    if ((event.key === "j" && walk(1)) || (event.key === "k" && walk(-1))) { event.preventDefault(); return; }
    var row = document.activeElement.closest && document.activeElement.closest("[data-row]");
    if (row && event.key === "x") {
      var box = row.querySelector("input[type=checkbox]");
      if (box) box.click();
    } else if (row && event.key === "p" && row.querySelector("[data-peek]")) {
      row.querySelector("[data-peek]").click();
    } else if (row && event.key === "o") {
      row.querySelector("[data-open]").click();
    } else {
      var asked = pressed(event.key);
      if (!asked) return;
      event.preventDefault();
      if (typing(asked)) asked.focus(); else asked.click();
    }
  });
})();
