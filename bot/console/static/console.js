// Comforts, not needs: half-written words are not lost, nothing is sent twice, and words at hand go into the reply.
"use strict";
const fields = (where = document) => [...where.querySelectorAll("textarea, input:not([type=hidden], [type=password], [type=search])")]
  .filter((field) => field.form?.method === "post");
const touched = (field) => field.checked !== field.defaultChecked || field.value !== field.defaultValue;
const unsent = (where = document) => fields(where).some(touched);
const KEPT = `kept:${document.querySelector("main")?.dataset.page || location.pathname}`;
let sending = false;

// What stands half-written in other forms comes back after a form is sent; in this tab alone, and once.
const keep = (sent) => {
  const rest = fields().filter((field) => field.matches("textarea[id]") && field.form !== sent && touched(field));
  if (rest.length) sessionStorage.setItem(KEPT, JSON.stringify(rest.map((field) => [field.id, field.value])));
};
const bringBack = () => {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  sessionStorage.removeItem(KEPT);
  for (const [id, value] of kept) {
    const field = document.getElementById(id);
    if (!field || field.value) continue;
    field.value = value;
    field.closest("details")?.setAttribute("open", "");
  }
};

const calm = () => {
  sending = false;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
};

addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  if (event.target.method === "post" && event.target.dataset.sent) { event.preventDefault(); return; }
  if (event.target.method !== "post" && unsent()) return; // looking something up may still be thought better of
  keep(event.target);
  event.target.dataset.sent = "yes";
  sending = true;
  setTimeout(calm, 5000); // where the answer was a file, the page is still here
});
addEventListener("pageshow", calm);
addEventListener("beforeunload", (event) => { if (!sending && unsent()) event.preventDefault(); });
bringBack();

// Words at hand: an answer often given, an entry of the knowledge base.
const insert = (text, box) => {
  const before = box.value.slice(0, box.selectionStart), after = box.value.slice(box.selectionEnd);
  const gap = before && !before.endsWith("\n") ? "\n" : "";
  box.setRangeText(gap + text, before.length, box.value.length - after.length, "end");
  box.dispatchEvent(new Event("input", {bubbles: true}));
  box.focus();
};
addEventListener("click", (event) => {
  const pick = event.target.closest?.("[data-text]");
  const box = pick && document.getElementById(pick.dataset.into || "body");
  if (!box || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  insert(pick.dataset.text, box);
  const verdict = box.form.querySelector(`[name=verdict][value="${pick.dataset.verdict || ""}"]`);
  if (verdict) verdict.checked = true;
  pick.closest("details")?.removeAttribute("open");
});
addEventListener("submit", async (event) => {
  const found = event.target.dataset.found && document.getElementById(event.target.dataset.found);
  if (!found) return;
  event.preventDefault();
  const answer = await fetch(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  found.replaceChildren(...(page ? page.querySelector("#found").children : ["现在查不了，请过一会儿再试。"]));
}, true);

// The words above a box grow with it.
const grow = (box) => { if (box.scrollHeight > box.clientHeight) box.style.height = `${Math.min(box.scrollHeight + 4, 480)}px`; };
addEventListener("input", (event) => { if (event.target.matches?.("textarea")) grow(event.target); });
