/* The page: shows the talk, takes what the member types, taps and picks. Text is only ever set as text. */
(function () {
  'use strict';

  var longest = Number(document.body.getAttribute('data-longest'));
  var largest = Number(document.body.getAttribute('data-largest'));
  var log = byId('log'), box = byId('text'), file = byId('file'), banner = byId('banner'), scroller = log.parentNode;
  var shown = {};   // id of an entry -> its element
  var first = true, draft = 0;
  var THUMBNAIL = 1048576; // bytes of a picture that is loaded without being asked for
  var LINKS = /https?:\/\/[^\s<>"'，。；！？、（）《》]+|400-?\d{3}-?\d{4}|0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|123(?:09|15|20|29|33|38|45|48|50|51|55|56|66|78|93)/g;

  var OFFERED = /^(附议 JY-\d{4}-\d{4,7}-\d|提建议|公开栏|因为有你)$/;

  function byId(id) { return document.getElementById(id); }

  function make(tag, name, text) {
    var element = document.createElement(tag);
    if (name) { element.className = name; }
    if (text) { element.textContent = text; }
    return element;
  }

  // ---- showing

  function changed(state) {
    var near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120, added = null, keep = {};
    var live = lastMine(state.log), fresh = false;
    state.log.forEach(function (entry, i) {
      keep[entry.id] = true;
      if (!shown[entry.id]) {
        shown[entry.id] = log.appendChild(bubble(entry, state.log[i - 1]));
        added = added || (entry.who === 'me' ? null : shown[entry.id]);
        fresh = true;
      }
      refresh(shown[entry.id], entry, i > live, i === live);
    });
    Object.keys(shown).forEach(function (id) {
      if (!keep[id]) { log.removeChild(shown[id]); delete shown[id]; }
    });
    byId('opening').hidden = state.log.length > 0;
    if (first || (fresh && (near || live === state.log.length - 1))) { scrollTo(first ? null : added); }
    settleIn(state);
  }

  /* To the end; but where what is new is longer than the screen, to its beginning and what it answers. */
  function scrollTo(start) {
    var asked = start && start.previousSibling;
    if (asked && asked.offsetHeight < scroller.clientHeight / 4) { start = asked; }
    var end = scroller.scrollHeight - scroller.clientHeight;
    scroller.scrollTop = start ? Math.min(end, start.offsetTop - scroller.offsetTop - 12) : end;
  }

  /* Only after the first showing is what is new read out aloud. */
  function settleIn(state) {
    if (!first) { return; }
    first = false;
    log.setAttribute('aria-live', 'polite');
    box.value = state.draft || '';
    grow();
  }

  function lastMine(entries) {
    var i = entries.length - 1;
    while (i >= 0 && entries[i].who !== 'me') { i--; }
    return i;
  }

  function bubble(entry, before) {
    var item = make('li', entry.who), body = make('div', 'bubble');
    if (entry.who !== 'note' && (!before || entry.at - before.at > 300000)) { item.appendChild(make('time', '', clock(entry.at))); }
    if (entry.file) { body.textContent = '［文件］' + entry.text; } else { linked(body, entry.text); }
    (entry.files || []).forEach(function (one) { body.appendChild(attached(entry.of, one)); });
    item.appendChild(body);
    return item;
  }

  /* A file that the union sent: a picture that is not too large to be paid for unasked, and a name to be tapped. */
  function attached(key, one) {
    var box = make('div', 'file'), button = make('button', '', one.name), picture;
    button.type = 'button';
    button.appendChild(make('small', '', one.size + ' · 点此保存'));
    button.onclick = function () { save(key); };
    if (one.picture && one.bytes <= THUMBNAIL) {
      picture = box.appendChild(make('img'));
      picture.alt = one.name;
      picture.hidden = true;
      picture.onload = function () {
        var near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
        picture.hidden = false;
        if (near) { scroller.scrollTop = scroller.scrollHeight; }
      };
      picture.onclick = function () { picture.className = picture.className ? '' : 'whole'; };
      Talk.fileOf(key, function (address) { if (address) { picture.src = address; } });
    }
    box.appendChild(button);
    return box;
  }

  function save(key) {
    Talk.fileOf(key, function (address, status) {
      if (address) { window.location.href = address; return; }
      note(status === 404 ? '这个文件已经不再保存。需要的话，请说一声，工作人员会重新发给您。' : '文件现在打不开，请检查网络，过一会儿再点一次。');
    });
  }

  function clock(at) {
    var day = new Date(at), hour = ('0' + day.getHours()).slice(-2) + ':' + ('0' + day.getMinutes()).slice(-2);
    return day.toDateString() === new Date().toDateString() ? hour : (day.getMonth() + 1) + '月' + day.getDate() + '日 ' + hour;
  }

  /* Telephone numbers and web addresses become links; a number inside a longer one does not. */
  function linked(body, text) {
    var from = 0, match, link;
    LINKS.lastIndex = 0;
    while ((match = LINKS.exec(text))) {
      if (/[\w-]/.test(text.charAt(match.index - 1)) || /[\w元-]/.test(text.charAt(LINKS.lastIndex))) { continue; }
      body.appendChild(document.createTextNode(text.slice(from, match.index)));
      link = make('a', '', match[0]);
      if (match[0].charAt(0) === 'h') { link.href = match[0]; link.target = '_blank'; link.rel = 'noopener noreferrer'; } else { link.href = 'tel:' + match[0].replace(/-/g, ''); }
      body.appendChild(link);
      from = LINKS.lastIndex;
    }
    body.appendChild(document.createTextNode(text.slice(from)));
  }

  /* The buttons stand under what was said since the member last spoke; the state under the member's own words. */
  function refresh(item, entry, live, latest) {
    var look = live ? 'live' : (entry.state || '') + (latest ? '!' : '');
    if (item.getAttribute('data-look') === look) { return; }
    item.setAttribute('data-look', look);
    while (item.lastChild.className !== 'bubble') { item.removeChild(item.lastChild); }
    if (live && entry.buttons && entry.buttons.length) { item.appendChild(choices(entry.buttons, 'choices')); }
    if (live && entry.controls && entry.controls.length) { item.appendChild(choices(entry.controls, 'choices controls')); }
    if (entry.who === 'me') { item.appendChild(stateOf(entry, latest)); }
  }

  function choices(words, name) {
    var row = make('div', name);
    words.forEach(function (word) {
      var button = make('button', '', word);
      button.type = 'button';
      button.onclick = function () { Talk.say(word); };
      row.appendChild(button);
    });
    return row;
  }

  function stateOf(entry, latest) {
    var button;
    if (entry.state === 'done') { return make('span', 'state', latest ? '已送达' : ''); }
    if (Talk.lost(entry)) { return make('span', 'state', '未送达，请重新选择文件'); }
    if (entry.state === 'sending') { return make('span', 'state', '发送中…'); }
    button = make('button', 'state', '未送达 · 点此重发');
    button.type = 'button';
    button.onclick = function () { Talk.resend(entry.id); };
    return button;
  }

  function progress(id, part) {
    var item = shown[id];
    if (item) { item.lastChild.textContent = part < 1 ? '上传中 ' + Math.round(part * 100) + '%' : '发送中…'; }
  }

  function note(text) {
    Memory.change(function (state) {
      state.log.push({id: 'note-' + Date.now() + Math.random(), who: 'note', at: Date.now(), text: text});
    });
    scroller.scrollTop = scroller.scrollHeight;
  }

  function show(text) {
    banner.hidden = !text;
    banner.textContent = text;
  }

  // ---- taking

  function submit() {
    var text = box.value.trim(), size = text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '_').length;
    if (!text) { return; }
    if (size > longest) {
      note('这段话有 ' + size + ' 字，一次最多 ' + longest + ' 字。请分几段发，或者用文件发给我们。您写的内容还在输入框里。');
      return;
    }
    box.value = '';
    typed();
    Talk.say(text);
  }

  function giveBack(text) {
    box.value = box.value ? text + '\n' + box.value : text;
    typed();
  }

  function typed() {
    grow();
    clearTimeout(draft);
    draft = setTimeout(function () { Memory.change(function (state) { state.draft = box.value; }); }, 400);
  }

  function grow() {
    box.style.height = '48px';
    box.style.height = Math.max(48, box.scrollHeight + 2) + 'px';
  }

  function picked() {
    var one = file.files[0];
    if (!one) { return; }
    if (one.size > largest) {
      note('“' + one.name + '”太大了，上限 ' + Math.floor(largest / 1048576) + 'MB。拍照时选小一点的图，或者分开发给我们。');
    } else if (!one.size) {
      note('“' + one.name + '”是空的，请重新选一次。');
    } else {
      Talk.sendFile(one);
    }
    file.value = '';
  }

  function clear() {
    if (!window.confirm('清除本机上的聊天记录和身份凭据？\n还没发出去的内容也会一起清掉。工会已经收到的内容不受影响。')) { return; }
    box.value = '';
    grow();
    clearTimeout(draft);
    Talk.forget('已清除：本机上的聊天记录、草稿和身份凭据都没有了。工会已经收到的内容还在；要查询或删除，请联系工会。');
  }

  /* On a desktop Enter sends; not while a Chinese input method is still composing. */
  function keyed(e) {
    var desktop = window.matchMedia && window.matchMedia('(hover: hover) and (pointer: fine)').matches;
    if (e.key === 'Enter' && desktop && !e.shiftKey && !e.isComposing && e.keyCode !== 229) { e.preventDefault(); submit(); }
  }

  /* Another page of ours led here with words to say (/chat#附议 JY-2026-0007-7): a button, which the member taps or not. */
  function offered() {
    var words = '';
    try { words = decodeURIComponent(window.location.hash.slice(1)); } catch (e) { return; }
    if (!OFFERED.test(words)) { return; }
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    Memory.change(function (state) {
      state.log.push({id: 'note-' + Date.now() + Math.random(), who: 'note', at: Date.now(), text: '点一下就发给我们：', buttons: [words]});
    });
    scroller.scrollTop = scroller.scrollHeight;
  }

  /* A code that was scanned led here, a unit's (/chat#unit-3), a team's, or that of an event's door: as in every other channel. */
  function scanned() {
    var scene = /^#(unit-\d{1,9}|team-[2-9A-Z]{10}|checkin-[\w-]{1,40}-\d{4})$/.exec(window.location.hash);
    if (!scene) { return; }
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    Talk.say('/start ' + scene[1], true);
  }

  byId('composer').onsubmit = function (e) { e.preventDefault(); submit(); };
  byId('composer').hidden = byId('clear').hidden = byId('opening').hidden = false;
  byId('clear').onclick = clear;
  box.oninput = typed;
  box.onkeydown = keyed;
  file.onchange = picked;
  Talk.begin({changed: changed, banner: show, giveBack: giveBack, progress: progress});
  offered();
  scanned();
}());
