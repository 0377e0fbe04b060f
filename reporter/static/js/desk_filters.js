// The desk's filters stand open where there is room beside the list, and folded above it on a phone.
export default function deskFilters(element) {
  if (window.matchMedia("(min-width: 64em)").matches) element.open = true;
}
