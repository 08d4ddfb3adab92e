/* "Find your answer": this script reads the whole log, builds its tree again,
 * looks for the code, and tells no server which it was. It needs nothing but
 * the browser; formats are those of docs/TRUST.md. */
'use strict';

/* --- SHA-256 (FIPS 180-4), on words, without making a single object --- */

const K = new Int32Array(64), START = new Int32Array(8);
const W = new Int32Array(16); /* the block at hand */
const H = new Int32Array(8); /* the hash that was made last */

(function fillConstants() {
  let n = 0;
  for (let p = 2; n < 64; p++) {
    let prime = true;
    for (let d = 2; d * d <= p; d++) prime = prime && p % d !== 0;
    if (!prime) continue;
    if (n < 8) START[n] = (Math.sqrt(p) % 1) * 4294967296 | 0;
    K[n++] = (Math.cbrt(p) % 1) * 4294967296 | 0;
  }
})();

/* Takes in the block in W. A million lines need four million of these: sixteen
 * rounds are written out, so that words change their names and not their
 * places, and nothing but K is read from memory. */
function digest() {
  let a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
  let w0 = W[0], w1 = W[1], w2 = W[2], w3 = W[3], w4 = W[4], w5 = W[5], w6 = W[6], w7 = W[7];
  let w8 = W[8], w9 = W[9], w10 = W[10], w11 = W[11], w12 = W[12], w13 = W[13], w14 = W[14], w15 = W[15];
  for (let i = 0; ; i += 16) {
    h = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ e & (f ^ g)) + K[i] + w0 | 0;
    d = d + h | 0;
    h = h + ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b | c & (a | b)) | 0;
    g = g + ((d >>> 6 | d << 26) ^ (d >>> 11 | d << 21) ^ (d >>> 25 | d << 7)) + (f ^ d & (e ^ f)) + K[i + 1] + w1 | 0;
    c = c + g | 0;
    g = g + ((h >>> 2 | h << 30) ^ (h >>> 13 | h << 19) ^ (h >>> 22 | h << 10)) + (h & a | b & (h | a)) | 0;
    f = f + ((c >>> 6 | c << 26) ^ (c >>> 11 | c << 21) ^ (c >>> 25 | c << 7)) + (e ^ c & (d ^ e)) + K[i + 2] + w2 | 0;
    b = b + f | 0;
    f = f + ((g >>> 2 | g << 30) ^ (g >>> 13 | g << 19) ^ (g >>> 22 | g << 10)) + (g & h | a & (g | h)) | 0;
    e = e + ((b >>> 6 | b << 26) ^ (b >>> 11 | b << 21) ^ (b >>> 25 | b << 7)) + (d ^ b & (c ^ d)) + K[i + 3] + w3 | 0;
    a = a + e | 0;
    e = e + ((f >>> 2 | f << 30) ^ (f >>> 13 | f << 19) ^ (f >>> 22 | f << 10)) + (f & g | h & (f | g)) | 0;
    d = d + ((a >>> 6 | a << 26) ^ (a >>> 11 | a << 21) ^ (a >>> 25 | a << 7)) + (c ^ a & (b ^ c)) + K[i + 4] + w4 | 0;
    h = h + d | 0;
    d = d + ((e >>> 2 | e << 30) ^ (e >>> 13 | e << 19) ^ (e >>> 22 | e << 10)) + (e & f | g & (e | f)) | 0;
    c = c + ((h >>> 6 | h << 26) ^ (h >>> 11 | h << 21) ^ (h >>> 25 | h << 7)) + (b ^ h & (a ^ b)) + K[i + 5] + w5 | 0;
    g = g + c | 0;
    c = c + ((d >>> 2 | d << 30) ^ (d >>> 13 | d << 19) ^ (d >>> 22 | d << 10)) + (d & e | f & (d | e)) | 0;
    b = b + ((g >>> 6 | g << 26) ^ (g >>> 11 | g << 21) ^ (g >>> 25 | g << 7)) + (a ^ g & (h ^ a)) + K[i + 6] + w6 | 0;
    f = f + b | 0;
    b = b + ((c >>> 2 | c << 30) ^ (c >>> 13 | c << 19) ^ (c >>> 22 | c << 10)) + (c & d | e & (c | d)) | 0;
    a = a + ((f >>> 6 | f << 26) ^ (f >>> 11 | f << 21) ^ (f >>> 25 | f << 7)) + (h ^ f & (g ^ h)) + K[i + 7] + w7 | 0;
    e = e + a | 0;
    a = a + ((b >>> 2 | b << 30) ^ (b >>> 13 | b << 19) ^ (b >>> 22 | b << 10)) + (b & c | d & (b | c)) | 0;
    h = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ e & (f ^ g)) + K[i + 8] + w8 | 0;
    d = d + h | 0;
    h = h + ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b | c & (a | b)) | 0;
    g = g + ((d >>> 6 | d << 26) ^ (d >>> 11 | d << 21) ^ (d >>> 25 | d << 7)) + (f ^ d & (e ^ f)) + K[i + 9] + w9 | 0;
    c = c + g | 0;
    g = g + ((h >>> 2 | h << 30) ^ (h >>> 13 | h << 19) ^ (h >>> 22 | h << 10)) + (h & a | b & (h | a)) | 0;
    f = f + ((c >>> 6 | c << 26) ^ (c >>> 11 | c << 21) ^ (c >>> 25 | c << 7)) + (e ^ c & (d ^ e)) + K[i + 10] + w10 | 0;
    b = b + f | 0;
    f = f + ((g >>> 2 | g << 30) ^ (g >>> 13 | g << 19) ^ (g >>> 22 | g << 10)) + (g & h | a & (g | h)) | 0;
    e = e + ((b >>> 6 | b << 26) ^ (b >>> 11 | b << 21) ^ (b >>> 25 | b << 7)) + (d ^ b & (c ^ d)) + K[i + 11] + w11 | 0;
    a = a + e | 0;
    e = e + ((f >>> 2 | f << 30) ^ (f >>> 13 | f << 19) ^ (f >>> 22 | f << 10)) + (f & g | h & (f | g)) | 0;
    d = d + ((a >>> 6 | a << 26) ^ (a >>> 11 | a << 21) ^ (a >>> 25 | a << 7)) + (c ^ a & (b ^ c)) + K[i + 12] + w12 | 0;
    h = h + d | 0;
    d = d + ((e >>> 2 | e << 30) ^ (e >>> 13 | e << 19) ^ (e >>> 22 | e << 10)) + (e & f | g & (e | f)) | 0;
    c = c + ((h >>> 6 | h << 26) ^ (h >>> 11 | h << 21) ^ (h >>> 25 | h << 7)) + (b ^ h & (a ^ b)) + K[i + 13] + w13 | 0;
    g = g + c | 0;
    c = c + ((d >>> 2 | d << 30) ^ (d >>> 13 | d << 19) ^ (d >>> 22 | d << 10)) + (d & e | f & (d | e)) | 0;
    b = b + ((g >>> 6 | g << 26) ^ (g >>> 11 | g << 21) ^ (g >>> 25 | g << 7)) + (a ^ g & (h ^ a)) + K[i + 14] + w14 | 0;
    f = f + b | 0;
    b = b + ((c >>> 2 | c << 30) ^ (c >>> 13 | c << 19) ^ (c >>> 22 | c << 10)) + (c & d | e & (c | d)) | 0;
    a = a + ((f >>> 6 | f << 26) ^ (f >>> 11 | f << 21) ^ (f >>> 25 | f << 7)) + (h ^ f & (g ^ h)) + K[i + 15] + w15 | 0;
    e = e + a | 0;
    a = a + ((b >>> 2 | b << 30) ^ (b >>> 13 | b << 19) ^ (b >>> 22 | b << 10)) + (b & c | d & (b | c)) | 0;
    if (i === 48) break;
    w0 = w0 + w9 + ((w1 >>> 7 | w1 << 25) ^ (w1 >>> 18 | w1 << 14) ^ w1 >>> 3) + ((w14 >>> 17 | w14 << 15) ^ (w14 >>> 19 | w14 << 13) ^ w14 >>> 10) | 0;
    w1 = w1 + w10 + ((w2 >>> 7 | w2 << 25) ^ (w2 >>> 18 | w2 << 14) ^ w2 >>> 3) + ((w15 >>> 17 | w15 << 15) ^ (w15 >>> 19 | w15 << 13) ^ w15 >>> 10) | 0;
    w2 = w2 + w11 + ((w3 >>> 7 | w3 << 25) ^ (w3 >>> 18 | w3 << 14) ^ w3 >>> 3) + ((w0 >>> 17 | w0 << 15) ^ (w0 >>> 19 | w0 << 13) ^ w0 >>> 10) | 0;
    w3 = w3 + w12 + ((w4 >>> 7 | w4 << 25) ^ (w4 >>> 18 | w4 << 14) ^ w4 >>> 3) + ((w1 >>> 17 | w1 << 15) ^ (w1 >>> 19 | w1 << 13) ^ w1 >>> 10) | 0;
    w4 = w4 + w13 + ((w5 >>> 7 | w5 << 25) ^ (w5 >>> 18 | w5 << 14) ^ w5 >>> 3) + ((w2 >>> 17 | w2 << 15) ^ (w2 >>> 19 | w2 << 13) ^ w2 >>> 10) | 0;
    w5 = w5 + w14 + ((w6 >>> 7 | w6 << 25) ^ (w6 >>> 18 | w6 << 14) ^ w6 >>> 3) + ((w3 >>> 17 | w3 << 15) ^ (w3 >>> 19 | w3 << 13) ^ w3 >>> 10) | 0;
    w6 = w6 + w15 + ((w7 >>> 7 | w7 << 25) ^ (w7 >>> 18 | w7 << 14) ^ w7 >>> 3) + ((w4 >>> 17 | w4 << 15) ^ (w4 >>> 19 | w4 << 13) ^ w4 >>> 10) | 0;
    w7 = w7 + w0 + ((w8 >>> 7 | w8 << 25) ^ (w8 >>> 18 | w8 << 14) ^ w8 >>> 3) + ((w5 >>> 17 | w5 << 15) ^ (w5 >>> 19 | w5 << 13) ^ w5 >>> 10) | 0;
    w8 = w8 + w1 + ((w9 >>> 7 | w9 << 25) ^ (w9 >>> 18 | w9 << 14) ^ w9 >>> 3) + ((w6 >>> 17 | w6 << 15) ^ (w6 >>> 19 | w6 << 13) ^ w6 >>> 10) | 0;
    w9 = w9 + w2 + ((w10 >>> 7 | w10 << 25) ^ (w10 >>> 18 | w10 << 14) ^ w10 >>> 3) + ((w7 >>> 17 | w7 << 15) ^ (w7 >>> 19 | w7 << 13) ^ w7 >>> 10) | 0;
    w10 = w10 + w3 + ((w11 >>> 7 | w11 << 25) ^ (w11 >>> 18 | w11 << 14) ^ w11 >>> 3) + ((w8 >>> 17 | w8 << 15) ^ (w8 >>> 19 | w8 << 13) ^ w8 >>> 10) | 0;
    w11 = w11 + w4 + ((w12 >>> 7 | w12 << 25) ^ (w12 >>> 18 | w12 << 14) ^ w12 >>> 3) + ((w9 >>> 17 | w9 << 15) ^ (w9 >>> 19 | w9 << 13) ^ w9 >>> 10) | 0;
    w12 = w12 + w5 + ((w13 >>> 7 | w13 << 25) ^ (w13 >>> 18 | w13 << 14) ^ w13 >>> 3) + ((w10 >>> 17 | w10 << 15) ^ (w10 >>> 19 | w10 << 13) ^ w10 >>> 10) | 0;
    w13 = w13 + w6 + ((w14 >>> 7 | w14 << 25) ^ (w14 >>> 18 | w14 << 14) ^ w14 >>> 3) + ((w11 >>> 17 | w11 << 15) ^ (w11 >>> 19 | w11 << 13) ^ w11 >>> 10) | 0;
    w14 = w14 + w7 + ((w15 >>> 7 | w15 << 25) ^ (w15 >>> 18 | w15 << 14) ^ w15 >>> 3) + ((w12 >>> 17 | w12 << 15) ^ (w12 >>> 19 | w12 << 13) ^ w12 >>> 10) | 0;
    w15 = w15 + w8 + ((w0 >>> 7 | w0 << 25) ^ (w0 >>> 18 | w0 << 14) ^ w0 >>> 3) + ((w13 >>> 17 | w13 << 15) ^ (w13 >>> 19 | w13 << 13) ^ w13 >>> 10) | 0;
  }
  H[0] += a; H[1] += b; H[2] += c; H[3] += d;
  H[4] += e; H[5] += f; H[6] += g; H[7] += h;
}

