// What the camera of the page that takes sealed bundles sees: frames of QR codes, collected until a bundle is whole.
'use strict';

const MOST_FRAMES = 9999;
const FRAME = /^STQ1\/([A-Z2-7]{8})\/([0-9]{1,4})\/([0-9]{1,4})\/(.+)$/s;
let collected = null;
// Frames of two phones side by side, or of a bundle left half way, do not push each other out.
const series = new Map();

function seen(text) {
  const found = FRAME.exec(text);
  if (!found) return;
  const [name, place, of] = [found[1], Number(found[2]), Number(found[3])];
  if (place < 1 || place > of || of > MOST_FRAMES) return;
  const key = `${name}/${of}`;
  const before = collected;
  collected = series.get(key) || { key, of, parts: new Map() };
  series.set(key, collected);
  const known = collected.parts.has(place);
  collected.parts.set(place, found[4]);
  if (!known || collected !== before) showFrames();
  if (collected.parts.size === of) whole();
}

async function whole() {
  const { key, of, parts } = collected;
  collected = null;
  series.delete(key);
  stopCamera();
  const text = Array.from({ length: of }, (_, index) => parts.get(index + 1)).join('');
  const wrong = await take(text);
  if (wrong === SAY.full) at('text').value = text;  // there is no need to scan it all again
  if (wrong) say(wrong);
}

function cameraOn() {
  if (collected) showFrames();
}

function cameraOff() {
  at('frames').hidden = true;
}
