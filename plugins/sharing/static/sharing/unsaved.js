// Where writing begins: sends what was typed in this browser and never reached the site.

import { all, forget, hold, isSettled, send, settle } from "./store.js";

const section = document.getElementById("unsaved");

function show(words, address, link) {
  const item = document.createElement("li");
  item.append(words, " ");
  if (address) {
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.textContent = link;
    item.append(anchor);
  }
  section.querySelector("ul").append(item);
  section.hidden = false;
}

function tell(record, answer) {
  const { saved, waiting, signedOut, notYours, goOn, signIn } = section.dataset;
  const title = `“${record.title}…”`;
  if (answer.status === 200) show(`${title} ${saved}`, record.address, goOn);
  // Somebody else may use this browser: what was written is none of theirs.
  else if (answer.status === 401) show(signedOut, answer.sign_in, signIn);
  else if (answer.status === 404) show(notYours);
  else show(`${title} ${answer.refused ?? waiting}`, record.address, goOn);
}

// Whose draft it is, where the browser has forgotten it: the window in which it was written still knows.
async function claim(record) {
  if (document.querySelector(`a[href*="${record.draft}"]`)) return;
  const answer = await send(record);
  if (answer.status === 200) tell(record, answer);
  else if (answer.status >= 400) await forget(record);
}

async function deliver(record) {
  const answer = await send(record);
  if (answer.status === 200) await settle(record, answer.is_visitors);
  tell(record, answer);
}

for (const record of await all()) {
  const letGo = await hold(record.window);
  if (!letGo) continue;
  await (isSettled(record) ? claim(record) : deliver(record)).catch(() => {});
  letGo();
}
