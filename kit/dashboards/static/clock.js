// Clocks that count down.

function clockOf(page) {
  const { root, command } = page;
  function tick() {
    const now = performance.now();
    for (const node of root.querySelectorAll("[data-seconds]")) {
      if (node.seen !== node.dataset.stamp) { node.seen = node.dataset.stamp; node.since = now; }
      const gone = node.dataset.running === "1" ? (now - node.since) / 1000 : 0;
      const left = Math.max(0, Math.ceil(Number(node.dataset.seconds) - gone));
      const text = left === 0 && node.dataset.done ? node.dataset.done : `${String(Math.floor(left / 60)).padStart(2, "0")}.${String(left % 60).padStart(2, "0")}`;
      if (node.textContent !== text) node.textContent = text;
      node.classList.toggle("fs-last", left <= 60);
      node.classList.toggle("fs-done", left === 0);
      if (left === 0 && node.dataset.running === "1" && node.dataset.zero && node.told !== node.dataset.stamp) {
        if (command(node.dataset.zero, JSON.parse(node.dataset.args || "{}"))) node.told = node.dataset.stamp;
      }
    }
  }
  page.every(250, tick);
  return { tick };
}
