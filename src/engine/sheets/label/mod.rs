//! Labelling: the lists there are, one item of a list at a time, and the end of a list.
//!
//! `label` offers lists and makes them; `label/SEAT` is a rater at an item, see
//! [`Seat`](super::super::labelling::Seat).

mod end;
mod home;
mod item;

#[cfg(feature = "study")]
pub(super) use item::side_by_side;

use super::super::labelling::{Progress, Seat, progress};
use super::address::Asked;
use super::known::Known;
use super::parts::Sheet;
use crate::prose::Kind;
use crate::workspace::lists::List;

pub(in crate::engine) const NAME: &str = "label";

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    if asked.of.is_empty() {
        return home::set(known, asked, sheet);
    }
    let seat = Seat::read(&asked.of);
    let list = seat.and_then(|seat| Some((known.workspace.list(&seat.list)?, seat)));
    let Some((list, seat)) = list else {
        sheet.empty("This list is not here any more.");
        return sheet.said(Kind::Sheet, NAME, "All lists");
    };
    let progress = progress(known.engine, &list, &seat);
    let sitting = Sitting {
        list,
        seat,
        progress,
    };
    if sitting.seat.at < sitting.list.items.len() {
        item::set(known, asked, &sitting, sheet);
    } else {
        end::set(known, &sitting, sheet);
    }
}

/// A rater, the list they are at, and how far they are.
struct Sitting {
    list: List,
    seat: Seat,
    progress: Progress,
}

impl Sitting {
    /// How many of how many are labelled, as words and as a bar.
    fn how_far(&self, sheet: &mut Sheet) {
        let (n, of) = (self.progress.n_done(), self.list.items.len());
        let [n, of] = [n, of].map(|it| it.to_string());
        sheet.open(Kind::Part, "hint");
        sheet.words(&[&self.seat.name, ": ", &n, " of ", &of, " labelled "].concat());
        sheet.said(Kind::Meter, &[&n, "/", &of].concat(), "");
        sheet.close();
    }

    /// A link to another item.
    fn link(&self, at: usize, key: &str, words: &str, sheet: &mut Sheet) {
        sheet.open(Kind::Sheet, &self.seat.moved(at).address());
        sheet.words(words);
        if !key.is_empty() {
            sheet.key(key);
        }
        sheet.close();
    }
}
