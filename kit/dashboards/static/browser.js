// What the browser lends us: its storage, an id, the clipboard, saved files.

const FIELD = "input:not([type=button]):not([type=submit]):not([type=checkbox]):not([type=radio]):not([type=range]),textarea,select,[contenteditable=true]";

const store = {
  get(key) { try { return window.localStorage.getItem("fs:" + key); } catch { return null; } },
  set(key, value) { try { window.localStorage.setItem("fs:" + key, value); } catch { /* private window: the page still works */ } },
  drop(key) { try { window.localStorage.removeItem("fs:" + key); } catch { /* as above */ } },
  keys() { try { return Object.keys(window.localStorage).filter((k) => k.startsWith("fs:")).map((k) => k.slice(3)); } catch { return []; } },
};

// crypto.randomUUID is missing outside secure contexts (http on an IP address).
function uuid() {
  const b = new Uint8Array(16);
  (window.crypto || window.msCrypto).getRandomValues(b);
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const h = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join("-");
}

// The clock as Norway reads it, whatever zone the machine believes it is in.
const OSLO = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const hhmm = (at) => OSLO.format(at).replace(":", ".");

// The clipboard API needs a secure context; selecting works everywhere.
function byHand(text, done) {
  const area = document.createElement("textarea");
  area.value = text;
  (document.querySelector("dialog[open]") || document.body).appendChild(area); // a modal dialog takes all focus
  area.select();
  try { document.execCommand("copy"); done(); } finally { area.remove(); }
}

function copyText(text, done) {
  if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, () => byHand(text, done));
  else byHand(text, done);
}

// {name, text} or {name, mime, data}, data in base64: saved where the browser saves what is downloaded.
function saveFile({ name, mime = "application/yaml;charset=utf-8", text, data }) {
  const content = data === undefined ? text : Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  saveBlob(name, new Blob([content], { type: mime }));
}

function saveBlob(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.appendChild(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
