/* New lines appear by themselves while a channel is open. Without this the page shows them when it is loaded again. */
"use strict";
(function () {
  var list = document.getElementById("lines");
  var pattern = document.getElementById("line-template");
  if (!list || !list.dataset.news || !pattern || !window.EventSource) return;
  var last = Number(list.dataset.last);
  var busy = false;

  function add(line) {
    if (document.getElementById("line-" + line.id)) return;
    var item = pattern.content.firstElementChild.cloneNode(true);
    item.id = "line-" + line.id;
    if (line.mine) item.classList.add("said-mine");
    item.querySelector("strong").textContent = line.who;
    var time = item.querySelector("time");
    time.textContent = line.when;
    time.setAttribute("datetime", line.at);
    item.querySelector(".said-text").textContent = line.text;
    list.appendChild(item);
  }

  function fetchLines() {
    if (busy) return;
    busy = true;
    fetch(list.dataset.lines + "?after=" + last, { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.json() : { lines: [] }; })
      .then(function (found) {
        var nothing = document.getElementById("nothing-said");
        if (found.lines.length && nothing) nothing.remove();
        found.lines.forEach(function (line) { add(line); last = Math.max(last, line.id); });
        busy = false;
      })
      .catch(function () { busy = false; });
  }

  var stream = new EventSource(list.dataset.news + "?since=" + last);
  stream.addEventListener("lines", function (event) {
    if (JSON.parse(event.data).indexOf(list.dataset.channel) >= 0) fetchLines();
  });
  window.addEventListener("pagehide", function () { stream.close(); });
})();
