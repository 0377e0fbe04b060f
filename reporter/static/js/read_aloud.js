// Reads the question around a button aloud, with its answers: for whoever reads with difficulty. A second tap stops it.
export default function readAloud(button) {
  if (!("speechSynthesis" in window)) return;
  const part = button.closest("section");
  button.hidden = false;
  button.setAttribute("aria-pressed", "false");

  function words() {
    const said = [...part.querySelectorAll("h2, legend, label, .field__hint, .field__error, .categories__about p")];
    const texts = said.filter((one) => one.checkVisibility()).map((one) => one.textContent.trim().replace(/\s+/g, " "));
    return texts.filter(Boolean).join(". ");
  }

  function stop() {
    speechSynthesis.cancel();
    button.setAttribute("aria-pressed", "false");
  }

  button.addEventListener("click", () => {
    const reading = button.getAttribute("aria-pressed") === "true";
    for (const other of document.querySelectorAll('[data-module="read_aloud"]')) other.setAttribute("aria-pressed", "false");
    stop();
    if (reading) return;
    const speech = new SpeechSynthesisUtterance(words());
    speech.lang = document.documentElement.lang;
    speech.addEventListener("end", () => button.setAttribute("aria-pressed", "false"));
    speechSynthesis.speak(speech);
    button.setAttribute("aria-pressed", "true");
  });
  addEventListener("pagehide", stop);
}
