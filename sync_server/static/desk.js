// Keeps the counter's code true without reloading: asks for the next one, and hides one that is past rather than show it.
const screen = document.getElementById("desk");
const [code, lost, bar, seconds, clock, whole] = ["code", "lost", "left", "seconds", "clock", "whole"].map((id) => document.getElementById(id));
const ahead = Date.parse(screen.dataset.now) - Date.now();
const now = () => Date.now() + ahead;
let until = Date.parse(screen.dataset.until);
let asking = false;
let lastTick = Date.now();

async function ask() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(`/api/v1/desk/${screen.dataset.point}/code`, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (answer.status === 401 || answer.status === 403) return location.reload();
    if (!answer.ok) return;
    const told = await answer.json();
    until = Date.parse(told.valid_until);
    show(told.code);
  } catch {
    // No network: the code shown goes when its time is over, and the next second asks again.
  } finally {
    asking = false;
  }
}

function show(digits) {
  const parts = [digits.slice(0, 3), digits.slice(3)];
  [...code.children].forEach((part, place) => { if (part.textContent !== parts[place]) part.textContent = parts[place]; });
}

function tick() {
  const slept = Math.abs(Date.now() - lastTick) > 5000;
  lastTick = Date.now();
  const left = slept ? 0 : Math.max(0, Math.ceil((until - now()) / 1000));
  if (slept) until = 0;
  code.hidden = left === 0;
  lost.hidden = left > 0 || asking;
  bar.value = left;
  seconds.textContent = left;
  clock.textContent = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(now());
  if (left === 0) ask();
}

if (document.fullscreenEnabled) {
  whole.hidden = false;
  whole.addEventListener("click", () => document.documentElement.requestFullscreen());
}
setInterval(tick, 1000);
