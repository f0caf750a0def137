// Runs before any style, so that the first frame already has the right ground (no white flash at night).
// Mirrors chooseTheme in src/ui/theme.ts; a test runs both over the same cases.
(function () {
  var root = document.documentElement;
  var stored = {};
  try {
    stored = JSON.parse(localStorage.getItem('zhiban.look') || '{}') || {};
  } catch (_) {
    stored = {};
  }
  var now = Date.now();
  var night = stored.nightFrom <= now && now < stored.nightTo;
  var dark = matchMedia('(prefers-color-scheme: dark)').matches;
  var chosen = stored.theme;
  var fixed = chosen === 'light' || chosen === 'dark' || chosen === 'night';
  var theme = fixed ? chosen : night ? 'night' : dark ? 'dark' : 'light';
  root.dataset.theme = theme;
  root.lang = stored.locale === 'en' ? 'en' : 'zh-CN';
  var meta = document.querySelector('meta[name="theme-color"]');
  if (meta) meta.content = meta.dataset[theme] || meta.content;

  // An engine that cannot keep or encrypt anything says so instead of pretending (PHONE.md 4.39).
  var able = false;
  try {
    able = !!indexedDB && !!crypto.subtle && 'noModule' in HTMLScriptElement.prototype;
  } catch (_) {
    able = false;
  }
  if (!able)
    document.addEventListener('DOMContentLoaded', function () {
      var words = document.getElementById('unable');
      if (words) words.hidden = false;
    });
})();
