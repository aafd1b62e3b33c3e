// What pages do beyond their markup. Each part works without this file: a lamp leads to a page that asks,
// a sheet opens by its address, a toast goes with the next page.
"use strict";

document.documentElement.dataset.script = "";

function openSheet(id) {
  const sheet = document.getElementById(id);
  if (!(sheet instanceof HTMLDialogElement)) return false;
  if (!sheet.open) sheet.showModal();
  return true;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;

  const opener = event.target.closest("[data-dialog]");
  if (opener && openSheet(opener.dataset.dialog)) {
    event.preventDefault();
    return;
  }

  const sheet = event.target.closest("dialog.sheet");
  const closer = event.target.closest("[data-close]");
  // A click on the sheet itself, not on what lies in it, is a click on the shade around.
  if (sheet?.open && (closer || event.target === sheet)) {
    event.preventDefault();
    sheet.close();
    return;
  }

  event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
});

// An address such as /space#cut-3 opens its sheet as a real dialog, with focus kept inside.
if (location.hash.length > 1 && openSheet(decodeURIComponent(location.hash.slice(1)))) {
  history.replaceState(null, "", location.pathname + location.search);
}

// On a narrow screen the reader's places are a row that scrolls: where one is must be in sight.
const place = document.querySelector(".top nav [aria-current]");
if (place instanceof HTMLElement) {
  const row = place.closest("nav");
  const from = place.getBoundingClientRect();
  const seen = row.getBoundingClientRect();
  row.scrollLeft += from.left - seen.left - (seen.width - from.width) / 2;
}
