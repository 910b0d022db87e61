// Who came is kept on the phone, each with a nonce of its own, until the server has answered for it: without a network,
// over a reload, from two tabs. Without this script the page's forms do the same, one at a time, with a network.
"use strict";
(() => {
  const BASE = location.pathname.replace(/\/+$/, ""), MARK = `door:${BASE}:`, BATCH = 20;
  const GONE = [404, 410], SOON = 4000, NOW_AND_THEN = 30000;
  const byId = (id) => document.getElementById(id);
  const main = byId("door");

  // What waits to be sent: one place in localStorage for each, so that two tabs do not overwrite each other's.
  const unkept = new Map();
  const names = () => { try { return Object.keys(localStorage).filter((name) => name.startsWith(MARK)); } catch (e) { return []; } };
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch (e) { return null; } };
  const queue = () => [...names().map(read), ...unkept.values()].filter((one) => one?.nonce).sort((a, b) => a.at - b.at);
  const keep = (one) => { try { localStorage.setItem(MARK + one.nonce, JSON.stringify(one)); } catch (e) { unkept.set(one.nonce, one); } };
  const drop = (nonce) => { unkept.delete(nonce); try { localStorage.removeItem(MARK + nonce); } catch (e) { /* nothing was kept */ } };
  const forget = async () => {
    queue().forEach((one) => drop(one.nonce));
    if (!("serviceWorker" in navigator)) return;
    await caches.delete(BASE);
    const worker = await navigator.serviceWorker.getRegistration(BASE);
    if (worker?.active?.scriptURL.includes(`${BASE}/`)) await worker.unregister();
  };
  if (!main) { forget(); return; } // the link is closed: a page with words alone

  const element = (kind, text, more = {}) => Object.assign(document.createElement(kind), {textContent: text}, more);
  const nonce = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const seed = document.querySelector("[name=seed]").value;
  let rows = [...byId("list").children].map((one) => ({...one.dataset})), sending = false, size = BATCH, cut = false, over = false;

  const say = (words, bad = false) => {
    const said = byId("said");
    said.textContent = words;
    said.hidden = !words;
    said.classList.toggle("bad", bad);
  };
  const closed = async (words) => {
    over = true;
    const left = queue();
    await forget();
    main.replaceChildren(element("h2", words), ...(left.length ? [element("p", `还有 ${left.length} 条没有送到，请告诉办活动的同事：`)] : []),
      ...left.map((one) => element("p", one.label)));
  };

  const button = (row) => {
    const form = element("form", "", {method: "post"});
    form.dataset.kind = "key";
    for (const [name, value] of [["seed", seed], ["key", row.key]]) form.append(element("input", "", {type: "hidden", name, value}));
    const press = element("button", "签到");
    press.setAttribute("aria-label", `签到 ${row.name}`);
    form.append(press);
    return form;
  };
  const line = (row, waits) => {
    const item = element("li", ""), who = element("p", "");
    item.dataset.key = row.key;
    who.append(element("b", row.name), element("small", row.more));
    const state = row.at ? element("span", `已到 ${row.at}`, {className: "here"}) : waits ? element("span", "等上传", {className: "sending"}) : button(row);
    item.append(who, state);
    return item;
  };
  const show = () => {
    if (over) return;
    const waits = queue(), keys = new Set(waits.map((one) => one.key).filter(Boolean));
    const wanted = byId("search").value.trim().toLowerCase();
    const found = rows.filter((row) => `${row.name} ${row.more}`.toLowerCase().includes(wanted));
    byId("list").replaceChildren(...found.map((row) => line(row, keys.has(row.key))));
    byId("nobody").hidden = found.length > 0;
    byId("waiting").hidden = !waits.length;
    byId("network").textContent = cut ? `没有网络，${waits.length} 条等着上传。可以接着签，别清浏览器数据` : `正在上传 ${waits.length} 条…`;
    byId("waiting").querySelector("ul").replaceChildren(...waits.map((one) => element("li", one.label)));
    byId("plus").textContent = waits.length ? `（＋${waits.length} 条等上传）` : "";
  };
  const count = (told) => { byId("came").textContent = told.came; byId("all").textContent = told.all; };
  const complain = (words) => {
    byId("problems").hidden = false;
    byId("problems").querySelector("ul").append(element("li", words));
  };

  const answered = (answer, one) => {
    drop(answer.nonce);
    const row = rows.find((each) => each.key === answer.key);
    const at = new Date(one?.at || Date.now());
    if (row && !row.at && ["in", "already"].includes(answer.state)) row.at = `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
    if (answer.state === "in" || answer.state === "already") say(answer.words);
    else complain(`${one?.label || ""}：${answer.words}`);
  };
  const post = async (batch) => fetch(`${BASE}/take`, {
    method: "POST", cache: "no-store", credentials: "omit", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({entries: batch.map(({label, ...entry}) => entry)}),
  });
  const sendOnce = async (batch) => {
    const told = await post(batch);
    cut = false;
    if (GONE.includes(told.status)) { await closed((await told.json()).words); return false; }
    if (told.status === 400 && batch.length > 1) { size = 1; return true; }
    if (told.status === 400) { complain(`${batch[0].label}：读不出来，没有记下，请再签一次。`); drop(batch[0].nonce); return true; }
    if (!told.ok) throw new Error(told.status);
    const found = await told.json();
    found.answers.forEach((answer) => answered(answer, batch.find((one) => one.nonce === answer.nonce)));
    count(found);
    return true;
  };
  const send = async () => {
    if (sending || over) return;
    sending = true;
    try {
      while (queue().length && await sendOnce(queue().slice(0, size))) show();
    } catch (e) {
      cut = true;
    }
    sending = false;
    show();
  };
  const add = (entry, label) => {
    keep({...entry, label, nonce: nonce(), at: Date.now()});
    show();
    return send();
  };
  const look = async () => {
    if (over || sending || document.hidden) return;
    try {
      const told = await fetch(`${BASE}/list`, {cache: "no-store", credentials: "omit"});
      if (GONE.includes(told.status)) { await closed((await told.json()).words); return; }
      if (!told.ok || sending) return;
      const found = await told.json(), before = JSON.stringify(rows);
      rows = found.rows;
      count(found);
      show();
      if (JSON.stringify(rows) !== before) await fetch(BASE, {cache: "no-store"}); // the worker keeps the new list
    } catch (e) { /* without a network the list stays as it is */ }
  };

  const came = (text, qr) => {
    const scanned = /^GY:(.+):(\d{6})$/.exec(text), code = scanned ? scanned[2] : text.replace(/[\s—–-]/g, "").normalize("NFKC");
    if (scanned && scanned[1] !== main.dataset.event) return say("这是另一个活动的签到码。", true);
    if (!/^\d{6}$/.test(code)) return say("签到码是 6 位数字，请再看一遍。", true);
    if (queue().some((one) => one.code === code)) return say("这个签到码已经记下，等上传。");
    return add({code, ...(qr ? {qr: true} : {})}, `签到码 ${code}`);
  };
  const kinds = {
    key: (form) => {
      const row = rows.find((one) => one.key === form.key.value);
      if (row && !queue().some((one) => one.key === row.key)) add({key: row.key}, row.name);
    },
    code: (form) => { came(form.code.value, false); form.reset(); },
    name: (form) => {
      const unit = Number(form.unit.value), name = form.elements.namedItem("name").value.trim();
      if (!name) return;
      add({name, places: Number(form.places.value) || 1, ...(unit ? {unit} : {})}, `现场报名 ${name}`);
      form.reset();
    },
  };
  addEventListener("submit", (event) => {
    const kind = kinds[event.target.dataset.kind];
    if (!kind) return;
    event.preventDefault();
    say("");
    kind(event.target);
  });

  // A member's QR code, where the browser itself can read one.
  let stream = null;
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    byId("camera").hidden = true;
  };
  const scan = async () => {
    const video = byId("camera").querySelector("video"), reader = new BarcodeDetector({formats: ["qr_code"]});
    try {
      stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: "environment"}});
    } catch (e) { return say("打不开摄像头，请输入 6 位签到码。", true); }
    byId("camera").hidden = false;
    video.srcObject = stream;
    await video.play();
    while (stream) {
      const found = await reader.detect(video).catch(() => []);
      if (found.length) { stop(); came(found[0].rawValue, true); }
      await new Promise((done) => { setTimeout(done, 250); });
    }
  };
  if ("BarcodeDetector" in window && navigator.mediaDevices) byId("scan").hidden = false;
  byId("scan").onclick = scan;
  byId("stop").onclick = stop;
  byId("seen").onclick = () => { byId("problems").hidden = true; byId("problems").querySelector("ul").replaceChildren(); };
  byId("find").hidden = false;
  byId("search").oninput = show;

  if (Date.now() > Number(main.dataset.until)) { closed("签到链接已经到期"); return; }
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(`${BASE}/worker.js?until=${main.dataset.until}`, {scope: BASE}).catch(() => {});
  addEventListener("online", send);
  addEventListener("storage", show);
  setInterval(() => { if (queue().length) send(); }, SOON);
  setInterval(look, NOW_AND_THEN);
  history.replaceState(null, "", BASE);
  show();
  send().then(look);
})();
