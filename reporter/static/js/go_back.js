// A link back to a form: the browser's own way back keeps what was typed there. The link works by itself.
export default function goBack(link) {
  link.addEventListener("click", (event) => {
    if (history.length < 2) return;
    event.preventDefault();
    history.back();
  });
}
