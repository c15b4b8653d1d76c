// Shows the files of an example on its own page: the very files that run, so
// that what is read can never differ from what is done.
for (const element of document.querySelectorAll("[data-source]")) {
  const response = await fetch(element.dataset.source);
  element.textContent = response.ok
    ? (await response.text()).trimEnd()
    : `${element.dataset.source} could not be loaded.`;
}
