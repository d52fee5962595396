// The page side of the one widget: shows regions, keeps drafts, listens to keys.
//
// kernel -> page   {type: "patch", regions: {name: html}}      parents before children
//                  {type: "place", search}                     address bar, without leaving
//                  {type: "leave", address}                    open another page
//                  {type: "receipt", id, ok, text, base}       what became of a form
//                  {type: "file", name, mime, data | text}     a file to save, base64 or text
//                  {type: "done", number | form}               a command, or a form by its id, has been dealt with and shown
//                  {type: "copy", do, …}                       the continuous copy, both ways: see copy.js
//                  {type: "pong"}                              the answer to a ping
//                  {type: "missing", ids}                      of the held ones, those that are not stored (any more)
// page -> kernel   {type: "ping"}                              is anybody there?
//                  {type: "again"}                             the line was broken: say once more how everything is
//                  {type: "held", ids}                         answers that were acknowledged: id → draft key
//                  {type: "hello", search, origin, path, voila, who, forms}    who: this window, also after a reload;
//                                      forms: those that are open, where the page was here before this kernel
//                  {type: "command", name, args, number}       args carry the state it was given in
//                  {type: "submit", id, form, args, answer | values, draft}
//
// HTML conventions
//   [data-region=name]            filled by patches; its own content is left alone by its parent's
//   button[data-command][data-args][data-key]
//   select|input[data-change=command]      sends {value} at once
//   input[type=file][data-file=command]    the chosen file is read here and sent as {name, text}
//   form[data-form=name][data-draft=key]   whole form as one message; data-answer: an activity's fields
//       [data-ctrl-enter]                  Ctrl+Enter sends it from anywhere; what is typed then waits for the form that comes
//       [data-live=command]                sends {values} when the typing pauses (previews); nothing is stored
//       [data-clear]                       its texts are emptied when they have been saved, for the next one
//       [data-autosave]                    sent when the typing pauses and when the field is left; shows what others
//                                          wrote once nobody is typing in it; input[name=base] is what it builds on
//       [data-repeat=id][data-template=#t] rows [data-item]; «__new__» in the template becomes an id of its own
//       [data-when="field=value|value"]    shown only while the field has one of the values
//       select[data-options-from=id]       offers the rows of that list
//       [data-region][data-error-for=field]  a sentence here marks the field and gets the focus, and goes when the field is
//                                          changed, or anything else in its fieldset or its [data-about]
//   dialog[data-open][data-cancel=command]     modal at once; Escape sends the command
//   button[data-again]                     pressed again at once, it is meant (move down, down): by its key while it is under
//                                          way, a key that is held, the second half of a double click
//   [data-follow]                          the chosen row of a list: kept in sight when it changes
//   [data-autofocus]                       takes the focus when it comes
//   [data-focus]                           takes the focus when what had it is gone
//   [data-js=fullscreen|help|keys|copy|reload|add|remove|up|down|forget]   done in the browser
//   [data-box=name]               its size is sent as command "box", so that pictures fit it
//   [data-screen=gathering]       Storskjerm; windows with [data-gathering] get the class fs-second while one is there
//   [data-keys-near="h k"]        keys of buttons inside it count only while the focus is inside; arrows go to the next
//   [data-seconds][data-running]  counts down, says data-done at zero and sends command data-zero;   [data-presence=code]  phones connected

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "fs";
  const inVoila = /\/voila\/(render|files)\//.test(location.pathname) || Boolean(document.querySelector("[data-fagsamling-page]"));
  root.classList.toggle("fs-whole", inVoila);
  let words = model.get("strings") || {};
  root.innerHTML = `<div data-region="page"><p class="fs-loading">${words.loading || ""}</p></div><div class="fs-contact" role="alert" popover="manual" hidden><p></p><button type="button" class="fs-btn fs-small" data-copy="download"></button><button type="button" class="fs-btn fs-small"></button></div><p class="fs-sr" aria-live="polite"></p>`;
  el.appendChild(root);
  const base = location.pathname.replace(/\/voila\/.*$|\/lab\b.*$|\/notebooks\/.*$|\/doc\/.*$/, "/");
  const alive = new AbortController();
  const { signal } = alive;
  const on = (target, name, handler, more = {}) => target.addEventListener(name, handler, { signal, ...more });
  const leaving = (call) => signal.addEventListener("abort", call, { once: true });
  const every = (pause, call) => { const timer = setInterval(call, pause); leaving(() => clearInterval(timer)); };

  const own = (() => { // this window, also after a reload; a second window is somebody else
    try {
      const known = window.sessionStorage.getItem("fs:who") || uuid().slice(0, 13);
      window.sessionStorage.setItem("fs:who", known);
      return known;
    } catch { return uuid().slice(0, 13); }
  })();
  const send = (message) => model.send(message);
  let sent = 0; // commands are numbered; the kernel says when it is done with one
  // Whether it was sent: while nobody is there a command is not kept for later, when it may mean something else.
  const command = (name, args = {}) => {
    if (contact.away()) return false;
    send({ type: "command", name, args, number: (sent += 1) });
    return true;
  };
  const hello = () => send({
    type: "hello", search: inVoila ? location.search : "", origin: location.origin, path: base, voila: inVoila, who: own,
    forms: [...root.querySelectorAll("form[data-draft]")].map((form) => form.dataset.draft),
  });
  const page = { root, base, own, inVoila, on, every, leaving, send, command, sent: () => sent, words: () => words };
  const contact = contactOf(page);
  const keys = keysOf(page);
  const forms = formsOf(page, contact, keys);
  const clock = clockOf(page);
  const screens = screensOf(page);
  const { presence } = presenceOf(page);
  buttonsOf(page, forms, keys);
  const copy = copyOf(page);
  const regions = regionsOf(page, forms, [screens.measure, clock.tick, presence, keys.state, copy.shown]);

  // --- the kernel ------------------------------------------------------------------------
  const heard = (message) => {
    contact.hear();
    window.fsForm.calm(() => take(message)); // a button that is being pressed stays under the pointer
  };
  const take = (message) => {
    if (message.type === "patch") regions.patch(message.regions);
    else if (message.type === "place") {
      if (inVoila && message.search !== location.search) history.replaceState(null, "", location.pathname + message.search);
      forms.askAfter(); // another gathering, or one that has just been brought back
    } else if (message.type === "leave") {
      copy.leaves();
      if (inVoila) location.href = new URL(message.address, location.href).href;
    } else if (message.type === "file") saveFile(message);
    else if (message.type === "receipt") forms.receipt(message);
    else if (message.type === "missing") forms.bringBack(message.ids);
    else if (message.type === "done") message.form ? keys.arrived(message.form) : keys.done(message.number);
    else if (message.type === "copy") copy.hear(message);
  };
  const speak = () => { // the language was chosen after the page was opened
    words = model.get("strings") || {};
    root.lang = words.language || "";
    if (inVoila && words.language) document.documentElement.lang = words.language;
  };
  const begin = () => {
    speak();
    hello();
    forms.resend();
    forms.askAfter();
    copy.begin();
  };
  const again = () => { // on a new kernel, which knows nothing of this page
    contact.hear();
    begin();
    screens.measure({ anew: true });
  };
  const back = () => { // on the same kernel, which does not know how much of what it said has come through
    send({ type: "again" });
    forms.resend();
    forms.askAfter();
    copy.begin();
  };
  const heeded = [["change:strings", speak], ["msg:custom", heard], ["fagsamling:renewed", again], ["fagsamling:back", back]];
  for (const [name, call] of heeded) model.on(name, call);
  leaving(() => { for (const [name, call] of heeded) model.off(name, call); });
  begin();
  return () => alive.abort();
}

export default { render };
