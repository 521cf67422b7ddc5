// The page around core.js: read what was chosen, say what came out. Text only, never markup.
"use strict";
(function () {
  const words = JSON.parse(document.getElementById("verify-words").textContent);
  const MOST = 262144;

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function start(root) {
    const language = root.dataset.verify;
    const say = (name, values = {}) => (words.texts[name]?.[language] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
    const form = root.querySelector("form"), result = root.querySelector("[data-result]");
    const field = (name) => form.elements[name];

    // --- what the receipt says, in words ---------------------------------------------------------------------------
    function shown(value) {
      if (Array.isArray(value)) return value.map(shown).join("\n");
      if (value !== null && typeof value === "object") return Object.entries(value).map(([name, item]) => {
        const label = ["code", "name"].includes(name) ? "" : (words.labels[name]?.[language] ?? name) + " ";
        return label + shown(item);
      }).join(" · ");
      const text = String(value);
      if (/^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|\+08:00)$/.test(text) && !isNaN(Date.parse(text))) {
        return moment(Date.parse(text));
      }
      const [code, version] = text.split("@", 2), word = words.values[code]?.[language]; // a rule set comes with its version
      return word === undefined ? text : version ? `${word} (${version})` : word;
    }
    const moment = (at) => new Date(at + 8 * 3600e3).toISOString().slice(0, 16).replace("T", " ");

    function rowsOf(subject) {
      const order = Object.keys(words.labels), place = (name) => (order.indexOf(name) + 1) || order.length + 1;
      return Object.keys(subject).sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
        .filter((name) => ![null, "", "[]", "{}"].includes(typeof subject[name] === "object" ? JSON.stringify(subject[name]) : subject[name]))
        .map((name) => [words.labels[name]?.[language] ?? name, shown(subject[name])]);
    }

    function list(rows) {
      const made = element("dl", "", "summary");
      for (const [label, text] of rows) {
        const row = made.appendChild(element("div"));
        row.append(element("dt", label), element("dd", text, "verify-value"));
      }
      return made;
    }

    // --- the answer ------------------------------------------------------------------------------------------------
    function answer(verdict, subject) {
      result.replaceChildren();
      result.hidden = false;
      const head = element("div", "", verdict.valid ? "notice verify-good" : "notice notice-warn");
      const title = element("h2", say(verdict.valid ? "valid" : "invalid"), "notice-title");
      head.append(title, element("p", say(verdict.valid ? "valid_more" : "invalid_more")));
      result.append(head);
      if (!verdict.valid) {
        const why = element("ul", "", "verify-problems");
        for (const code of new Set(verdict.problems)) why.append(element("li", say(code)));
        result.append(element("h3", say("problems")), why);
      }
      if (subject && verdict.valid) result.append(element("h3", say("says")), list(rowsOf(subject)));
      if (verdict.size !== null) {
        const rows = [[say("origin"), verdict.origin], [say("leaf_label"), say("leaf", verdict)]];
        if (verdict.leaf) rows.push([say("leaf_hash"), verdict.leaf]);
        const seen = verdict.cosigned.map((witness) => say("witness", { name: witness.name, day: moment(witness.at * 1000).slice(0, 10) }));
        if (verdict.valid) rows.push([say("witnesses"), seen.join("\n") || say("no_witness")]);
        result.append(element("h3", say("place")), list(rows));
      }
      title.tabIndex = -1;
      title.focus();
    }

    function fault(code) {
      result.replaceChildren(element("p", say(code), "notice notice-warn"));
      result.hidden = false;
    }

    // A case may have been erased since: only the body's own site can know, and only it is asked, for one hash.
    async function standing(verdict) {
      if (!root.dataset.standing || !location.protocol.startsWith("http")) return;
      try {
        const reply = await fetch(`${root.dataset.standing}${verdict.index}/${verdict.leaf}`, { headers: { "Accept-Language": language } });
        const now = reply.ok ? await reply.json() : null;
        if (now && now.state !== "kept") result.append(element("h3", say("standing")), element("p", now.text));
      } catch (offline) { /* the receipt stands by itself */ }
    }

    // --- reading ---------------------------------------------------------------------------------------------------
    function understood(text, besides) { // {proof, subject} of a receipt file, or of a proof with its subject beside it
      if (text.trim().startsWith(RedressVerify.HEADER)) return { proof: text, subject: besides.trim() ? JSON.parse(besides) : null };
      const value = JSON.parse(text);
      const subject = typeof value.subject === "string" ? JSON.parse(value.subject) : value.subject;
      if (typeof value.proof !== "string") throw new Error("no proof");
      return { proof: value.proof, subject };
    }

    async function check(text, besides) {
      let receipt;
      try {
        if (text.length > MOST) throw new Error("too large");
        receipt = understood(text, besides);
      } catch (unreadable) {
        return fault("bad_file");
      }
      const keys = printedKeys(field("keys").value);
      const verdict = await RedressVerify.verify(receipt.proof, receipt.subject, keys);
      answer(verdict, receipt.subject);
      if (verdict.valid) await standing(verdict);
    }

    // One key a line; a key printed in a narrow column goes on until its 33 bytes, 44 letters, are there.
    function printedKeys(text) {
      const keys = [];
      for (const line of text.split("\n").map((each) => each.trim()).filter(Boolean)) {
        const complete = !keys.length || keys.at(-1).split("+").slice(2).join("+").length >= 44;
        if (complete) keys.push(line); else keys[keys.length - 1] += line;
      }
      return keys;
    }

    form.addEventListener("submit", async (event) => {
      if (event.submitter?.hasAttribute("formaction")) return; // on paper: the body's server typesets it
      event.preventDefault();
      result.hidden = false;
      result.replaceChildren(element("p", say("working"))); // before anything is waited for: no old answer stands beside a new file
      const chosen = field("receipt").files[0];
      const text = chosen ? await chosen.text() : field("proof").value;
      if (!text.trim()) return fault("nothing");
      await check(text, field("subject").value);
    });

    async function fromAddress() { // the code on a printed receipt holds all of it behind the #
      const packed = /^#r=([\w-]{1,20000})$/.exec(location.hash)?.[1];
      if (!packed || root.hidden) return;
      try {
        const bytes = Uint8Array.from(atob(packed.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
        const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
        const text = await new Response(stream).text();
        field("proof").value = text;
        await check(text, "");
      } catch (unreadable) {
        fault("bad_file");
      }
    }
    root.addEventListener("redress:shown", fromAddress);
    window.addEventListener("hashchange", fromAddress);
    fromAddress();
  }

  const roots = document.querySelectorAll("[data-verify]");
  roots.forEach(start);
  document.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = part.dataset.scripted === "no"; });

  // The single file holds both languages; one is shown.
  function show(language) {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    document.querySelectorAll("[data-language]").forEach((part) => { part.hidden = part.dataset.language !== language; });
    roots.forEach((root) => { root.hidden = root.dataset.verify !== language; });
    document.title = words.texts.title[language];
  }
  const choices = document.querySelectorAll("[data-choose]");
  if (choices.length) {
    show(navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
    choices.forEach((choice) => choice.addEventListener("click", () => {
      show(choice.dataset.choose);
      document.querySelector(`[data-verify="${choice.dataset.choose}"]`).dispatchEvent(new Event("redress:shown"));
    }));
    roots.forEach((root) => root.hidden || root.dispatchEvent(new Event("redress:shown")));
  }
})();
