// The continuous copy: what the kernel sends is kept in this browser and, where the user chose one, in a file.
//
// kernel -> page   {type: "copy", do: "add", root, about: {title, date, name}, head: [line], rows: [[name, uid, line]],
//                   cursor, whole, more}     cursor: how far the database had come; whole: everything, in parts while more
//                  {type: "copy", do: "brought", root}           what only the browser had is in the database too now
//                  {type: "copy", do: "forget", roots | null}    deleted there, so deleted here (null: all)
// page -> kernel   {type: "copy", do: "list", copies: [{root, title, date, saved, cursor, extra}]}   extra: lines only we have
//                  {type: "copy", do: "part", id, n, of, data, root}     a copy or a chosen file, base64, in parts
//                  {type: "copy", do: "large", size}
//
// HTML: [data-copy-state=""|short|full|file] is filled here; [data-copy=open|close|choose|allow|stop|download|bring|take][data-root];
//       [data-copying=root][data-forgets] says what the page is about.

const LARGEST_COPY = 50e6;
const PART = 300000; // bytes; whole triples, so that each part is base64 by itself
const FILE_EVERY = 2000;

// --- the browser's own storage: "copies" (root → about) and "lines" ([root, name] → uid, line)
const shelf = (() => {
  let opened = null;
  const wait = (request) => new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = () => failed(request.error); });
  const over = (t) => new Promise((done, failed) => { t.oncomplete = () => done(); t.onabort = t.onerror = () => failed(t.error); });
  const open = () => (opened ||= new Promise((done, failed) => {
    const request = indexedDB.open("fagsamling", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("copies", { keyPath: "root" });
      request.result.createObjectStore("lines", { keyPath: ["root", "name"] });
    };
    request.onsuccess = () => { request.result.onversionchange = () => request.result.close(); done(request.result); };
    request.onerror = () => { opened = null; failed(request.error); };
  }));
  const all = (root) => IDBKeyRange.bound([root], [root, []]);
  return {
    async list() { return wait((await open()).transaction("copies").objectStore("copies").getAll()); },
    async about(root) { return wait((await open()).transaction("copies").objectStore("copies").get(root)); },
    async names(root) { return (await wait((await open()).transaction("lines").objectStore("lines").getAllKeys(all(root)))).map((k) => k[1]); },
    async put(root, rows, change) { // rows and what is said about them stand or fall together
      const t = (await open()).transaction(["copies", "lines"], "readwrite", { durability: "strict" });
      const lines = t.objectStore("lines");
      for (const [name, uid, line] of rows) lines.put({ root, name, uid, line });
      const copies = t.objectStore("copies");
      const known = copies.get(root);
      known.onsuccess = () => copies.put({ root, ...(known.result || {}), ...change });
      await over(t);
    },
    async forget(root) {
      const t = (await open()).transaction(["copies", "lines"], "readwrite");
      t.objectStore("copies").delete(root);
      const lines = t.objectStore("lines");
      lines.delete(all(root));
      const rest = lines.openCursor(); // an analysis also stands in the copy of its gathering
      rest.onsuccess = () => {
        const found = rest.result;
        if (!found) return;
        if (found.value.line.includes(`"gathering":"${root}"`)) found.delete();
        found.continue();
      };
      await over(t);
    },
    async file(root) { // everything as one file, oldest first
      const about = await this.about(root);
      if (!about?.head) return null;
      const lines = await wait((await open()).transaction("lines").objectStore("lines").getAll(all(root)));
      lines.sort((a, b) => (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0));
      return new Blob([[...about.head, ...lines.map((l) => l.line)].map((l) => l + "\n").join("")], { type: "application/octet-stream" });
    },
  };
})();

