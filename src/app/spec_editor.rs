//! An editor in place of the spec's text area, where the page was built with one (`www/editor`).
//!
//! The area stays: its value is the editor's text, so that everything else knows only the area.
//! What is typed comes as a change of it, for a whole spec takes milliseconds at every key.

use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::SpecView;
use crate::text::from_utf16;
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Hears what is typed: first unit that goes, one past the last, what comes.
type Heard = Closure<dyn FnMut(u32, u32, String)>;

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

/// What is typed in one place of a text.
pub(crate) struct Typed {
    /// First UTF-16 unit that goes.
    from: u32,
    /// One past the last.
    to: u32,
    /// What comes in their place.
    insert: String,
}

impl Typed {
    /// `text` with the change made.
    pub(crate) fn put_into(&self, text: &str) -> Arc<str> {
        let start = from_utf16(text, self.from as usize);
        let length = self.to.saturating_sub(self.from) as usize;
        let end = start + from_utf16(&text[start..], length);
        [&text[..start], &self.insert, &text[end..]].concat().into()
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
/// of it.
#[hook]
pub(crate) fn use_editor(
    area: &NodeRef,
    spec: &Arc<SpecView>,
    typed: Callback<Typed>,
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
async fn open(area: &NodeRef, typed: Callback<Typed>, place: &Rc<RefCell<Place>>) -> bool {
    let Some(area) = area.cast::<HtmlTextAreaElement>() else {
        return false;
    };
    let heard = Heard::new(move |from, to, insert| typed.emit(Typed { from, to, insert }));
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
