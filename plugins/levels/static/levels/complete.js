// Offers pages at the reader's own level while words are typed into the search box.
// Without this script, or before it has answered, the form searches as it is.
// The pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ (editable, list autocomplete).

const PAUSE = 150; // milliseconds without a key before the site is asked
const LIST_ID = "search-offers";

class Completion {
  constructor(input) {
    this.input = input;
    this.pages = [];
    this.chosen = -1;
    this.list = this.element("ul", { id: LIST_ID, role: "listbox", hidden: "" });
    this.list.setAttribute("aria-label", input.dataset.offered);
    this.status = this.element("p", { class: "visually-hidden", role: "status" });
    input.after(this.list, this.status);
    this.describe({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": LIST_ID,
      "aria-expanded": "false",
    });
    input.addEventListener("input", () => this.wait());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    // Before the box loses the focus, which would take the list away under the pointer.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.click(event));
  }

  element(name, attributes) {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  describe(attributes) {
    Object.entries(attributes).forEach(([key, value]) => this.input.setAttribute(key, value));
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.request?.abort();
    const words = this.input.value.trim();
    if (!words) return this.close();
    this.request = new AbortController();
    const url = `${this.input.dataset.complete}?${new URLSearchParams({ q: words })}`;
    try {
      const response = await fetch(url, { signal: this.request.signal });
      if (response.ok) this.offer((await response.json()).pages);
    } catch {
      // A newer question has taken its place, or the site cannot be reached: nothing is offered.
      this.close();
    }
  }

  offer(pages) {
    if (document.activeElement !== this.input) return;
    this.pages = pages;
    this.list.replaceChildren(...pages.map((page, index) => this.option(page, index)));
    this.list.hidden = !pages.length;
    this.describe({ "aria-expanded": String(pages.length > 0) });
    this.status.textContent = pages.length ? `${this.input.dataset.offered}: ${pages.length}` : "";
    this.choose(-1);
  }

  option(page, index) {
    const made = this.element("li", { id: `${LIST_ID}-${index}`, role: "option" });
    made.textContent = page.title;
    // Empty where the page is in the language of the site.
    if (page.language) Object.assign(made, { lang: page.language, dir: "auto" });
    return made;
  }

  press(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.pages.length) {
      event.preventDefault();
      // One place more than there are pages: the box itself, where nothing is chosen.
      const places = this.pages.length + 1;
      this.choose(((this.chosen + 1 + steps[event.key] + places) % places) - 1);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.go(this.chosen);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  click(event) {
    const index = [...this.list.children].indexOf(event.target.closest("li"));
    if (index >= 0) this.go(index);
  }

  choose(index) {
    this.chosen = index;
    [...this.list.children].forEach((option, position) =>
      option.setAttribute("aria-selected", String(position === index)),
    );
    if (index < 0) return this.input.removeAttribute("aria-activedescendant");
    this.describe({ "aria-activedescendant": `${LIST_ID}-${index}` });
    this.list.children[index].scrollIntoView({ block: "nearest" });
  }

  go(index) {
    window.location.assign(this.pages[index].url);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.pages = [];
    this.chosen = -1;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.status.textContent = "";
    this.describe({ "aria-expanded": "false" });
    this.input.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll("input[data-complete]").forEach((input) => new Completion(input));
