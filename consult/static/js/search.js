// The search: « / » leads to the words to look for, from anywhere on the page.

const asked = document.querySelector("[data-asked]");

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  asked.focus();
  asked.select();
});
