// A page that stays open hears of what becomes newer, fetches itself, and puts in place what changed: never into a field
// in which somebody writes, and the focus stays where it is.
"use strict";
(() => {
  const main = document.querySelector("main[data-watch]");
  if (!main) return;
  const FIRST = 3000, LONGEST = 60000, CLOCKS = 3 * 60000;
  const about = main.dataset;
  const news = document.getElementById("news");
  let line = null, pause = FIRST, timer = 0, fetching = false, again = false, over = false;

  const address = () => {
    const here = new URL(about.page || location.href, location.href);
    if (here.pathname === location.pathname) here.search = location.search;
    here.searchParams.delete("done");
    here.searchParams.set("fresh", "");
    return here;
  };

  const focusKey = () => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    return at.id ? `#${CSS.escape(at.id)}` : at.getAttribute("href") ? `a[href="${CSS.escape(at.getAttribute("href"))}"]` : null;
  };

  const swap = (old, fresh) => {
    for (const open of old.querySelectorAll("details[id][open]")) fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
    for (const shut of old.querySelectorAll("details[id]:not([open])")) fresh.querySelector(`#${CSS.escape(shut.id)}`)?.removeAttribute("open");
    if (old.isEqualNode(fresh)) return false;
    const held = old.contains(document.activeElement) ? focusKey() : null;
    const known = new Set([...old.querySelectorAll("[id]")].map((one) => one.id));
    old.replaceWith(fresh);
    for (const one of fresh.querySelectorAll("article[id], li.row[id]")) if (!known.has(one.id)) one.classList.add("arrived");
    if (held) fresh.querySelector(held)?.focus({preventScroll: true});
    return true;
  };

  const gentle = (old) => old.dataset.live !== "gentle" || !(unsent(old) || old.contains(document.activeElement));

  const putIn = (page) => {
    const changed = new Set();
    for (const old of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(old.id);
      if (fresh && gentle(old) && swap(old, document.importNode(fresh, true))) changed.add(old.id);
    }
    for (const old of document.querySelectorAll("input[data-follows]")) {
      const fresh = page.getElementById(old.id);
      if (fresh) old.value = old.defaultValue = fresh.value;
    }
    Object.assign(about, page.querySelector("main")?.dataset);
    document.title = page.title;
    return changed;
  };

  const say = (changed) => {
    const arrived = document.querySelectorAll(".arrived").length;
    const watching = document.querySelector(".watching");
    if (changed.has("talk") && arrived) news.textContent = "往来有新的消息。";
    else if (changed.has("rows") || changed.has("work")) news.textContent = "列表有更新。";
    else if (changed.has("top") && watching) news.textContent = watching.textContent;
    else if (changed.has("beside")) news.textContent = "这件事有更新。";
    if (changed.has("talk") && arrived) pointTo(document.querySelector("#talk .arrived"));
  };

  // A message that came in out of sight is pointed to, not scrolled to.
  const pointTo = (article) => {
    const box = article.getBoundingClientRect();
    if (box.top < innerHeight - 40 && box.bottom > 0) return;
    const pill = document.getElementById("pill") || document.body.appendChild(Object.assign(document.createElement("a"), {id: "pill", className: "pill"}));
    pill.href = `#${article.id}`;
    pill.textContent = "有新消息，去看看";
    pill.onclick = () => pill.remove();
    new IntersectionObserver(([seen], watcher) => { if (seen.isIntersecting) { watcher.disconnect(); pill.remove(); } }).observe(article);
  };

  const fetched = async (aloud) => {
    const answer = await fetch(address());
    if (answer.status === 401) end();
    const changed = answer.ok && putIn(new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (changed && aloud) say(changed);
  };
  const refresh = async (aloud = true) => {
    again = fetching;
    if (fetching) return;
    fetching = true;
    await fetched(aloud).catch(() => null); // away for a moment: the next word brings it
    fetching = false;
    if (again) refresh();
  };

  const end = () => {
    over = true;
    hush();
    const told = Object.assign(document.createElement("p"), {className: "flash refused", textContent: "登录已经失效，写好的字还在。请在新的窗口重新登录，再回来发送。"});
    told.setAttribute("role", "alert");
    main.prepend(told);
  };

  const hush = () => { clearTimeout(timer); line?.close(); line = null; };

  const listen = () => {
    hush();
    if (over || document.hidden) return;
    const asked = about.watch === "case" ? {case: about.case, mark: about.mark} : {since: about.since};
    line = new EventSource(`/console/live?${new URLSearchParams(asked)}`);
    line.onopen = () => { pause = FIRST; };
    line.addEventListener("changed", () => refresh());
    line.addEventListener("ended", end);
    line.addEventListener("rest", hush);
    line.onerror = () => {
      if (line.readyState === EventSource.CLOSED) refresh(false); // refused: it may be that the session is over
      hush();
      timer = setTimeout(listen, pause);
      pause = Math.min(2 * pause, LONGEST);
    };
  };

  // Who looks elsewhere takes no line; who comes back gets what was missed.
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  setInterval(() => { if (!document.hidden && !over) refresh(false); }, CLOCKS);
  addEventListener("pagehide", hush);
  addEventListener("pageshow", listen);
  addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-quiet]")) return;
    event.preventDefault();
    const posted = {method: "POST", redirect: "manual", body: new URLSearchParams(new FormData(form))};
    const answer = await fetch(form.action, posted).catch(() => null);
    if (answer?.type === "opaqueredirect") { refresh(false); return; }
    form.removeAttribute("data-quiet");
    form.requestSubmit();
  }, true);
})();
