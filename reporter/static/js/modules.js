// Each <… data-module="name"> gets ./name.js, whose default export is called with the element. All of them are optional:
// a page is complete without, so a module that fails only says so in the console.
const started = [];
for (const element of document.querySelectorAll("[data-module]")) {
  for (const name of element.dataset.module.split(" ")) {
    started.push(
      import(`./${name}.js`)
        .then((module) => module.default(element))
        .catch((error) => console.error(`module ${name}:`, error)),
    );
  }
}
// Whoever drives the page (a test, a script of theirs) can wait for it.
Promise.all(started).then(() => (document.documentElement.dataset.modules = "started"));
