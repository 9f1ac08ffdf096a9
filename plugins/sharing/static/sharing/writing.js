// Saves what is typed: at once in this browser, a moment later on the site. Nothing is lost when the
// browser is killed, the network fails or the session ends; two windows never overwrite each other.

import { forget, hold, isSettled, keep, keepAtOnce, ofDraft, send, settle, within } from "./store.js";

// Milliseconds without a key, and in all, before what is typed is kept here, and before it is sent.
const HERE = { pause: 250, most: 800 };
const THERE = { pause: 1_500, most: 4_000 };
// Milliseconds between attempts to send, where the site does not answer.
const RETRY = { first: 2_000, most: 30_000 };
// Milliseconds for which somebody is kept waiting, on coming and on going.
const BRIEFLY = 4_000;

const BROUGHT_BACK = "sharing.restored";

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
    this.isVisitor = "visitor" in form.dataset;
    this.status = form.querySelector("[data-status]");
    this.window = form.elements.window.value;
    this.changed = new Map(); // units, and how often each has been changed
    this.carried = {}; // units of other steps, that were typed before and not sent
    this.at = 0;
    this.wait = RETRY.first;
    this.here = new Soon(HERE, () => this.keepHere());
    this.there = new Soon(THERE, () => this.sendChanges());
    this.working = Promise.resolve();
    // What was typed is brought back from where it is kept. A browser that fills forms in by itself
    // would put an older text in the place of one that is saved.
    form.autocomplete = "off";
    this.listen();
    this.noticeWhatIsTyped();
    if (this.status.dataset.at) this.say(`${form.dataset.saved} ${clock(new Date(this.status.dataset.at))}`);
    hold(this.window);
  }

  listen() {
    // A file says both: sent twice, it would be refused the first time only, as it is let go then.
    this.form.addEventListener("input", ({ target }) => target.type === "file" || this.change(target));
    // Text says so with each key.
    this.form.addEventListener("change", ({ target }) => isText(target) || this.change(target));
    this.form.addEventListener("submit", (event) => this.leave(event));
    addEventListener("online", () => this.there.now());
    addEventListener("focus", () => this.there.now());
    addEventListener("pageshow", () => (this.isLeaving = false));
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
  }

  // Changes.

  change(field) {
    const unit = field.closest("[data-unit]")?.dataset.unit;
    if (!unit || !field.name) return;
    this.changed.set(unit, (this.changed.get(unit) ?? 0) + 1);
    this.here.ask();
    if (field.type !== "file") this.there.ask();
    else {
      this.refuse(this.element(unit), []);
      this.there.now();
    }
  }

  // Before this script was there. An editor that is there first has put its own text in.
  noticeWhatIsTyped() {
    for (const field of this.form.elements) {
      const isPlain = isText(field) && this.form.elements[`${field.name}:format`]?.value !== "html";
      if (isPlain && field.value !== field.defaultValue) this.change(field);
    }
  }

  element(unit) {
    return this.form.querySelector(`[data-unit="${CSS.escape(unit)}"]`);
  }

  // The fields of a unit as a form sends them; files too, if asked for.
  fields(unit, { files = false } = {}) {
    return [...new FormData(this.form)].filter(([name, value]) => {
      if (!name.startsWith(`u-${unit}-`)) return false;
      return typeof value === "string" || (files && value.size > 0);
    });
  }

  // Grows with every change, also where somebody sets the clock.
  moment() {
    this.at = Math.max(this.at + 1, Math.round(performance.timeOrigin + performance.now()));
    return this.at;
  }

  get hasUnsent() {
    return this.changed.size > 0 || Object.keys(this.carried).length > 0;
  }

  // Here.

  record(options) {
    const units = [...this.changed.keys()].map((unit) => [unit, this.fields(unit, options)]);
    this.title = titleOf(units) || this.title || "";
    return {
      window: this.window,
      draft: this.key,
      // Where all questions are on one page: what was typed on any step is saved there.
      address: this.form.dataset.all,
      title: this.title,
      at: this.moment(),
      interview: this.form.elements.interview.value,
      units: { ...this.carried, ...Object.fromEntries(units) },
    };
  }

  // Tells whether it could be kept: without a database, or room in it, the site is all there is.
  async keepHere() {
    const kept = this.hasUnsent ? keep(this.record()) : settle(this.record(), this.isVisitor);
    return kept.then(() => true, () => false);
  }

  // There. One request at a time: the later text must not come first.

  sendChanges() {
    this.working = this.working.then(() => this.save());
    return this.working;
  }

  async save() {
    if (!this.hasUnsent) return;
    const sent = new Map(this.changed);
    const record = this.record({ files: true });
    const answer = await send(record);
    this.isOut = answer.status === 0;
    if (answer.status === 200) await this.saved(sent, answer);
    else await this.failed(answer);
  }

  async saved(sent, answer) {
    this.wait = RETRY.first;
    this.since = undefined;
    // A new draft has an address now, to come back to.
    if (location.href !== this.form.action) history.replaceState(null, "", this.form.action);
    for (const [unit, times] of sent) {
      if (this.changed.get(unit) === times) this.changed.delete(unit);
      this.see(unit, answer);
    }
    this.carried = {};
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
    // Until another is chosen: what is saved next is no reason to take it away.
    if (answer.errors[unit]) this.refuse(inside, answer.errors[unit]);
    if (picture && answer.pictures[unit]) {
      picture.src = answer.pictures[unit];
      picture.hidden = false;
    }
  }

  refuse(inside, texts) {
    const place = inside?.querySelector("[data-error]");
    if (!place) return;
    place.textContent = texts.join(" ");
    place.hidden = texts.length === 0;
  }

  tell(answer) {
    const { saved, conflict, seeBoth } = this.form.dataset;
    const refused = Object.values(answer.errors).flat();
    const time = `${saved} ${clock(new Date())}`;
    if (refused.length) this.say(refused.join(" "));
    else if (answer.conflicts.length) this.say(`${time}. ${conflict}`, location.pathname, seeBoth);
    else this.say(time);
  }

  async failed(answer) {
    const { signedOut, signIn, notYours, here, lost } = this.form.dataset;
    const isHere = await this.keepHere();
    this.since ??= new Date();
    if (answer.status === 401) this.say(signedOut, answer.sign_in, signIn);
    else if (answer.status === 404) this.say(notYours);
    else if (answer.refused) this.say(answer.refused);
    else if (isHere) this.say(`${here} ${clock(this.since)}`);
    else this.say(lost);
    clearTimeout(this.again);
    // What is too long stays so until something is taken out.
    if (answer.status === 413) return;
    this.again = setTimeout(() => this.there.now(), this.wait);
    this.wait = Math.min(2 * this.wait, RETRY.most);
  }

  // Leaving.

  // What is on its way comes first, and what is typed is kept until the next page knows that it came.
  async leave(event) {
    if (this.isLeaving) return;
    event.preventDefault();
    this.isLeaving = true;
    const button = event.submitter;
    // Where the site did not answer, nobody is sent to a page that is not there.
    const sent = this.isOut ? this.sendChanges() : this.working;
    await within(BRIEFLY, Promise.all([this.here.now(), sent])).catch(() => {});
    if (this.isOut) {
      this.isLeaving = false;
      return;
    }
    clearTimeout(this.again);
    clearTimeout(this.there.timer);
    this.form.elements.at.value = this.moment();
    this.form.requestSubmit(button);
  }

  flush() {
    if (!this.hasUnsent) return;
    keepAtOnce(this.record());
    this.here.now();
    this.there.now();
  }

  // Coming back.

  // Sends what was typed before in this browser and never reached the site; true if that is to be shown.
  async restore() {
    const records = await this.leftBehind();
    if (!records.length) return false;
    // Nobody types into what is about to be replaced.
    const focused = document.activeElement;
    this.form.inert = true;
    try {
      return await this.bringBack(records);
    } finally {
      this.form.inert = false;
      focused?.focus();
    }
  }

  // The records of this draft that no other page is about to send, the oldest first.
  async leftBehind() {
    const records = await ofDraft(this.key);
    const others = records.filter((record) => record.window !== this.window);
    const isFree = await Promise.all(others.map((record) => hold(record.window)));
    const free = others.filter((_record, at) => isFree[at]);
    // That this page is shown tells whose the draft is: one record that says so is enough.
    const settled = free.filter(isSettled);
    if (this.isVisitor) settled.pop();
    for (const record of settled) forget(record).catch(() => {});
    return free.filter((record) => !isSettled(record));
  }

  async bringBack(records) {
    let isNews = false;
    let unsent;
    for (const record of records) {
      const answer = await send(record, BRIEFLY);
      if (answer.status === 200) {
        await settle(record, this.isVisitor).catch(() => {});
        isNews ||= this.differs(answer);
      } else unsent = { record, answer };
    }
    if (unsent && !this.changed.size) await this.goOnWith(unsent);
    return isNews && !unsent;
  }

  // Whether this page shows something else than what is saved now.
  differs(answer) {
    const isOlder = ([unit, seen]) => (this.form.elements[`u-${unit}-seen`]?.value ?? seen) !== seen;
    return answer.conflicts.length > 0 || Object.entries(answer.seen).some(isOlder);
  }

  // Without the site: this page becomes the window that was left, with all that was typed in it.
  async goOnWith({ record, answer }) {
    this.window = this.form.elements.window.value = record.window;
    this.at = record.at;
    for (const [unit, fields] of Object.entries(record.units)) {
      if (this.element(unit)) {
        this.fill(fields);
        this.changed.set(unit, 1);
      } else this.carried[unit] = fields;
    }
    this.isOut = answer.status === 0;
    await this.failed(answer);
  }

  // The format of a text comes after it in the form, and an editor wants to know it first.
  fill(fields) {
    const names = [...new Set(fields.map(([name]) => name))];
    const isFormat = (name) => name.endsWith(":format");
    const inOrder = [...names.filter(isFormat), ...names.filter((name) => !isFormat(name))];
    for (const name of inOrder) this.set(name, fields.filter((field) => field[0] === name).map(([, value]) => value));
  }

  set(name, values) {
    for (const field of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = values.includes(field.value);
      else if (field.type !== "file") field.value = values[0];
      field.dispatchEvent(new CustomEvent("rich-text:set"));
    }
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

// The beginning of what was typed, to know it again by.
function titleOf(units) {
  const typed = units.flatMap(([, fields]) => fields).filter(([name]) => !/-(seen|kind)$|:format$/.test(name));
  const texts = typed.map(([, value]) => String(value).slice(0, 1_000).replace(/<[^>]*>/g, " ").trim());
  return texts.find(Boolean)?.slice(0, 60);
}

const isText = (field) => /^(text|textarea|search|email|url|number)$/.test(field.type);

// The time of a day as it is read out, and the day where it is another one.
function clock(time) {
  const hours = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const isToday = time.toDateString() === new Date().toDateString();
  const day = isToday ? {} : { day: "numeric", month: "long", year: "numeric" };
  return time.toLocaleString(document.documentElement.lang || [], { ...day, ...hours });
}

// How many words there are, below each text.

const count = (text) => text.replace(/<[^>]*>/g, " ").match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;

function countWords(form) {
  for (const place of form.querySelectorAll("[data-count-of]")) {
    const field = document.getElementById(place.dataset.countOf);
    const show = () => (place.textContent = field.value ? `${count(field.value)} ${form.dataset.words}` : "");
    field.addEventListener("input", show);
    field.addEventListener("rich-text:set", show);
    show();
  }
}

// A browser may allow neither this nor a database: then it writes all the same.
function wasBroughtBack() {
  try {
    const was = sessionStorage.getItem(BROUGHT_BACK);
    sessionStorage.removeItem(BROUGHT_BACK);
    return was !== null;
  } catch {
    return false;
  }
}

function showWhatIsSaved() {
  try {
    sessionStorage.setItem(BROUGHT_BACK, "");
  } finally {
    location.reload();
  }
}

// A browser that goes back shows a page as it was sent, before what was typed in it was saved.
const isOutdated = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";

async function begin(form) {
  if (isOutdated()) {
    form.inert = true;
    location.reload();
    return;
  }
  const writing = new Writing(form);
  countWords(form);
  const was = wasBroughtBack();
  if (was) writing.say(form.dataset.restored);
  if ((await writing.restore()) && !was) showWhatIsSaved();
  else form.dataset.ready = "";
}

for (const form of document.querySelectorAll("[data-writing]")) begin(form);
