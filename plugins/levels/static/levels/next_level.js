// Shows the offer of the next level at the end of a page, once a few others of the level were read.
// What was read is kept in this browser, as the keys of pages by level, and sent nowhere.

const READ = "pages-read";

function pagesRead() {
  try {
    return JSON.parse(localStorage.getItem(READ)) || {};
  } catch {
    return {}; // Nothing can be kept here, or something else is.
  }
}

function keep(read) {
  try {
    localStorage.setItem(READ, JSON.stringify(read));
  } catch {
    // No room, or not allowed: the offer will not be shown.
  }
}

const offer = document.querySelector("[data-after]");

if (offer) {
  const { page, level, after } = offer.dataset;
  const read = pagesRead();
  const others = [].concat(read[level] ?? []).filter((each) => each !== page);
  // At once or not at all: what is below must not move under the reader's eyes.
  offer.hidden = others.length < Number(after);
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    keep({ ...read, [level]: [...others.slice(-Number(after)), page] });
  }).observe(offer.previousElementSibling);
}
