//! What rules over time say, as functions of when their parts hold. No texts here.

use crate::check::view::Moments;

/// What became of a rule.
#[derive(Debug, PartialEq)]
pub(super) enum Told {
    /// It asks nothing here.
    Idle,
    /// There are too few turns to tell; how many.
    TooFew(usize),
    /// It is kept; the message that shows it, where there is one.
    Kept(Option<usize>),
    /// It is broken, first place first.
    Broken(Vec<Break>),
}

/// Where a rule is broken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Break {
    /// The message to look at.
    pub(super) at: usize,
    /// The message that made it a break.
    pub(super) because: Option<usize>,
}

impl Break {
    fn at(at: usize) -> Break {
        Break { at, because: None }
    }
}

fn told(breaks: Vec<Break>, shown: Option<usize>) -> Told {
    if breaks.is_empty() {
        Told::Kept(shown)
    } else {
        Told::Broken(breaks)
    }
}

fn happens(moments: &Moments, at: usize) -> bool {
    moments[at].is_some_and(|n| n > 0)
}

fn first(moments: &Moments) -> Option<usize> {
    (0..moments.len()).find(|at| happens(moments, *at))
}

/// Once `after` has happened, `value` must not, unless `until` happened in between.
pub(super) fn never_after(
    after: &Moments,
    value: &Moments,
    until: Option<&Moments>,
    judged: &[bool],
) -> Told {
    let Some(start) = first(after) else {
        return Told::Idle;
    };
    let (mut since, mut breaks) = (None, Vec::new());
    for (at, is_judged) in judged.iter().enumerate() {
        if *is_judged && happens(value, at) && since.is_some() {
            breaks.push(Break { at, because: since });
        }
        if until.is_some_and(|it| happens(it, at)) {
            since = None;
        }
        if happens(after, at) {
            since = Some(at);
        }
    }
    told(breaks, Some(start))
}

/// Whenever `after` happened, `value` must follow, within so many turns where that is said. It may
/// have followed in a turn that is not judged; what is due in one breaks nothing.
pub(super) fn after(
    after: &Moments,
    value: &Moments,
    within: Option<usize>,
    judged: &[bool],
) -> Told {
    if first(after).is_none() {
        return Told::Idle;
    }
    let turns: Vec<usize> = (0..value.len()).filter(|at| value[*at].is_some()).collect();
    let mut answers = turns.iter().enumerate();
    let mut answer = None;
    let mut breaks = Vec::new();
    for at in (0..after.len()).filter(|at| happens(after, *at)) {
        if answer.is_none_or(|(_, answer)| answer <= at) {
            let follows = |(_, it): &(usize, &usize)| **it > at && happens(value, **it);
            answer = answers.find(follows).map(|(n, it)| (n, *it));
        }
        let next = turns.partition_point(|it| *it <= at);
        let because = Some(at);
        match (answer, within) {
            (Some((n, _)), Some(within)) if n - next < within => {}
            (_, Some(within)) => {
                let due = turns.get(next.saturating_add(within - 1));
                let due = due.filter(|due| judged[**due]);
                breaks.extend(due.map(|due| Break { at: *due, because }));
            }
            (None, None) => breaks.push(Break { at, because }),
            (Some(_), None) => {}
        }
    }
    told(breaks, None)
}

/// Before `before` happens, `value` must have; with `each`, since the time before.
pub(super) fn before(before: &Moments, value: &Moments, each: bool, judged: &[bool]) -> Told {
    let (mut ready, mut previous, mut is_asked) = (false, None, false);
    let mut breaks = Vec::new();
    for (at, is_judged) in judged.iter().enumerate() {
        if happens(before, at) {
            if *is_judged {
                is_asked = true;
                if !ready {
                    breaks.push(Break {
                        at,
                        because: previous,
                    });
                }
            }
            ready &= !each;
            previous = Some(at);
        }
        ready |= happens(value, at);
    }
    if is_asked {
        told(breaks, None)
    } else {
        Told::Idle
    }
}

