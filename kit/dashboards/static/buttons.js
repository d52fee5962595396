// Buttons: what is done in the browser at once (data-js), and commands.

function buttonsOf(page, forms, keys) {
  const { root, on, command } = page;
  const browser = {
    fullscreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else if (root.requestFullscreen) root.requestFullscreen().catch(() => command("fullscreen", { on: true }));
      else command("fullscreen", { on: !root.querySelector("[data-screen]") });
    },
    help() {
      const dialog = root.querySelector("dialog.fs-help");
      if (dialog) dialog.open ? dialog.close() : dialog.showModal();
    },
    keys(button) {
      const off = store.get("keys") !== "off";
      store.set("keys", off ? "off" : "on");
      keys.state();
      button.focus();
    },
    copy(button) {
      const text = button.dataset.text;
      const done = () => { button.querySelector("span").textContent = button.dataset.done || button.textContent; };
      copyText(text, done);
    },
    reload() { location.reload(); },
    close(button) { button.closest("dialog")?.close(); },
    focus(button) { root.querySelector(button.dataset.target)?.focus(); },
    add(button) { // one more of a repeated field
      const form = button.closest("form");
      const added = row(form, form.querySelector(button.dataset.target), "n" + uuid().slice(0, 8));
      added.querySelector("input:not([type=hidden]),textarea,select")?.focus();
      forms.touched(form, added);
    },
    forget(button) { // throw away what was typed and not saved
      const form = button.closest("form");
      form.innerHTML = form.original;
      form.classList.remove("fs-restored");
      forms.touched(form);
      store.drop("draft:" + form.dataset.draft);
      form.querySelector("[autofocus],input:not([type=hidden])")?.focus();
    },
    up(button) { move(button, (item) => item.previousElementSibling?.before(item)); },
    down(button) { move(button, (item) => item.nextElementSibling?.after(item)); },
    remove(button) {
      const form = button.closest("form");
      const item = button.closest("[data-item]");
      const list = item.parentElement;
      const next = (item.nextElementSibling || item.previousElementSibling)?.querySelector("input:not([type=hidden]),select");
      item.remove();
      (next || form.querySelector(`[data-js=add][data-target="#${list.id}"]`))?.focus();
      forms.touched(form, list);
    },
  };

  function move(button, how) { // a row of a repeated field; what is moved loses the focus
    how(button.closest("[data-item]"));
    button.focus();
    forms.touched(button.closest("form"), button);
  }

  // The second half of a double click is a slip of the hand: by then the button may mean something else (open has
  // become lock), or another one has come under the pointer.
  const MEANT_AGAIN = ["add", "up", "down", "copy"];
  function slipped(event, button) {
    if (event.detail < 2 || button.dataset.again !== undefined || MEANT_AGAIN.includes(button.dataset.js)) return false;
    return Boolean(button.dataset.command || button.dataset.js || button.type === "submit");
  }

  on(root, "click", (event) => {
    const button = event.target.closest("button,a[data-command],a[data-js]");
    if (!button || button.disabled) return;
    if (slipped(event, button)) {
      event.preventDefault();
      return;
    }
    if (button.dataset.js) {
      event.preventDefault();
      browser[button.dataset.js]?.(button);
    }
    if (button.dataset.command) {
      event.preventDefault();
      command(button.dataset.command, JSON.parse(button.dataset.args || "{}"));
    }
  });
}
