"""Takes flet's own web client out of the `flet_web` package and makes it work without any other origin."""

import hashlib
import json
import shutil
from pathlib import Path

import flet_web

SOURCE = Path(flet_web.get_package_web_dir())

# What the app loads, and nothing else: no formula fonts, video player, micropip.
TAKEN = [
    "main.dart.js",
    "main.dart.mjs",
    "main.dart.wasm",
    "flutter_bootstrap.js",
    "version.json",
    "canvaskit/canvaskit.js",
    "canvaskit/canvaskit.wasm",
    "canvaskit/skwasm.js",
    "canvaskit/skwasm.wasm",
    "pyodide/pyodide.mjs",
    "pyodide/pyodide.asm.mjs",
    "pyodide/pyodide.asm.wasm",
    "assets/AssetManifest.bin",
    "assets/AssetManifest.bin.json",
    "assets/NOTICES",
    "assets/fonts/MaterialIcons-Regular.otf",
    "assets/fonts/roboto.woff2",
    "assets/packages/wakelock_plus/assets/no_sleep.js",
    "assets/shaders/ink_sparkle.frag",
    "assets/shaders/stretch_effect.frag",
]

# Files of flet 1.0.5 that ours stand in for. Another digest means that flet changed them: compare, then carry over.
STOOD_IN_FOR = {
    "index.html": "971ecd93a39b8258db024a9d9a4d48bc454bbaff342567bc7f90db4bf63fa3ee",
    "python.js": "067edcca8116732076fb2962067d3b5e739658ccf103cef7932f62904d32fbd5",
    "python-worker.js": "5c2f0c4ac3a7c2a8376226124942cfd29515a4abd95e97267fa4db371b94b947",
    "flutter_service_worker.js": "a131df5ca46154cc4eb79044f7f5a14029c2f8bfccf8cef34e3ec3b5a9f5a88c",
}

PATCHES = [
    # The stub it registers would unregister our service worker.
    (
        "flutter_bootstrap.js",
        """    serviceWorkerSettings: {
        serviceWorkerVersion: "1804020039" /* Flutter's service worker is deprecated and will be removed in a future"""
        """ Flutter release. */,
    },
""",
        "",
    ),
    # One CanvasKit for every browser, so that one file is enough offline.
    (
        "flutter_bootstrap.js",
        "assetBase: flet.assetBase\n",
        'assetBase: flet.assetBase,\n    canvasKitVariant: "full"\n',
    ),
    ("flutter_bootstrap.js", '"https://www.gstatic.com/flutter-canvaskit"', '"canvaskit"'),
    (
        "main.dart.js",
        '"https://www.gstatic.com/flutter-canvaskit/0cd610717bde95fd88343c64f81c11ba4e5c0010/"',
        '"canvaskit/"',
    ),
    ("main.dart.js", '"https://fonts.gstatic.com/s/"', '"assets/fonts/"'),
    ("main.dart.js", '"https://cdn.jsdelivr.net/npm/@rive-app/flutter-native-wasm@44.0.0/"', '"no-rive/"'),
    # Rive is asked for at every start and not used here: say at once that it is not there.
    ("main.dart.js", 'A.b2F("wasm/rive_native.js","RiveNative")', "null"),
    ("main.dart.js", 'A.b2F("wasm_compatibility/rive_native.js","RiveNative")', "null"),
    ("main.dart.js", '"https://raw.githubusercontent.com/google/fonts/master/ofl/kanit/Kanit-Bold.ttf"', '""'),
    # A letter no bundled font has is looked for on the network again at every frame: call it unknown, once.
    ("main.dart.js", "if(m.a.length===0)e.push(p)\nelse{if(m.b===0)d.push(m);++m.b}}", "e.push(p)}"),
    ("pyodide/pyodide.mjs", "`https://cdn.jsdelivr.net/pyodide/v${U}/full/`", '"pyodide/"'),
]

# The fast start: a memory larger than a fresh one's, given page by page. The way Python calls functions is found out by
# each browser engine for itself, so what this one found stays.
PATCHES += [
    (
        "pyodide/pyodide.asm.mjs",
        "return Module.HEAP8.set(t),l}",
        "let at=(__PyRuntime+HEAP32[__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET/4>>>0])/4>>>0,kept=HEAP32[at];"
        "return API.config._thaw(Module,growMemory),HEAP32[at]=kept,l}",
    )
]