const begin = () => { for (let i = 0; i < 8; i++) H[i] = START[i]; };
const copy = (from, at, to, put) => { for (let i = 0; i < 8; i++) to[put + i] = from[at + i]; };

/* The hash of bytes from..to of a DataView goes to H. */
function sha256(view, from, to) {
  const bits = (to - from) * 8;
  let n = 0;
  begin();
  for (; from + 4 <= to; from += 4) {
    W[n++] = view.getInt32(from);
    if (n === 16) { digest(); n = 0; }
  }
  let left = to - from, word = 0;
  for (let i = 0; i < left; i++) word = word << 8 | view.getUint8(from + i);
  W[n++] = (word << 8 | 128) << 24 - 8 * left;
  if (n > 14) {
    while (n < 16) W[n++] = 0;
    digest();
    n = 0;
  }
  while (n < 14) W[n++] = 0;
  W[14] = bits / 4294967296 | 0;
  W[15] = bits | 0;
  digest();
}

/* --- The tree of RFC 6962 --- */

/* A node is 65 bytes long. Of its second block all but one byte is known, so the
 * words of its 64 rounds are made once for each of the 256. */
const LAST = new Int32Array(256 * 64);

(function fillLast() {
  for (let at = 0; at < LAST.length; at += 64) {
    const w = LAST.subarray(at, at + 64);
    w[0] = at / 64 << 24 | 1 << 23;
    w[15] = 65 * 8;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] +
        ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) +
        ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
    }
    for (let i = 0; i < 64; i++) w[i] += K[i];
  }
})();

