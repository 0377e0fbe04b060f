// Hands the public page to whatever the phone shares with; without that, copies its address. The link works by itself.
export default function share(link) {
  link.addEventListener("click", async (event) => {
    if (!navigator.share && !navigator.clipboard) return;
    event.preventDefault();
    try {
      if (navigator.share) {
        await navigator.share({ title: link.dataset.title, url: link.href });
      } else {
        await navigator.clipboard.writeText(link.href);
        link.querySelector("span").textContent = link.dataset.copied;
      }
    } catch (error) {
      // Closed without choosing anybody: nothing to do. Refused: the page itself.
      if (error.name !== "AbortError") location.assign(link.href);
    }
  });
}
