// The page's end of the kernel: opens its WebSocket, draws our widget, and gives it a new kernel when the old one is gone.
// It knows one kind of widget, an anywidget with `_esm`, `_css` and plain JSON state. How it speaks with the widget
// about contact is told at the head of contact.js; it says something itself only while no widget does.
"use strict";
(() => {
  const boot = JSON.parse(document.getElementById("fs-page").textContent);
  const words = boot.words;
  let { kernel, base } = boot;
  const status = document.getElementById("fs-status");
  const cells = document.getElementById("fs-cells");
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, "0")).join("");
  const session = random();
  const control = random(); // the comm that asks for the state of all widgets
  const models = new Map();
  const unheard = new Map(); // messages that the kernel has not reacted to: number → frame
  const places = () => [...document.querySelectorAll("[data-view]")];
  const PATIENCE = 2500; // ms that the server may take for a short answer
  let heirs = null; // while a new kernel is on its way: id of a widget there → our model of it
  let renewals = []; // when
  let socket = null, opened = false, settling = false, written = false, drawn = false, leaving = false, failing = false;
  let closed = 0; // times in a row that the socket did not open
  let lost = null, renewing = false, heard = Date.now(), seeking = false;

  cells.classList.add("fs-waiting");
  const place = new URL(location.href);
  if (place.searchParams.has("token")) { // by now there is a cookie; a token is not for the projector
    place.searchParams.delete("token");
    history.replaceState(null, "", place);
  }

  // ---- what the person sees ------------------------------------------------------------------
  function say(text, { bad = false, again = false } = {}) {
    status.textContent = text;
    status.classList.toggle("fs-bar", drawn && !!text);
    status.classList.toggle("fs-bad", bad && drawn);
    if (!again) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.again || "";
    button.onclick = () => location.reload();
    status.append(" ", button);
  }
  function ready() {
    if (drawn) return;
    drawn = true;
    cells.classList.remove("fs-waiting");
    say("");
  }
  function failed() {
    if (leaving || failing) return;
    failing = true;
    cells.classList.remove("fs-waiting");
    say(words.failed || "", { bad: true, again: true });
    returned();
  }
  async function returned(away = false) { // opened while the server was going: once more when it is back
    const answer = await asked(`${base}healthz`);
    if (leaving) return;
    if (away && answer && answer.ok) location.reload();
    else setTimeout(returned, 1500, away || !answer || !answer.ok);
  }
  // What everybody is told about contact. The widget says it on the screen, if it is ours.
  function tell(state) {
    if (state === "fine") lost = null;
    const heeded = !dispatchEvent(new CustomEvent("fagsamling:contact", { cancelable: true, detail: { state } }));
    if (heeded || state === "renewing") return; // only pages with a widget of ours get as far as "login" and "full"
    if (state === "fine") return say("");
    lost ||= Date.now();
    const oslo = { timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const clock = new Intl.DateTimeFormat("en-GB", oslo).format(lost).replace(":", ".");
    say((words.offline || "").replace("{time}", clock));
  }
  async function asked(address, patience = PATIENCE) { // null: nobody there
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(address, { cache: "no-store", signal: stop.signal });
      answer.whole = await answer.text();
      return answer;
    } catch { return null; } finally { clearTimeout(timer); }
  }

  // ---- messages: Jupyter's v1 framing (offsets first, then the parts) ---------------------------
  const text = new TextEncoder(), plain = new TextDecoder();
  function frame(number, channel, type, content, metadata = {}) {
    const header = { msg_id: number, msg_type: type, username: "", session, date: new Date().toISOString(), version: "5.3" };
    const parts = [channel, ...[header, {}, metadata, content].map(p => JSON.stringify(p))].map(p => text.encode(p));
    const first = 8 * (parts.length + 2);
    const whole = new Uint8Array(first + parts.reduce((sum, p) => sum + p.length, 0));
    const view = new DataView(whole.buffer);
    view.setBigUint64(0, BigInt(parts.length + 1), true);
    let at = first;
    parts.forEach((part, i) => {
      view.setBigUint64(8 * (i + 1), BigInt(at), true);
      whole.set(part, at);
      at += part.length;
    });
    view.setBigUint64(8 * (parts.length + 1), BigInt(at), true);
    return whole;
  }
  function unframe(data) {
    const view = new DataView(data);
    const count = Number(view.getBigUint64(0, true));
    const at = i => Number(view.getBigUint64(8 * (i + 1), true));
    const part = i => JSON.parse(plain.decode(new Uint8Array(data, at(i), at(i + 1) - at(i))));
    const buffers = [];
    for (let i = 5; i < count - 1; i++) buffers.push(new DataView(data, at(i), at(i + 1) - at(i)));
    return { type: part(1).msg_type, answers: part(2).msg_id, content: part(4), buffers };
  }
  function post(type, content, metadata) {
    const number = random();
    const message = frame(number, "shell", type, content, metadata);
    unheard.set(number, message);
    if (socket && socket.readyState === WebSocket.OPEN && !settling) socket.send(message);
  }

  // ---- our widget ------------------------------------------------------------------------------
  class Model {
    constructor(id, state) { this.id = id; this.state = state; this.listeners = []; this.dirty = new Set(); }
    get(name) { return this.state[name]; }
    set(name, value) {
      const changes = typeof name === "object" ? name : { [name]: value };
      for (const [key, to] of Object.entries(changes)) {
        if (this.state[key] === to) continue;
        this.state[key] = to;
        this.dirty.add(key);
        this.emit(`change:${key}`, this, to);
      }
    }
    save_changes() {
      const state = {};
      for (const key of this.dirty) state[key] = this.state[key];
      this.dirty.clear();
      if (Object.keys(state).length) this.comm({ method: "update", state, buffer_paths: [] });
    }
    on(name, call) { for (const one of name.split(" ")) this.listeners.push([one, call]); }
    off(name, call) { this.listeners = this.listeners.filter(([n, c]) => (name && n !== name) || (call && c !== call)); }
    heeds(name) { return this.listeners.some(([n]) => n === name); }
    emit(name, ...args) { for (const [n, call] of [...this.listeners]) if (n === name) call(...args); }
    send(content) { this.comm({ method: "custom", content }); }
    comm(data) { post("comm_msg", { comm_id: this.id, data }); }
    receive(data, buffers) {
      if (data.method === "custom") this.emit("msg:custom", data.content, buffers);
      if (data.method !== "update") return;
      for (const [key, to] of Object.entries(data.state)) { this.state[key] = to; this.emit(`change:${key}`, this, to); }
      this.emit("change");
    }
  }
  async function draw(place, model) {
    const style = document.createElement("style");
    style.textContent = model.get("_css") || "";
    document.head.append(style);
    const address = URL.createObjectURL(new Blob([model.get("_esm")], { type: "text/javascript" }));
    const module = await import(address);
    URL.revokeObjectURL(address);
    const widget = typeof module.default === "function" ? await module.default() : module.default || module;
    if (widget.initialize) await widget.initialize({ model });
    const patched = new Promise(done => model.on("msg:custom", done));
    await widget.render({ model, el: place });
    await Promise.race([patched, new Promise(done => setTimeout(done, 3000))]);
  }
  async function drawAll() {
    try {
      await Promise.all(places().map(place => {
        const model = models.get(place.dataset.view);
        if (!model || !model.get("_esm")) throw new Error("not one of our widgets");
        return draw(place, model);
      }));
      ready();
    } catch (error) {
      console.error(error);
      failed();
    }
  }
  const ask = () => {
    post("comm_open", { comm_id: control, target_name: "jupyter.widget.control", data: {} }, { version: "1.0.0" });
    post("comm_msg", { comm_id: control, data: { method: "request_states" } });
  };
  function receive({ type, answers, content, buffers }) {
    unheard.delete(answers);
    heard = Date.now();
    if (type === "status" && (content.execution_state === "dead" || content.execution_state === "restarting")) (heirs ? retry : renew)();
    if (type === "comm_open" && content.data?.state) models.set(content.comm_id, new Model(content.comm_id, content.data.state));
    if (type !== "comm_msg") return;
    const data = content.data || {};
    if (content.comm_id === control && data.method === "update_states") {
      if (heirs) return settle(data.states);
      for (const [id, { state }] of Object.entries(data.states)) if (!models.has(id)) models.set(id, new Model(id, state));
      drawAll();
    } else models.get(content.comm_id)?.receive(data, buffers);
  }

  // ---- contact ---------------------------------------------------------------------------------
  function connect() {
    const address = new URL(`${base}api/kernels/${kernel}/channels?session_id=${session}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const mine = socket = new WebSocket(address, ["v1.kernel.websocket.jupyter.org"]);
    mine.binaryType = "arraybuffer";
    setTimeout(() => { if (mine.readyState === WebSocket.CONNECTING) mine.close(); }, 8000); // a line without an end
    mine.onopen = () => {
      closed = 0;
      heard = Date.now();
      if (!renewing) tell("fine");
      // After a break the server first repeats what the kernel said meanwhile; what is still unheard
      // of then was lost on the way, and is sent again. Everything we send may arrive twice.
      settling = true;
      const broken = opened;
      setTimeout(() => {
        if (mine !== socket) return;
        settling = false;
        if (mine.readyState !== WebSocket.OPEN) return;
        for (const message of unheard.values()) mine.send(message);
        if (broken) for (const model of models.values()) model.emit("fagsamling:back");
      }, broken ? 700 : 0);
      opened = true;
    };
    mine.onmessage = event => { if (mine === socket) receive(unframe(event.data)); };
    mine.onclose = () => {
      if (mine !== socket || leaving) return;
      closed += 1; // a kernel that is known and lets nobody in is of no use
      if (closed > 4 && !renewing) renew(); else setTimeout(again, 400);
    };
  }
  function hangUp() {
    const old = socket;
    socket = null;
    if (old) old.close();
  }
  async function again() {
    if (seeking || leaving || failing) return;
    seeking = true;
    const answer = await asked(`${base}api/kernels/${kernel}`);
    seeking = false;
    if (leaving || failing) return;
    if (answer && answer.ok) return connect();
    if (answer && answer.status < 500 && !renewing) return renew();
    if (renewing) return heirs ? retry() : undefined;
    tell("lost");
    setTimeout(again, 1500);
  }
  // A line that is cut without a word stays open for minutes: see for ourselves.
  addEventListener("fagsamling:stalled", async () => {
    if (seeking || renewing || leaving || failing || Date.now() - heard < 3000) return;
    hangUp();
    again();
  });

  // ---- a new kernel under the same page ------------------------------------------------------------
  // The room behind the page is gone: the program was started again, or the kernel stopped. We ask for the page once
  // more and take only its kernel: what is shown stays, with the text that somebody is writing.
  async function renew() {
    if (renewing || leaving || failing) return;
    renewing = true;
    hangUp();
    unheard.clear(); // meant for a kernel that knew them; forms are sent again by the widget
    const stays = places().every(place => models.get(place.dataset.view)?.heeds("fagsamling:renewed"));
    if (!drawn || !stays) return location.reload();
    tell("renewing");
    goodbye();
    const now = Date.now();
    renewals = [...renewals.filter(t => now - t < 60000), now];
    const pause = renewals.length < 4 ? 0 : Math.min(4000, 500 * 2 ** (renewals.length - 4)); // not over and over
    setTimeout(seek, pause);
  }
  async function seek() {
    if (leaving) return;
    const answer = await asked(location.href, 30000);
    if (leaving) return;
    const missing = lacking(answer);
    if (missing) {
      tell(missing);
      return setTimeout(seek, 1500);
    }
    const page = new DOMParser().parseFromString(answer.whole, "text/html");
    const ids = [...page.querySelectorAll("[data-view]")].map(p => p.dataset.view);
    const ours = places();
    if (ids.length !== ours.length) return location.reload();
    ({ kernel, base } = JSON.parse(page.getElementById("fs-page").textContent));
    heirs = new Map(ids.map((id, i) => [id, models.get(ours[i].dataset.view)]));
    opened = false;
    connect();
    ask();
    setTimeout(mine => { if (heirs === mine) retry(); }, 15000, heirs);
  }
  function lacking(answer) { // why there is no page to be had; empty where there is one
    const path = answer && answer.redirected ? new URL(answer.url).pathname : location.pathname;
    if (path.endsWith("/login")) return "login"; // the cookie is of a server that is gone; one in another tab will do
    if (answer && answer.headers.has("Fagsamling-Full")) return "full";
    return path === location.pathname && answer && answer.ok && answer.whole.trimEnd().endsWith("</html>") ? "" : "lost";
  }
  function retry() { // that one came to nothing either
    heirs = null;
    renewing = false;
    renew();
  }
  function settle(states) {
    const found = heirs;
    heirs = null;
    for (const [id, model] of found) {
      if (!states[id]) return retry();
      if (states[id].state._esm !== model.get("_esm")) return location.reload(); // another version of the kit
    }
    renewing = false;
    tell("fine");
    places().forEach((place, i) => {
      const [id, model] = [...found][i];
      models.delete(model.id);
      models.set(id, model);
      place.dataset.view = model.id = id;
      model.receive({ method: "update", state: states[id].state });
      model.emit("fagsamling:renewed");
    });
  }

  // ---- leaving: nobody needs this kernel any more -------------------------------------------------
  function goodbye() {
    const form = new FormData();
    const cookie = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/);
    if (cookie) form.set("_xsrf", cookie[1]);
    navigator.sendBeacon(`${base}voila/api/shutdown/${kernel}`, form);
  }
  addEventListener("pagehide", () => {
    leaving = true;
    goodbye();
  });
  addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
  addEventListener("load", () => { if (!written) failed(); });

  window.voila_heartbeat = () => {}; // Voilà writes a call to it when a cell takes long
  window.fagsamling = {
    written() {
      written = true;
      if (document.querySelector("[data-view]")) ask();
      else ready();
    },
  };
  connect();
})();