/* Takes in the second block of a node that ends in this byte. */
function digestLast(byte) {
  let a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
  for (let i = 64 * byte, end = i + 64; i < end; i += 8) {
    h = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ e & (f ^ g)) + LAST[i] | 0;
    d = d + h | 0;
    h = h + ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b | c & (a | b)) | 0;
    g = g + ((d >>> 6 | d << 26) ^ (d >>> 11 | d << 21) ^ (d >>> 25 | d << 7)) + (f ^ d & (e ^ f)) + LAST[i + 1] | 0;
    c = c + g | 0;
    g = g + ((h >>> 2 | h << 30) ^ (h >>> 13 | h << 19) ^ (h >>> 22 | h << 10)) + (h & a | b & (h | a)) | 0;
    f = f + ((c >>> 6 | c << 26) ^ (c >>> 11 | c << 21) ^ (c >>> 25 | c << 7)) + (e ^ c & (d ^ e)) + LAST[i + 2] | 0;
    b = b + f | 0;
    f = f + ((g >>> 2 | g << 30) ^ (g >>> 13 | g << 19) ^ (g >>> 22 | g << 10)) + (g & h | a & (g | h)) | 0;
    e = e + ((b >>> 6 | b << 26) ^ (b >>> 11 | b << 21) ^ (b >>> 25 | b << 7)) + (d ^ b & (c ^ d)) + LAST[i + 3] | 0;
    a = a + e | 0;
    e = e + ((f >>> 2 | f << 30) ^ (f >>> 13 | f << 19) ^ (f >>> 22 | f << 10)) + (f & g | h & (f | g)) | 0;
    d = d + ((a >>> 6 | a << 26) ^ (a >>> 11 | a << 21) ^ (a >>> 25 | a << 7)) + (c ^ a & (b ^ c)) + LAST[i + 4] | 0;
    h = h + d | 0;
    d = d + ((e >>> 2 | e << 30) ^ (e >>> 13 | e << 19) ^ (e >>> 22 | e << 10)) + (e & f | g & (e | f)) | 0;
    c = c + ((h >>> 6 | h << 26) ^ (h >>> 11 | h << 21) ^ (h >>> 25 | h << 7)) + (b ^ h & (a ^ b)) + LAST[i + 5] | 0;
    g = g + c | 0;
    c = c + ((d >>> 2 | d << 30) ^ (d >>> 13 | d << 19) ^ (d >>> 22 | d << 10)) + (d & e | f & (d | e)) | 0;
    b = b + ((g >>> 6 | g << 26) ^ (g >>> 11 | g << 21) ^ (g >>> 25 | g << 7)) + (a ^ g & (h ^ a)) + LAST[i + 6] | 0;
    f = f + b | 0;
    b = b + ((c >>> 2 | c << 30) ^ (c >>> 13 | c << 19) ^ (c >>> 22 | c << 10)) + (c & d | e & (c | d)) | 0;
    a = a + ((f >>> 6 | f << 26) ^ (f >>> 11 | f << 21) ^ (f >>> 25 | f << 7)) + (h ^ f & (g ^ h)) + LAST[i + 7] | 0;
    e = e + a | 0;
    a = a + ((b >>> 2 | b << 30) ^ (b >>> 13 | b << 19) ^ (b >>> 22 | b << 10)) + (b & c | d & (b | c)) | 0;
  }
  H[0] += a; H[1] += b; H[2] += c; H[3] += d;
  H[4] += e; H[5] += f; H[6] += g; H[7] += h;
}

