// Shows what the site pushes to this device and opens the page that it is about. It keeps nothing and answers no request,
// so the pages, and the gate's own worker under /gate/, are as they are without it.
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const news = event.data.json();
  const { title, text: body, tag, lang, link } = news;
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, data: { link } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.link, self.location.origin);
  if (address.origin !== self.location.origin) return;
  const open = async () => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const shown = windows.find((window) => window.url === address.href);
    return shown ? shown.focus() : self.clients.openWindow(address.href);
  };
  event.waitUntil(open());
});