/// `value` must hold in every turn until `until` happens.
pub(super) fn until(until: &Moments, value: &Moments, judged: &[bool]) -> Told {
    let end = first(until).unwrap_or(value.len());
    let mut turns = turns(value, judged);
    turns.retain(|at| *at < end);
    if turns.is_empty() {
        return Told::Idle;
    }
    turns.retain(|at| !happens(value, *at));
    told(turns.into_iter().map(Break::at).collect(), None)
}

/// `value` must have happened by the `n`-th turn.
pub(super) fn by_turn(value: &Moments, n: usize, judged: &[bool]) -> Told {
    let turns = turns(value, judged);
    let early = turns.iter().take(n).find(|at| happens(value, **at));
    match (early, turns.get(n - 1)) {
        (Some(at), _) => Told::Kept(Some(*at)),
        (None, Some(due)) => Told::Broken(vec![Break::at(*due)]),
        (None, None) => Told::TooFew(turns.len()),
    }
}

/// `value` may happen `n` times.
pub(super) fn at_most(value: &Moments, n: usize, judged: &[bool]) -> Told {
    let turns = turns(value, judged);
    let (mut so_far, mut breaks) = (0, Vec::new());
    for at in &turns {
        let here = value[*at].unwrap_or_default() as usize;
        so_far += here;
        if here > 0 && so_far > n {
            breaks.push(Break::at(*at));
        }
    }
    if turns.is_empty() {
        Told::Idle
    } else {
        told(breaks, None)
    }
}

/// Of `n` turns in a row, `value` must happen in one.
pub(super) fn at_least_every(value: &Moments, n: usize, judged: &[bool]) -> Told {
    let turns = turns(value, judged);
    if turns.len() < n {
        return Told::TooFew(turns.len());
    }
    let (mut without, mut breaks) = (0, Vec::new());
    for (number, at) in turns.iter().enumerate() {
        without = if happens(value, *at) { 0 } else { without + 1 };
        if without == n {
            let because = Some(turns[number + 1 - n]);
            breaks.push(Break { at: *at, because });
            without = 0;
        }
    }
    told(breaks, None)
}

/// `value` must hold in every turn, or in the first `n`.
pub(super) fn first_break(
    value: &Moments,
    n: Option<usize>,
    judged: &[bool],
) -> (Told, usize, usize) {
    let turns = turns(value, judged);
    let broken = turns.iter().position(|at| !happens(value, *at));
    let n_kept = broken.unwrap_or(turns.len());
    let told = match broken {
        _ if turns.is_empty() => Told::Idle,
        Some(number) if n.is_none_or(|n| number < n) => {
            Told::Broken(vec![Break::at(turns[number])])
        }
        Some(_) | None => Told::Kept(None),
    };
    (told, n_kept, turns.len())
}

/// Values that follow one another, with the messages they stand in, must be the same, unless
/// `unless` happened between two of them.
pub(super) fn unchanged(values: &[(usize, String)], unless: Option<&Moments>) -> Told {
    if values.len() < 2 {
        return Told::TooFew(values.len());
    }
    let may_change =
        |from: usize, to: usize| unless.is_some_and(|it| (from + 1..to).any(|at| happens(it, at)));
    let pairs = values
        .windows(2)
        .filter(|it| it[0].1 != it[1].1 && !may_change(it[0].0, it[1].0));
    let breaks = pairs.map(|it| Break {
        at: it[1].0,
        because: Some(it[0].0),
    });
    told(breaks.collect(), None)
}

/// The messages that count as turns of a check: those that are judged and that it looks at.
fn turns(moments: &Moments, judged: &[bool]) -> Vec<usize> {
    (0..moments.len())
        .filter(|at| judged[*at] && moments[*at].is_some())
        .collect()
}