/* H = SHA-256(0x01, left, H); left is eight words of `words` from `at`. */
function node(words, at) {
  const last = H[7] & 255;
  W[0] = 1 << 24 | words[at] >>> 8;
  for (let i = 1; i < 8; i++) W[i] = words[at + i - 1] << 24 | words[at + i] >>> 8;
  W[8] = words[at + 7] << 24 | H[0] >>> 8;
  for (let i = 1; i < 8; i++) W[8 + i] = H[i - 1] << 24 | H[i] >>> 8;
  begin();
  digest();
  digestLast(last);
}

class Tree {
  constructor() {
    this.size = 0;
    this.peaks = new Int32Array(48 * 8); /* eight words a level */
  }

  /* Adds the leaf whose hash is in H. */
  push() {
    let level = 0;
    for (let n = this.size; n % 2 === 1; n = (n - 1) / 2) node(this.peaks, 8 * level++);
    copy(H, 0, this.peaks, 8 * level);
    this.size++;
  }

  root() {
    let has = false;
    if (!this.size) sha256(new DataView(new ArrayBuffer(1)), 0, 0);
    for (let n = this.size, level = 0; n > 0; n = (n - n % 2) / 2, level++) {
      if (n % 2 === 0) continue;
      if (has) node(this.peaks, 8 * level);
      else H.set(this.peaks.subarray(8 * level, 8 * level + 8));
      has = true;
    }
    return hex();
  }
}

