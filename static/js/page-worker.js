// Keeps the last version of a page and what it needs, so that it opens without network. The network comes first, but it
// is not waited for long: at a venue it is often there and answers nothing.
const CACHE = "kept-pages";
const PATIENCE = 8000;

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isPage = request.mode === "navigate";
  const isAsset = new URL(request.url).pathname.startsWith("/assets/");
  if (request.method !== "GET" || !(isPage || isAsset)) return;
  event.respondWith(isPage ? page(request) : asset(request));
});

async function page(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url, { ignoreVary: true });
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (kept && (fresh.status >= 500 || fresh.status === 429)) return kept;
    if (fresh.ok) await cache.put(request.url, fresh.clone());
    else await cache.delete(request.url);
    return fresh;
  } catch {
    return kept || Response.error();
  }
}

// The address of an asset changes with its content.
async function asset(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url, { ignoreVary: true });
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await cache.put(request.url, fresh.clone());
  return fresh;
}
