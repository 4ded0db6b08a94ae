// Decides whether this browser can run the app. Written for browsers too old to run anything else here.
(function () {
  'use strict';

  function show(id) {
    document.documentElement.setAttribute('data-state', id);
    var parts = ['opening', 'failed', 'insecure', 'unsupported', 'install'];
    for (var i = 0; i < parts.length; i++) document.getElementById(parts[i]).hidden = parts[i] !== id;
  }

  function runsModuleWorkers() {
    var asked = false;
    var options = {};
    Object.defineProperty(options, 'type', { get: function () { asked = true; return 'module'; } });
    try {
      new Worker(URL.createObjectURL(new Blob([''], { type: 'text/javascript' })), options).terminate();
    } catch (error) {
      return false;
    }
    return asked;
  }

  function missing() {
    var list = [];
    if (typeof WebAssembly !== 'object') list.push('WebAssembly');
    if (!('serviceWorker' in navigator) || !('caches' in window)) list.push('lưu ứng dụng vào máy (service worker)');
    if (typeof Worker !== 'function' || !runsModuleWorkers()) list.push('chạy nền kiểu mới (module worker)');
    return list;
  }

  function cutOff() {
    document.getElementById('why').textContent = 'Mất kết nối với máy chủ khi đang mở. Kiểm tra mạng rồi bấm\u00a0Thử\u00a0lại.';
    document.getElementById('again').onclick = function () { location.reload(); };
    show('failed');
  }

  if (!window.isSecureContext) {
    document.getElementById('address').textContent = location.origin;
    document.getElementById('secure').href = 'https://' + location.hostname + '/app/' + location.hash;
    show('insecure');
    return;
  }
  var lacks = missing();
  if (lacks.length) {
    document.getElementById('missing').textContent = lacks.join(', ');
    show('unsupported');
    return;
  }

  // A place that loses what is kept there: the window of another app, or Safari, which forgets a page after a week.
  var agent = navigator.userAgent;
  var inside = /Zalo|FBA[NV]|Instagram|Line\//i.test(agent);
  var iphone = /iPhone|iPad|iPod/.test(agent);
  var installed = navigator.standalone || matchMedia('(display-mode: standalone)').matches;
  if (!installed && (inside || iphone)) {
    var code = (/[?&]code=([^&]+)/.exec(location.hash) || [])[1];
    document.getElementById(inside ? 'leave' : 'add').hidden = false;
    document.getElementById('invited').hidden = !code;
    document.getElementById('code').value = code ? decodeURIComponent(code) : '';
    document.getElementById('copy').onclick = function () {
      var field = document.getElementById('code');
      field.select();
      document.getElementById('copied').hidden = !document.execCommand('copy');
    };
    show('install');
    return;
  }

  window.flet = {
    pyodide: true, multiView: false, noCdn: true, webRenderer: 'canvaskit', routeUrlStrategy: 'hash',
    entrypointBaseUrl: '/app/', assetBase: '/app/', canvasKitBaseUrl: '/app/canvaskit/',
    fontFallbackBaseUrl: 'assets/fonts/', flutterAppResolve: function () {}
  };
  var scripts = ['precache.js', 'starting.js', 'python.js', 'boot.js'];
  for (var i = 0; i < scripts.length; i++) {
    var tag = document.createElement('script');
    tag.src = scripts[i];
    tag.async = false;
    tag.onerror = cutOff;
    document.head.appendChild(tag);
  }
})();
