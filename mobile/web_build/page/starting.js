// Chooses how to start: fast, unless that failed on this phone.
'use strict';

const SNAPSHOT = '__SNAPSHOT__';
const STRIKES = 'so-truc-start';
const WELL_MS = 3000;

// Counted for this version, one up at every start, back to nothing after a fast one that went well:
// 0 fast, 1 plain for once, 2 fast again, 3 plain until another version comes.
function strikes() {
  try {
    const [version, count] = (localStorage.getItem(STRIKES) || '').split(' ');
    return version === SNAPSHOT ? Number(count) : 0;
  } catch (error) {
    return 0;
  }
}

function setStrikes(count) {
  try {
    localStorage.setItem(STRIKES, `${SNAPSHOT} ${count}`);
  } catch (error) {
    console.warn('strikes', error);
  }
}

// As flutter_bootstrap.js decides it: otherwise it would ask for a renderer that is not on this phone.
function skwasmRuns() {
  const canvas = document.createElement('canvas');
  return navigator.vendor === 'Google Inc.' && typeof ImageDecoder === 'function' && 'v8BreakIterator' in Intl &&
    Boolean(canvas.getContext('webgl2') || canvas.getContext('webgl'));
}

function plainIsKept() {
  return caches.match(`${HERE}canvaskit/canvaskit.wasm`, { ignoreSearch: true });
}

function chooseStart() {
  const count = strikes();
  const fast = fastBrowser() && count % 2 === 0;
  if (fastBrowser() && count < 3) setStrikes(count + 1);
  return fast;
}

async function chooseRenderer(fast) {
  if (!fastBrowser() || !skwasmRuns()) return 'canvaskit';
  return fast || !(await plainIsKept()) ? 'skwasm' : 'canvaskit';
}

// A memory that wakes up and fails a moment later is found out here: only a start that stays up has gone well.
function watchStart() {
  let watching = true;
  const well = () => {
    if (watching) setStrikes(0);
    watching = false;
  };
  setTimeout(well, WELL_MS);
  document.addEventListener('visibilitychange', well, { once: true });  // left in good order
  return () => {
    if (watching) setStrikes(3);
    watching = false;
  };
}
