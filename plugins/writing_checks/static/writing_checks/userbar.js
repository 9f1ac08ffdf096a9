/* Whoever closes the list is back at its button, whose menu is closed: to what opens the menu. */
const bar = document.querySelector("wagtail-userbar")?.shadowRoot;
bar?.addEventListener("toggle", (event) => {
  const isAtButton = bar.activeElement?.getAttribute("popovertarget") === event.target.id;
  if (event.target.id === "content-check" && event.newState === "closed" && isAtButton) {
    bar.querySelector("[data-wagtail-userbar-trigger]").focus();
  }
}, true);
