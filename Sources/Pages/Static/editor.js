"use strict";
// Checks the document while it is typed, and completes keys where CodeMirror is there. The form
// works without it.
(() => {
  const form = document.getElementById("edit");
  const area = document.getElementById("text");
  if (!form || !area || !window.fetch) return;
  const checked = document.getElementById("checked");
  const opened = area.value;
  let isLeaving = false;

  // The editor: CodeMirror, or the plain text area.
  const mirror = window.CodeMirror
    ? CodeMirror.fromTextArea(area, {
      mode: "yaml", lineNumbers: true, tabSize: 2, indentUnit: 2, indentWithTabs: false,
      gutters: ["findings", "CodeMirror-linenumbers"], screenReaderLabel: "The document",
      // Every line is in the page, so that the browser's own search finds it.
      viewportMargin: area.value.length < 300000 ? Infinity : 100,
      extraKeys: {
        "Ctrl-Space": "autocomplete",
        // Tab leaves the editor, as everywhere on the page.
        Tab: false, "Shift-Tab": false,
      },
      hintOptions: { completeSingle: false, hint: (editor) => complete(editor) },
    })
    : null;
  const text = () => (mirror ? mirror.getValue() : area.value);
  const show = (line, column) => {
    if (mirror) {
      mirror.setCursor({ line: line - 1, ch: Math.max(0, column - 1) });
      mirror.scrollIntoView(null, 120);
      mirror.focus();
      return;
    }
    const start = area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start);
  };
  if (mirror) {
    // It scrolls, so the keyboard has to reach it.
    mirror.getScrollerElement().tabIndex = 0;
    document.getElementById("help").textContent = "Ctrl-Space completes a key";
    // Characters that end a word also end the list.
    mirror.on("inputRead", (editor, change) => {
      if (!schema || editor.state.completionActive) return;
      if (/^[a-zA-Z]$/.test(change.text.join(""))) editor.showHint();
    });
  }

  // Findings at their lines.
  let marks = [];
  const mark = () => {
    const items = [...document.querySelectorAll("#review [data-line]")];
    for (const item of items) {
      const line = Number(item.dataset.line);
      const place = item.querySelector(".line");
      if (line < 1 || !place) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link line";
      button.textContent = place.textContent;
      button.addEventListener("click", () => show(line, Number(item.dataset.column)));
      place.replaceWith(button);
    }
    if (!mirror) return;
    mirror.operation(() => {
      for (const old of marks) old.clear();
      marks = [];
      mirror.clearGutter("findings");
      const seen = new Map();
      for (const item of items) {
        const line = Number(item.dataset.line) - 1;
        if (line < 0 || line >= mirror.lineCount()) continue;
        const words = item.querySelector(".message").textContent;
        const start = Math.max(0, Number(item.dataset.column) - 1);
        const end = start + Math.max(1, Number(item.dataset.length));
        marks.push(mirror.markText(
          { line, ch: start }, { line, ch: end }, { className: `finding-${item.dataset.state}` }));
        const note = seen.get(line) || document.createElement("div");
        if (!seen.has(line)) {
          note.className = "finding-line";
          note.dataset.state = item.dataset.state;
          seen.set(line, note);
          const sign = document.createElement("span");
          sign.className = "finding-sign";
          sign.dataset.state = item.dataset.state;
          sign.textContent = item.dataset.state === "bad" ? "!" : "~";
          mirror.setGutterMarker(line, "findings", sign);
        }
        const row = document.createElement("div");
        row.textContent = words;
        note.append(row);
      }
      for (const [line, note] of seen) {
        marks.push(mirror.addLineWidget(line, note, { noHScroll: true }));
      }
    });
  };

  // Checks: one at a time, after a pause, and not more often than once a second.
  const pause = 700;
  const period = 1000;
  let last = 0;
  let isRunning = false;
  let timer = 0;
  let asked = opened;
  const say = (words) => { checked.textContent = words; };
  const later = (time) => {
    clearTimeout(timer);
    timer = setTimeout(check, time);
  };
  const check = async () => {
    if (isRunning) return later(period);
    const wait = last + period - Date.now();
    if (wait > 0) return later(wait);
    isRunning = true;
    last = Date.now();
    asked = text();
    say("checking ...");
    let next = 0;
    try {
      const fields = new URLSearchParams();
      for (const name of ["proof", "base"]) fields.set(name, form.elements[name].value);
      fields.set("text", asked);
      fields.set("do", "check");
      fields.set("part", "review");
      const answer = await fetch("/configuration", {
        method: "POST", body: fields, redirect: "manual", credentials: "same-origin",
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        say("The session has ended. Your text is still here: sign in in another window.");
      } else if (answer.status === 503 || answer.status === 429) {
        next = 3000;
      } else if (answer.status === 403) {
        if (await renew()) next = period;
        else say("This text can't be checked: no session with the rights for it.");
      } else if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const part = page.getElementById("review");
        if (part && text() === asked) {
          document.getElementById("review").replaceWith(document.adoptNode(part));
          mark();
        }
        const isOther = page.querySelector("[aria-label=Conflict]");
        say(isOther
          ? "The file has changed meanwhile: Apply will show the difference first."
          : `checked at ${new Date().toISOString().slice(11, 19)}`);
      } else {
        say(`not checked: ${answer.status}`);
      }
    } catch {
      say("No connection: the text is not checked.");
      next = 5000;
    }
    isRunning = false;
    if (next) later(next);
    else if (text() !== asked) later(pause);
  };
  const changed = () => later(pause);
  if (mirror) mirror.on("change", changed);
  else area.addEventListener("input", changed);
  if (form.dataset.valid) mark();
  else later(0);

  // A session that has ended, or is another one, must not cost the text.
  const renew = async () => {
    const answer = await fetch("/account", { redirect: "manual", credentials: "same-origin" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const proof = page.querySelector("input[name=proof]");
    if (!proof) return false;
    const isOther = form.elements.proof.value !== proof.value;
    for (const field of document.querySelectorAll("input[name=proof]")) field.value = proof.value;
    return isOther;
  };
  form.addEventListener("submit", async (event) => {
    if (isLeaving) return;
    event.preventDefault();
    const button = event.submitter;
    try {
      const answer = await fetch("/account", { redirect: "manual", credentials: "same-origin" });
      if (!answer.ok) {
        say("The session has ended. Sign in in another window, then repeat it here.");
        return;
      }
      await renew();
    } catch {
      say("No connection: nothing was sent, and your text is still here.");
      return;
    }
    isLeaving = true;
    if (mirror) mirror.save();
    form.requestSubmit(button);
    // A page that stays asks again.
    setTimeout(() => { isLeaving = false; }, 5000);
  });
  window.addEventListener("beforeunload", (event) => {
    // A text that came back from a form is in no file either.
    if (!isLeaving && (text() !== opened || form.dataset.valid)) event.preventDefault();
  });
  const line = /^#line-(\d+)$/.exec(location.hash);
  if (line) show(Number(line[1]), 1);

  // Completion of keys and words, from the schema of documents.
  let schema = null;
  if (mirror) {
    fetch("/configuration/schema.json", { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((found) => { schema = found; })
      .catch(() => {});
  }
  const objects = (value) => {
    // The objects that a value can be, through references, lists and choices.
    if (!value) return [];
    if (value.$ref) return objects(schema.$defs[value.$ref.split("/").pop()]);
    if (value.oneOf) return value.oneOf.flatMap(objects);
    if (value.items) return objects(value.items);
    return value.properties ? [value] : [];
  };
  const words = (value) => {
    if (!value) return [];
    if (value.enum) return value.enum.map(String);
    if (value.type === "boolean") return ["true", "false"];
    if (value.oneOf) return value.oneOf.flatMap(words);
    if (value.items) return words(value.items);
    return [];
  };
  const member = (all, key) => all.flatMap((object) => {
    const value = object.properties[key];
    return value ? [value] : [];
  });
  // The keys that lead to the cursor, from the outermost.
  const path = (editor, cursor) => {
    const keys = [];
    const before = editor.getLine(cursor.line).slice(0, cursor.ch);
    let limit = /^[\s-]*/.exec(before)[0].length;
    let open = 0;
    for (let place = before.length - 1; place >= 0; place -= 1) {
      if ("}]".includes(before[place])) open += 1;
      if (!"{[".includes(before[place])) continue;
      open -= 1;
      if (open >= 0) continue;
      open = 0;
      const key = /([A-Za-z]+):\s*$/.exec(before.slice(0, place));
      if (key) keys.unshift(key[1]);
    }
    for (let number = cursor.line - 1; number >= 0 && limit > 0; number -= 1) {
      const found = /^([\s-]*)([A-Za-z]+):\s*(#.*)?$/.exec(editor.getLine(number));
      if (!found || found[1].length >= limit) continue;
      keys.unshift(found[2]);
      limit = found[1].includes("-") ? found[1].indexOf("-") + 1 : found[1].length;
    }
    return keys;
  };
  const complete = (editor) => {
    const cursor = editor.getCursor();
    const before = editor.getLine(cursor.line).slice(0, cursor.ch);
    const start = /[A-Za-z0-9-]*$/.exec(before).index;
    const typed = before.slice(start).replace(/^-+/, "");
    const from = { line: cursor.line, ch: cursor.ch - typed.length };
    if (!schema || /#[^"']*$/.test(before)) return null;
    let around = objects(schema);
    for (const key of path(editor, cursor)) around = member(around, key).flatMap(objects);
    const value = /([A-Za-z]+):\s+[\w-]*$/.exec(before);
    if (value) {
      const list = member(around, value[1]).flatMap(words)
        .filter((word) => word.startsWith(typed) && word !== typed);
      return { list, from, to: cursor };
    }
    if (!/(^|[{,]|-)\s*[A-Za-z]*$/.test(before)) return null;
    const list = around.flatMap((object) => Object.entries(object.properties))
      .filter(([key]) => key.startsWith(typed) && key !== typed)
      .map(([key, property]) => ({
        text: `${key}: `, displayText: key,
        render: (element) => {
          const name = document.createElement("b");
          name.textContent = key;
          element.append(name, ` ${(property.description || "").split(". ")[0].slice(0, 90)}`);
        },
      }));
    return { list, from, to: cursor };
  };
})();
