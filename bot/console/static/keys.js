// Single keys for those who work with the keyboard; they do nothing while one writes, and can be switched off.
"use strict";
(() => {
  const told = document.getElementById("keys");
  for (const opener of document.querySelectorAll('[data-opens="keys"]')) {
    opener.hidden = false;
    opener.addEventListener("click", () => told.showModal());
  }
  if (!told || !("keys" in document.body.dataset)) return;

  const rows = () => [...document.querySelectorAll("main .row .cover")];
  const step = (by) => {
    const all = rows(), at = all.indexOf(document.activeElement);
    const to = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    to?.focus();
    to?.closest(".row").scrollIntoView({block: "nearest"});
  };
  const write = (id) => {
    const field = document.getElementById(id);
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
    field?.scrollIntoView({block: "center"});
  };
  const deeds = {
    j: () => step(1),
    k: () => step(-1),
    o: () => document.activeElement.closest?.(".row")?.querySelector(".cover")?.click(),
    r: () => write("body"),
    n: () => write("note"),
    "/": () => document.querySelector("main [type=search]:not([form]), main #number")?.focus(),
    "?": () => told.showModal(),
  };
  const busy = (event) => event.ctrlKey || event.metaKey || event.altKey || event.isComposing || told.open
    || event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  addEventListener("keydown", (event) => {
    const form = event.target.closest?.("textarea")?.form;
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (busy(event) || !(event.key in deeds)) return;
    event.preventDefault();
    deeds[event.key]();
  });
})();
