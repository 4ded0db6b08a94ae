// Runs the app's Python. Everything it needs is already on this phone: nothing is installed or asked for at run time.
// The fast start takes Python's memory as the build froze it; without that, or when it is damaged, everything is imported.
import { loadPyodide } from './pyodide/pyodide.mjs';
import createPyodideModule from './pyodide/pyodide.asm.mjs';

const HERE = new URL('./', self.location.href).href;
const LOCK = __LOCK__;
const SNAPSHOT = '__SNAPSHOT__';
const CACHE = 'so-truc-app';
const SNAPSHOT_KEY = `${HERE}python.snapshot?h=${SNAPSHOT.slice(0, 32)}`;
const BYTES = 4096;
const FRONT = 16;
const PLACE = `
import sys, zipfile
with zipfile.ZipFile("/packages.zip") as packages:
    packages.extractall("/", [name for name in packages.namelist() if name.startswith("native/")])
sys.path[:0] = ["/app.zip", "/native", "/packages.zip"]
del packages
`;
// What Python found out about its surroundings when it was frozen, found out again.
const WAKE = `
import js, os, random, time
random.seed()
os.environ["LANG"] = js.navigator.language.replace("-", "_") + ".UTF-8"
for name in ("TZ", "PYTHONHASHSEED", "MSGPACK_PUREPYTHON"):
    os.environ.pop(name, None)
behind = js.Date.new().getTimezoneOffset() * 60
time.timezone, time.altzone, time.daylight = behind, behind, 0
time.tzname = ("%+03d" % (-behind // 3600),) * 2
del behind, name
`;
const RUN = 'import runpy; runpy.run_module("main", run_name="__main__")';

const early = [];
const flet = { args: null };
flet.receive_callback = message => {
  const bytes = message.toJs();
  self.postMessage(bytes, [bytes.buffer]);
};

flet.keep_first_sight = text => self.postMessage({ firstSight: text });
flet.leave_for = page => self.postMessage({ page });

async function bytesOf(path) {
  const reply = await fetch(HERE + path);
  if (!reply.ok) throw new Error(`${path}: HTTP ${reply.status}`);
  return new Uint8Array(await reply.arrayBuffer());
}

// Out of the cache alone and by its digest: never another version's, and never waited for on a network.
async function keptSnapshot() {
  const reply = await (await caches.open(CACHE)).match(SNAPSHOT_KEY);
  if (!reply) throw new Error('none is kept');
  return new Uint8Array(await reply.arrayBuffer());
}

async function checkSnapshot(bytes) {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  if (Array.from(sum, byte => byte.toString(16).padStart(2, '0')).join('') !== SNAPSHOT) throw new Error('it is damaged');
}

// The file holds only pages of memory that were in use: what lies between them is zero.
function thaw(bytes, module, grow) {
  const view = new DataView(bytes.buffer);
  const [headBytes, size, runs] = [4, 8, 12].map(at => view.getUint32(at, true));
  const fresh = module.HEAPU8.length;
  if (size > fresh) grow(size);
  const memory = module.HEAPU8;
  let run = FRONT + headBytes;
  let from = run + 8 * runs;
  let end = 0;
  for (; run < FRONT + headBytes + 8 * runs; run += 8) {
    const [first, count] = [view.getUint32(run, true) * BYTES, view.getUint32(run + 4, true) * BYTES];
    memory.fill(0, end, Math.min(first, fresh));
    memory.set(bytes.subarray(from, from + count), first);
    from += count;
    end = first + count;
  }
  if (end < fresh) memory.fill(0, end);
}

async function settings(snapshot) {
  const plain = {
    indexURL: HERE + 'pyodide/', packageBaseUrl: HERE + 'pyodide/', lockFileContents: LOCK, createPyodideModule,
    stdout: text => console.log(text), stderr: text => console.error(text),
  };
  if (!snapshot) return plain;
  const bytes = await snapshot;
  const checked = checkSnapshot(bytes);
  checked.catch(() => {});
  const headBytes = new DataView(bytes.buffer).getUint32(4, true);
  return {
    ...plain,
    _loadSnapshot: bytes.slice(FRONT, FRONT + headBytes),
    _snapshotDeserializer: () => flet,
    _thaw: (module, grow) => thaw(bytes, module, grow),
    createPyodideModule: async given => {
      const module = await createPyodideModule(given);
      await checked;
      return module;
    },
  };
}

// Answers Pyodide and how it was started.
async function python(snapshot) {
  if (snapshot) {
    try {
      const pyodide = await loadPyodide(await settings(snapshot));
      pyodide.runPython(WAKE);
      return [pyodide, 'snapshot'];
    } catch (error) {
      console.warn('snapshot', error);
      await (await caches.open(CACHE)).delete(SNAPSHOT_KEY);  // a running page has it fetched again
    }
  }
  const pyodide = await loadPyodide(await settings());
  return [pyodide, 'plain'];
}

async function run({ documentUrl, fast, inTab }) {
  const archives = Promise.all([bytesOf('packages.zip'), bytesOf('app.zip')]);
  const [pyodide, how] = await python(fast && keptSnapshot());
  const [packages, app] = await archives;
  self.pyodide = pyodide;
  pyodide.FS.writeFile('/packages.zip', packages, { canOwn: true });
  pyodide.FS.writeFile('/app.zip', app, { canOwn: true });
  flet.documentUrl = documentUrl;
  flet.in_tab = inTab;
  if (how === 'plain') {
    pyodide.registerJsModule('flet_js', flet);
    pyodide.runPython(PLACE);
  }
  self.postMessage({ how });
  await pyodide.runPythonAsync(RUN);
  if (typeof flet.start_connection !== 'function') throw new Error('main.py did not call ft.run');
  await flet.start_connection(flet.receive_callback);
  for (const bytes of early.splice(0)) flet.send(bytes);
  self.postMessage({ ready: true });
}

let started = false;
self.onmessage = ({ data }) => {
  if (!started) {
    started = true;
    run(data).catch(error => {
      console.error(error);
      self.postMessage({ error: String(error) });
    });
  } else if (typeof flet.send === 'function') flet.send(data);
  else early.push(data);
};
