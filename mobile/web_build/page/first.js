// Paints, before anything else runs, what was last known: whose phone it is, the shifts of this day, the office's word.
(function () {
  'use strict';

  var VIETNAM_MS = 25200000;

  function line(parent, text) {
    var made = document.createElement('p');
    made.textContent = text;
    parent.appendChild(made);
  }

  function show(sight) {
    var place = document.getElementById('first');
    var today = new Date(Date.now() + sight.behind_ms + VIETNAM_MS).toISOString().slice(0, 10);
    document.getElementById('name').textContent = sight.name;
    for (var i = 0; sight.day === today && i < sight.today.length; i++) line(place, sight.today[i]);
    line(place, sight.office);
    place.hidden = false;
  }

  try {
    var kept = localStorage.getItem('so-truc-first-sight');
    if (kept) show(JSON.parse(kept));
  } catch (error) {
    console.warn('first sight', error);
  }
})();
