// Finds the number that the page asks for. This file is both the page's script and the worker that counts.
(function () {
  "use strict";
  const K = [];
  const START = [];
  for (let n = 2; K.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    const part = (root) => ((root - Math.floor(root)) * 4294967296) | 0;
    if (START.length < 8) START.push(part(Math.sqrt(n)));
    K.push(part(Math.cbrt(n)));
  }

  const w = new Int32Array(64);
  function block(state, bytes, at) {
    for (let i = 0; i < 16; i++)
      w[i] = (bytes[at + 4 * i] << 24) | (bytes[at + 4 * i + 1] << 16) | (bytes[at + 4 * i + 2] << 8) | bytes[at + 4 * i + 3];
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0,
      (state[4] + e) | 0, (state[5] + f) | 0, (state[6] + g) | 0, (state[7] + h) | 0];
  }

  // Returns a function: number -> is its SHA-256, after the salt, the one wanted? The salt's whole blocks are done once.
  function tester(salt, wanted) {
    const text = Array.from(salt, (character) => character.charCodeAt(0));
    let state = START, done = 0;
    for (; done + 64 <= text.length; done += 64) state = block(state, text, done);
    const rest = text.slice(done);
    const goal = wanted.match(/.{8}/g).map((word) => parseInt(word, 16) | 0);
    return function (number) {
      const bytes = rest.slice();
      for (const digit of String(number)) bytes.push(digit.charCodeAt(0));
      const bits = (done + bytes.length) * 8;
      bytes.push(128);
      while (bytes.length % 64 !== 56) bytes.push(0);
      bytes.push(0, 0, 0, 0, bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255);
      let found = state;
      for (let at = 0; at < bytes.length; at += 64) found = block(found, bytes, at);
      return found.every((word, i) => word === goal[i]);
    };
  }

  // Counts in slices, so that a page without a worker stays alive.
  function count(task, tell) {
    const fits = tester(task.salt, task.challenge);
    let number = 0;
    (function slice() {
      const end = Math.min(number + 2000, task.max + 1);
      for (; number < end; number++) if (fits(number)) return tell({ number: number });
      tell({ part: number / task.max });
      if (number <= task.max) setTimeout(slice, 0);
    })();
  }

  if (typeof document === "undefined") {
    self.onmessage = (event) => count(event.data, (said) => self.postMessage(said));
    return;
  }
  const form = document.getElementById("work");
  const source = document.currentScript && document.currentScript.src;
  if (!form) return;
  form.hidden = false;
  const data = form.dataset;
  const task = { salt: data.salt, challenge: data.challenge, max: Number(data.max) };
  function tell(said) {
    if (said.number === undefined) {
      form.querySelector("progress").value = 100 * said.part;
      return;
    }
    form.querySelector("progress").value = 100;
    form.elements.work.value = btoa(JSON.stringify({
      algorithm: "SHA-256", challenge: data.challenge, number: said.number, salt: data.salt, signature: data.signature,
    }));
    form.submit();
  }
  try {
    const allowed = window.trustedTypes && trustedTypes.createPolicy("work", { createScriptURL: (own) => own });
    const worker = new Worker(allowed ? allowed.createScriptURL(source) : source);
    worker.onmessage = (event) => tell(event.data);
    worker.onerror = () => count(task, tell);
    worker.postMessage(task);
  } catch (none) {
    count(task, tell);
  }
})();
