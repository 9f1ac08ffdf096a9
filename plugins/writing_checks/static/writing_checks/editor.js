/* After each preview, the panel of checks shows what the content check found in it. */
document.addEventListener("w-preview:loaded", () => {
  const panel = document.querySelector("[data-content-check-panel]");
  const preview = document.querySelector("#w-preview-iframe")?.contentDocument;
  const found = preview?.querySelector("wagtail-userbar")?.shadowRoot?.querySelector("[data-content-check]");
  if (panel && found) panel.replaceChildren(document.importNode(found, true));
});
