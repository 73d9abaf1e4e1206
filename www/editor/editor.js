// The spec editor. It takes the place of a text area: the area's value is the editor's text, and
// what is put into the area comes here, so that the page knows an area only, and works the same
// with the bare one. What is typed is told as a change, since the whole is as long as a spec.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown } from "@codemirror/lang-markdown";
import { yaml, yamlFrontmatter } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { forEachDiagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, StateEffect, Transaction } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// A key is painted first and told to the page then; where nothing is painted, this long after it.
const LONGEST_MS = 100;

const fromPage = Annotation.define();

const colours = HighlightStyle.define([
  { tag: tags.heading, color: "var(--ink)", fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--accent)" },
  { tag: [tags.monospace, tags.string], color: "var(--kept)" },
  { tag: [tags.quote, tags.comment, tags.contentSeparator], color: "var(--ink-soft)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.tagName], color: "var(--accent)" },
  { tag: [tags.processingInstruction, tags.meta, tags.angleBracket], color: "var(--grey)" },
  { tag: [tags.number, tags.bool, tags.keyword, tags.attributeName, tags.labelName], color: "var(--signal)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--sheet)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  // A scroll bar that comes and goes with the text is found out by laying out twice at each key.
  ".cm-scroller": { overflow: "hidden scroll", fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--grey)", border: "0" },
  ".cm-gutter-lint": { width: "14px" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--sunk)" },
  // The browser's own selection and caret: drawing them here takes a layout of the page at each key.
  ".cm-line::selection, .cm-line ::selection": { backgroundColor: "color-mix(in srgb, var(--accent) 35%, transparent)" },
  ".cm-searchMatch, .cm-selectionMatch": { backgroundColor: "var(--unclear-soft)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--unclear)" },
  ".cm-panels": { backgroundColor: "var(--sunk)", color: "var(--ink)", fontFamily: "var(--ui)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--rule)" },
  ".cm-panel.cm-search": { padding: "8px 28px 8px 10px" },
  ".cm-textfield, .cm-button": {
    font: "inherit", color: "var(--ink)", background: "var(--sheet)",
    border: "1px solid var(--rule-strong)", borderRadius: "6px", padding: "4px 8px",
  },
  ".find": { position: "absolute", right: "8px", bottom: "8px", minHeight: "44px", minWidth: "64px", zIndex: "5" },
  ".cm-panels-top ~ .find": { display: "none" },
  ".cm-panel.cm-search [name=close]": { font: "inherit", color: "var(--ink)", minWidth: "24px", minHeight: "24px" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--rule-strong)" },
  ".cm-diagnostic": { fontFamily: "var(--ui)", padding: "6px 10px" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--unclear)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--broken)" },
});

// Checks are YAML, whatever their fence is called.
const language = yamlFrontmatter({
  content: markdown({
    codeLanguages: (name) => (/^(checks|yaml|yml)\b/.test(name) ? yaml().language : null),
  }),
});

/** The part of `next` that is not in `text` already: the caret and the history keep the rest. */
function change(text, next) {
  let from = 0;
  while (from < text.length && text[from] === next[from]) from++;
  let [end, nextEnd] = [text.length, next.length];
  while (end > from && nextEnd > from && text[end - 1] === next[nextEnd - 1]) {
    end--;
    nextEnd--;
  }
  return { from, to: end, insert: next.slice(from, nextEnd) };
}

/**
 * From the first to the last of `changes`, which led to `doc`: the range they replace, and what
 * stands there now. Nothing where that would cut a character in two, which the page cannot do.
 */
function hull(changes, doc) {
  let [from, to, start, end] = [Infinity, 0, 0, 0];
  changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    if (from > fromA) [from, start] = [fromA, fromB];
    [to, end] = [toA, toB];
  });
  const unit = (at) => doc.sliceString(Math.max(0, at), at + 1);
  const isCut = /[\ud800-\udbff]/.test(unit(start - 1)) || /[\udc00-\udfff]/.test(unit(end));
  return isCut ? null : [from, to, doc.sliceString(start, end)];
}

// Nobody waits long for a key or a click while the editor comes: it comes in turns.
const turn = () => new Promise((done) => setTimeout(done));

/** A place behind the end of every text. */
const END = 0xffffffff;

/**
 * Puts an editor before `area` and hides that. `typed(from, to, length, insert)` hears what is to
 * be replaced in the area's value as the page knows it, which is `length` long, in UTF-16 units;
 * it says whether that is so. Up to `END` the whole is replaced.
 */
