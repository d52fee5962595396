// Regions: what the kernel shows, put where it belongs; live text is read aloud.

// `after` is called when the page has changed.
function regionsOf(page, forms, after) {
  const { root } = page;
  const spoken = root.querySelector("[aria-live]");
  let followed = null; // the chosen row of a list, kept in sight
  let seized = null; // what took the focus when it came
  function patch(regions) {
    const active = document.activeElement;
    const inside = root.contains(active) && active !== root;
    for (const [name, html] of Object.entries(regions)) {
      const place = root.querySelector(`[data-region="${name}"]`);
      if (!place) continue;
      const holder = document.createElement(place.nodeName);
      holder.appendChild(parse(html));
      children(place, holder);
      forms.adopt(place);
      const form = place.closest("form[data-form]");
      if (form) derive(form);
    }
    if (inside && document.activeElement === document.body) { // moved or gone with the patch
      (root.contains(active) ? active : root.querySelector("[data-focus]"))?.focus({ preventScroll: true });
    }
    const follow = root.querySelector("[data-follow]");
    if (follow && follow !== followed) {
      follow.scrollIntoView({ block: "nearest" });
      if (followed && document.activeElement === followed) follow.focus({ preventScroll: true });
    }
    followed = follow;
    const eager = root.querySelector("[data-autofocus]");
    if (eager && eager !== seized) eager.focus();
    seized = eager;
    forms.mistakes();
    for (const call of after) call();
    say();
  }

  let lastSaid = 0;
  let sayLater = 0;
  function say() { // live text at most every five seconds
    const source = root.querySelector("[data-say]");
    const text = source ? source.dataset.say : "";
    if (!text || text === spoken.textContent || sayLater) return;
    const wait = Math.max(0, lastSaid + 5000 - Date.now());
    sayLater = setTimeout(() => {
      sayLater = 0;
      lastSaid = Date.now();
      spoken.textContent = root.querySelector("[data-say]")?.dataset.say || "";
    }, wait);
  }

  return { patch };
}
