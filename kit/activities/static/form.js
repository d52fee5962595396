// fsForm: what a rendered form (kit/activities/form_html.py) gains from a script. The inputs hold all
// state, so a page without this script, or one that redraws around it, loses nothing.
window.fsForm = (() => {
  const all = (root, what) => [...root.querySelectorAll(what)];
  const fields = (root) => all(root, ".fs-f");
  const body = (root) => (root.matches && root.matches(".fs-form") ? root : root.querySelector(".fs-form"));
  const fill = (text, values) => (text || "").replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const number = (text) => {
    const plain = String(text).replace(/\s/g, "").replace("\u2212", "-").replace(",", ".");
    return plain !== "" && isFinite(plain) ? Number(plain) : text.trim();
  };
  const whole = (input) => (input && input.value.trim() !== "" ? number(input.value) : null);

  // --- a press: what would move the page waits until the button is let go, or the press ends beside it
  let pressed = 0;
  const moving = [];
  function release() {
    clearTimeout(pressed);
    pressed = 0;
    for (const call of moving.splice(0)) call();
  }
  const calm = (call) => (pressed ? moving.push(call) : call());
  addEventListener("pointerdown", () => { clearTimeout(pressed); pressed = setTimeout(release, 1000); }, true); // longer is no click
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { if (pressed) { clearTimeout(pressed); pressed = setTimeout(release, 50); } }, true); // after its click, unless the next press has begun

  // --- reading and writing an answer
  const read = {
    texts: (f) => all(f, "textarea").map((t) => t.value.trim()).filter(Boolean),
    picks: (f) => all(f, "input:checked").map((i) => i.value),
    pick: (f) => (f.querySelector("input:checked") || {}).value,
    scale: (f) => {
      const on = f.querySelector("input:checked");
      return on ? (on.value === "skip" ? null : Number(on.value)) : undefined;
    },
    points: (f) => { const n = whole(f.querySelector("input")); return n === null ? undefined : n; },
    ranking: (f) => all(f, "li").map((li) => li.dataset.id),
    place: (f) => {
      const [x, y] = all(f, "input").map(whole);
      return x === null || y === null ? undefined : [x, y];
    },
    number: (f) => { const n = whole(f.querySelector("input")); return n === null ? undefined : n; },
  };
  const check = (f, on) => { for (const i of all(f, "input")) i.checked = on(i.value); };
  const write = {
    texts: (f, v) => all(f, "textarea").forEach((t, i) => { t.value = (v || [])[i] || ""; }),
    picks: (f, v) => check(f, (x) => (v || []).includes(x)),
    pick: (f, v) => check(f, (x) => x === v),
    scale: (f, v) => check(f, (x) => (x === "skip" ? v === null : Number(x) === v)),
    points: (f, v) => { f.querySelector("input").value = v === undefined ? "" : v; },
    ranking: (f, v) => {
      const list = f.querySelector("ol");
      for (const id of v || []) {
        const li = all(list, "li").find((x) => x.dataset.id === id);
        if (li) list.appendChild(li);
      }
    },
    place: (f, v) => all(f, "input").forEach((input, i) => { input.value = v ? v[i] : ""; }),
    number: (f, v) => { f.querySelector("input").value = v === undefined ? "" : String(v).replace(".", ","); },
  };

  function collect(root) {
    const answer = {};
    for (const f of fields(root)) {
      const value = read[f.dataset.type](f);
      if (value !== undefined && !(Array.isArray(value) && !value.length)) answer[f.dataset.name] = value;
    }
    return answer;
  }

  function refill(root, answer) {
    for (const f of fields(root)) write[f.dataset.type](f, (answer || {})[f.dataset.name]);
    for (const f of fields(root)) if (f.dataset.type === "texts") f.shown = 0;
    refresh(root);
  }

  // --- saying how far one has come
  function progress(root) {
    const list = fields(root);
    const points = list.filter((f) => f.dataset.type === "points");
    const words = body(root).dataset;
    if (points.length) {
      const done = points.reduce((sum, f) => sum + (Number(read.points(f)) || 0), 0);
      return { done, of: Number(words.total), text: fill(words.progress, { done, of: words.total }) };
    }
    const done = list.filter((f) => {
      const v = read[f.dataset.type](f);
      return v !== undefined && !(Array.isArray(v) && !v.length);
    }).length;
    return { done, of: list.length, text: fill(words.progress, { done, of: list.length }) };
  }

  function problem(root) { // one sentence, or "" where nothing is in the way of sending
    const words = body(root).dataset;
    const at = progress(root);
    if (!at.done) return words.empty || "";
    if (words.total && at.done > at.of) return fill(words.over, at);
    return "";
  }

  function summary(root) { // [{label, value, spot, long}] for a receipt
    const rows = [];
    const label = (f) => (f.querySelector("legend, label") || {}).textContent || "";
    const text = (input) => input.parentNode.textContent.trim();
    for (const f of fields(root)) {
      const v = read[f.dataset.type](f);
      if (v === undefined) continue;
      switch (f.dataset.type) {
        case "texts": for (const t of v) rows.push(f.querySelector("legend") ? { label: label(f), value: t, long: true } : { label: t, value: "" }); break;
        case "picks": for (const i of all(f, "input:checked")) rows.push({ label: text(i), value: "" }); break;
        case "pick": rows.push({ label: label(f), value: text(f.querySelector("input:checked")) }); break;
        case "ranking": all(f, "li").forEach((li, i) => rows.push({ label: li.querySelector(".fs-grow").textContent, value: i + 1 })); break;
        case "place": rows.push({ label: label(f), value: fill(body(root).dataset.spot, { right: v[0], up: v[1] }), spot: v }); break;
        case "number": {
          const unit = f.querySelector(".fs-unit");
          rows.push({ label: label(f), value: String(v).replace(".", ",") + (unit ? " " + unit.textContent : "") });
          break;
        }
        default: rows.push({ label: label(f), value: v === null ? body(root).dataset.unsure : v });
      }
    }
    return rows;
  }

  // --- making it pleasant
  function refreshTexts(f, words) {
    const boxes = all(f, ".fs-text");
    const used = boxes.reduce((last, box, i) => (box.querySelector("textarea").value ? i + 1 : last), 1);
    f.shown = Math.max(f.shown || 1, used);
    boxes.forEach((box, i) => {
      const area = box.querySelector("textarea");
      const count = box.querySelector(".fs-count");
      box.hidden = i >= f.shown;
      if (area.scrollHeight > area.clientHeight) area.style.height = area.scrollHeight + 2 + "px"; // all of it is seen
      count.hidden = !(area === document.activeElement || area.value.length > area.maxLength * 0.8);
      count.textContent = fill(words.count, { used: area.value.length, max: area.maxLength });
    });
    const add = f.querySelector("[data-fs=add]");
    if (add) add.hidden = f.shown >= boxes.length;
  }

  function refreshRanking(f) {
    const rows = all(f, "li");
    rows.forEach((li, i) => {
      li.querySelector(".fs-no").textContent = i + 1;
      li.querySelector("select").value = String(i + 1);
      li.querySelector("[data-fs=up]").disabled = i === 0;
      li.querySelector("[data-fs=down]").disabled = i === rows.length - 1;
    });
  }

  function refreshPlane(root) {
    const plane = root.querySelector(".fs-plane");
    if (!plane) return;
    const places = fields(root).filter((f) => f.dataset.type === "place");
    if (!plane.chosen) plane.chosen = (places.find((f) => !read.place(f)) || places[0]).dataset.name;
    for (const f of places) {
      const spot = read.place(f);
      const name = f.dataset.name;
      for (const button of all(root, "[data-fs=choose]").filter((b) => b.dataset.for === name)) {
        const on = plane.chosen === name;
        button.setAttribute("aria-pressed", on);
        button.classList.toggle("fs-set", Boolean(spot));
        if (!button.classList.contains("fs-dot")) continue;
        button.hidden = !spot;
        if (spot) { button.style.left = spot[0] + "%"; button.style.bottom = spot[1] + "%"; }
      }
    }
  }

  function refresh(root) {
    const words = body(root).dataset;
    const sum = words.total ? progress(root) : null;
    for (const f of fields(root)) {
      const type = f.dataset.type;
      if (type === "texts") refreshTexts(f, words);
      if (type === "ranking") refreshRanking(f);
      if (type === "picks" && f.dataset.max) {
        const full = all(f, "input:checked").length >= Number(f.dataset.max);
        for (const i of all(f, "input")) i.disabled = full && !i.checked;
      }
      if (sum && type === "points") {
        const input = f.querySelector("input");
        const n = Number(input.value) || 0;
        f.querySelector("[data-fs=less]").disabled = n <= Number(input.min);
        f.querySelector("[data-fs=more]").disabled = n >= Number(input.max) || sum.done >= sum.of;
      }
    }
    refreshPlane(root);
  }

  const told = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));

  function put(root, x, y) {
    const plane = root.querySelector(".fs-plane");
    const f = fields(root).find((g) => g.dataset.name === plane.chosen);
    const within = (n) => Math.max(0, Math.min(100, Math.round(n)));
    write.place(f, [within(x), within(y)]);
    told(f);
    refresh(root);
  }

  const acts = {
    add: (root, button) => {
      const f = button.closest(".fs-f");
      f.shown += 1;
      refresh(root);
      all(f, "textarea")[f.shown - 1].focus();
    },
    less: (root, button) => step(root, button, -1),
    more: (root, button) => step(root, button, 1),
    up: (root, button) => move(root, button, (li) => li.previousElementSibling && li.parentNode.insertBefore(li, li.previousElementSibling)),
    down: (root, button) => move(root, button, (li) => li.nextElementSibling && li.parentNode.insertBefore(li.nextElementSibling, li)),
    choose: (root, button) => { root.querySelector(".fs-plane").chosen = button.dataset.for; refresh(root); },
    plane: (root, plane, event) => {
      const box = plane.getBoundingClientRect();
      put(root, (100 * (event.clientX - box.left)) / box.width, (100 * (box.bottom - event.clientY)) / box.height);
      const next = fields(root).find((f) => f.dataset.type === "place" && !read.place(f));
      if (next) { plane.chosen = next.dataset.name; refresh(root); }
    },
  };

  function step(root, button, by) {
    const input = button.parentNode.querySelector("input");
    input.value = Math.max(Number(input.min), Math.min(Number(input.max), (Number(input.value) || 0) + by));
    told(input);
    refresh(root);
  }

  function move(root, button, how) {
    how(button.closest("li"));
    told(button);
    refresh(root);
    if (button.disabled) button.closest("li").querySelector("[data-fs]:not([disabled])").focus();
    else button.focus();
  }

  function arrows(root, event) {
    const by = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, 5], ArrowDown: [0, -5] }[event.key];
    const dot = event.target.closest && event.target.closest("[data-fs=choose]");
    if (!by || !dot) return;
    event.preventDefault();
    const plane = root.querySelector(".fs-plane");
    plane.chosen = dot.dataset.for;
    const f = fields(root).find((g) => g.dataset.name === plane.chosen);
    const [x, y] = read.place(f) || [50, 50];
    put(root, x + by[0], y + by[1]);
  }

  function enhance(root) {
    if (!body(root)) return;
    const numbers = root.querySelector(".fs-numbers");
    if (numbers && !root.fsOn) numbers.open = false;
    if (!root.fsOn) {
      root.fsOn = true;
      root.addEventListener("click", (event) => {
        const button = event.target.closest("[data-fs]");
        if (!button || !root.contains(button) || button.closest("fieldset[disabled]")) return;
        if (acts[button.dataset.fs]) acts[button.dataset.fs](root, button, event);
      });
      root.addEventListener("keydown", (event) => arrows(root, event));
      root.addEventListener("invalid", (event) => { const folded = event.target.closest("details"); if (folded) folded.open = true; }, true); // else the browser cannot show what is wrong
      for (const name of ["input", "change", "focusin", "focusout"]) root.addEventListener(name, () => setTimeout(() => calm(() => body(root) && refresh(root))));
    }
    refresh(root);
  }

  return { calm, collect, fill: refill, enhance, problem, progress, summary };
})();
