// The report's form: finds the place, shows the photos, and says what is still missing. All of it can be typed as well.
import photos from "./report_photos.js";
import place from "./report_place.js";

export default function reportForm(form) {
  const words = JSON.parse(form.dataset.words);
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const missing = part("missing");
  const email = form.elements.namedItem("email");
  // What the server refused, until somebody touches it.
  const refused = new Set(form.querySelectorAll('[aria-invalid="true"], #location-error'));
  // What is said at the place where something is missing, in our words rather than the browser's.
  const needs = {
    place: { met: () => where.known() || taken.sayWhere(), before: part("words"), focus: form.querySelector("#address") },
    category: {
      met: () => form.querySelector('[name="category"]:checked'),
      before: form.querySelector(".categories .tiles"),
      focus: form.querySelector("#category"),
    },
    email: { met: () => email.validity.valid, before: email, focus: email },
  };
  const alert = document.createElement("p");
  alert.className = "field__error";
  alert.setAttribute("role", "alert");
  form.noValidate = true;

  const unmet = () => Object.keys(needs).filter((name) => !needs[name].met());

  let where;
  let taken;

  function tell() {
    // Both may have something to say while they are being set up: it is said below, once both stand.
    if (!taken) return;
    const lacking = unmet();
    const what = lacking.filter((name) => name !== "email").map((name) => words[`missing_${name}`]);
    if (what.length) missing.textContent = words.missing.replace("{what}", what.join(` ${words.and} `));
    else missing.textContent = refused.size || lacking.length ? words.to_correct : words.ready;
    if (!lacking.includes(alert.dataset.about)) alert.remove();
  }

  function settle(target) {
    for (const element of refused) {
      if (element !== target && !element.contains(target) && !target.contains(element)) continue;
      refused.delete(element);
      element.removeAttribute("aria-invalid");
    }
  }

  function leadTo(name) {
    alert.dataset.about = name;
    alert.textContent = words[`say_${name}`];
    needs[name].focus.closest("details")?.setAttribute("open", "");
    needs[name].before.before(alert);
    needs[name].focus.focus();
  }

  function placeChanged() {
    settle(form.querySelector("#location"));
    tell();
  }

  where = place(form, { words, part, changed: placeChanged });
  taken = photos(form, { words, part, changed: tell, fresh: () => where.known() || where.ask() });

  // Open from the server for those without scripts; folded where nothing waits inside.
  for (const fold of form.querySelectorAll("details.fold")) {
    const used = [...fold.querySelectorAll("input, textarea")].some((input) => input.value);
    fold.open = used || Boolean(fold.querySelector('[aria-invalid="true"]'));
  }
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, ({ target }) => {
      settle(target);
      tell();
    });
  }
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "forget_point" || unmet().length === 0) {
      missing.textContent = words.sending;
      // Its own suggestions are off while one types; yet it shall keep what was typed for whoever comes back.
      form.elements.namedItem("address").autocomplete = "on";
      return;
    }
    event.preventDefault();
    tell();
    leadTo(unmet()[0]);
  });
  // A page taken out of the browser's drawer carries the name of the report that it has sent already.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  tell();
}
