// Where: the phone's position on a tap, or an address with suggestions. Fills the form's hidden fields.
import combobox from "./combobox.js";

const FIELDS = ["latitude", "longitude", "accuracy", "location_source"];
const FIRST_FIX_MS = 15_000;

export default function place(form, { words, part, changed }) {
  const field = Object.fromEntries(FIELDS.map((name) => [name, form.elements.namedItem(name)]));
  const [found, locate, said, written] = ["found", "locate", "said", "words"].map(part);
  const [address, neighbourhood] = ["address", "neighbourhood"].map((name) => form.elements.namedItem(name));

  function set(point) {
    for (const name of FIELDS) field[name].value = point?.[name] ?? "";
    arrange();
    changed();
  }

  // One thing at a time: what is known of the place, or the ways to tell it.
  function arrange() {
    const known = Boolean(field.latitude.value);
    const inHand = locate.contains(document.activeElement);
    found.hidden = !known;
    locate.hidden = known || !("geolocation" in navigator);
    written.hidden = known && field.location_source.value !== "address" && !address.value && !neighbourhood.value;
    if (inHand && known) part("correct").focus();
  }

  function show(name, how) {
    part("name").textContent = name;
    part("how").textContent = how;
  }

  async function name(point) {
    const query = new URLSearchParams({ latitude: point.latitude, longitude: point.longitude });
    const answer = await fetch(`${form.dataset.locate}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`locate: ${answer.status}`);
    return answer.json();
  }

  function inWords(here) {
    if (here.neighbourhood) return here.neighbourhood.name;
    return (here.zone === "town" ? words.other : words.commune).replace("{name}", here.commune);
  }

  async function arrived({ coords }) {
    const point = {
      latitude: coords.latitude.toFixed(6),
      longitude: coords.longitude.toFixed(6),
      accuracy: Math.round(coords.accuracy),
      location_source: "gps",
    };
    const how = point.accuracy ? words.within.replace("{metres}", point.accuracy) : "";
    // Somebody who wrote an address meanwhile knows better.
    if (address.value) return;
    try {
      const here = await name(point);
      said.textContent = here.zone === "outside" ? words.outside : "";
      if (here.zone === "outside") return;
      show([inWords(here), here.address].filter(Boolean).join(", "), how);
    } catch {
      // No network at this moment: the position itself is known.
      said.textContent = "";
      show(words.noted, how);
    }
    set(point);
  }

  function ask() {
    if (!("geolocation" in navigator)) return;
    said.textContent = words.searching;
    navigator.geolocation.getCurrentPosition(
      arrived,
      () => {
        said.textContent = words.denied;
      },
      { enableHighAccuracy: true, timeout: FIRST_FIX_MS, maximumAge: 10_000 },
    );
  }

  locate.querySelector("button").addEventListener("click", ask);
  part("correct").addEventListener("click", (event) => {
    event.preventDefault();
    set(null);
    address.focus();
  });
  neighbourhood.addEventListener("change", changed);
  combobox(address, {
    name: words.list,
    search: async (text, signal) => {
      const answer = await fetch(`${form.dataset.search}?${new URLSearchParams({ q: text })}`, { signal });
      return answer.ok ? answer.json() : [];
    },
    label: (choice) => choice.label,
    note: (choice) => {
      const quarter = choice.neighbourhood?.name;
      if (choice.latitude === null) return quarter && quarter !== choice.label ? words.sector.replace("{name}", quarter) : "";
      return quarter ?? "";
    },
    count: (number) => (number ? words.suggestions.replace("{count}", number) : words.none),
    said,
    typed: () => {
      // The point belonged to another address.
      if (field.location_source.value === "address") set(null);
      changed();
    },
    chosen: (choice) => {
      if (choice.latitude === null) return changed();
      set({ latitude: choice.latitude, longitude: choice.longitude, location_source: "address" });
      show(choice.label, choice.neighbourhood?.name ?? "");
    },
  });
  arrange();
  return { ask, known: () => Boolean(field.latitude.value || address.value.trim() || neighbourhood.value) };
}
