/*
 * Keeps the shell (pages, style, scripts: the same for everybody) so that the pages open without a network. Newest first: the
 * kept copy answers only when the network does not, or not in time. Codes are kept by the pages themselves, see kept.js.
 */
const CACHE = 'swabline-shell-1';
const NETWORK_TIMEOUT_MS = 4_000;
const ASSETS = [
  'style.css', 'print.css', 'icon.svg', 'my-code.js', 'print.js', 'api.js', 'code-card.js', 'confirm.js', 'dom.js',
  'form.js', 'id-number.js', 'kept.js', 'messages.js', 'picture.js', 'problems.js', 'reissue.js', 'shell.js', 'words.js',
  /* relatives */
  'relatives.js', 'relative-item.js', 'guardians.js',
  /* /relatives */
];
const SHELL = new Set([
  '/pages/', '/pages/print', '/pages/manifest.webmanifest', ...ASSETS.map((name) => `/pages/assets/${name}`),
  /* relatives */
  '/pages/relatives',
  /* /relatives */
]);

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells());
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === 'GET' && url.origin === self.location.origin && SHELL.has(url.pathname)) {
    event.respondWith(newest(event, url.pathname));
  }
});

async function keepShell() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...SHELL].map((path) => new Request(path, { cache: 'reload' })));
  await self.skipWaiting();
}

async function dropOldShells() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('swabline-shell-') && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function newest(event, path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  const network = fetch(event.request).then(async (response) => {
    if (response.ok && !response.redirected) {
      await cache.put(path, response.clone());
      return response;
    }
    return response.status >= 500 && kept ? kept : response;
  });
  if (!kept) {
    return network;
  }
  event.waitUntil(network.catch(() => kept));
  const tooSlow = new Promise((resolve) => setTimeout(resolve, NETWORK_TIMEOUT_MS, kept));
  return Promise.race([network.catch(() => kept), tooSlow]);
}
