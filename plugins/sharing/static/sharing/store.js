// What was typed and has not reached the site yet, in this browser: a record for each window.
//
// A record: { window, draft, address, title, at, interview, units: { unit: [[name, value], …] } }. The fields of
// a unit are those of its form, with the fingerprint of what it was when it was shown. `at` grows with what is typed.
// Of who has no account a record stays when all is sent, with no units: should the browser lose its cookies, as one
// that is killed does with new ones, the window in which a draft was written is all that tells whose it is.

const NAME = "writing";
const RECORDS = "records";
// Milliseconds that a database in this browser may take. One that is blocked must not stop the writing.
const PATIENCE = 3_000;

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(RECORDS, { keyPath: "window" }).createIndex("draft", "draft");
    };
    request.onsuccess = () => {
      request.result.onclose = () => (opened = undefined);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

export function within(milliseconds, promise) {
  const late = new Promise((_resolve, reject) => setTimeout(reject, milliseconds, new Error("late")));
  return Promise.race([promise, late]);
}

async function transact(mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    // Strict: it is on the disk, and not on the way there, when this says that it is done.
    const transaction = database.transaction(RECORDS, mode, { durability: "strict" });
    const request = act(transaction.objectStore(RECORDS));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

const run = (mode, act) => within(PATIENCE, transact(mode, act));

export const keep = (record) => run("readwrite", (records) => records.put(record));
export const ofDraft = (key) => newest(run("readonly", (records) => records.index("draft").getAll(key)), key);
export const all = () => newest(run("readonly", (records) => records.getAll()));

// A page that is left has no time for a database, only for what is written while it waits. That does
// not reach the disk before some while: a browser that is killed has lost it.
const nameOf = (window) => `${NAME} ${window}`;

export function keepAtOnce(record) {
  try {
    localStorage.setItem(nameOf(record.window), JSON.stringify(record));
  } catch {
    // No room, or not allowed: what was kept before is still there.
  }
}

function keptAtOnce() {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(nameOf("")));
    return names.map((name) => JSON.parse(localStorage.getItem(name)));
  } catch {
    return [];
  }
}

// One record for each window, of one draft or of all.
async function newest(kept, draft) {
  const records = [...(await kept.catch(() => [])), ...keptAtOnce()].sort((one, other) => one.at - other.at);
  const byWindow = new Map(records.map((record) => [record.window, record]));
  return [...byWindow.values()].filter((record) => draft === undefined || record.draft === draft);
}

// Forgets what a window typed until `at`; what it has typed since stays.
export function forget({ window, at }) {
  dropKeptAtOnce({ window, at });
  return run("readwrite", (records) => {
    const found = records.get(window);
    found.onsuccess = () => found.result?.at <= at && records.delete(window);
  });
}

function dropKeptAtOnce({ window, at }) {
  for (const record of keptAtOnce()) {
    if (record.window === window && record.at <= at) localStorage.removeItem(nameOf(window));
  }
}

// Notes that all in a record has been sent.
export function settle(record, isVisitor) {
  dropKeptAtOnce(record);
  return isVisitor ? keep({ ...record, units: {} }) : forget(record);
}

export const isSettled = (record) => Object.keys(record.units).length === 0;

// A window is held as long as the page lives that writes in it, so that no other page speaks for it.
// Returns what lets it go, or nothing where another page holds it. A page that was left a moment ago may hold its own.
const JUST_LEFT = 500; // milliseconds

export function hold(window) {
  if (!navigator.locks) return () => {};
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(JUST_LEFT);
    const held = () => new Promise((letGo) => resolve(letGo));
    navigator.locks.request(nameOf(window), { signal }, held).catch(() => resolve(undefined));
  });
}

// Sends a record to the site; returns its answer, whose `status` is 0 where there was none.
export function send(record, patience) {
  const data = new FormData();
  for (const name of ["window", "interview", "at"]) data.append(name, record[name]);
  for (const fields of Object.values(record.units)) {
    for (const [name, value] of fields) data.append(name, value);
  }
  return post(record.address, data, patience);
}

export async function post(address, data, patience = 15_000) {
  try {
    const response = await fetch(address, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(patience),
    });
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    return { ...(isJson ? await response.json() : {}), status: response.status };
  } catch {
    return { status: 0 };
  }
}
