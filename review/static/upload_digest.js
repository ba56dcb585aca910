// SHA-256, piece by piece: a file of half a gigabyte never lies in memory as a whole. The
// browser's own does not take pieces, and is missing where the address has no TLS.

const K = new Uint32Array(64);
const START = new Uint32Array(8);

/** The first bits of the fractional parts of roots of the first primes. */
function fill() {
  const isPrime = (n) => {
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false;
    return true;
  };
  const fraction = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32);
  for (let n = 2, found = 0; found < 64; n += 1) {
    if (!isPrime(n)) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(n));
    K[found] = fraction(Math.cbrt(n));
    found += 1;
  }
}
fill();

export class Digest {
  constructor() {
    this.state = START.slice();
    this.words = new Uint32Array(64);
    this.rest = new Uint8Array(64);
    this.kept = 0;
    this.length = 0;
  }

  /** More of the content, as an ArrayBuffer. */
  update(buffer) {
    let bytes = new Uint8Array(buffer);
    this.length += bytes.length;
    if (this.kept) {
      const taken = Math.min(64 - this.kept, bytes.length);
      this.rest.set(bytes.subarray(0, taken), this.kept);
      this.kept += taken;
      bytes = bytes.subarray(taken);
      if (this.kept < 64) return this;
      this.block(new DataView(this.rest.buffer), 0);
      this.kept = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const whole = bytes.length - (bytes.length % 64);
    for (let at = 0; at < whole; at += 64) this.block(view, at);
    this.rest.set(bytes.subarray(whole));
    this.kept = bytes.length - whole;
    return this;
  }

  block(view, at) {
    const w = this.words;
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const t = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s + w[i - 7] + t) | 0;
    }
    const own = this.state;
    let [a, b, c, d] = [own[0], own[1], own[2], own[3]];
    let [e, f, g, h] = [own[4], own[5], own[6], own[7]];
    for (let i = 0; i < 64; i += 1) {
      const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t = (h + s + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const u = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const v = (u + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t) | 0;
      d = c;
      c = b;
      b = a;
      a = (t + v) | 0;
    }
    own[0] += a;
    own[1] += b;
    own[2] += c;
    own[3] += d;
    own[4] += e;
    own[5] += f;
    own[6] += g;
    own[7] += h;
  }

  /** The digest of all that came, in hexadecimal digits; nothing may follow. */
  hex() {
    const length = this.length;
    const end = new Uint8Array(((this.kept < 56 ? 56 : 120) - this.kept) + 8);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(end.length - 4, (length * 8) >>> 0);
    this.update(end.buffer);
    return [...this.state].map((word) => word.toString(16).padStart(8, "0")).join("");
  }
}

/** The digest of a text. */
export function digestOf(text) {
  return new Digest().update(new TextEncoder().encode(text).buffer).hex();
}
