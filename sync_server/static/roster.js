// Without this the page works by its buttons. With it, what is chosen goes into the draft at once, and what is against it
// stands beside the shift. A choice made while an earlier one is on its way is sent after it.
let sending = false;
let again = false;

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
    const answer = await fetch(form.action, { method: "POST", body });
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = told.getElementById("plan");
    if (again) form.elements.rev.value = fresh.querySelector("[name=rev]").value;
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

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-place]")) keep();
});
