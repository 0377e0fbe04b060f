// The report's form: finds the place, shows the photos, and says what is still missing. All of it can be typed as well.
import photos from "./report_photos.js";
import place from "./report_place.js";

export default function reportForm(form) {
  const words = JSON.parse(form.dataset.words);
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const missing = part("missing");

  function lacking() {
    const category = form.querySelector('[name="category"]:checked');
    return [...(where.known() || taken.any() ? [] : ["missing_place"]), ...(category ? [] : ["missing_category"])];
  }

  function tell() {
    const what = lacking().map((name) => words[name]);
    missing.textContent = what.length ? words.missing.replace("{what}", what.join(` ${words.and} `)) : words.ready;
  }

  const where = place(form, { words, part, changed: tell });
  const taken = photos(form, { words, part, changed: tell, fresh: () => where.known() || where.ask() });

  // Open from the server for those without scripts; folded where nothing waits inside.
  for (const fold of form.querySelectorAll("details.fold")) {
    const used = [...fold.querySelectorAll("input, textarea")].some((input) => input.value);
    fold.open = used || Boolean(fold.querySelector('[aria-invalid="true"]'));
  }
  form.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "forget_point" || lacking().length === 0) {
      missing.textContent = words.sending;
      // Its own suggestions are off while one types; yet it shall keep what was typed for whoever comes back.
      form.elements.namedItem("address").autocomplete = "on";
      return;
    }
    event.preventDefault();
    tell();
    const first = lacking()[0] === "missing_place" ? form.querySelector("#address") : form.querySelector("#category");
    first.focus();
  });
  // A page taken out of the browser's drawer carries the name of the report that it has sent already.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  tell();
}
