// Comfort for who reviews a page; all of it works without.

// Shows the checklists of the levels that are chosen, and of no other.
for (const form of document.querySelectorAll("form[data-review]")) {
  const show = () => {
    const chosen = [...form.querySelectorAll('input[name="levels"]:checked')].map((box) => box.value);
    for (const checklist of form.querySelectorAll("[data-checklist]")) {
      checklist.hidden = !chosen.includes(checklist.dataset.checklist);
    }
  };
  form.addEventListener("change", show);
  show();

  // Wagtail's field of tags makes an input of its own, and leaves it without a name.
  const nameInputs = () => {
    const label = form.querySelector('label[for="id_topics"]');
    for (const input of form.querySelectorAll(".tagit-new input:not([aria-label])")) {
      input.setAttribute("aria-label", label.textContent.trim());
    }
  };
  new MutationObserver(nameInputs).observe(form, { childList: true, subtree: true });
  nameInputs();
}

// Marks the level that the preview is at.
const previews = [...document.querySelectorAll("[data-preview]")];
for (const preview of previews) {
  preview.addEventListener("click", () => {
    for (const each of previews) each.removeAttribute("aria-current");
    preview.setAttribute("aria-current", "true");
  });
}
