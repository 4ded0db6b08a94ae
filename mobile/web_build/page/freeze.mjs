// Freezes a Pyodide that has imported the whole app: freeze.mjs PYODIDE_FOLDER APP_FOLDER OUT NAMES_OF_FLET
import fs from 'node:fs';
import path from 'node:path';

// What a start imports besides the phone's own modules and what those import.
const ALSO = ['flet.app', 'flet.messaging.pyodide_connection', 'runpy'];
// Nothing of the machine that builds goes in: no name, folder, time zone, language or chance of it.
const ENV = { HOME: '/home/pyodide', LANG: 'C.UTF-8', TZ: 'UTC', PYTHONHASHSEED: '0', MSGPACK_PUREPYTHON: '1', _: '' };
const PREPARE = `
import gc, importlib, random, sys, zipfile
with zipfile.ZipFile("/packages.zip") as packages:
    packages.extractall("/", [n for n in packages.namelist() if n.startswith("native/") and n.endswith(".pyc")])
sys.path[:0] = ["/app.zip", "/native", "/packages.zip"]
with zipfile.ZipFile("/app.zip") as app:
    own = [name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".") for name in app.namelist() if name.endswith(".pyc")]
for name in [*also, *own]:
    if name != "main":
        importlib.import_module(name)
import flet
for name in names:
    getattr(flet, name)
flet.Icons.CHECK
del also, app, flet, name, names, own, packages
random.seed(0)
gc.collect()
gc.freeze()
`;

const [, , pyodideFolder, app, out, names] = process.argv.splice(0, 6, 'node', 'python');
// The same source gives the same bytes: for Python it is always the same moment, and chance gives zeros.
Date.now = () => Date.UTC(2024, 0, 1);
performance.now = () => 0;
crypto.getRandomValues = array => array.fill(0);
const { loadPyodide } = await import(path.resolve(pyodideFolder, 'pyodide.mjs'));
const lock = JSON.parse(fs.readFileSync(path.join(pyodideFolder, 'pyodide-lock.json'), 'utf8'));
const pyodide = await loadPyodide({
  indexURL: path.resolve(pyodideFolder) + '/', stdLibURL: path.resolve(app, 'pyodide/python_stdlib.zip'),
  lockFileContents: { ...lock, packages: {} }, env: ENV, _makeSnapshot: true,
});
const flet = {};
pyodide.registerJsModule('flet_js', flet);
for (const name of ['packages.zip', 'app.zip']) pyodide.FS.writeFile(`/${name}`, fs.readFileSync(path.join(app, name)));
pyodide.globals.set('also', pyodide.toPy(ALSO));
pyodide.globals.set('names', pyodide.toPy(JSON.parse(names)));
pyodide.runPython(PREPARE);
const serializer = thing => {
  if (thing === flet) return 'flet_js';
  throw new Error(`a module keeps an object of this machine: ${thing}`);
};
fs.writeFileSync(out, pyodide.makeMemorySnapshot({ serializer }));
process.exit(0);
