// Serves the app from the cache. A new version waits until no page of the old one is open, so it comes with the next start
// and never under a running page.
const KEYS = new Map(FILES.map(file => [HERE + file[0], keyOf(file)]));
const START = HERE + 'index.html';
const FONTS = HERE + 'assets/fonts/';
const FONT = 'assets/fonts/roboto.woff2';

self.addEventListener('install', event => event.waitUntil((async () => {
  await fillCache(needed(FILES));
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!open.length) self.skipWaiting();
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  const wanted = new Set(KEYS.values());
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
  await self.clients.claim();
})()));

// Asked for by a running page: whatever is not kept yet.
self.addEventListener('message', event => event.waitUntil(
  fillCache(fastBrowser() ? FILES : needed(FILES)).catch(error => console.warn('fill', error))));

self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || !url.href.startsWith(HERE)) return;
  const address = url.origin + url.pathname;
  const key = KEYS.get(address === HERE ? START : address);
  // A letter in no font of ours: Flutter asks for a font of the network until one comes, so it gets the one it has.
  if (!key && address.startsWith(FONTS)) event.respondWith(answer(HERE + FONT, KEYS.get(HERE + FONT)));
  if (key) event.respondWith(answer(address === HERE ? START : address, key));
});

async function answer(address, key) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(key);
  if (kept) return kept;
  const file = FILES.find(([path]) => HERE + path === address);
  await keep(cache, file, () => {});
  return cache.match(key);
}
