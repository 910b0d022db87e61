/* What this phone remembers of the talk, in localStorage, or for as long as the page is open where there is none.
   {era, visitor, log, out, keys, draft}: which beginning this is (forgetting starts a new one), the server's token, the
   last messages, what is not answered yet, the notices already shown, what stands in the box. ES5: phones are old. */
(function (root) {
  'use strict';

  var KEY = 'gongyou.chat', MOST_MESSAGES = 100, MOST_KEYS = 200;
  var memory = null; // the state, where the browser lets us store nothing

  function fresh(era) {
    return {era: era || '1', visitor: null, log: [], out: [], keys: [], draft: ''};
  }

  function read() {
    if (memory) { return memory; }
    try {
      var state = JSON.parse(root.localStorage.getItem(KEY));
      return state && state.log && state.out && state.keys ? state : fresh();
    } catch (e) {
      memory = fresh();
      return memory;
    }
  }

  /* Always from what is stored just now: another tab of the same member writes there too. */
  function change(edit) {
    var state = read();
    edit(state);
    state.log = state.log.slice(-MOST_MESSAGES);
    state.keys = state.keys.slice(-MOST_KEYS);
    if (!memory) {
      try { root.localStorage.setItem(KEY, JSON.stringify(state)); } catch (e) { memory = state; }
    }
    root.Memory.changed(state);
  }

  /* A version 4 UUID, from which the server can find a newcomer again. Without good chance: another
     shape, which the server does not trust for that. */
  function newId() {
    var crypto = root.crypto || root.msCrypto, hex = '', i, bytes;
    if (!crypto || !crypto.getRandomValues) { return 'weak-' + Date.now() + '-' + Math.random(); }
    bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    for (i = 0; i < 16; i++) { hex += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + (bytes[i] + 256).toString(16).slice(1); }
    return hex;
  }

  root.Memory = {fresh: fresh, read: read, change: change, newId: newId, changed: function () {}};
}(window));
