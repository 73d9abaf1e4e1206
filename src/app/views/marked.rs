//! Text with the words marked that someone points at.

use crate::state::{Mark, MarkKind, Segment};
use yew::prelude::*;

/// One piece of a text under the same marks throughout. Each mark has a line of its own under the
/// words; the card of [`EvidenceCard`](super::EvidenceCard) finds a piece by where it begins.
pub(crate) fn piece(text: &str, segment: &Segment, marks: &[Mark]) -> Html {
    let words = segment.span.slice(text).unwrap_or_default().to_owned();
    let here = || segment.marks.iter().map(|at| &marks[*at]);
    let Some(kind) = here().map(|mark| mark.kind).min() else {
        return html! { { words } };
    };
    let mut class = classes!(kind_class(kind));
    class.extend(here().any(|mark| mark.chosen).then_some("chosen"));
    class.extend(here().map(|mark| format!("{}-{}", kind_class(mark.kind), mark.lane)));
    html! { <mark {class} data-from={segment.span.start.to_string()}>{ words }</mark> }
}

/// The class of what pointing means.
pub(crate) fn kind_class(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Broken => "broken",
        MarkKind::Kept => "kept",
        MarkKind::Signal => "signal",
    }
}
