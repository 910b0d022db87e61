// A notice that is being sent says how far it is; one that is being written is kept, and shown as members will see it.
"use strict";
(() => {
  const EVERY = 3000, PAUSE = 1500;
  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const put = (page, id) => {
    const old = document.getElementById(id), fresh = page.getElementById(id);
    if (old && fresh && !old.isEqualNode(fresh)) old.replaceWith(document.importNode(fresh, true));
    return fresh;
  };

  // How far it is: asked for as long as it goes on; once it is over, the whole page is fetched, for there is more on it.
  const renew = async () => {
    const path = document.getElementById("progress")?.dataset.renew;
    if (!path) return;
    if (document.hidden) { setTimeout(renew, EVERY); return; }
    const answer = await fetch(`${path}?fresh`).catch(() => null);
    const fresh = answer?.ok && put(await parsed(answer), "progress");
    if (fresh && !fresh.dataset.renew) { location.reload(); return; }
    setTimeout(renew, EVERY);
  };
  if (document.getElementById("progress")?.dataset.renew) setTimeout(renew, EVERY);

  // What is typed is kept after a moment; files are only sent by a button.
  const form = document.querySelector("form[data-saves]");
  if (!form) return;
  let timer = 0, busy = false;
  const told = (words) => { document.getElementById("saved").textContent = words; };
  const typed = () => {
    const all = new FormData(form);
    for (const [name, value] of [...all]) if (value instanceof File) all.delete(name);
    return all;
  };
  const settle = () => {
    for (const field of form.elements) {
      if (field.type === "file") continue;
      if ("defaultChecked" in field) field.defaultChecked = field.checked;
      if (field.tagName !== "SELECT" && "defaultValue" in field) field.defaultValue = field.value;
    }
  };
  const keep = async () => {
    if (busy) { timer = setTimeout(keep, PAUSE); return; }
    busy = true;
    const answer = await fetch(form.action, {method: "POST", body: typed()}).catch(() => null);
    const page = answer && answer.headers.get("content-type")?.startsWith("text/html") ? await parsed(answer) : null;
    if (answer?.ok && page) {
      put(page, "beside");
      settle();
      told("已保存，旁边是最新的样子。");
    } else told(page?.querySelector(".flash.refused")?.textContent || "还没有存上，写的都在，请点“保存”。");
    busy = false;
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
})();
