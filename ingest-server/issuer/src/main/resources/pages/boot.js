/*
 * Stands inside each page, so that a kept code needs nothing else: sets the language, draws the own code that came with the
 * page or that this phone keeps, and says what to do where app.js does not start. A classic script, in words that old web
 * views know. What it defines is used by app.js too.
 */
(function () {
  'use strict';

  var WORDS = '{words}';
  var KEPT = 'swabline.kept';
  var LANGUAGE = 'swabline.language';
  var LEAVING = 'swabline.leaving';
  var RELOADED = 'swabline.reloaded';
  var SLOW_MS = 8000;
  var DAY_MS = 86400000;
  var QUIET_ZONE = 4;
  var SVG = 'http://www.w3.org/2000/svg';
  var root = document.documentElement;
  var shell = { started: false, words: WORDS };
  window.swabline = shell;

  function stored(storage, key) {
    try {
      return JSON.parse(window[storage].getItem(key));
    } catch (refused) {
      return null;
    }
  }

  shell.language = function () {
    var chosen = stored('localStorage', LANGUAGE);
    return chosen === 'en' || chosen === 'zh' ? chosen : /^(zh|$)/.test(navigator.language || '') ? 'zh' : 'en';
  };

  shell.text = function (key, values) {
    return (WORDS[shell.language()][key] || '').replace(/\{(\w+)\}/g, function (mark, name) {
      return values && name in values ? values[name] : mark;
    });
  };

  /** Texts of elements that name one, as far as they are known here; a page comes in Chinese. */
  function translate() {
    root.lang = shell.language() === 'zh' ? 'zh-CN' : 'en';
    document.querySelectorAll('[data-t]').forEach(function (element) {
      element.textContent = shell.text(element.getAttribute('data-t')) || element.textContent;
    });
  }

  function fill(place, child) {
    place.textContent = '';
    place.appendChild(child);
  }

  function element(name, kind, text) {
    var made = document.createElement(name);
    made.className = kind;
    if (text) {
      made.textContent = text;
    }
    return made;
  }

  /** What came with the page: the state that GET /pages/api/state gives; null if nothing did. */
  shell.embedded = function () {
    var place = document.getElementById('state');
    try {
      return place && JSON.parse(place.textContent);
    } catch (broken) {
      return null;
    }
  };

  /**
   * Dark modules as one path, in units of modules. A symbol is { size, modules }: size * size bits, row by row, the highest bit of
   * a byte first, 1 for dark, in base64.
   */
  function modulesPath(symbol) {
    var bytes = atob(symbol.modules);
    var path = '';
    for (var y = 0; y < symbol.size; y += 1) {
      for (var x = 0; x < symbol.size; x += 1) {
        var bit = y * symbol.size + x;
        if (bytes.charCodeAt(bit >> 3) >> (7 - (bit & 7)) & 1) {
          path += 'M' + (x + QUIET_ZONE) + ' ' + (y + QUIET_ZONE) + 'h1v1h-1z';
        }
      }
    }
    return path;
  }

  /** The code's QR symbol as an SVG element, quiet zone included; its size is the style's. */
  shell.symbol = function (code) {
    if (!code.symbol) {
      return new DOMParser().parseFromString(code.svg, 'image/svg+xml').documentElement;
    }
    var side = code.symbol.size + 2 * QUIET_ZONE;
    var svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 ' + side + ' ' + side);
    svg.setAttribute('shape-rendering', 'crispEdges');
    var ground = svg.appendChild(document.createElementNS(SVG, 'path'));
    ground.setAttribute('fill', '#fff');
    ground.setAttribute('d', 'M0 0h' + side + 'v' + side + 'H0z');
    var dark = svg.appendChild(document.createElementNS(SVG, 'path'));
    dark.setAttribute('d', modulesPath(code.symbol));
    return svg;
  };

  shell.moment = function (iso) {
    return new Intl.DateTimeFormat(shell.language() === 'zh' ? 'zh-CN' : 'en-GB', {
      timeZone: 'Asia/Shanghai', year: 'numeric', month: shell.language() === 'zh' ? 'long' : 'short', day: 'numeric',
      hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    }).format(new Date(iso));
  };

  /** Days that are left at that time, in words; one that has begun counts, as it does for the server. */
  shell.left = function (code, nowMs) {
    var days = Math.ceil((Date.parse(code.valid_until) - nowMs) / DAY_MS);
    return days <= 0 ? shell.text('frame.expired') : days === 1 ? shell.text('frame.less_than_a_day') : shell.text('frame.days', { days: days });
  };

  shell.isExpired = function (code, nowMs) {
    return nowMs >= Date.parse(code.valid_until);
  };

  /** A code with what its holder needs to know. One that has expired says so, and cannot be scanned any more. */
  shell.card = function (code, nowMs) {
    var isExpired = shell.isExpired(code, nowMs);
    var card = element('article', isExpired ? 'card code expired' : 'card code');
    var frame = card.appendChild(element('div', 'qr-frame'));
    var symbol = frame.appendChild(shell.symbol(code));
    symbol.setAttribute('class', 'qr');
    symbol.setAttribute('role', 'img');
    symbol.setAttribute('aria-label', shell.text('frame.code_of', { name: code.masked_name }));
    if (isExpired) {
      frame.appendChild(element('p', 'stamp', shell.text('frame.expired')));
    }
    card.appendChild(element('p', 'holder', code.masked_name));
    var facts = card.appendChild(document.createElement('dl'));
    [['until', shell.moment(code.valid_until)], ['left', shell.left(code, nowMs)]].forEach(function (fact) {
      var row = facts.appendChild(element('div', fact[0]));
      row.appendChild(element('dt', '', shell.text('frame.' + fact[0])));
      row.appendChild(element('dd', '', fact[1]));
    });
    return card;
  };

  /** What this phone keeps, as kept.js wrote it; null if nothing. */
  shell.kept = function () {
    return stored('localStorage', KEPT);
  };

  /**
   * The server's time as far as this phone knows it. Without a connection a code counts as expired only where the phone's own
   * clock says so, too: one of both may be wrong, and a living code must not be hidden.
   */
  shell.cautiousNowMs = function () {
    var kept = shell.kept();
    return Math.min(Date.now(), Date.now() + (kept && kept.offset_ms || 0));
  };

  function drawOwn() {
    var place = document.getElementById('code');
    var embedded = stored('localStorage', LEAVING) ? null : shell.embedded();
    var kept = shell.kept();
    var own = embedded && embedded.code || kept && kept.own;
    if (place && own) {
      fill(place, shell.card(own, embedded ? Date.parse(embedded.now) : shell.cautiousNowMs()));
    }
  }

  /** All codes that there are, without app.js. */
  function drawAll() {
    var kept = shell.kept() || {};
    var embedded = shell.embedded();
    var codes = [embedded ? embedded.code : kept.own];
    /* relatives */
    codes = codes.concat(((embedded || kept).relatives || []).map(function (relative) {
      return relative.code;
    }));
    /* /relatives */
    codes = codes.filter(Boolean);
    var main = document.getElementById('main');
    fill(main, element('p', 'notice alert', shell.text(codes.length ? 'frame.failed' : 'frame.nothing_kept')));
    codes.forEach(function (code) {
      main.appendChild(shell.card(code, shell.cautiousNowMs()));
    });
    var again = main.appendChild(element('a', 'button', shell.text('frame.reload')));
    again.href = window.location.pathname;
  }

  /** A page of one version whose script is of another, while servers are being replaced: opened anew, twice at most. */
  function reloadIfReplaced() {
    var count = stored('sessionStorage', RELOADED) || 0;
    if (count >= 2) {
      return;
    }
    fetch(window.location.pathname, { cache: 'no-store', credentials: 'omit' }).then(function (answer) {
      return answer.text();
    }).then(function (page) {
      var build = /data-build="([0-9a-f]+)"/.exec(page);
      if (build && build[1] !== root.getAttribute('data-build')) {
        window.sessionStorage.setItem(RELOADED, String(count + 1));
        window.location.reload();
      }
    }).catch(function () {
      // No network, or no storage: the codes are on the screen.
    });
  }

  function fail() {
    if (!shell.started && !shell.failed) {
      shell.failed = true;
      drawAll();
      reloadIfReplaced();
    }
  }

  function failSlowly() {
    var place = document.getElementById('messages');
    if (!shell.started && !shell.failed && place) {
      fill(place, element('p', 'notice', shell.text('frame.slow')));
    }
  }

  document.getElementById('app').addEventListener('error', fail);
  window.addEventListener('error', function (event) {
    // Only of the pages' own script: apps put others into pages, and theirs may fail.
    if (/\/pages\/shell\//.test(event.filename || '')) {
      fail();
    }
  });
  window.addEventListener('load', fail);
  setTimeout(failSlowly, SLOW_MS);
  translate();
  drawOwn();
}());
