// Without this the page works by its buttons. With it, what is chosen goes into the draft at once, and what is against it
// stands beside the shift. A choice made while an earlier one is on its way is sent after it.
let sending = false;
let again = false;

async function keep(form) {
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "save");
    const answer = await fetch(form.action, { method: "POST", body });
    const told = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("plan");
    if (told && again) {
      form.elements.rev.value = told.querySelector("[name=rev]").value;
    } else if (told) {
      const focused = document.activeElement?.id;
      document.getElementById("plan").replaceWith(told);
      if (focused) document.getElementById(focused)?.focus();
    }
  } finally {
    sending = false;
    if (again) {
      again = false;
      keep(document.getElementById("plan").querySelector("form"));
    }
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("#plan form");
  if (form && event.target.matches("[data-place]")) keep(form);
});
