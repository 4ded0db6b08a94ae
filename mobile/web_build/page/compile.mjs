// Byte-compiles folders with the very Pyodide that will run them: compile.mjs PYODIDE_FOLDER OPTIMIZE FOLDER
import path from 'node:path';

const [, , pyodideFolder, optimize, folder] = process.argv;
const { loadPyodide } = await import(path.resolve(pyodideFolder, 'pyodide.mjs'));
const pyodide = await loadPyodide({ indexURL: path.resolve(pyodideFolder) + '/', env: { PYTHONHASHSEED: '0' } });
pyodide.mountNodeFS('/work', path.resolve(folder));
const left = pyodide.runPython(`
import compileall, pathlib, py_compile
compileall.compile_dir("/work", legacy=True, quiet=1, optimize=${Number(optimize)}, stripdir="/work",
                       invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
left = []
for source in pathlib.Path("/work").rglob("*.py"):
    if source.with_suffix(".pyc").exists():
        source.unlink()
    else:
        left.append(str(source))
"\\n".join(left)
`);
if (left) {
  console.error(left);
  process.exit(1);
}
process.exit(0);
