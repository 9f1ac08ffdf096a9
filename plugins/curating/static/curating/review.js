// Shows the checklists of the levels that are chosen, and of no other. Without it, all are there.
for (const form of document.querySelectorAll("form[data-review]")) {
  const show = () => {
    const chosen = [...form.querySelectorAll('input[name="levels"]:checked')].map((box) => box.value);
    for (const checklist of form.querySelectorAll("[data-checklist]")) {
      checklist.hidden = !chosen.includes(checklist.dataset.checklist);
    }
  };
  form.addEventListener("change", show);
  show();
}
