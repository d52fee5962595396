// The page's end of the kernel: opens its WebSocket, draws our widget, and says so when contact is lost.
// It knows one kind of widget, an anywidget with `_esm`, `_css` and plain JSON state.
"use strict";
(() => {
  const { kernel, base, words } = JSON.parse(document.getElementById("fs-page").textContent);
  const status = document.getElementById("fs-status");
  const cells = document.getElementById("fs-cells");
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, "0")).join("");
  const session = random();
  const control = random(); // the comm that asks for the state of all widgets
  const models = new Map();
  const unheard = new Map(); // messages that the kernel has not reacted to: number → frame
  let socket = null, opened = false, settling = false, written = false, drawn = false, leaving = false, gone = false, lost = null;

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
    gone = true;
    cells.classList.remove("fs-waiting");
    say(words.failed || "", { bad: true, again: true });
  }
  // The room behind the page is gone (the program was started again, or the kernel stopped): a new page
  // opens a new one. Not over and over, though.
  function renew() {
    if (gone || leaving) return;
    gone = true;
    const now = Date.now();
    let recent = [];
    try {
      recent = JSON.parse(sessionStorage.getItem("fs-renewed") || "[]").filter(t => now - t < 60000);
      sessionStorage.setItem("fs-renewed", JSON.stringify([...recent, now]));
    } catch { /* no storage: renew all the same */ }
    if (recent.length >= 3) return failed();
    window.dispatchEvent(new Event("fagsamling:renew"));
    location.reload();
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
      const places = [...document.querySelectorAll("[data-view]")];
      await Promise.all(places.map(place => {
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
    if (type === "status" && (content.execution_state === "dead" || content.execution_state === "restarting")) renew();
    if (type === "comm_open" && content.data?.state) models.set(content.comm_id, new Model(content.comm_id, content.data.state));
    if (type !== "comm_msg") return;
    const data = content.data || {};
    if (content.comm_id === control && data.method === "update_states") {
      for (const [id, { state }] of Object.entries(data.states)) if (!models.has(id)) models.set(id, new Model(id, state));
      drawAll();
    } else models.get(content.comm_id)?.receive(data, buffers);
  }

  // ---- contact ---------------------------------------------------------------------------------
  function connect() {
    const address = new URL(`${base}api/kernels/${kernel}/channels?session_id=${session}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address, ["v1.kernel.websocket.jupyter.org"]);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (lost !== null) { lost = null; say(""); window.dispatchEvent(new Event("fagsamling:online")); }
      // After a break the server first repeats what the kernel said meanwhile; what is still unheard
      // of then was lost on the way, and is sent again. Everything we send may arrive twice.
      settling = true;
      setTimeout(() => {
        settling = false;
        if (socket.readyState === WebSocket.OPEN) for (const message of unheard.values()) socket.send(message);
      }, opened ? 700 : 0);
      opened = true;
    };
    socket.onmessage = event => receive(unframe(event.data));
    socket.onclose = () => { if (!leaving && !gone) setTimeout(again, 400); };
  }
  async function again() {
    let answer = null;
    try { answer = await fetch(`${base}api/kernels/${kernel}`, { cache: "no-store" }); } catch { /* nobody there */ }
    if (leaving || gone) return;
    if (answer && answer.ok) return connect();
    if (answer && answer.status < 500) return renew();
    if (lost === null) {
      lost = new Date();
      window.dispatchEvent(new Event("fagsamling:offline"));
      const clock = `${String(lost.getHours()).padStart(2, "0")}.${String(lost.getMinutes()).padStart(2, "0")}`;
      say((words.offline || "").replace("{time}", clock));
    }
    setTimeout(again, 1500);
  }

  // ---- leaving: nobody needs this kernel any more -------------------------------------------------
  addEventListener("pagehide", () => {
    leaving = true;
    const form = new FormData();
    const cookie = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/);
    if (cookie) form.set("_xsrf", cookie[1]);
    navigator.sendBeacon(`${base}voila/api/shutdown/${kernel}`, form);
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
