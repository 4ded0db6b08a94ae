// Without this the page works by its buttons. With it, what is chosen goes into the draft at once, and what is against it
// stands beside the shift. A choice made while an earlier one is on its way is sent after it, and a name that is still being
// typed is not taken from under the keyboard.
const PAUSE_MS = 600;
let sending = false;
let again = false;
let waiting = 0;

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(now, PAUSE_MS);
}

function now() {
  clearTimeout(waiting);
  waiting = 0;
  keep();
}

async function keep() {
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  const plan = document.getElementById("plan");
  try {
    const form = plan.querySelector("form");
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "save");
    const answer = await fetch(form.action, { method: "POST", body, keepalive: true });
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = told.getElementById("plan");
    if (again || waiting) form.elements.rev.value = fresh.querySelector("[name=rev]").value;
    else show(told, plan, fresh);
  } catch {
    // No network, or signed out meanwhile: the choice stays on the page, and the page says that it is only there.
    document.getElementById("unsaved").hidden = false;
    again = false;
  } finally {
    sending = false;
    if (again) {
      again = false;
      keep();
    }
  }
}

function show(told, plan, fresh) {
  const focused = document.activeElement?.id;
  plan.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
  document.querySelector("#content > .outcome")?.remove();
  const outcome = told.querySelector("#content > .outcome.wrong");
  if (outcome) document.getElementById("content").prepend(outcome);
}

const isPlace = (event) => event.target.matches("[data-place]");
document.addEventListener("change", (event) => { if (isPlace(event)) soon(); });
document.addEventListener("keydown", (event) => { if (isPlace(event) && (waiting || sending)) soon(); });
document.addEventListener("focusout", (event) => { if (isPlace(event) && waiting) now(); });
