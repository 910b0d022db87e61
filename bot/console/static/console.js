// Two comforts, not needs: the desk of the day stays fresh, and half-written words are not lost by a stray tap.
const fields = () => [...document.querySelectorAll("textarea, input:not([type=hidden], [type=password])")];
const unsent = () => fields().some((field) => field.checked !== field.defaultChecked || field.value !== field.defaultValue);
let sending = false;

addEventListener("submit", () => { sending = true; });
addEventListener("pageshow", () => { sending = false; });
addEventListener("beforeunload", (event) => { if (!sending && unsent()) event.preventDefault(); });

if (document.querySelector("[data-fresh]")) {
  const FRESH = 3 * 60 * 1000;
  const opened = Date.now();
  const refresh = () => { if (Date.now() - opened > FRESH && !document.hidden && !unsent()) location.replace("/console?fresh"); };
  addEventListener("visibilitychange", refresh);
  setInterval(refresh, 30 * 1000);
}
