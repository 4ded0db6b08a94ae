// Fills the one cache both the page and the service worker read. A key is an address and the digest of its content, so an
// interrupted download goes on where it stopped, two versions live side by side, and an unchanged file is never fetched twice.
'use strict';

const CACHE = 'so-truc-app';
const HERE = new URL('./', self.location.href).href;
const SILENCE_MS = 45000;
const TYPES = {
  html: 'text/html; charset=utf-8', js: 'text/javascript', mjs: 'text/javascript', json: 'application/json', css: 'text/css; charset=utf-8',
  wasm: 'application/wasm', png: 'image/png', woff2: 'font/woff2', otf: 'font/otf', zip: 'application/zip',
};

// The fast start was tried in Chromium alone; a browser without WasmGC has no use for half of its files.
function fastBrowser() {
  const structOfGarbageCollection = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 95, 1, 120, 0]);
  return /Chrome\//.test(navigator.userAgent) && WebAssembly.validate(structOfGarbageCollection);
}

// What this browser starts from. The plain renderer comes to a fast one later: it is for the day its graphics fail.
function needed(files) {
  const unused = fastBrowser() ? 'plain' : 'fast';
  return files.filter(file => file[4] !== unused);
}

function keyOf([path, digest]) {
  return `${HERE}${path}?h=${digest}`;
}

async function bytesOf(path, size, onPart) {
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), SILENCE_MS);
  try {
    const reply = await fetch(HERE + path, { cache: 'no-cache', signal: stop.signal });
    if (!reply.ok) throw new Error(`${path}: HTTP ${reply.status}`);
    const bytes = new Uint8Array(size);
    const reader = reply.body.getReader();
    let at = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (at + part.value.length > size) throw new Error(`${path}: another version`);
      bytes.set(part.value, at);
      at += part.value.length;
      onPart(part.value.length);
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), SILENCE_MS);
    }
    if (at !== size) throw new Error(`${path}: cut short`);
    return bytes;
  } finally {
    clearTimeout(timer);
  }
}

async function checked([path, digest], bytes) {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(sum, b => b.toString(16).padStart(2, '0')).join('');
  if (!hex.startsWith(digest)) throw new Error(`${path}: another version`);
  return bytes;
}

async function keep(cache, file, onPart) {
  const [path, , size] = file;
  const bytes = await checked(file, await bytesOf(path, size, onPart));
  const headers = { 'Content-Type': TYPES[path.split('.').pop()] || 'application/octet-stream', 'Content-Length': size };
  await cache.put(keyOf(file), new Response(bytes, { headers }));
}

async function fillCache(files, onProgress = () => {}) {
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(request => request.url));
  const queue = files.filter(file => !kept.has(keyOf(file))).sort((a, b) => b[2] - a[2]);
  const total = queue.reduce((sum, file) => sum + file[3], 0);
  let done = 0;
  const work = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const wire = file[3] / Math.max(file[2], 1);
      await keep(cache, file, length => { done += length * wire; onProgress(done, total); });
    }
  };
  try {
    await Promise.all([work(), work(), work()]);
  } finally {
    queue.length = 0;
  }
}
