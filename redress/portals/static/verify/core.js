// Check a receipt with nothing but this file: SHA-2, Ed25519, canonical JSON, signed notes, Merkle proofs.
// No network, no libraries. WebCrypto checks Ed25519 where the browser has it; otherwise the arithmetic below does.
"use strict";
var RedressVerify = (function () {
  const HEADER = "c2sp.org/tlog-proof@v1";
  const SALT = 32, HASH = 32, MOST = 131072;
  const ED25519 = 1, COSIGNATURE = 4;
  const utf8 = (text) => new TextEncoder().encode(text);

  // --- bytes ---------------------------------------------------------------------------------------------------
  function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  }
  const same = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  function fromBase64(text) {
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw new Problem("bad_proof");
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    if (btoa(String.fromCharCode(...bytes)) !== text) throw new Problem("bad_proof"); // one spelling only
    return bytes;
  }

  class Problem extends Error {
    constructor(code) { super(code); this.code = code; }
  }

  // --- SHA-2: the constants are the first bits of the roots of the primes, computed here ----------------------------
  const primes = [];
  for (let n = 2; primes.length < 80; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  function root(value, power) { // whole-number root
    let low = 0n, high = 1n << 100n;
    while (low < high) {
      const middle = (low + high + 1n) / 2n;
      if (middle ** power <= value) low = middle; else high = middle - 1n;
    }
    return low;
  }
  const M64 = (1n << 64n) - 1n;
  const K512 = primes.map((prime) => root(BigInt(prime) << 192n, 3n) & M64);
  const H512 = primes.slice(0, 8).map((prime) => root(BigInt(prime) << 128n, 2n) & M64);
  const K256 = K512.slice(0, 64).map((word) => Number(word >> 32n));
  const H256 = H512.map((word) => Number(word >> 32n));

  function padded(message, block, lengthBytes) {
    const zeros = (2 * block - ((message.length + 1 + lengthBytes) % block)) % block;
    const whole = join(message, [0x80], new Uint8Array(zeros + lengthBytes));
    new DataView(whole.buffer).setBigUint64(whole.length - 8, BigInt(message.length) * 8n);
    return new DataView(whole.buffer);
  }

  function sha256(message) {
    const view = padded(message, 64, 8), w = new Int32Array(64), state = Int32Array.from(H256);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < view.byteLength; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
    }
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((word, i) => out.setInt32(4 * i, word));
    return new Uint8Array(out.buffer);
  }

  function sha512(message) {
    const view = padded(message, 128, 16), w = [], state = H512.slice();
    const turn = (x, n) => ((x >> n) | (x << (64n - n))) & M64;
    for (let at = 0; at < view.byteLength; at += 128) {
      for (let i = 0; i < 16; i++) w[i] = view.getBigUint64(at + 8 * i);
      for (let i = 16; i < 80; i++) {
        const a = w[i - 15], b = w[i - 2];
        w[i] = (w[i - 16] + (turn(a, 1n) ^ turn(a, 8n) ^ (a >> 7n)) + w[i - 7] + (turn(b, 19n) ^ turn(b, 61n) ^ (b >> 6n))) & M64;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 80; i++) {
        const one = h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (~e & M64 & g)) + K512[i] + w[i];
        const two = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g; g = f; f = e; e = (d + one) & M64; d = c; c = b; b = a; a = (one + two) & M64;
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) & M64; });
    }
    const out = new DataView(new ArrayBuffer(64));
    state.forEach((word, i) => out.setBigUint64(8 * i, word));
    return new Uint8Array(out.buffer);
  }

  // --- Ed25519 (RFC 8032), for checking only: nothing here is secret, so nothing needs to take equal time -------------
  const P = (1n << 255n) - 19n;
  const L = (1n << 252n) + 27742317777372353535851937790883648493n;
  const mod = (x) => ((x % P) + P) % P;
  function power(base, exponent) {
    let result = 1n;
    for (base = mod(base); exponent > 0n; exponent >>= 1n, base = (base * base) % P) if (exponent & 1n) result = (result * base) % P;
    return result;
  }
  const D = mod(-121665n * power(121666n, P - 2n));
  const SQRT = power(2n, (P - 1n) / 4n);
  const little = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

  function point(bytes) { // null if the bytes are no point
    const y = little(bytes) & ((1n << 255n) - 1n);
    if (y >= P) return null;
    const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
    let x = power(square, (P + 3n) / 8n);
    if (mod(x * x) !== square) x = mod(x * SQRT);
    if (mod(x * x) !== square || (x === 0n && bytes[31] >> 7)) return null;
    if (Number(x & 1n) !== bytes[31] >> 7) x = P - x;
    return [x, y, 1n, mod(x * y)];
  }
  function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
    const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2)), c = mod(2n * t1 * t2 * D), d = mod(2n * z1 * z2);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }
  function times(scalar, base) {
    let result = [0n, 1n, 1n, 0n];
    for (; scalar > 0n; scalar >>= 1n, base = add(base, base)) if (scalar & 1n) result = add(result, base);
    return result;
  }
  const equal = ([x1, y1, z1], [x2, y2, z2]) => mod(x1 * z2 - x2 * z1) === 0n && mod(y1 * z2 - y2 * z1) === 0n;
  const BASE = point(Uint8Array.from([0x58, ...new Array(31).fill(0x66)]));

  function ed25519Here(key, message, signature) {
    const a = point(key), r = point(signature.slice(0, 32)), s = little(signature.slice(32));
    if (!a || !r || s >= L) return false;
    const k = little(sha512(join(signature.slice(0, 32), key, message))) % L;
    return equal(times(s, BASE), add(r, times(k, a)));
  }

  async function ed25519(key, message, signature) {
    if (signature.length !== 64 || key.length !== 32) return false;
    try {
      const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
    } catch (unsupported) {
      return ed25519Here(key, message, signature);
    }
  }

  // --- canonical JSON (RFC 8785): ECMAScript's own numbers and strings, names sorted by UTF-16 units ------------------
  function canonical(value, depth = 32) {
    if (value === null || typeof value === "boolean") return JSON.stringify(value);
    if (typeof value === "string") {
      if (!value.isWellFormed?.() && /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) throw new Problem("bad_subject");
      return JSON.stringify(value);
    }
    if (typeof value === "number") {
      if (!Number.isFinite(value)) throw new Problem("bad_subject");
      return JSON.stringify(value);
    }
    if (depth === 0) throw new Problem("bad_subject");
    if (Array.isArray(value)) return "[" + value.map((item) => canonical(item, depth - 1)).join(",") + "]";
    return "{" + Object.keys(value).sort().map((name) => canonical(name) + ":" + canonical(value[name], depth - 1)).join(",") + "}";
  }

  // --- signed notes, checkpoints, proofs ---------------------------------------------------------------------------
  function decimal(text) {
    if (!/^(?:0|[1-9]\d{0,15})$/.test(text) || Number(text) > Number.MAX_SAFE_INTEGER) throw new Problem("bad_proof");
    return Number(text);
  }

  function readKey(text) { // name+id+base64(algorithm || key), with whatever line breaks it was printed
    const parts = text.replace(/\s+/g, "").split("+");
    try {
      const [name, id] = parts, raw = fromBase64(parts.slice(2).join("+"));
      const good = name && raw.length === 33 && [ED25519, COSIGNATURE].includes(raw[0])
        && hex(sha256(join(utf8(name + "\n"), raw)).slice(0, 4)) === id.toLowerCase();
      if (!good) throw new Problem("bad_key");
      return { name, id: id.toLowerCase(), algorithm: raw[0], key: raw.slice(1) };
    } catch (error) {
      throw new Problem("bad_key");
    }
  }

  function readProof(text) {
    text = text.replace(/\r\n/g, "\n").replace(/^\n+|\n+$/g, "") + "\n";
    const gap = text.indexOf("\n\n");
    if (text.length > MOST || gap < 0 || !text.startsWith(HEADER + "\n")) throw new Problem("bad_proof");
    const lines = text.slice(0, gap).split("\n").slice(1);
    const extra = lines[0]?.startsWith("extra ") ? fromBase64(lines.shift().slice(6)) : null;
    if (!lines[0]?.startsWith("index ")) throw new Problem("bad_proof");
    const index = decimal(lines.shift().slice(6));
    const path = lines.map(fromBase64);
    if (path.length > 63 || path.some((hash) => hash.length !== HASH)) throw new Problem("bad_proof");
    return { index, path, extra, note: text.slice(gap + 2) };
  }

  function readNote(note) {
    const gap = note.lastIndexOf("\n\n");
    if (gap < 0 || !note.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new Problem("bad_checkpoint");
    const signatures = note.slice(gap + 2, -1).split("\n").map((line) => {
      const found = /^— ([^\s+]+) (\S+)$/.exec(line);
      if (!found) throw new Problem("bad_checkpoint");
      const raw = fromBase64(found[2]);
      if (raw.length < 5) throw new Problem("bad_checkpoint");
      return { name: found[1], id: hex(raw.slice(0, 4)), data: raw.slice(4) };
    });
    if (signatures.length > 64) throw new Problem("bad_checkpoint");
    return { text: note.slice(0, gap + 1), signatures };
  }

  function readCheckpoint(text) {
    const lines = text.split("\n");
    if (lines.length < 4 || lines.pop() !== "" || lines.some((line) => !line)) throw new Problem("bad_checkpoint");
    const root = fromBase64(lines[2]);
    if (root.length !== HASH) throw new Problem("bad_checkpoint");
    return { origin: lines[0], size: decimal(lines[1]), root };
  }

  async function signers(note, keys) { // the trusted keys that signed; a wrong signature of one of them spoils the note
    const found = [], seen = new Set();
    for (const signature of note.signatures) {
      const key = keys.find((each) => each.name === signature.name && each.id === signature.id);
      if (!key || seen.has(key)) continue;
      seen.add(key);
      let message = utf8(note.text), data = signature.data, at = null;
      if (key.algorithm === COSIGNATURE) {
        if (data.length !== 72) throw new Problem("wrong_signature");
        at = new DataView(data.buffer, data.byteOffset).getBigUint64(0);
        message = utf8(`cosignature/v1\ntime ${at}\n${note.text}`);
        data = data.slice(8);
      }
      if (!(await ed25519(key.key, message, data))) throw new Problem("wrong_signature");
      found.push({ name: key.name, algorithm: key.algorithm, at: at === null ? null : Number(at) });
    }
    return found;
  }

  // --- the tree (RFC 9162, 2.1.3.2) --------------------------------------------------------------------------------
  const node = (left, right) => sha256(join([1], left, right));
  function rootFrom(leaf, index, size, path) {
    if (index >= size) throw new Problem("bad_path");
    let first = BigInt(index), last = BigInt(size) - 1n, hash = leaf;
    for (const step of path) {
      if (last === 0n) throw new Problem("bad_path");
      if (first & 1n || first === last) {
        hash = node(step, hash);
        while (!(first & 1n) && first !== 0n) { first >>= 1n; last >>= 1n; }
      } else {
        hash = node(hash, step);
      }
      first >>= 1n;
      last >>= 1n;
    }
    if (last !== 0n) throw new Problem("bad_path");
    return hash;
  }

  // --- the whole ---------------------------------------------------------------------------------------------------
  // proof: text; subject: object; keys: printed public keys, the log's own first, witnesses' after it
  async function verify(proofText, subject, keys) {
    const verdict = { valid: false, leaf: null, index: null, size: null, origin: null, cosigned: [], problems: [] };
    const tried = async (work) => {
      try {
        return await work();
      } catch (error) {
        verdict.problems.push(error instanceof Problem ? error.code : "bad_proof");
        return null;
      }
    };
    const trusted = await tried(() => keys.map(readKey)) || [];
    const written = await tried(() => {
      if (subject === null || typeof subject !== "object" || Array.isArray(subject)) throw new Problem("bad_subject");
      return utf8(canonical(subject));
    });
    const proof = await tried(() => readProof(proofText));
    if (!proof) return verdict;
    verdict.index = proof.index;
    if (!proof.extra || proof.extra.length !== SALT) verdict.problems.push("no_salt");
    else if (written) verdict.leaf = sha256(join([0], proof.extra, written));
    const note = await tried(() => readNote(proof.note));
    const head = note && await tried(() => readCheckpoint(note.text));
    if (!head) return verdict;
    Object.assign(verdict, { size: head.size, origin: head.origin });
    await tried(async () => {
      const found = await signers(note, trusted);
      if (!found.some((key) => key.algorithm === ED25519 && key.name === head.origin)) throw new Problem("wrong_signature");
      verdict.cosigned = found.filter((key) => key.at !== null);
    });
    if (verdict.leaf) await tried(() => {
      if (!same(rootFrom(verdict.leaf, proof.index, head.size, proof.path), head.root)) throw new Problem("not_in_log");
    });
    verdict.leaf = verdict.leaf && hex(verdict.leaf);
    verdict.valid = verdict.problems.length === 0;
    return verdict;
  }

  return { verify, readKey, canonical, sha256, sha512, ed25519, ed25519Here, hex, utf8, HEADER };
})();