export async function open(area, typed) {
  await turn();
  const host = document.createElement("div");
  host.className = "spec-editor";
  // The page's policy allows no style elements; a shadow root takes style sheets as objects.
  const root = host.attachShadow({ mode: "open" });
  // The changes that the page has not heard of yet.
  let pending = null;
  const text = area.value;
  const whole = () => view.state.doc.toString();

  const flush = () => {
    const changes = pending;
    pending = null;
    if (!changes || changes.empty) return;
    const range = hull(changes, view.state.doc);
    if (range && typed(range[0], range[1], changes.length, range[2])) return;
    typed(0, END, 0, whole());
  };
  const changed = (changes) => {
    if (!pending) {
      requestAnimationFrame(() => setTimeout(flush));
      setTimeout(flush, LONGEST_MS);
    }
    pending = pending?.compose(changes) ?? changes;
  };
  const keys = {
    // The page hears no letters from here, and no keys that the editor has used.
    keydown: (event) => {
      if (event.defaultPrevented || !(event.ctrlKey || event.metaKey || event.key === "Escape")) {
        event.stopPropagation();
      }
    },
    // What the page does after this, such as sharing, is done with the whole text.
    focusout: () => {
      flush();
      area.dispatchEvent(new FocusEvent("blur"));
    },
  };
  const anchor = Math.min(area.selectionStart, text.length);
  const view = new EditorView({
    root,
    parent: root,
    scrollTo: EditorView.scrollIntoView(anchor, { y: "start" }),
    state: EditorState.create({
      doc: text,
      selection: { anchor },
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        highlightActiveLine(),
        search({ top: true }),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": area.getAttribute("aria-label"),
          "data-testid": "spec-editor",
        }),
        keymap.of([
          { key: "Escape", run: (it) => (it.contentDOM.blur(), true) },
          ...searchKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          const own = (it) => it.annotation(fromPage);
          if (update.docChanged && !update.transactions.every(own)) changed(update.changes);
        }),
      ],
    }),
  });
  // Fingers have no keys to call this with.
  if (matchMedia("(pointer: coarse)").matches) {
    const find = document.createElement("button");
    find.className = "cm-button find";
    find.textContent = "Find";
    find.addEventListener("click", () => openSearchPanel(view));
    view.dom.append(find);
  }
  // A text area lays out whatever is put into it, hidden or not, which costs a key milliseconds.
  area.value = "";
  Object.defineProperty(area, "value", {
    configurable: true,
    get: whole,
    set(next) {
      // The page changes the text where someone undoes there: that is not merged with what was
      // typed in the same tenth of a second.
      pending = null;
      const lines = next.replace(/\r\n?/g, "\n");
      // The page has a history of its own: what that takes back, the editor's does not bring back.
      const annotations = [fromPage.of(true), Transaction.addToHistory.of(false)];
      view.dispatch({ changes: change(whole(), lines), annotations });
    },
  });
  Object.defineProperty(area, "selectionStart", {
    configurable: true,
    get: () => view.state.selection.main.head,
  });
  for (const [name, heard] of Object.entries(keys)) host.addEventListener(name, heard);
  // Before the page hears of it and saves.
  addEventListener("pagehide", flush, true);
  document.addEventListener("visibilitychange", flush, true);
  const hadFocus = document.activeElement === area;
  area.hidden = true;
  area.after(host);
  if (hadFocus) view.focus();
  let isOpen = true;
  const later = [highlightSelectionMatches(), language, syntaxHighlighting(colours)];
  const appended = later.map((it) => ({ effects: StateEffect.appendConfig.of(it) }));
  for (const more of appended) turn().then(() => isOpen && view.dispatch(more));

  return {
    /** Marks `faults`: rows of a line from one, a severity and what is wrong. */
    show(faults) {
      const { doc } = view.state;
      const marks = faults.map(([number, severity, message]) => {
        const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
        return { from: line.from, to: line.to, severity, message };
      });
      // A mark stays with its line as one types there; where in the line it ends is nothing new.
      const told = [];
      const start = (at) => doc.lineAt(at).from;
      forEachDiagnostic(view.state, (it, from, to) => told.push([start(from), start(to), it.severity, it.message]));
      const is = (it) => [it.from, it.from, it.severity, it.message];
      if (JSON.stringify(told) !== JSON.stringify(marks.map(is).sort((a, b) => a[0] - b[0]))) {
        view.dispatch(setDiagnostics(view.state, marks));
      }
    },
    /** Puts the caret at the beginning of a line. */
    go(number) {
      const { from } = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: "center" }),
      });
      view.focus();
    },
    close() {
      isOpen = false;
      flush();
      removeEventListener("pagehide", flush, true);
      document.removeEventListener("visibilitychange", flush, true);
      delete area.value;
      delete area.selectionStart;
      area.value = whole();
      view.destroy();
      host.remove();
    },
  };
}
