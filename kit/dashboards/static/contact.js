// Contact: the one place that knows whether anybody is listening, and says so when nobody is.
//
// The server is asked over HTTP and the kernel over the widget's own channel (ping, pong), all the time. In Voilà
// page.js owns the WebSocket and puts a new kernel under the page when the old one is gone; the two tell each other
//   window "fagsamling:contact" {state: "fine" | "lost" | "renewing" | "login" | "full"}   from page.js;
//                                preventDefault: it is said here. login: the server asks for the token; full: it has
//                                no room for one kernel more
//   window "fagsamling:stalled"                                         to page.js: nothing comes through; look after it
//   model  "fagsamling:renewed"                                         from page.js: this page is now on a new kernel
//   model  "fagsamling:back"                                            from page.js: the line to the kernel was broken;
//                                what was said into it may be lost, on both sides
// A kernel that draws for a while answers late; only silence beyond that is worth a word.

// All in milliseconds; together they keep the promise of five seconds.
const LOOK_EVERY = 250;
const ASK_EVERY = 750;
const SERVER_PATIENCE = 2500;
const KERNEL_PATIENCE = 3200;
const LONG = 20000;

function contactOf(page) {
  const { root, on, base } = page;
  const strip = root.querySelector(".fs-contact");
  const text = strip.querySelector("p");
  const [copy, button] = strip.querySelectorAll("button");
  const word = (name) => page.words()[name] || "";
  let state = "fine";
  let since = 0; // when it stopped being fine
  let transport = "fine"; // as page.js sees it
  let asked = 0; // when the ping was sent that nobody has answered
  let pinged = 0; // last
  let heard = Date.now(); // from the kernel
  let misses = 0; // the server's, in a row
  let checking = false;
  let checked = 0;
  let failing = ""; // why the server cannot save, in one word
  let ticked = Date.now();
  let stalled = 0;

  const hear = () => { heard = Date.now(); asked = 0; };

  async function check() {
    checking = true;
    let timedOut = false;
    const stop = new AbortController();
    const timer = setTimeout(() => { timedOut = true; stop.abort(); }, SERVER_PATIENCE);
    try {
      const answer = await fetch(base + "healthz", { cache: "no-store", signal: stop.signal });
      const found = await answer.json(); // where a machine is gone, a stranger may answer in its place
      if (found.status !== "ok") throw new Error(found.status);
      misses = 0;
      failing = found.failing || "";
    } catch { misses += timedOut ? 2 : 1; } finally { clearTimeout(timer); }
    checking = false;
    checked = Date.now();
    show();
  }

  function tick() {
    if (!root.isConnected) return;
    const now = Date.now();
    if (now - ticked > 3000) asked = checked = pinged = 0; // the lid was closed, or the page hidden: begin anew
    ticked = now;
    if (transport === "fine" && now - Math.max(heard, pinged) >= (asked ? 3 : 1) * ASK_EVERY) { // an answer may get lost
      pinged = now;
      asked ||= now;
      page.send({ type: "ping" });
    }
    if (!checking && now - checked >= (misses === 1 ? 500 : 1000)) check();
    show();
    const cut = state === "lost" || (state === "silent" && now - asked > 9000);
    if (cut && transport === "fine" && now - stalled > (state === "lost" ? 4000 : 15000)) {
      stalled = now;
      window.dispatchEvent(new Event("fagsamling:stalled"));
    }
  }

  function found() {
    if (transport === "lost" || misses > 1) return "lost";
    if (transport !== "fine") return transport;
    if (asked && Date.now() - asked > KERNEL_PATIENCE) return "silent";
    return failing ? "failing" : "fine";
  }

  function sentence() {
    const long = Date.now() - since > LONG;
    const time = hhmm(since);
    switch (state) {
      case "lost": {
        const onwards = long ? word(base === "/" ? "start_again" : "open_again") : "";
        const room = root.querySelector("[data-screen]"); // read from row 12: one line
        const said = word(room ? (long ? "lost_long" : "lost_screen") : "lost").replace("{time}", time);
        return [said, onwards].filter(Boolean).join(" ");
      }
      case "login": case "full": return word(root.querySelector("[data-screen]") ? `${state}_screen` : state);
      case "renewing": return word("renewing");
      case "silent": return long ? word(page.inVoila ? "silent_long" : "silent_notebook") : word("silent");
      case "failing": return word(`failing_${failing}`) || word("failing");
      default: return "";
    }
  }

  function show() {
    state = found();
    if (state === "fine") since = 0; else since ||= Date.now();
    const said = sentence();
    if (text.textContent !== said) text.textContent = said;
    const long = Date.now() - since > LONG;
    button.textContent = word(state === "login" ? "login_here" : "reload");
    button.hidden = !(state === "login" || (state === "silent" && long && page.inVoila));
    copy.textContent = word("copy_download");
    copy.hidden = !((["login", "full"].includes(state) || (state === "lost" && long)) && root.querySelector("[data-copying]"));
    strip.hidden = state === "fine";
    strip.dataset.state = state;
    root.classList.toggle("fs-away", away());
    raise();
  }

  const away = () => ["lost", "renewing", "login", "full"].includes(state);

  // Above an open dialog and full screen too.
  let above = null;
  function raise() {
    if (!strip.showPopover) return;
    const dialog = [...root.querySelectorAll("dialog[open]")].pop() || null;
    if (strip.hidden) { if (strip.matches(":popover-open")) strip.hidePopover(); return; }
    if (strip.matches(":popover-open") && dialog === above) return;
    if (strip.matches(":popover-open")) strip.hidePopover();
    strip.showPopover();
    above = dialog;
  }

  on(window, "fagsamling:contact", (event) => {
    event.preventDefault();
    if (transport !== event.detail.state) { transport = event.detail.state; asked = 0; heard = Date.now(); }
    show();
  });
  on(window, "online", () => { checked = 0; tick(); });
  on(document, "visibilitychange", () => { if (!document.hidden) tick(); });
  on(button, "click", () => { if (state === "login") window.open(location.href); else location.reload(); });
  // What would leave the page while nobody is there leads nowhere, and takes the last picture along.
  on(root, "click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && away() && state !== "renewing" && !link.hasAttribute("download") && !/^(#|blob:|data:)/.test(link.getAttribute("href"))) event.preventDefault();
  }, { capture: true });
  page.every(LOOK_EVERY, tick);

  return { hear, away };
}
