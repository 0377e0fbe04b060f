// A refused form: the reader starts at what is to be corrected.
export default function formErrors(summary) {
  summary.focus();
}