const utf8 = new TextEncoder();
const hex = () => Array.from(H, x => (x >>> 0).toString(16).padStart(8, '0')).join('');
const viewOf = bytes => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const unbase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
const hexOf = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
function hashed(text) { const b = viewOf(utf8.encode(text)); sha256(b, 0, b.byteLength); return hex(); }

/* --- Receipts (proof/slip.h) --- */

const CODES = 10n ** 14n;
const sealed = digits => BigInt(digits) % 97n === 1n;

/* The sign that its giver may have picked (proof/symbol.h): the seal shows it. */
const symbolOf = seal => Number(BigInt('0x' + seal) % 5n);

function slipOf(log, index, seal, token) {
  const number = BigInt('0x' + seal);
  return { log, index, seal, token, code: number % CODES, tail: Number(number % 65536n) };
}

function read(text) {
  const at = text.slice(text.indexOf('#') + 1);
  const m = /^(\d{78})(\d\d)(\d{20})?:([^:]+):(\d+)$/.exec(at);
  if (m && sealed(m[1] + m[2]) && (!m[3] || sealed(m[3])))
    return slipOf(m[4].toLowerCase(), m[5], BigInt(m[1]).toString(16).padStart(64, '0'), m[3] || '');
  const code = at.replace(/[ -]/g, '');
  if (!/^\d{16}$/.test(code) || !sealed(code)) return null;
  const number = BigInt(code.slice(0, 14));
  return { log: '', index: '', seal: '', token: '', code: number, tail: Number(number % 16384n) };
}

/* --- Reading the log --- */

const NEWLINE = 10, BLANK = 32, SLICE_MS = 60;
const digit = c => c < 58 ? c - 48 : c - 87; /* of hex */

/* Most answers of a long log are passed over as bytes. A code is the seal
 * modulo 10^14, which 2^14 divides, so both end in the same 14 bits. */
function concerns(b, from, to, slip, prefix, heard) {
  if (b[from] !== 97) return true; /* no answer: it is about one, or about all */
  let end = to - 1;
  while (end > from && b[end] !== BLANK) end--;
  if (end - from < 64) throw new Error('line'); /* no seal has room before it */
  if (prefix) {
    let i = 0;
    while (i < prefix.length && b[from + i] === prefix[i]) i++;
    if (i === prefix.length) {
      let index = 0;
      for (i += from; i < to && b[i] !== BLANK; i++) index = 10 * index + b[i] - 48;
      heard.index = Math.max(heard.index, index);
      if (index === heard.wanted) return true;
    }
  }
  const tail = digit(b[end - 4]) << 12 | digit(b[end - 3]) << 8 | digit(b[end - 2]) << 4 | digit(b[end - 1]);
  return (slip.seal ? tail : tail & 16383) === slip.tail;
}

/* Lets the page live between two slices of work. */
const channel = new MessageChannel();
function breathe(done) {
  $('progress').value = done;
  return new Promise(go => { channel.port1.onmessage = go; channel.port2.postMessage(0); });
}

/* A log as it comes: its tree, and the lines that matter with their places.
 * Of a former epoch only the first `most` lines are taken. */
class Reader {
  constructor(slip, most) {
    this.slip = slip;
    this.most = most;
    this.tree = new Tree();
    this.told = [];
    this.heard = { index: -1, wanted: slip.index === '' ? -2 : Number(slip.index) };
    this.prefix = slip.log ? utf8.encode('answer ' + slip.log + ' ') : null;
    this.text = new TextDecoder();
    this.bytes = new Uint8Array(1 << 16);
    this.view = viewOf(this.bytes);
    this.used = 0;
    this.seesHead = true;
    this.note = null; /* what follows the empty line */
  }

