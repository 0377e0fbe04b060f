// The photos that will be sent, seen before they are. Several may be taken one after the other; each can be taken out.
import maySayWhere from "./photo_point.js";

const JUST_TAKEN_MS = 120_000;

export default function photos(form, { words, part, changed, fresh }) {
  const input = form.elements.namedItem("photos");
  const kept = [...form.querySelectorAll('[name="kept"]')];
  const most = Number(form.dataset.mostPhotos);
  const mostBytes = Number(form.dataset.photoBytes);
  const previews = part("previews");
  const skip = form.querySelector(".report__skip");
  let files = [];
  const silent = new Set();
  input?.closest(".file").classList.add("file--whole");

  const room = () => most - kept.filter((box) => box.checked).length;

  function put(next) {
    files = next;
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    input.files = transfer.files;
    for (const picture of previews.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    previews.replaceChildren(...files.map(preview));
    previews.hidden = files.length === 0;
    if (skip) skip.hidden = files.length > 0;
    changed();
  }

  function preview(file, number) {
    const frame = document.createElement("div");
    frame.className = "report__preview";
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = words.photo.replace("{number}", number + 1);
    // Not every browser shows every format (HEIC): its name then, the server reads it.
    picture.addEventListener("error", () => picture.replaceWith(document.createTextNode(file.name)));
    const remove = document.createElement("button");
    remove.type = "button";
    remove.setAttribute("aria-label", words.remove.replace("{number}", number + 1));
    remove.textContent = "×";
    remove.addEventListener("click", () => {
      put(files.filter((other) => other !== file));
      (previews.querySelector("button") ?? input).focus();
    });
    frame.append(picture, remove);
    return frame;
  }

  // What the server would refuse is not sent: the whole form would come to nothing.
  function take() {
    const light = [...input.files].filter((file) => file.size <= mostBytes);
    const next = [...files, ...light];
    const refused = [light.length < input.files.length && words.too_heavy, next.length > room() && words.too_many];
    part("refused").textContent = refused.filter(Boolean).join(" ");
    put(next.slice(0, room()));
    for (const file of light) {
      maySayWhere(file).then((may) => {
        if (!may) silent.add(file);
        changed();
      });
    }
  }

  input?.addEventListener("change", () => {
    take();
    // A photo of this minute was taken where its author stands.
    if (files.some((file) => Date.now() - file.lastModified < JUST_TAKEN_MS)) fresh();
  });
  // The browser kept them for whoever came back to the form.
  if (input?.files.length) take();
  // A photo that came back with the form has told all that it knows of the place.
  return { sayWhere: () => files.some((file) => !silent.has(file)) };
}
