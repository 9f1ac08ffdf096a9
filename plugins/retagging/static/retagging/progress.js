// Goes on with a change of levels and topics as long as its page is open. Without it, a button does.

(() => {
  const bar = document.getElementById("retagging-bar");
  const form = document.getElementById("retagging-go-on");
  if (!bar || !form) return;
  const failed = document.getElementById("retagging-failed");
  // A connection that is down may be up again soon; a page that is left open is no reason to ask on.
  const pauses = [2, 5, 10, 30];
  let failures = 0;
  let isStopped = false;

  const goOn = async () => {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  };

  const work = async () => {
    try {
      const answer = await goOn();
      if (isStopped) return;
      if (answer.is_finished) {
        window.location.reload();
        return;
      }
      bar.innerHTML = answer.html;
      failures = 0;
      failed.hidden = true;
      work();
    } catch {
      if (isStopped) return;
      failed.hidden = false;
      if (failures < pauses.length) setTimeout(work, 1000 * pauses[failures]);
      failures += 1;
    }
  };

  // Another form takes the page elsewhere: what is answered after that is of no interest.
  document.addEventListener("submit", () => {
    isStopped = true;
  });
  form.hidden = true;
  work();
})();