function copyOf(page) {
  const { root: top, on, send } = page;
  const word = (name, values = {}) => (page.words()[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const marked = () => top.querySelector("[data-copying]");
  const subject = () => marked()?.dataset.copying || "";
  const mayChoose = () => window.isSecureContext && Boolean(window.showSaveFilePicker);
  let known = {}; // about the copy of this page
  let trouble = ""; // why the browser's own storage does not take it
  let fault = ""; // why the file does not
  let asks = false; // the file waits for the user's word
  let pending = 0; // copies on their way into storage
  let wholeNames = null; // while everything is sent in parts
  let taken = ""; // the cursor of what the user has downloaded
  const fetched = new Set(); // copies that the database has just been given
  let inside = 0; // when the user last followed a link of ours

  // --- what is said
  function state(form) {
    if (!subject()) return "";
    if (trouble) return form === "short" ? word("copy_trouble_short") : trouble;
    if (!known.saved) return form === "short" ? word("copy_short", { time: "…" }) : word("copy_none");
    const time = hhmm(known.saved);
    if (form === "short") return word(fault || asks ? "copy_short_fault" : "copy_short", { time });
    const where = known.handle && !fault && !asks ? word("copy_in_file", { time, name: known.handle.name }) : word("copy_in_browser", { time });
    return form === "full" && fault ? `${where} ${fault}` : where;
  }
  function show() {
    for (const spot of top.querySelectorAll("[data-copy-state]")) {
      const form = spot.dataset.copyState;
      if (form === "file") { controls(spot); continue; }
      const text = state(form);
      if (spot.textContent !== text) spot.textContent = text;
    }
  }
  function controls(spot) {
    const mark = [known.handle?.name, fault, asks, mayChoose(), subject()].join("|");
    if (spot.shown === mark) return;
    spot.shown = mark;
    spot.textContent = "";
    const line = (text) => { const p = document.createElement("p"); p.className = "fs-hint"; p.textContent = text; spot.append(p); };
    const button = (what, text) => {
      const b = document.createElement("button");
      b.type = "button"; b.className = "fs-btn"; b.dataset.copy = what;
      const s = document.createElement("span");
      s.textContent = text; b.append(s); spot.append(b);
    };
    if (!mayChoose()) { line(word(window.isSecureContext ? "copy_no_picker" : "copy_not_secure")); return; }
    if (!known.handle) { button("choose", word("copy_choose")); line(word("copy_choose_why")); return; }
    if (asks) { line(word("copy_asks", { name: known.handle.name })); button("allow", word("copy_allow")); } else if (fault) button("choose", word("copy_choose_again"));
    button("stop", word("copy_stop"));
  }

  // --- into the browser's storage, one after the other
  let line = Promise.resolve();
  const next = (work) => (line = line.then(work, work));
  function add(message) {
    pending += 1;
    next(async () => {
      const { root, rows, head, about, cursor, whole, more } = message;
      try {
        let extra;
        if (whole) {
          wholeNames ||= new Set();
          for (const [name] of rows) wholeNames.add(name);
          if (!more) { extra = (await shelf.names(root)).filter((name) => !wholeNames.has(name)).length; wholeNames = null; }
        }
        const change = more ? {} : { ...about, head, cursor, saved: Date.now(), ...(extra === undefined ? {} : { extra }) };
        if (extra !== undefined && fetched.delete(root)) change.useless = extra; // the database has had them, and could not use them
        await shelf.put(root, rows, change);
        trouble = "";
        if (root === subject()) known = { ...known, ...change };
        if (extra) tell();
        if (!more) file(root);
      } catch (error) {
        trouble = word(error?.name === "QuotaExceededError" ? "copy_browser_full" : "copy_browser_no");
      } finally {
        pending -= 1;
        show();
      }
    });
  }
  async function tell() { // what this browser has
    let copies = [];
    try { copies = await shelf.list(); trouble = ""; } catch { trouble = word("copy_browser_no"); }
    send({ type: "copy", do: "list", copies: copies.filter((c) => c.head).map(({ root, title, date, saved, cursor, extra = 0, useless = 0 }) => ({ root, title, date, saved, cursor, extra: Math.max(0, extra - useless) })) });
    await settle();
  }
  async function settle() { // the page may have come to another gathering
    const root = subject();
    if (root === (known.root || "")) { show(); return; }
    known = { root };
    fault = ""; asks = false;
    try { known = { root, ...(root ? await shelf.about(root) : {}) }; } catch { /* said when something is to be kept */ }
    if (known.handle) {
      try { asks = (await known.handle.queryPermission?.({ mode: "readwrite" }) ?? "granted") !== "granted"; } catch { asks = true; }
    }
    show();
  }

  // --- into the file: all of it each time, and the browser puts it in place in one go when it is whole
  let wrote = 0;
  let writing = null;
  let later = 0;
  function file(root) {
    if (root !== subject() || !known.handle || asks) return;
    clearTimeout(later);
    const pause = Math.max(0, wrote + FILE_EVERY - Date.now());
    later = setTimeout(() => { if (writing) { file(root); return; } writing = alone(root, () => write(root)).finally(() => { writing = null; }); }, writing ? FILE_EVERY : pause);
  }
  const alone = (root, work) => (navigator.locks ? navigator.locks.request(`fagsamling:${root}`, work) : work()); // two windows, one file
  async function write(root) {
    const { handle } = known;
    if (!handle || root !== subject()) return;
    const { cursor } = known;
    try {
      const content = await shelf.file(root);
      const stream = await handle.createWritable();
      try { await stream.write(content); await stream.close(); } catch (error) { await stream.abort?.().catch(() => {}); throw error; }
      fault = "";
      known.filed = cursor;
    } catch (error) {
      if (error?.name === "NotAllowedError") asks = true;
      else fault = word({ QuotaExceededError: "copy_file_full", NotFoundError: "copy_file_gone" }[error?.name] || "copy_file_no");
    }
    wrote = Date.now();
    show();
  }

  // --- what the user does
  const acts = {
    open() { const dialog = top.querySelector("dialog.fs-copy"); if (dialog) { if (dialog.open) dialog.close(); else { show(); dialog.showModal(); } } },
    close(button) { button.closest("dialog")?.close(); },
    async choose() {
      let handle;
      try {
        handle = await window.showSaveFilePicker({ suggestedName: known.name, types: [{ description: "Fagsamling", accept: { "application/octet-stream": [".fagsamling"] } }] });
      } catch (error) { if (error?.name !== "AbortError") { fault = word("copy_file_no"); show(); } return; }
      known.handle = handle;
      asks = false; fault = ""; wrote = 0;
      try { await shelf.put(known.root, [], { handle }); } catch { /* then only until this page closes */ }
      file(known.root);
      show();
    },
    async allow() {
      try { asks = (await known.handle.requestPermission({ mode: "readwrite" })) !== "granted"; } catch { asks = true; }
      if (!asks) file(known.root);
      show();
    },
    async stop() {
      known.handle = undefined;
      fault = ""; asks = false;
      try { await shelf.put(known.root, [], { handle: undefined }); } catch { /* as above */ }
      show();
    },
    async download() {
      let content = null;
      try { content = await shelf.file(subject()); } catch { /* the kernel has it */ }
      if (!content) { page.command("copy_download"); return; }
      saveBlob(known.name || "samling.fagsamling", content);
      taken = known.cursor;
    },
    async drop(button) {
      await shelf.forget(button.dataset.root).catch(() => {});
      await tell();
    },
    async bring(button) {
      const content = await shelf.file(button.dataset.root).catch(() => null);
      if (content) await upload(content, button.dataset.root);
    },
  };
  async function upload(content, root = "") {
    if (content.size > LARGEST_COPY) { send({ type: "copy", do: "large", size: content.size }); return; }
    const id = uuid();
    const of = Math.max(1, Math.ceil(content.size / PART));
    for (let n = 0; n < of; n++) {
      const bytes = new Uint8Array(await content.slice(n * PART, (n + 1) * PART).arrayBuffer());
      let text = "";
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      send({ type: "copy", do: "part", id, n, of, data: btoa(text), root });
    }
  }
  on(top, "click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button && !button.disabled) acts[button.dataset.copy]?.(button);
    if (event.target.closest("a[href]")) inside = Date.now();
  });
  on(top, "change", (event) => {
    const field = event.target;
    if (field.dataset.copy !== "take" || !field.files?.[0]) return;
    const chosen = field.files[0];
    upload(chosen).finally(() => { field.value = ""; });
  });

  // --- before the page is closed: where the machine forgets and nobody has a file, or something is on its way
  function wouldLose() {
    if (!subject() || Date.now() - inside < 1500) return false;
    if (pending || writing) return true;
    const kept = (known.handle && !fault && !asks) || (taken && taken === known.cursor);
    return marked().dataset.forgets !== undefined && !kept;
  }
  on(window, "beforeunload", (event) => { if (wouldLose()) { event.preventDefault(); event.returnValue = ""; } });

  return {
    begin: tell,
    shown: settle,
    leaves() { inside = Date.now(); },
    hear(message) {
      if (message.do === "add") add(message);
      else if (message.do === "brought") {
        fetched.add(message.root);
        next(() => shelf.put(message.root, [], { extra: 0 }).catch(() => {}));
      }
      else if (message.do === "forget") {
        next(async () => {
          for (const root of message.roots || (await shelf.list()).map((c) => c.root)) await shelf.forget(root);
          await tell();
        }).catch(() => {});
      }
    },
  };
}
