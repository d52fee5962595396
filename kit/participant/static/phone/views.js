// The views as HTML, and the texts that stay readable when the address is gone.
const rows = (answer) => {
  const holder = document.createElement("div");
  holder.innerHTML = forms[state.activity.key] || "";
  if (!answer || !holder.firstChild) return "";
  fsForm.fill(holder, answer);
  return "<ul class=rows>" + fsForm.summary(holder).map((row) => `<li${row.long ? " class=long" : ""}><span>${esc(row.label)}</span>` +
    (row.spot ? `<i role=img aria-label="${esc(row.value)}" style="--x:${row.spot[0]}%;--y:${row.spot[1]}%"></i>` : `<b>${esc(row.value)}</b>`) + "</li>").join("") + "</ul>";
};
const title = () => `<h1 id=prompt>${esc(state.activity.prompt)}</h1>`;
const panel = (look, text) => `<p class="panel ${look}"${look === "error" ? " role=alert" : ""}>${text}</p>`;
const amber = (head, text, more) => `<div class="panel off">${boot.svg.clock}<div><b>${esc(head)}</b><br>${esc(text)}${more || ""}</div></div>`;
const waiting = (dot) => `<p class=st>${dot ? "<i class=dot></i>" : ""}<span>${esc(W.wait)}</span></p>`;
const button = (id, text, look) => `<button type=button id=${id} class="btn ${look || ""}">${esc(text)}</button>`;
const unsentMore = () => ((me.out[here()] || {}).failed === "net" ? W.unsent_more : W.unsent_slow);
const clock = "<span class=tag id=clock hidden></span>";

// Where the address is gone, the text is still here: to be read, and to be copied.
const far = () => Boolean(away && awaySince && now() - awaySince > 60000);
const texts = () => Object.values(me.texts).filter((t) => t.lines.length);
const copying = () => (texts().length ? `<button type=button class="btn s" id=copy>${esc(W.copy)}</button>` : "");
const keptTexts = () => texts().map((t) => `<h2>${esc(t.prompt)}</h2><ul class=rows>${t.lines.map((line) => `<li><span>${esc(line)}</span></li>`).join("")}</ul>`).join("");
function keepText(k, form) {
  const lines = fsForm.summary(form).map((row) => [row.label, row.value].filter((part) => part !== "").join(": ")).filter(Boolean);
  delete me.texts[k]; // the newest last
  me.texts[k] = { prompt: state.activity.prompt, lines };
}
function copy(button) {
  const text = texts().map((t) => [t.prompt, ...t.lines.map((line) => "– " + line)].join("\n")).join("\n\n");
  const done = () => { button.textContent = W.copied; };
  const byHand = () => { // no clipboard outside secure contexts
    const area = document.createElement("textarea");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (copied) done();
  };
  if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, byHand);
  else byHand();
}

const views = {
  gone: () => { // where the address has gone as well, nothing leads on from here: the note above says so
    const kept = texts().length ? `<div class=kept>${keptTexts()}</div>` : "";
    if (far()) return [kept, ""];
    return [panel("error", esc(gone)) + (kept && `<p>${esc(W.gone_more)}</p>${copying()}${kept}`), `<a class=btn href="../delta">${esc(W.type_code)}</a>`];
  },
  join: () => [joinHtml + (switching ? `<button type=button class=wk id=back>${esc(W.back)}</button>` : ""), `<button class="btn p" form=join>${esc(W.join)}</button>`],
  wait: () => [`<h1>${esc(W.in)}</h1><p>${esc(W.soon)}</p>`, waiting(true)],
  ask: () => {
    const again = sentHere(here()) || me.out[here()];
    return [`<form id=ask>${clock}${title()}<div id=fields>${forms[state.activity.key]}</div></form>` +
      (again ? `<button type=button class=wk id=keep>${esc(W.keep)}</button>` : ""),
    `<button class="btn p" form=ask id=send>${esc(again ? W.send_again : W.send)}</button>`];
  },
  sending: () => [title() + rows(me.out[here()].answer), `<p class=st>${esc(W.sending)}</p>`],
  unsent: () => [(far() ? "" : amber(W.unsent, unsentMore())) + title() + rows(me.out[here()].answer) + button("change", W.change), button("try", W.try)],
  done: () => {
    const sent = me.sent[here()];
    return [`${clock}<p class=saved>${boot.svg.check}${esc(W.saved)}</p><p>${esc(say(W.saved_at, { time: sent.at }))}</p>${rows(sent.answer)}${button("change", W.change)}`, waiting(true)];
  },
  toolate: () => [amber(W.too_late, W.too_late_more) + title() + rows(me.out[here()].answer), waiting()],
  locked: () => {
    const sent = sentHere(here());
    const lock = `<span class="tag lock">${esc(W.locked)}</span>${title()}`;
    if (sent) return [`${lock}<p>${esc(W.locked_in)}</p>${rows(sent.answer)}`, waiting()];
    return [`${lock}<p>${esc(W.locked_out)}</p><div id=fields>${forms[state.activity.key]}</div>`, waiting()];
  },
};