  line(b, from, to) {
    if (this.tree.size === this.most) return;
    if (concerns(b, from, to, this.slip, this.prefix, this.heard))
      this.told.push({ at: this.tree.size, text: this.text.decode(b.subarray(from, to)) });
    b[from - 1] = 0; /* the newline before it makes room for a leaf's zero */
    sha256(this.view, from - 1, to);
    this.tree.push();
  }

  async take(chunk) {
    if (this.used + chunk.length > this.bytes.length) {
      const more = new Uint8Array(2 * (this.used + chunk.length));
      more.set(this.bytes.subarray(0, this.used));
      this.bytes = more;
      this.view = viewOf(more);
    }
    const b = this.bytes;
    b.set(chunk, this.used);
    this.used += chunk.length;
    let from = this.seesHead || this.note !== null ? 0 : 1, since = performance.now();
    for (let to; this.note === null && (to = b.indexOf(NEWLINE, from)) >= 0 && to < this.used; from = to + 1) {
      if (this.seesHead) this.seesHead = false;
      else if (to === from) this.note = '';
      else this.line(b, from, to);
      if (this.tree.size % 64 === 0 && performance.now() - since > SLICE_MS) {
        await breathe(this.tree.size);
        since = performance.now();
      }
    }
    const keep = this.note === null && from > 0 ? from - 1 : from;
    b.copyWithin(0, keep, this.used);
    this.used -= keep;
  }

  end() { this.note = this.text.decode(this.bytes.subarray(0, this.used)); }
}

/* The network's trouble. Whatever else goes wrong over a log, the log is. */
class Away extends Error {}
const away = () => { throw new Away(); };

async function ask(path) {
  const reply = await fetch(path, { cache: 'no-cache' }).catch(away);
  return reply.ok ? reply : away();
}

async function loadLog(epoch, slip, most) {
  const reply = await ask('/proof/log' + (epoch ? '?epoch=' + encodeURIComponent(epoch) : ''));
  const log = new Reader(slip, most), stream = reply.body.getReader();
  for (let part; !(part = await stream.read().catch(away)).done;) await log.take(part.value);
  log.end();
  return log;
}

async function key() {
  const text = await (await ask('/proof/key')).text().catch(away);
  const [, name, base64] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(text.trim());
  return { name, open: unbase64(base64).slice(1) };
}

