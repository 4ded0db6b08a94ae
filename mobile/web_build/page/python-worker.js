// Runs the app's Python. Everything it needs is already on this phone: nothing is installed or asked for at run time.
import { loadPyodide } from './pyodide/pyodide.mjs';

const HERE = new URL('./', self.location.href).href;
const LOCK = __LOCK__;
const PLACE = `
import sys, zipfile
zipfile.ZipFile("/packages.zip").extractall("/", [n for n in zipfile.ZipFile("/packages.zip").namelist() if n.startswith("native/")])
zipfile.ZipFile("/app.zip").extractall("/app")
sys.path[:0] = ["/app", "/native", "/packages.zip"]
`;
const RUN = 'import runpy; runpy.run_module("main", run_name="__main__")';

const early = [];
const flet = { args: null };
flet.receive_callback = message => {
  const bytes = message.toJs();
  self.postMessage(bytes, [bytes.buffer]);
};

async function bytesOf(path) {
  const reply = await fetch(HERE + path);
  if (!reply.ok) throw new Error(`${path}: HTTP ${reply.status}`);
  return new Uint8Array(await reply.arrayBuffer());
}

async function run(documentUrl) {
  const archives = Promise.all([bytesOf('packages.zip'), bytesOf('app.zip')]);
  const pyodide = await loadPyodide({
    indexURL: HERE + 'pyodide/', packageBaseUrl: HERE + 'pyodide/', lockFileContents: LOCK,
    stdout: text => console.log(text), stderr: text => console.error(text),
  });
  const [packages, app] = await archives;
  pyodide.FS.writeFile('/packages.zip', packages, { canOwn: true });
  pyodide.FS.writeFile('/app.zip', app, { canOwn: true });
  flet.documentUrl = documentUrl;
  pyodide.registerJsModule('flet_js', flet);
  pyodide.runPython(PLACE);
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
    run(data.documentUrl).catch(error => {
      console.error(error);
      self.postMessage({ error: String(error) });
    });
  } else if (typeof flet.send === 'function') flet.send(data);
  else early.push(data);
};
