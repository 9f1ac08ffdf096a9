// Comfort on top of pages that work without it: menus that close, links to copy, pages to print, and
// notes that are kept in the reader's own browser and sent nowhere. And a count of reads.

const NOTE_PAUSE = 400; // milliseconds without a key before a note is kept
const READ_AFTER = 10_000; // milliseconds that a page is in view before it counts as read

// Menus: Esc and a click elsewhere close them; with Esc the focus goes back to where it came from.

const openMenus = () => [...document.querySelectorAll("[data-menu][open]")];

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

// Showing people: the link, or the page on paper.

async function copy(button) {
  const status = button.closest(".show-people").querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    status.textContent = button.dataset.copied;
  } catch {
    // Not allowed, or no secure connection: the link itself can be copied by hand.
    status.textContent = button.dataset.copy;
  }
}

document.addEventListener("click", (event) => {
  const copying = event.target.closest("[data-copy]");
  if (copying) copy(copying);
  if (event.target.closest("[data-print]")) window.print();
});

// Notes under questions to reflect on.

class Notes {
  constructor(section) {
    this.page = section.dataset.notes;
    this.fields = [...section.querySelectorAll("[data-note]")];
    this.status = section.querySelector("[data-notes-status]");
    this.button = section.querySelector("[data-delete-notes]");
    this.label = this.button.textContent;
    this.fields.forEach((field) => {
      field.value = this.kept(field) ?? field.value;
      field.addEventListener("input", () => this.wait(field));
      field.addEventListener("change", () => this.keep(field));
    });
    this.button.addEventListener("click", () => (this.deleted ? this.undo() : this.delete()));
  }

  key(field) {
    return `note:${this.page}:${field.dataset.note}`;
  }

  kept(field) {
    try {
      return localStorage.getItem(this.key(field));
    } catch {
      return null;
    }
  }

  wait(field) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(field), NOTE_PAUSE);
  }

  keep(field) {
    clearTimeout(this.timer);
    this.offer(null);
    this.say(this.store(field) ? this.status.dataset.kept : this.status.dataset.failed);
  }

  store(field) {
    try {
      if (field.value) localStorage.setItem(this.key(field), field.value);
      else localStorage.removeItem(this.key(field));
      return true;
    } catch {
      return false;
    }
  }

  delete() {
    clearTimeout(this.timer);
    this.offer(this.fields.map((field) => field.value));
    this.fill(this.fields.map(() => ""));
    this.say(this.button.dataset.deleted);
  }

  undo() {
    this.fill(this.deleted);
    this.offer(null);
    this.say(this.status.dataset.kept);
  }

  fill(values) {
    this.fields.forEach((field, index) => {
      field.value = values[index];
      this.store(field);
    });
  }

  offer(deleted) {
    this.deleted = deleted;
    this.button.textContent = deleted ? this.button.dataset.undo : this.label;
  }

  say(words) {
    this.status.textContent = words;
  }
}

document.querySelectorAll("[data-notes]").forEach((section) => new Notes(section));

// Reads: a page that has been in view for a while says so, once, and nothing of who reads it.

class Reading {
  constructor(url) {
    this.url = url;
    this.look = this.look.bind(this);
    document.addEventListener("visibilitychange", this.look);
    this.look();
  }

  look() {
    clearTimeout(this.timer);
    // Not while it waits in another tab, or was fetched in advance.
    if (document.visibilityState !== "visible") return;
    this.timer = setTimeout(() => this.count(), READ_AFTER);
  }

  count() {
    document.removeEventListener("visibilitychange", this.look);
    navigator.sendBeacon?.(this.url);
  }
}

document.querySelectorAll("[data-read]").forEach((part) => new Reading(part.dataset.read));