/* good, false, or unchecked where the browser has no Ed25519. */
async function signature(note, open) {
  try {
    const cut = note.indexOf('\n\n') + 1;
    const last = note.slice(cut + 1).trim().split(' ').pop();
    const k = await crypto.subtle.importKey('raw', open, { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify({ name: 'Ed25519' }, k, unbase64(last).slice(4), utf8.encode(note.slice(0, cut)))
      ? 'good' : 'false';
  } catch (e) { return 'unchecked'; }
}

async function expect() {
  try {
    const note = await (await ask('/proof/checkpoint')).text();
    $('progress').max = Number(note.split('\n')[1]) || 1;
  } catch (e) { /* then it only shows that something moves */ }
}

/* The log that an epoch's first line says it follows: null for none. */
function formerOf(part) {
  const m = /^epoch [^ ]+ 0 (?:- 0 0{64}|([^ ]+) (\d+) ([0-9a-f]{64}))$/.exec(part.told.length ? part.told[0].text : '');
  if (!m) throw new Error('epoch');
  return m[1] ? { log: m[1], size: Number(m[2]), root: m[3] } : null;
}

/* All epochs, the newest first while they are read; null when one is false. */
async function whole(slip) {
  await expect();
  const own = await loadLog('', slip, Infinity), said = own.note.split('\n');
  if (Number(said[1]) !== own.tree.size || own.tree.root() !== hexOf(unbase64(said[2]))) return null;
  const parts = [own];
  for (let former = formerOf(own); former; former = formerOf(parts[0])) {
    const log = await loadLog(former.log, slip, former.size);
    if (log.tree.size !== former.size || log.tree.root() !== former.root) return null;
    parts.unshift(log);
  }
  let base = 0;
  const lines = [];
  for (const part of parts) {
    for (const line of part.told) lines.push({ at: base + line.at, text: line.text });
    base += part.tree.size;
  }
  return { lines, size: base, heard: Math.max(...parts.map(p => p.heard.index)),
    signed: await signature(own.note, (await key()).open) };
}

const troubleOf = e => e instanceof Away ? 'unreachable' : 'broken';

/* --- What became of the answer --- */

function judge(log, slip) {
  let found = null, taken = false, fate = 'counted', reason = '', release = '';
  for (const { at, text } of log.lines) {
    const w = text.split(' ');
    if (w[0] === 'answer' || w[0] === 'spoiled') {
      if (slip.seal ? w[3] === slip.seal : BigInt('0x' + w[3]) % CODES === slip.code)
        found = { seal: w[3], log: w[1], index: w[2], form: w[4], at, spoiled: w[0] === 'spoiled' };
      else if (slip.seal && w[1] === slip.log && w[2] === slip.index) taken = true;
    } else if (found && w[4] === found.seal) {
      if (w[0] === 'withdrawn') fate = 'withdrawn';
      if (w[0] === 'included') fate = 'counted';
      if (w[0] === 'excluded') { fate = 'excluded'; reason = w.slice(5).join(' '); }
    } else if (found && !release && w[0] === 'released' && w[4] === found.form && Number(w[6]) > found.at) {
      release = w[5];
    }
  }
  if (!found) return { what: taken ? 'exchanged' : slip.log ? 'waiting' : 'unknown' };
  if (found.spoiled) fate = 'spoiled';
  else if (fate === 'counted' && !release) fate = 'next';
  return { what: fate, found, reason, release };
}

/* --- The city's word (proof/promise.h) --- */

const PROMISE_DAYS = 7, NEVER_HAD = 'the hub refused it, or never had it';

/* The root that follows from a leaf's text and the hashes beside its way up. */
function climb(text, index, size, beside) {
  const words = new Int32Array(8);
  const set = h => { for (let i = 0; i < 8; i++) words[i] = h[4 * i] << 24 | h[4 * i + 1] << 16 | h[4 * i + 2] << 8 | h[4 * i + 3]; };
  const leaf = viewOf(utf8.encode('\0' + text));
  let last = size - 1, i = 0;
  sha256(leaf, 0, leaf.byteLength);
  for (; last > 0 && i < beside.length; index = Math.floor(index / 2), last = Math.floor(last / 2)) {
    if (index % 2 === 0 && index === last) continue; /* alone on its level */
    set(beside[i++]);
    if (index % 2 === 1) { node(words, 0); continue; }
    const right = words.slice();
    words.set(H);
    H.set(right);
    node(words, 0);
  }
  while (last > 0 && index === last && index % 2 === 0) { index /= 2; last /= 2; }
  return last === 0 && i === beside.length ? hex() : '';
}

/* Null when the text is no promise of anybody. */
function readPromise(text) {
  const m = /^kept (\S+) (\d+) ([0-9a-f]{64})\nc2sp\.org\/tlog-proof@v1\nindex (\d+)\n((?:[A-Za-z0-9+/=]{44}\n)*)\n(barrio-promise 1 (\S+)\n(\d{4}-\d\d-\d\d) (\d+)\n(\S{44})\n\n\u2014 [^]+)$/
    .exec(text.replace(/\r/g, '').trimStart());
  if (!m) return null;
  const beside = m[5].split('\n').filter(x => x).map(unbase64);
  const line = `kept ${m[1]} ${m[2]} ${m[3]}`;
  if (climb(line, Number(m[4]), Number(m[9]), beside) !== hexOf(unbase64(m[10]))) return null;
  return { slip: slipOf(m[1], m[2], m[3], ''), note: m[6].trimEnd() + '\n', hub: m[7], day: m[8] };
}

/* Whether a result is what was promised, can still become it, or breaks it. */
function hold(promise, result) {
  if (result.found && !(result.what === 'excluded' && result.reason === NEVER_HAD)) return result.what;
  const days = (Date.now() - Date.parse(promise.day)) / 86400000;
  return !result.found && result.what !== 'exchanged' && days <= PROMISE_DAYS + 1 ? 'promised' : 'denied';
}

async function checkPromise(text) {
  const promise = readPromise(text);
  if (!promise) return show('forged');
  show('reading', promise.slip);
  try {
    const ours = await key();
    const is = ours.name === promise.hub ? await signature(promise.note, ours.open) : 'unchecked';
    if (is === 'false') return show('forged', promise.slip);
    const log = await whole(promise.slip);
    if (!log || log.signed === 'false') return show('broken', promise.slip, log);
    const result = judge(log, promise.slip);
    show(hold(promise, result), promise.slip, log, result, promise.day, is);
  } catch (e) { show(troubleOf(e), promise.slip); }
}

/* --- Showing --- */

const $ = id => document.getElementById(id);
const fill = (name, text) => document.querySelectorAll('.' + name).forEach(s => { s.textContent = text; });

function show(what, slip, log, result, day, word) {
  const f = result && result.found;
  document.querySelectorAll('[data-say]').forEach(p => { p.hidden = p.dataset.say !== what; });
  document.querySelectorAll('[data-signed]').forEach(p => { p.hidden = !log || p.dataset.signed !== log.signed; });
  document.querySelectorAll('[data-word]').forEach(p => { p.hidden = p.dataset.word !== word; });
  $('facts').hidden = !f;
  document.querySelectorAll('[data-symbol]').forEach(p => { p.hidden = !f || Number(p.dataset.symbol) !== symbolOf(f.seal); });
  $('log').textContent = f ? f.log : '';
  $('index').textContent = f ? f.index : '';
  $('seal').textContent = f ? f.seal : '';
  fill('release', result ? result.release : '');
  fill('reason', result ? result.reason : '');
  fill('day', day || '');
  $('lines').textContent = log ? log.size : '';
  $('read').hidden = !log;
  $('take-back').hidden = !(f && (what === 'counted' || what === 'next' || what === 'excluded'));
  $('take-back').dataset.log = f ? f.log : '';
  $('take-back').dataset.index = f ? f.index : '';
  if (slip && slip.token) $('token').value = slip.token;
  showIdea(f && f.form === 'idea');
  $('outcome').focus();
}

async function find(text) {
  const slip = read(text);
  if (!slip) return show('mistyped');
  show('reading', slip);
  try {
    const log = await whole(slip);
    if (!log || log.signed === 'false') return show('broken', slip, log);
    const result = judge(log, slip);
    show(result.what, slip, log, result);
  } catch (e) { show(troubleOf(e), slip); }
}

async function takeBack() {
  const at = $('take-back').dataset;
  const reply = await fetch('/proof/withdraw', { method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ log: at.log, index: at.index, token: $('token').value.replace(/[ -]/g, '') }) })
    .catch(() => ({ status: 0 }));
  const status = reply.status;
  show(reply.ok ? 'taken-back' : status === 404 ? 'gone' : status >= 400 && status < 429 ? 'wrong-token' : 'unreachable');
}

