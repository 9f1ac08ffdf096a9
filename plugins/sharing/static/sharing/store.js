// What was typed and has not reached the site yet, in this browser: a record for each draft.
//
// A record: { key, address, title, at, window, interview, units: { unit: [[name, value], …] } }, where the
// fields of a unit are those of its form, with the fingerprint of what it was when it was shown.

const NAME = "sharing";
const DRAFTS = "drafts";

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(DRAFTS, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    // Strict: it is on the disk, and not on the way there, when this says that it is done.
    const transaction = database.transaction(DRAFTS, mode, { durability: "strict" });
    const request = act(transaction.objectStore(DRAFTS));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const keep = (record) => run("readwrite", (store) => store.put(record));
export const forget = (key) => run("readwrite", (store) => store.delete(key));
export const kept = (key) => run("readonly", (store) => store.get(key));
export const all = () => run("readonly", (store) => store.getAll());

// Sends a record to the site; returns its answer, whose `status` is 0 where there was none.
export async function send(record) {
  const data = new FormData();
  data.append("window", record.window);
  data.append("interview", record.interview);
  for (const fields of Object.values(record.units)) {
    for (const [name, value] of fields) data.append(name, value);
  }
  return post(record.address, data);
}

const PATIENCE = 15_000; // milliseconds

export async function post(address, data) {
  try {
    const response = await fetch(address, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    return { status: response.status, ...(isJson ? await response.json() : {}) };
  } catch {
    return { status: 0 };
  }
}
