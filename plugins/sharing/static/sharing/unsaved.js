// Where writing begins: sends what was typed in this browser and never reached the site.

import { all, forget, send } from "./store.js";

const section = document.getElementById("unsaved");

function show(record, address) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = section.dataset.one;
  item.append(`“${record.title}…” `, link);
  section.querySelector("ul").append(item);
  section.hidden = false;
}

// Without the account or the session that it was begun in, all that is left is the text itself.
function showText(record) {
  const item = document.createElement("li");
  const text = document.createElement("textarea");
  const typed = Object.values(record.units).flat().filter(([name]) => !/-(seen|format)$/.test(name));
  text.value = typed.map(([, value]) => value).join("\n\n");
  text.readOnly = true;
  text.setAttribute("aria-label", record.title);
  item.append(text);
  section.querySelector("ul").append(item);
  section.hidden = false;
}

for (const record of await all().catch(() => [])) {
  const answer = await send(record);
  if (answer.status === 200) {
    await forget(record.key);
    show(record, record.address);
  } else if (answer.status === 401) show(record, answer.sign_in);
  else if (answer.status === 404) showText(record);
  else show(record, record.address);
}