# In WebAssembly a text cannot change its length: another address is put in, filled up in front with "./".
PATCHED_TEXTS = [
    ("https://fonts.gstatic.com/s/", "no-font/"),
    ("https://cdn.jsdelivr.net/npm/@rive-app/flutter-native-wasm@44.0.0/", "no-rive/"),
    ("https://raw.githubusercontent.com/google/fonts/master/ofl/kanit/Kanit-Bold.ttf", "no-font/"),
]

NO_RIVE = """// Asked for by the renderer in WebAssembly at every start, and not used here: it waits for ever.
globalThis.RiveNative = () => new Promise(() => {});
"""

SCANNERS_OWN_ADDRESS = "`https://fastly.jsdelivr.net/npm/zxing-wasm@3.1.4/dist/${n[1]}/${e}`", "`scanner/${e}`"

CONTENT_NETWORKS = [
    "jsdelivr",
    "gstatic.com",
    "googleapis.com",
    "raw.githubusercontent",
    "unpkg.com",
    "cdnjs",
    "pypi.org",
]


class ClientChanged(Exception):
    """The installed flet is not the one these patches were written for; the text says which file and what to do."""


def version() -> str:
    """Version of flet and a digest of its client's file list: another client gives another text."""
    record = next(SOURCE.parents[1].glob("flet_web-*.dist-info/RECORD"))
    return f"{record.parent.name} {hashlib.sha256(record.read_bytes()).hexdigest()}"


def copy_client(target: Path) -> None:
    """Put the patched client into the folder `target`, without pages, Python library and app."""
    for name, digest in STOOD_IN_FOR.items():
        if hashlib.sha256((SOURCE / name).read_bytes()).hexdigest() != digest:
            raise ClientChanged(f"flet đã đổi {name}: so với bản trong web_build/page rồi sửa STOOD_IN_FOR")
    for name in TAKEN:
        if not (SOURCE / name).is_file():
            raise ClientChanged(f"flet không còn tệp {name}: xem lại TAKEN")
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SOURCE / name, target / name)
    for name, old, new in PATCHES:
        patch(target / name, old, new)
    for old, new in PATCHED_TEXTS:
        patch_text(target / "main.dart.wasm", old, new)
    (target / "no-rive" / "wasm").mkdir(parents=True)
    (target / "no-rive" / "wasm" / "rive_native.js").write_text(NO_RIVE, encoding="utf-8")
    write_fonts(target / "assets" / "FontManifest.json")


def copy_scanner(source: Path, target: Path) -> None:
    """Put the QR reader of the page that receives bundles into the folder `target`; it fetches from nowhere else."""
    target.mkdir()
    for name in ("zxing-reader.js", "zxing_reader.wasm"):
        shutil.copyfile(source / name, target / name)
    patch(target / "zxing-reader.js", *SCANNERS_OWN_ADDRESS)


def patch(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ClientChanged(f"{path.name}: phải có đúng một chỗ {old[:60]!r}, đang có {text.count(old)}")
    path.write_text(text.replace(old, new), encoding="utf-8")


def patch_text(path: Path, old: str, new: str) -> None:
    """As `patch`, in a file that is no text: what is put in is as long as what it stands for."""
    content = path.read_bytes()
    if content.count(old.encode()) != 1:
        raise ClientChanged(f"{path.name}: phải có đúng một chỗ {old!r}, đang có {content.count(old.encode())}")
    path.write_bytes(content.replace(old.encode(), ("./" * (len(old) // 2) + new)[-len(old) :].encode()))


def write_fonts(path: Path) -> None:
    fonts = [
        {"family": "MaterialIcons", "fonts": [{"asset": "fonts/MaterialIcons-Regular.otf"}]},
        {"family": "Roboto", "fonts": [{"asset": "fonts/roboto.woff2"}]},
    ]
    path.write_text(json.dumps(fonts), encoding="utf-8")


def pyodide_lock() -> str:
    """The runtime's own description without its package list, so that nothing can be fetched by name."""
    lock = json.loads((SOURCE / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    return json.dumps({**lock, "packages": {}})


def refuse_other_origins(folder: Path) -> None:
    """Raise when anything the finished app runs still names a content delivery network."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".js", ".mjs", ".html", ".json", ".css", ".wasm"}:
            content = path.read_bytes()
            for network in CONTENT_NETWORKS:
                if network.encode() in content:
                    raise ClientChanged(f"{path.relative_to(folder)} còn nhắc tới {network}")
