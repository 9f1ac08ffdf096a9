/* The menu is closed when its list is: the focus goes back to what opens the menu. */
const bar = document.querySelector("wagtail-userbar")?.shadowRoot;
bar?.addEventListener("toggle", (event) => {
  const isLost = !bar.activeElement && document.activeElement === document.body;
  if (event.target.id === "content-check" && event.newState === "closed" && isLost) {
    bar.querySelector("[data-wagtail-userbar-trigger]").focus();
  }
}, true);