/* --- What became of an idea (proof/tag.h) --- */

const OURS = 'tag:barrio.invalid,2026:bulletin';
const tagOf = token => hashed('barrio/tag/1 ' + hashed('barrio/withdrawal/1 ' + token).slice(0, 32)).slice(0, 10);

function part(e, name) {
  const p = e && e.getElementsByTagNameNS(OURS, name)[0];
  return p ? p.textContent : '';
}

function sayIdea(state, entry) {
  document.querySelectorAll('[data-idea]').forEach(p => { p.hidden = p.dataset.idea !== state; });
  const texts = entry ? [...entry.getElementsByTagNameNS(OURS, 'text')] : [];
  const text = texts.find(t => t.getAttribute('xml:lang') === document.documentElement.lang) || texts[0];
  $('idea-reason').textContent = part(text, 'reason');
  $('idea-link').hidden = !entry;
  $('idea-link').textContent = part(text, 'title');
  if (entry) $('idea-link').href = '/ideas#e-' + entry.getElementsByTagName('id')[0].textContent.split(':').pop();
}

async function findIdea(token) {
  try {
    const reply = await fetch('/bulletin.atom', { cache: 'no-cache' });
    if (!reply.ok && reply.status !== 404) throw new Error('fetch');
    const feed = new DOMParser().parseFromString(reply.ok ? await reply.text() : '<feed/>', 'text/xml');
    const tag = tagOf(token), entry = [...feed.getElementsByTagName('entry')].find(e => part(e, 'receipt') === tag);
    sayIdea(entry ? part(entry, 'state') : 'unread', entry);
  } catch (e) { sayIdea('unreachable'); }
}

function showIdea(is) {
  $('idea').hidden = !is;
  const token = $('token').value.replace(/[ -]/g, '');
  if (is && /^\d{20}$/.test(token) && sealed(token)) findIdea(token);
  else if (is) sayIdea('ask');
}

/* --- What people do --- */

const on = (id, what, act) => $(id).addEventListener(what, e => { e.preventDefault(); act(); });
on('ask', 'submit', () => find($('code').value));
on('take-back', 'submit', takeBack);
on('promised', 'submit', () => checkPromise($('promise').value));
on('token', 'input', () => showIdea(!$('idea').hidden));
addEventListener('hashchange', () => find(location.hash));
if (location.hash.length > 1) find(location.hash);
