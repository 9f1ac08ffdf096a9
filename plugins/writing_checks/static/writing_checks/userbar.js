/* Who closes the list opened it from a menu that is closed now: back to what opens the menu. */
const bar = document.querySelector("wagtail-userbar")?.shadowRoot;
bar?.addEventListener("toggle", ({ target, newState }) => {
  if (target.id !== "content-check" || newState !== "closed") return;
  const focused = bar.activeElement;
  const isLost = !focused && document.activeElement === document.body;
  if (isLost || target.contains(focused) || focused?.getAttribute("popovertarget") === target.id) {
    bar.querySelector("[data-wagtail-userbar-trigger]").focus();
  }
}, true);
