// Joins Flutter to the Python worker: the three functions that flet's client calls. The worker starts before Flutter does.
'use strict';

const PATCH_CONTROL = 2;
const SESSION_CRASHED = 6;

// Painted by first.js at the next start.
function keepFirstSight(text) {
  try {
    if (text) localStorage.setItem('so-truc-first-sight', text);
    else localStorage.removeItem('so-truc-first-sight');
  } catch (error) {
    console.warn('first sight', error);
  }
}

// A page beside the app takes its place in this tab, and leads back.
function leaveFor(page) {
  if (/^ap-phich\.html#/.test(page)) location.assign(page);
}

function startPython({ fast, onView, onCrash }) {
  const worker = new Worker('python-worker.js', { type: 'module' });
  const waiting = [];
  let deliver = bytes => waiting.push(bytes);
  let state;
  const ready = new Promise((resolve, reject) => { state = { resolve, reject }; });
  ready.catch(onCrash);
  worker.onerror = event => state.reject(new Error(event.message || 'python-worker.js'));
  worker.onmessage = ({ data }) => {
    if (data.how) return void (document.documentElement.dataset.start = data.how);
    if ('firstSight' in data) return keepFirstSight(data.firstSight);
    if ('page' in data) return leaveFor(data.page);
    if (data.ready) return state.resolve();
    if (data.error) return state.reject(new Error(data.error));
    if (data[2] === SESSION_CRASHED) onCrash(new Error('session crashed'));
    if (data[2] === PATCH_CONTROL) onView();
    return deliver(data);
  };
  // Only Android lets a page be put on the home screen after it was used, with all that it kept.
  const inTab = /Android/.test(navigator.userAgent) && !matchMedia('(display-mode: standalone)').matches;
  worker.postMessage({ documentUrl: document.URL, fast, inTab });
  return {
    ready,
    send: bytes => worker.postMessage(bytes, [bytes.buffer]),
    stop: () => worker.terminate(),
    attach(sink) {
      deliver = sink;
      waiting.splice(0).forEach(sink);
    },
  };
}

globalThis.jsConnect = async (appId, args, sink) => {
  globalThis.python.attach(sink);
  await globalThis.python.ready;
};
globalThis.jsSend = async (appId, bytes) => globalThis.python.send(bytes);
globalThis.jsDisconnect = async () => globalThis.python.stop();
