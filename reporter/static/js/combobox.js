// A text field with suggestions, by the pattern of the ARIA guide: the field keeps the focus, arrows choose, Escape closes.
const WAIT_MS = 200;
const SHORTEST = 2;

export default function combobox(input, { name, search, label, note, count, said, typed, chosen }) {
  const list = document.createElement("ul");
  list.className = "combobox__list";
  list.id = `${input.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", name);
  const frame = document.createElement("div");
  frame.className = "combobox";
  // Moved in the page a field loses its focus: on a slow network somebody types before this script has come.
  const inUse = document.activeElement === input;
  input.before(frame);
  frame.append(input, list);
  for (const [key, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(key, value);
  }
  let choices = [];
  let at = -1;
  let timer;
  let asking;

  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) mark(-1);
  }

  function mark(index) {
    at = index;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    const item = list.children[at];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function choose(index) {
    input.value = label(choices[index]);
    open(false);
    said.textContent = "";
    chosen(choices[index]);
  }

  function show() {
    list.replaceChildren(
      ...choices.map((choice, number) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${number}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        const words = document.createElement("bdi");
        words.textContent = label(choice);
        const more = document.createElement("span");
        more.className = "muted small";
        more.textContent = note(choice);
        item.append(words, more);
        // Before the field loses its focus.
        item.addEventListener("pointerdown", (event) => event.preventDefault());
        item.addEventListener("click", () => choose(number));
        return item;
      }),
    );
    open(choices.length > 0);
    said.textContent = count(choices.length);
  }

  // Once somebody chooses among what they see, a late answer must not change it under their finger.
  function settle() {
    clearTimeout(timer);
    asking?.abort();
  }

  async function ask(text) {
    asking?.abort();
    asking = new AbortController();
    try {
      choices = await search(text, asking.signal);
      if (document.activeElement === input) show();
    } catch (error) {
      // Asked again meanwhile, or no network: what is typed is sent as it is.
      if (error.name !== "AbortError") open(false);
    }
  }

  function listen() {
    clearTimeout(timer);
    const text = input.value.trim();
    if (text.length >= SHORTEST) {
      timer = setTimeout(() => ask(text), WAIT_MS);
    } else {
      settle();
      open(false);
      said.textContent = "";
    }
  }

  input.addEventListener("input", () => {
    typed();
    listen();
  });
  if (inUse) {
    input.focus();
    listen();
  }
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = choices.length - 1;
    if (event.key === "ArrowDown") mark(at >= last ? 0 : at + 1);
    else if (event.key === "ArrowUp") mark(at <= 0 ? last : at - 1);
    else if (event.key === "Enter" && at >= 0) choose(at);
    else if (event.key === "Escape") open(false);
    else return;
    settle();
    event.preventDefault();
  });
  input.addEventListener("blur", () => {
    settle();
    open(false);
  });
}
