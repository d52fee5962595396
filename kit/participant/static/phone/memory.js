// What this phone remembers, under the gathering's id, and the language of the words around the questions.
// First of the parts of one script (in the order that pages.py names): what the server says comes in through
// take(), what the group writes is kept before it is sent, and render() shows where the two have got to.
const $ = (id) => document.getElementById(id);
const boot = JSON.parse($("boot").textContent);
const W = boot.words;
const path = location.pathname.replace(/\/+$/, "");
const KEY = "fagsamling:" + (boot.state ? boot.state.gathering : known());
if (!boot.state && KEY === "fagsamling:") return; // this phone has never been there
const query = new URLSearchParams(location.search);
const joinHtml = boot.join || $("view").innerHTML;
function known() { // the code is gone: which gathering was it here?
  try {
    const keys = Object.keys(localStorage).filter((k) => k.startsWith("fagsamling:"));
    return (keys.find((k) => { try { return JSON.parse(localStorage.getItem(k)).code === boot.code; } catch (e) { return false; } }) || "").slice(11);
  } catch (e) { return ""; }
}
const now = () => performance.now();
const esc = (text) => String(text).replace(/[&<>"]/g, (c) => "&#" + c.charCodeAt(0) + ";");
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const oslo = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const hhmm = () => oslo.format(Date.now()).replace(":", "."); // as the server's clock says it, whatever zone the phone is in
document.documentElement.className = "js";

// --- the language of the words around the questions: chosen once, remembered for every gathering
const LANGUAGE = "fagsamling:sprak";
const remember = (chosen) => { try { localStorage.setItem(LANGUAGE, chosen); } catch (e) { /* then the address remembers */ } };
if (query.get("sprak") === boot.language) remember(boot.language);
else if (!query.has("sprak")) {
  let chosen = null;
  try { chosen = localStorage.getItem(LANGUAGE); } catch (e) { /* nothing is remembered here */ }
  if (boot.languages.includes(chosen) && chosen !== boot.language) {
    query.set("sprak", chosen);
    location.replace("?" + query);
    return;
  }
}
const inLanguage = "sprak=" + boot.language; // always said: a server that has lost the gathering knows no other

// --- what this phone remembers
let kept = true;
function random() {
  const bytes = new Uint8Array(16);
  if (window.crypto && crypto.getRandomValues) crypto.getRandomValues(bytes);
  else for (let i = 0; i < 16; i++) bytes[i] = Math.floor(Math.random() * 256);
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
function load() {
  let found = {};
  try { found = JSON.parse(localStorage.getItem(KEY)) || {}; } catch (e) { kept = false; }
  return Object.assign({ r: query.get("r") || random(), seq: 0, drafts: {}, out: {}, sent: {}, held: {}, texts: {} }, boot.me, found, { code: boot.code });
}
let me = load();
me.seq = Math.max(me.seq, (boot.me || {}).seq || 0); // the server knows better where nothing is kept, or the clock was set back
if (!boot.state && me.language !== boot.language && boot.languages.includes(me.language) && !query.has("sprak")) {
  location.replace("?sprak=" + me.language); // the code is gone, and with it the gathering's own language
  return;
}
me.language = boot.language;
function save() {
  try { localStorage.setItem(KEY, JSON.stringify(me)); kept = true; } catch (e) { kept = false; }
  // Where nothing can be kept, the address remembers the seat through a reload.
  if (!kept && query.get("r") !== me.r) { query.set("r", me.r); history.replaceState(null, "", "?" + query); }
}
