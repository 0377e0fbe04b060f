// <span data-module="copy" data-from="ID" data-done="Copié" hidden><button>Copier</button></span>: copies what a field holds.
export default function copy(element) {
  const button = element.querySelector("button");
  const source = document.getElementById(element.dataset.from);
  if (!navigator.clipboard || !button || !source) return;
  const label = button.querySelector("span") ?? button;
  label.setAttribute("aria-live", "polite");
  element.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value);
    const words = label.textContent;
    label.textContent = element.dataset.done;
    setTimeout(() => { label.textContent = words; }, 2000);
  });
}
