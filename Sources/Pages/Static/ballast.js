"use strict";
// Replaces values in place as they change, and keeps ages up to date. No page needs it.
(() => {
  const body = document.body;
  const skew = Date.now() - Number(body.dataset.now || Date.now());

  // The same units as those of the controller: "22 s", "3 min", "2 h", "4 d".
  const words = (milliseconds) => {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    if (seconds < 120) return `${seconds} s`;
    if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
    if (seconds < 172800) return `${Math.floor(seconds / 3600)} h`;
    return `${Math.floor(seconds / 86400)} d`;
  };

  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const tick = () => {
    const now = Date.now() - skew;
    for (const element of document.querySelectorAll("time[data-since]")) {
      write(element, words(now - Number(element.dataset.since)));
    }
    for (const element of document.querySelectorAll("[data-until]")) {
      write(element, words(Number(element.dataset.until) - now));
    }
  };

  const places = new Map();
  for (const element of document.querySelectorAll("[data-live]")) {
    places.set(element.dataset.live, element);
  }
  const line = document.getElementById("live");
  let isSorted = true;
  let isWhole = true;

  const show = (text) => {
    if (!line) return;
    line.textContent = text;
    if (isSorted && isWhole) return;
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = isWhole ? "Sort again" : "Show what was added or removed";
    line.append(text ? " " : "", link);
  };

  const apply = (key, value, isNews) => {
    const element = places.get(key);
    if (!element) return;
    if (value.s !== undefined && element.dataset.state !== value.s) {
      element.dataset.state = value.s;
      // Rows stay where they are until the person wants them sorted.
      if (element.tagName === "TR") isSorted = false;
    }
    if (value.t !== undefined && element.textContent !== value.t) {
      element.textContent = value.t;
      if (isNews && !/\d+ (s|min|h|d)\b/.test(value.t)) {
        element.classList.remove("changed");
        void element.offsetWidth;
        element.classList.add("changed");
      }
    }
    if (value.p !== undefined) element.setAttribute("points", value.p);
    if (value.a !== undefined) {
      if (value.a > 0) {
        element.dataset.since = value.a;
        element.dateTime = new Date(value.a).toISOString();
        element.title = element.dateTime;
      } else {
        delete element.dataset.since;
        element.textContent = "";
      }
    }
  };

  const take = (text, isAll) => {
    const values = JSON.parse(text);
    if (isAll) {
      const keys = Object.keys(values);
      isWhole = keys.length === places.size && keys.every((key) => places.has(key));
    }
    for (const [key, value] of Object.entries(values)) apply(key, value, true);
    tick();
    show("");
  };

  // Above all else, because the values below it are old.
  const banner = document.createElement("p");
  banner.className = "problem";
  banner.setAttribute("role", "alert");
  let contact = Date.now();
  const lose = (text) => {
    const time = new Date(contact - skew).toISOString().slice(11, 19);
    banner.textContent = `${text} The values are those of ${time} UTC.`;
    body.classList.add("stale");
    if (!banner.isConnected) document.getElementById("main").prepend(banner);
  };
  const regain = () => {
    contact = Date.now();
    body.classList.remove("stale");
    banner.remove();
  };

  // Browsers have six connections to a host, so a hidden page gives its connection up.
  const whileVisible = (open, close) => {
    const follow = () => (document.hidden ? close() : open());
    document.addEventListener("visibilitychange", follow);
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", follow);
    follow();
  };

  if (body.dataset.values && window.EventSource) {
    let source = null;
    const open = () => {
      if (source && source.readyState !== EventSource.CLOSED) return;
      contact = Date.now();
      source = new EventSource(body.dataset.values);
      const hear = (name, act) => source.addEventListener(name, (event) => {
        regain();
        act(event.data);
      });
      hear("all", (data) => take(data, true));
      hear("some", (data) => take(data, false));
      hear("same", () => {});
      source.addEventListener("error", (event) => {
        if (event.target !== source) return;
        lose(source.readyState === EventSource.CLOSED
          ? "Values no longer change: open the page again."
          : "No connection to the controller.");
      });
    };
    whileVisible(open, () => {
      source?.close();
      source = null;
    });
    // The controller sends something each 15 seconds.
    setInterval(() => {
      if (source && Date.now() - contact > 40000) lose("The controller does not answer.");
    }, 1000);
  }
  tick();
  setInterval(tick, 1000);

  // New events above the others, for a person who wants to follow them.
  const events = document.getElementById("events");
  const follow = document.getElementById("follow");
  if (events && follow && window.EventSource) {
    const kinds = events.dataset.kinds.split(" ").filter((kind) => kind);
    const wanted = events.dataset.words.toLowerCase();
    let stream = null;
    const node = (name, className, text) => {
      const element = document.createElement(name);
      if (className) element.className = className;
      element.textContent = text;
      return element;
    };
    const add = (data) => {
      const event = JSON.parse(data);
      if (event.number <= Number(events.dataset.last)) return;
      events.dataset.last = event.number;
      const texts = [event.message, ...event.details];
      if (kinds.length && !kinds.includes(event.kind)) return;
      if (!texts.some((text) => text.toLowerCase().includes(wanted))) return;
      const time = new Date(event.time).toISOString();
      const line = node("li", "changed", "");
      const clock = node("time", "", time.slice(11, 19));
      clock.dateTime = time;
      line.append(clock, " ", node("span", "kind", event.kind), ` ${event.message}`);
      for (const detail of event.details) line.append(node("div", "quiet", detail));
      events.prepend(line);
    };
    const state = node("span", "quiet", "");
    state.setAttribute("role", "status");
    follow.parentElement.hidden = false;
    follow.parentElement.after(" ", state);
    const close = () => {
      stream?.close();
      stream = null;
    };
    const open = () => {
      if (!follow.checked || stream) return;
      write(state, "");
      const source = new EventSource(`/api/v1/events/stream?after=${events.dataset.last}`);
      stream = source;
      source.addEventListener("open", () => write(state, ""));
      source.addEventListener("error", () => {
        if (source !== stream) return;
        if (source.readyState !== EventSource.CLOSED) {
          write(state, "No connection: new events are missing.");
          return;
        }
        close();
        follow.checked = false;
        write(state, "It no longer follows: open the page again.");
      });
      for (const kind of (events.dataset.all || "").split(" ")) {
        source.addEventListener(kind, (event) => add(event.data));
      }
    };
    follow.addEventListener("change", () => (follow.checked ? open() : close()));
    whileVisible(open, close);
  }

  document.addEventListener("keydown", (event) => {
    const field = document.getElementById("find");
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
      || event.target.isContentEditable;
    if (event.key !== "/" || isTyping || !field || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
  });
})();
