// Opens the helper's page without a network, from what it kept; once the link is closed or over it keeps nothing more.
"use strict";
const BASE = location.pathname.replace(/\/worker\.js$/, "");
const UNTIL = Number(new URLSearchParams(location.search).get("until"));
const PAGE = [BASE, `${BASE}/door.js`];

const forget = async () => {
  await caches.delete(BASE);
  await self.registration.unregister();
};
const keep = async (path, answer) => (await caches.open(BASE)).put(path, answer);
const kept = async (path) => Date.now() < UNTIL ? (await caches.open(BASE)).match(path) : undefined;

const fresh = async (request, path) => {
  let answer;
  try {
    answer = await fetch(request);
  } catch (lost) {
    return await kept(path) || Response.error();
  }
  if (answer.status === 404 || answer.status === 410) { await forget(); return answer; }
  if (answer.ok && !answer.redirected) { await keep(path, answer.clone()); return answer; }
  return answer.status >= 500 ? await kept(path) || answer : answer;
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(BASE).then((cache) => cache.addAll(PAGE)));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method === "GET" && PAGE.includes(path)) event.respondWith(fresh(event.request, path));
});
