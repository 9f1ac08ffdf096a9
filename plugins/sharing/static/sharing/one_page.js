// In Wagtail's editor: keep an autosave and what is submitted apart. Both would make a page where
// there is none yet: one too many, or an error for the second of them.

const ENDS = ["w-autosave:success", "w-autosave:error"];
// Milliseconds in which a browser has left the page, or cannot.
const LEAVING = 30000;

let saving = null;
let isWaiting = false;
let submittedAt = -Infinity;

for (const end of ENDS) {
  document.addEventListener(end, () => { saving = null; });
}

document.addEventListener("w-autosave:save", (event) => {
  if (performance.now() - submittedAt < LEAVING) {
    // What it would save is on its way already.
    event.preventDefault();
  } else {
    saving = event.target;
  }
}, true);

// Before the form's own listeners, which take it for sent.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-edit-form]")) return;
  if (form !== saving) {
    submittedAt = performance.now();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isWaiting) return;
  isWaiting = true;
  const pressed = event.submitter;
  const go = () => {
    ENDS.forEach((end) => document.removeEventListener(end, go));
    isWaiting = false;
    // The buttons are others by now, which say the same.
    const buttons = [...form.elements].filter((each) => each.type === "submit");
    form.requestSubmit(buttons.find((each) => each.name === pressed?.name) ?? null);
  };
  ENDS.forEach((end) => document.addEventListener(end, go));
}, true);
