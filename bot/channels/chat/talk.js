/* How the page speaks with the union's server: an outbox for what the member says, a stream for what we say unasked.
   The page (chat.js) gives `changed`, `banner`, `giveBack` and `progress`. */
(function (root) {
  'use strict';

  var LONGEST_PAUSE = 30000, SILENCE = 50000;
  var OFFLINE = '网络连不上。您发的内容会存在本机，连上后自动发出。';
  var BUSY = '系统现在忙。您发的内容会存在本机，稍后自动重发。';
  var UNSAID = '这条消息没有办成，请再试一次；还不行，请直接联系工会。';
  var files = {};      // id -> File that waits to be sent; a reload loses them
  var busy = false, failures = 0, timer = 0;
  var stream = null, heard = 0, streamFailures = 0, streamTimer = 0, listener = null;
  var read = root.Memory.read, change = root.Memory.change, newId = root.Memory.newId, page = null;

  function without(list, id) {
    return list.filter(function (item) { return item.id !== id; });
  }

  function entry(state, id) {
    return state.log.filter(function (item) { return item.id === id; })[0] || {};
  }

  function heardReplies(state, replies, who) {
    replies.forEach(function (reply) {
      state.log.push({id: newId(), who: who, at: Date.now(), text: String(reply.text || ''),
        buttons: reply.buttons || [], controls: reply.controls || [], files: reply.files || [], of: reply.key});
    });
  }

  // ---- the outbox: shown at once, sent in order, one at a time, each with its own id until it is answered

  function say(text, quiet) {
    put({id: newId(), text: text, quiet: quiet}, text);
  }

  function sendFile(file) {
    var id = newId();
    files[id] = file;
    put({id: id, file: file.name}, file.name || '图片');
  }

  function put(item, shown) {
    change(function (state) {
      state.out.push(item);
      if (!item.quiet) {
        state.log.push({id: item.id, who: 'me', at: Date.now(), text: shown, file: 'file' in item, state: 'sending'});
      }
    });
    pump();
  }

  function pump() {
    var state = read(), era = state.era, item = state.out.filter(function (one) {
      return !one.held && (!('file' in one) || files[one.id]);
    })[0];
    clearTimeout(timer);
    if (busy || !item) { return; }
    busy = true;
    if (entry(state, item.id).state === 'failed') { change(function (s) { entry(s, item.id).state = 'sending'; }); }
    deliver(item, state.visitor, function (status, answer) {
      var forgotten = read().era !== era;
      busy = false;
      if (!forgotten) { settle(item, status, answer || {}); }
      if (forgotten || !waits(status)) { pump(); }
    });
  }

  /* No answer, or one that says: later. The server took nothing in, or answers a repeat the same way. */
  function waits(status) {
    return status === 0 || status === 408 || status === 429 || status > 501;
  }

  function deliver(item, visitor, done) {
    var form;
    if (!('file' in item)) {
      return post('api/chat', JSON.stringify({visitor: visitor, id: item.id, text: item.text}), 45000, done);
    }
    form = new FormData();
    if (visitor) { form.append('visitor', visitor); }
    form.append('id', item.id);
    form.append('file', files[item.id], item.file || '图片');
    post('api/chat/files', form, 600000, done, function (part) { page.progress(item.id, part); });
  }

  function post(path, body, patience, done, progress) {
    var request = new XMLHttpRequest(), visitor = read().visitor;
    request.open('POST', path);
    request.timeout = patience;
    if (typeof body === 'string') { request.setRequestHeader('Content-Type', 'application/json'); }
    if (visitor) { request.setRequestHeader('X-Visitor', visitor); }
    if (progress && request.upload) {
      request.upload.onprogress = function (e) { if (e.lengthComputable) { progress(e.loaded / e.total); } };
    }
    request.onload = function () {
      var answer = null;
      try { answer = JSON.parse(request.responseText); } catch (e) { /* not from our server: a proxy's page */ }
      done(request.status === 200 && !answer ? 0 : request.status, answer);
    };
    request.onerror = request.ontimeout = request.onabort = function () { done(0, null); };
    request.send(body);
  }

  function settle(item, status, answer) {
    if (waits(status)) { return later(item, status); }
    failures = 0;
    page.banner('');
    if (status === 200) { return answered(item, answer); }
    change(function (state) {
      heardReplies(state, answer.replies || [{text: UNSAID}], 'note');
      if (status >= 500) {
        entry(state, item.id).state = 'failed';
        state.out.forEach(function (one) { if (one.id === item.id) { one.held = true; } });
      } else {
        state.out = without(state.out, item.id);
        state.log = without(state.log, item.id);
      }
    });
    if (status < 500) {
      delete files[item.id];
      if (item.text && !item.quiet) { page.giveBack(item.text); }
    }
  }

  function later(item, status) {
    change(function (state) { entry(state, item.id).state = 'failed'; });
    page.banner(status === 0 ? OFFLINE : BUSY);
    timer = setTimeout(pump, pause(failures++));
  }

  function answered(item, answer) {
    change(function (state) {
      var ours = files[item.id] || state.out.some(function (one) { return one.id === item.id; });
      if (!ours) { return; } // another tab has shown the answer already
      state.visitor = answer.visitor;
      state.out = without(state.out, item.id);
      entry(state, item.id).state = 'done';
      heardReplies(state, answer.replies || [], 'us');
    });
    delete files[item.id];
    listen();
  }

  function resend(id) {
    change(function (state) {
      state.out.forEach(function (one) { if (one.id === id) { one.held = false; } });
    });
    pump();
  }

  function pause(times) {
    return Math.min(LONGEST_PAUSE, 1500 * Math.pow(2, times)) * (0.75 + Math.random() / 2);
  }

  // ---- notices: one request that stays open; its header names the visitor, so that no address does

  function listen() {
    var visitor = read().visitor, request, taken = 0;
    if (stream && listener === visitor) { return; }
    hangUp();
    if (!visitor) { return; }
    request = stream = new XMLHttpRequest();
    listener = visitor;
    heard = Date.now();
    request.open('GET', 'api/chat/notices');
    request.setRequestHeader('X-Visitor', visitor);
    request.onprogress = function () {
      heard = Date.now();
      if (request.status === 200) { connected(); taken = takeEvents(request.responseText, taken); }
      if (taken > 200000) { again(request, 0); }
    };
    request.onload = request.onerror = function () {
      if (request.status === 200) { takeEvents(request.responseText, taken); }
      if (request.status === 401) { return; } // the server does not know us; the next message brings a new token
      if (streamFailures > 1) { page.banner(OFFLINE); }
      again(request, pause(streamFailures++));
    };
    request.send();
  }

  function connected() {
    if (streamFailures && !failures) { page.banner(''); }
    streamFailures = 0;
  }

  function hangUp() {
    var old = stream;
    clearTimeout(streamTimer);
    stream = null;
    if (old) { old.onload = old.onerror = old.onprogress = null; old.abort(); }
  }

  function again(request, delay) {
    if (request !== stream) { return; }
    hangUp();
    streamTimer = setTimeout(listen, delay);
  }

  function takeEvents(text, from) {
    var end;
    while ((end = text.indexOf('\n\n', from)) >= 0) {
      text.slice(from, end).split('\n').forEach(takeLine);
      from = end + 2;
    }
    return from;
  }

  function takeLine(line) {
    var notice;
    if (line.indexOf('data: ') !== 0) { return; }
    try { notice = JSON.parse(line.slice(6)); } catch (e) { return; }
    change(function (state) {
      if (state.keys.indexOf(notice.key) >= 0) { return; }
      state.keys.push(notice.key);
      heardReplies(state, [notice], 'us');
    });
    post('api/chat/seen', JSON.stringify({visitor: read().visitor, keys: [notice.key]}), 15000, function () {});
  }

  /* Where the file of a notice is just now: the server asks who we are before it says so. */
  function fileOf(key, done) {
    var request = new XMLHttpRequest();
    request.open('GET', 'api/chat/files?of=' + encodeURIComponent(key));
    request.timeout = 15000;
    request.setRequestHeader('X-Visitor', read().visitor || '');
    request.onload = function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (e) { /* a proxy's page */ }
      done(request.status === 200 ? answer.address : '', request.status);
    };
    request.onerror = request.ontimeout = function () { done('', 0); };
    request.send();
  }

  function wake() {
    if (root.document.hidden) { return; }
    if (stream && Date.now() - heard > SILENCE / 2) { hangUp(); }
    listen();
    pump();
  }

  // ---- beginning and forgetting

  function begin(view) {
    page = view;
    root.Memory.changed = view.changed;
    change(function (state) {
      state.out = state.out.filter(function (item) { return !('file' in item); }); // a reload has lost the files
    });
    root.addEventListener('storage', function () { page.changed(read()); listen(); });
    root.addEventListener('online', wake);
    root.addEventListener('offline', function () { page.banner(OFFLINE); });
    root.document.addEventListener('visibilitychange', wake);
    setInterval(function () { if (stream && Date.now() - heard > SILENCE) { again(stream, 0); } }, 10000);
    greet();
    listen();
    pump();
  }

  /* The first thing said is ours to say: the member sees the menu without sending anything of their own. */
  function greet() {
    var state = read();
    if (!state.visitor && !state.log.length && !state.out.length) { say('菜单', true); }
  }

  function forget(note) {
    hangUp();
    files = {};
    change(function (state) {
      var empty = root.Memory.fresh(newId()), name;
      for (name in empty) { state[name] = empty[name]; }
      heardReplies(state, [{text: note, buttons: ['菜单']}], 'note');
    });
    page.banner('');
  }

  root.Talk = {begin: begin, say: say, sendFile: sendFile, resend: resend, forget: forget, fileOf: fileOf,
    lost: function (entry) { return entry.file && !files[entry.id]; }};
}(window));
