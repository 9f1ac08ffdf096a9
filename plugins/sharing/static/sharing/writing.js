// Saves what is typed: at once in this browser, a moment later on the site. Nothing is lost when the
// browser is killed, the network fails or the session ends; two windows never overwrite each other.

import { forget, keep, kept, post, send } from "./store.js";

// Milliseconds without a key, and in all, before what is typed is kept here, and before it is sent.
const HERE = { pause: 250, most: 800 };
const THERE = { pause: 1_500, most: 4_000 };
// Milliseconds between attempts to send, where the site does not answer.
const RETRY = { first: 2_000, most: 30_000 };

// Does something a while after it was last asked for, and no later than another while.
class Soon {
  constructor({ pause, most }, act) {
    Object.assign(this, { pause, most, act });
  }

  ask() {
    clearTimeout(this.timer);
    this.since ??= Date.now();
    const left = this.since + this.most - Date.now();
    this.timer = setTimeout(() => this.now(), Math.max(0, Math.min(this.pause, left)));
  }

  now() {
    clearTimeout(this.timer);
    this.since = undefined;
    return this.act();
  }
}

class Writing {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.writing;
    this.status = form.querySelector("[data-status]");
    this.window = form.elements.window.value;
    this.changed = new Map(); // units, and how often each has been changed
    this.wait = RETRY.first;
    this.here = new Soon(HERE, () => this.keepHere());
    this.there = new Soon(THERE, () => this.sendChanges());
    this.working = Promise.resolve();
    form.addEventListener("input", (event) => this.change(event));
    form.addEventListener("change", (event) => this.change(event));
    form.addEventListener("submit", (event) => this.leave(event));
    addEventListener("online", () => this.changed.size && this.there.now());
    addEventListener("focus", () => this.changed.size && this.there.now());
    addEventListener("visibilitychange", () => document.hidden && this.changed.size && this.flush());
  }

  // Changes.

  change(event) {
    const unit = event.target.closest("[data-unit]")?.dataset.unit;
    if (!unit || !event.target.name) return;
    this.changed.set(unit, (this.changed.get(unit) ?? 0) + 1);
    this.here.ask();
    if (event.target.type === "file") this.there.now();
    else this.there.ask();
  }

  element(unit) {
    return this.form.querySelector(`[data-unit="${CSS.escape(unit)}"]`);
  }

  // The fields of a unit as a form sends them; files too, if asked for.
  fields(unit, { files = false } = {}) {
    const inside = this.element(unit);
    if (!inside) return [];
    return [...new FormData(this.form)].filter(([name, value]) => {
      if (!name.startsWith(`u-${unit}-`)) return false;
      return typeof value === "string" || (files && value.size > 0);
    });
  }

  // Here.

  record() {
    const units = [...this.changed.keys()].map((unit) => [unit, this.fields(unit)]);
    return {
      key: this.key,
      address: this.all,
      title: this.title(),
      at: Date.now(),
      window: this.window,
      interview: this.form.elements.interview.value,
      units: Object.fromEntries(units),
    };
  }

  // Where all questions are on one page: what was typed on any step is saved there.
  get all() {
    return this.form.dataset.all;
  }

  title() {
    const texts = [...this.changed.keys()].flatMap((unit) => this.fields(unit));
    const said = texts.filter(([name]) => !/-(seen|format)$/.test(name)).map(([, value]) => value);
    return said.find((text) => text.trim())?.replace(/<[^>]*>/g, " ").trim().slice(0, 60) ?? "";
  }

  async keepHere() {
    try {
      await (this.changed.size ? keep(this.record()) : forget(this.key));
      return true;
    } catch {
      // No database, or no room in it: the site is all there is.
      return false;
    }
  }

  // There. One request at a time: the later text must not come first.

  sendChanges() {
    this.working = this.working.then(() => this.save());
    return this.working;
  }

  async save() {
    const sent = new Map(this.changed);
    if (!sent.size) return;
    const data = new FormData();
    data.append("window", this.window);
    data.append("interview", this.form.elements.interview.value);
    for (const unit of sent.keys()) {
      for (const [name, value] of this.fields(unit, { files: true })) data.append(name, value);
    }
    const answer = await post(this.all, data);
    if (answer.status === 200) await this.saved(sent, answer);
    else await this.failed(answer);
  }

  async saved(sent, answer) {
    this.wait = RETRY.first;
    // A new draft has an address now, to come back to.
    if (location.href !== this.form.action) history.replaceState(null, "", this.form.action);
    for (const [unit, times] of sent) {
      if (this.changed.get(unit) === times) this.changed.delete(unit);
      this.see(unit, answer);
    }
    await this.keepHere();
    this.tell(answer);
  }

  see(unit, answer) {
    const seen = this.form.elements[`u-${unit}-seen`];
    if (seen && unit in answer.seen) seen.value = answer.seen[unit];
    const inside = this.element(unit);
    const file = inside?.querySelector("input[type=file]");
    const picture = inside?.querySelector("[data-picture]");
    if (file) file.value = "";
    if (picture && answer.pictures[unit]) {
      picture.src = answer.pictures[unit];
      picture.hidden = false;
    }
  }

  tell(answer) {
    const refused = Object.values(answer.errors).flat();
    if (refused.length) this.say(refused.join(" "));
    else if (answer.conflicts.length) this.say(this.form.dataset.conflict, location.href, this.form.dataset.seeBoth);
    else this.say(`${this.form.dataset.saved} ${answer.saved}`);
  }

  async failed(answer) {
    const isHere = await this.keepHere();
    if (answer.status === 401) this.say(this.form.dataset.signedOut, answer.sign_in, this.form.dataset.signIn);
    else if (answer.refused) this.say(answer.refused);
    else if (!isHere) this.say(this.form.dataset.lost);
    else this.say(`${this.form.dataset.here} ${new Date().toLocaleTimeString([], { timeStyle: "short" })}`);
    clearTimeout(this.again);
    this.again = setTimeout(() => this.there.now(), this.wait);
    this.wait = Math.min(2 * this.wait, RETRY.most);
  }

  // Leaving.

  // What is on its way comes first, and what is typed is kept until the next page knows that it came.
  leave(event) {
    if (this.isLeaving) return;
    event.preventDefault();
    this.isLeaving = true;
    const button = event.submitter;
    Promise.all([this.here.now(), this.working]).finally(() => {
      clearTimeout(this.again);
      clearTimeout(this.there.timer);
      if (button) button.disabled = false;
      this.form.requestSubmit(button);
    });
  }

  flush() {
    this.here.now();
    this.there.now();
  }

  // Coming back.

  // Sends what was typed before, in this browser, and never reached the site; true if there was any.
  async restore() {
    const record = await kept(this.key).catch(() => undefined);
    if (!record) return false;
    const answer = await send(record);
    if (answer.status !== 200) return this.fill(record);
    await forget(this.key);
    const shown = Object.entries(answer.seen).some(([unit, seen]) => {
      const field = this.form.elements[`u-${unit}-seen`];
      return field && field.value !== seen;
    });
    return shown || answer.conflicts.length > 0;
  }

  // Without the site: what was typed goes into the form as it was.
  fill(record) {
    for (const [unit, fields] of Object.entries(record.units)) {
      for (const [name, value] of fields) this.set(name, value);
      this.changed.set(unit, 1);
    }
    this.there.ask();
    return false;
  }

  set(name, value) {
    const field = this.form.elements[name];
    if (!field || name.endsWith("-seen")) return;
    if (field instanceof HTMLElement && !/^(checkbox|radio)$/.test(field.type)) field.value = value;
    if (field instanceof HTMLElement) field.dispatchEvent(new CustomEvent("rich-text:set"));
  }

  // Words for people: said once, and again only when they change.
  say(words, address, link) {
    const said = `${words} ${address ?? ""}`;
    if (this.said === said) return;
    this.said = said;
    this.status.textContent = words;
    if (!address) return;
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.textContent = link;
    if (link !== this.form.dataset.seeBoth) anchor.target = "_blank";
    this.status.append(" ", anchor);
  }
}

// How many words there are, below each text.

const count = (text) => text.replace(/<[^>]*>/g, " ").match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;

function countWords(form) {
  for (const place of form.querySelectorAll("[data-count-of]")) {
    const field = document.getElementById(place.dataset.countOf);
    const show = () => (place.textContent = field.value ? `${count(field.value)} ${form.dataset.words}` : "");
    field.addEventListener("input", show);
    show();
  }
}

const BROUGHT_BACK = "sharing.restored";

async function begin(form) {
  const writing = new Writing(form);
  countWords(form);
  if (sessionStorage.getItem(BROUGHT_BACK)) {
    sessionStorage.removeItem(BROUGHT_BACK);
    writing.say(form.dataset.restored);
  }
  // Nobody types into what is about to be replaced.
  form.inert = true;
  if (await writing.restore()) {
    sessionStorage.setItem(BROUGHT_BACK, "1");
    location.reload();
    return;
  }
  form.inert = false;
  form.dataset.ready = "";
}

for (const form of document.querySelectorAll("[data-writing]")) begin(form);
