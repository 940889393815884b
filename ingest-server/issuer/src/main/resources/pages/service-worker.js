/*
 * Keeps the shell: pages, script, style and icons, the same for everybody, all of one build. It is kept whole or not at all, and
 * answers first, so that a page opens at once on any network and on none. A new build is taken in the background and answers
 * from the next page on. Codes are kept by the pages themselves, see kept.js.
 */
const BUILD = '{build}';
const FILES = '{files}';
const BASE = `/pages/shell/${BUILD}/`;
const CACHES = 'swabline-shell-';
const CACHE = CACHES + BUILD;
/* With a ticket, too, the page opens at once; it takes the ticket to the server itself. */
const PAGES = {
  '/pages/': 'index.html',
  '/pages/enter': 'index.html',
  '/pages/print': 'print.html',
  /* relatives */
  '/pages/relatives': 'relatives.html',
  /* /relatives */
};

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells());
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) {
    return;
  }
  if (event.request.mode === 'navigate' && PAGES[url.pathname]) {
    event.respondWith(kept(event.request, BASE + PAGES[url.pathname]));
  } else if (url.pathname.startsWith('/pages/shell/')) {
    event.respondWith(kept(event.request, url.pathname));
  }
});

/** All files or none: a server that has another build by now answers 404, and then nothing is kept. */
async function keepShell() {
  const cache = await caches.open(CACHE);
  try {
    await cache.addAll(FILES.map((name) => new Request(BASE + name, { cache: 'reload', credentials: 'omit' })));
  } catch (failure) {
    await caches.delete(CACHE);
    throw failure;
  }
  await self.skipWaiting();
}

/** The build before stays, for a page that is being opened at this moment. */
async function dropOldShells() {
  const others = (await caches.keys()).filter((name) => name.startsWith(CACHES) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(request, path) {
  return (await caches.match(path)) ?? fetch(request);
}
