// With a mouse a name is dragged into a shift from the list above, or from shift to shift, where the two change places. It
// only chooses in the fields that are there: keyboard and plain forms do the same, and the field then tells of its change.
const carried = "text/x-person";
let from = null;

document.documentElement.classList.add("drags");

document.addEventListener("dragstart", (event) => {
  const grip = event.target.closest?.("[draggable=true]");
  if (!grip) return;
  from = grip.parentElement.querySelector("[data-place]");
  const person = grip.dataset.person || from?.value;
  if (!person) {
    event.preventDefault();
    return;
  }
  event.dataTransfer.setData(carried, person);
  event.dataTransfer.effectAllowed = "move";
});

const under = (event) => event.target.closest?.(".place")?.querySelector("[data-place]");

document.addEventListener("dragover", (event) => {
  if (!under(event) || !event.dataTransfer.types.includes(carried)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
});

document.addEventListener("drop", (event) => {
  const to = under(event);
  const person = event.dataTransfer.getData(carried);
  if (!to || !person || to === from) return;
  event.preventDefault();
  const before = to.value;
  to.value = person;
  if (from) from.value = before;
  to.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("dragend", () => { from = null; });
