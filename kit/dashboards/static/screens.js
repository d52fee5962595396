// Boxes that pictures are drawn for, full screen, and the other window of this browser.

function screensOf(page) {
  const { root, on, command } = page;

  // Pictures are drawn for the exact box that they stand in. On Storskjerm a unit is 1/1920 of the width.
  const boxes = new Map();
  function measure({ anew = false } = {}) {
    if (anew) boxes.clear();
    for (const node of root.querySelectorAll("[data-box]")) {
      const screen = node.closest("[data-screen]");
      const unit = screen ? Math.min(screen.clientWidth / 1920, screen.clientHeight / 1080) : 1;
      const size = [Math.floor(node.clientWidth / unit), Math.floor(node.clientHeight / unit)];
      const known = boxes.get(node.dataset.box);
      if (size[0] < 200 || size[1] < 120 || (known && Math.abs(known[0] - size[0]) < 4 && Math.abs(known[1] - size[1]) < 4)) continue;
      if (command("box", { name: node.dataset.box, width: size[0], height: size[1] })) boxes.set(node.dataset.box, size);
    }
  }
  let measuring = 0;
  const measureSoon = () => { clearTimeout(measuring); measuring = setTimeout(measure, 60); };
  on(window, "resize", measureSoon);

  // A window with Storskjerm tells the other windows of this browser that it is there.
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("fagsamling") : null;
  let second = 0;
  const screenOf = () => root.querySelector("[data-screen]")?.dataset.screen;
  if (channel) channel.onmessage = ({ data }) => {
    if (data.screen && data.screen === root.querySelector("[data-gathering]")?.dataset.gathering) second = data.gone ? 0 : Date.now();
    root.classList.toggle("fs-second", Boolean(second));
  };
  const announce = () => {
    if (screenOf()) channel?.postMessage({ screen: screenOf() });
    if (second && Date.now() - second > 5000) { second = 0; root.classList.remove("fs-second"); }
  };
  on(window, "pagehide", () => { if (screenOf()) channel?.postMessage({ screen: screenOf(), gone: true }); });
  page.every(1500, announce);

  on(document, "fullscreenchange", () => {
    const on_ = document.fullscreenElement === root;
    root.classList.toggle("fs-full", on_);
    command("fullscreen", { on: on_ });
  });
  page.leaving(() => channel?.close());

  return { measure };
}
