// Keeps the last page of a kiosk and what it needs, so that the device may be switched off and on without network.
const CACHE = "kiosk-1";

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const isKept = event.request.mode === "navigate" || new URL(event.request.url).pathname.startsWith("/assets/");
  if (event.request.method !== "GET" || !isKept) return;
  const answer = async () => {
    const cache = await caches.open(CACHE);
    try {
      const fresh = await fetch(event.request);
      if (fresh.ok) await cache.put(event.request, fresh.clone());
      return fresh;
    } catch {
      return (await cache.match(event.request)) || Response.error();
    }
  };
  event.respondWith(answer());
});
