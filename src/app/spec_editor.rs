//! An editor in place of the spec's text area, where the page was built with one (`www/editor`).
//!
//! The area stays: its value is the editor's text, so that everything else knows only the area.
//! What is typed comes as a change of it, for a whole spec takes milliseconds at every key.

use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::SpecView;
use crate::text::{Span, from_utf16, to_utf16};
use crate::workspace::patch::replace;
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Hears what is typed, as `www/editor/editor.js` says it, and says whether it fits.
type Heard = Closure<dyn FnMut(u32, u32, u32, String) -> bool>;

#[wasm_bindgen]
extern "C" {
    /// What the boot script offers (`www/boot.js`). An empty text where there is no editor.
    #[wasm_bindgen(catch, js_namespace = plumbline, js_name = openEditor)]
    async fn open_editor(area: &HtmlTextAreaElement, typed: &Heard) -> Result<JsValue, JsValue>;

    /// What `www/editor/editor.js` makes.
    type Editor;
    #[wasm_bindgen(method)]
    fn show(this: &Editor, faults: &Array);
    #[wasm_bindgen(method)]
    fn go(this: &Editor, line: u32);
    #[wasm_bindgen(method)]
    fn close(this: &Editor);
}

/// What is typed into an area.
pub(crate) enum Typed {
    /// The whole text, which is another one now.
    Whole(String),
    /// A change of the text that the area held, in UTF-16 units.
    Change {
        /// First unit that goes.
        from: usize,
        /// One past the last.
        to: usize,
        /// How long that text was.
        length: usize,
        /// What comes in their place.
        insert: String,
    },
}

impl Typed {
    fn heard(from: u32, to: u32, length: u32, insert: String) -> Typed {
        if to == u32::MAX {
            return Typed::Whole(insert);
        }
        let [from, to, length] = [from, to, length].map(|it| it as usize);
        Typed::Change {
            from,
            to,
            length,
            insert,
        }
    }
}

/// What an area holds. To ask the area, or to compare it with the state, would take in a whole spec
/// at every key.
#[derive(Default)]
pub(crate) struct Held {
    text: Arc<str>,
    /// In UTF-16 units.
    length: usize,
    /// What was typed, oldest first, and has not come back from the state yet.
    sent: Vec<Arc<str>>,
    /// Where the last change ended, in UTF-16 units.
    last: Option<usize>,
}

/// How far from the last one a change is a step of its own to undo, in UTF-16 units.
const ELSEWHERE: usize = 200;

impl Held {
    /// What the area is to show for a text of the state; nothing where that came from the area.
    /// Drawing may be behind: a text that comes back when another was typed is no news either.
    pub(crate) fn shown(&mut self, text: &Arc<str>) -> Option<Arc<str>> {
        if let Some(at) = self.sent.iter().position(|it| Arc::ptr_eq(it, text)) {
            self.sent.drain(..=at);
            return None;
        }
        self.sent.clear();
        // An area knows one kind of line end.
        self.text = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n").into()
        } else {
            text.clone()
        };
        self.length = to_utf16(&self.text, self.text.len());
        Some(self.text.clone())
    }

    /// Whether this is typed in another place than the last change.
    pub(crate) fn is_elsewhere(&self, typed: &Typed) -> bool {
        match (typed, self.last) {
            (Typed::Change { from, .. }, Some(last)) => from.abs_diff(last) > ELSEWHERE,
            _ => false,
        }
    }

    /// What it holds after something was typed, where that fits what it held.
    pub(crate) fn typed(&mut self, typed: Typed) -> Option<Arc<str>> {
        let (text, length, last) = match typed {
            Typed::Whole(text) => {
                let length = to_utf16(&text, text.len());
                (text, length, None)
            }
            Typed::Change { length, .. } if length != self.length => return None,
            Typed::Change {
                from, to, insert, ..
            } => {
                let start = from_utf16(&self.text, from);
                let removed = to.checked_sub(from)?;
                let end = start + from_utf16(&self.text[start..], removed);
                let text = replace(&self.text, Span::new(start, end), &insert).ok()?;
                let added = to_utf16(&insert, insert.len());
                (text, self.length - removed + added, Some(from + added))
            }
        };
        (self.text, self.length, self.last) = (text.into(), length, last);
        self.sent.push(self.text.clone());
        Some(self.text.clone())
    }
}

/// The editor, once it is there, and whether its area is still wanted.
#[derive(Default)]
struct Place {
    editor: Option<Editor>,
    /// What the editor calls.
    heard: Option<Heard>,
    is_gone: bool,
}

/// Puts an editor in place of `area`, shows it the spec's faults, and returns what goes to a line
/// of it. The `typed` of the first drawing hears what is typed.
#[hook]
pub(crate) fn use_editor(
    area: &NodeRef,
    spec: &Arc<SpecView>,
    typed: Callback<Typed, bool>,
) -> Callback<u32> {
    let place = use_mut_ref(Place::default);
    let opened = use_state_eq(|| false);
    {
        let (area, place, opened) = (area.clone(), place.clone(), opened.setter());
        use_effect_with((), move |()| {
            let kept = place.clone();
            spawn_local(async move { opened.set(open(&area, typed, &kept).await) });
            move || {
                let mut place = place.borrow_mut();
                place.is_gone = true;
                let editor = place.editor.take();
                drop(place); // What it says at last is heard before it is gone.
                editor.inspect(Editor::close);
            }
        });
    }
    {
        let (place, spec) = (place.clone(), spec.clone());
        let shown = (Arc::as_ptr(&spec), *opened);
        use_effect_with(shown, move |_| {
            let faults = spec.diagnostics.iter().filter(|it| it.line > 0);
            let faults: Array = faults.map(row).collect();
            place.borrow().editor.iter().for_each(|it| it.show(&faults));
        });
    }
    let area = area.clone();
    Callback::from(move |line| match &place.borrow().editor {
        Some(editor) => editor.go(line),
        None => go_in_area(&area, line),
    })
}

/// Whether there is an editor now. Without one, or without its file, the area serves.
async fn open(area: &NodeRef, typed: Callback<Typed, bool>, place: &Rc<RefCell<Place>>) -> bool {
    let Some(area) = area.cast::<HtmlTextAreaElement>() else {
        return false;
    };
    let heard = Heard::new(move |from, to, length, insert| {
        typed.emit(Typed::heard(from, to, length, insert))
    });
    let opened = open_editor(&area, &heard).await;
    let Some(editor) = opened.ok().filter(JsValue::is_object) else {
        return false;
    };
    let editor = editor.unchecked_into::<Editor>();
    let mut place = place.borrow_mut();
    place.heard = Some(heard);
    if place.is_gone {
        editor.close();
    } else {
        place.editor = Some(editor);
    }
    place.editor.is_some()
}

fn row(fault: &Diagnostic) -> JsValue {
    let severity = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "info",
    };
    Array::of3(
        &fault.line.into(),
        &severity.into(),
        &JsValue::from_str(&fault.message),
    )
    .into()
}

fn go_in_area(area: &NodeRef, line: u32) {
    let Some(area) = area.cast::<HtmlTextAreaElement>() else {
        return;
    };
    let text = area.value();
    let before = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1) as usize);
    let at = before.map(|it| it.encode_utf16().count()).sum::<usize>();
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    let _ = area.focus();
    let _ = area.set_selection_range(at, at);
}
