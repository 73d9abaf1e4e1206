//! The machine that backtracks: exact, and bounded by a number of steps.
//!
//! It follows ECMA-262's matching step by step, with its own stack of what to try next instead of
//! recursion, so that neither long texts nor nested patterns can exhaust anything but the steps.

use super::ast::Assertion;
use super::input::Input;
use super::program::{One, Op, Program};
use super::{Flags, Stopped, case};
use std::ops::Range;

/// Steps for one search in a short text, as many as `fancy-regex` allows when it is not told; long
/// texts get more, see [`STEPS_PER_UNIT`].
const MIN_STEPS: u64 = 1_000_000;
const STEPS_PER_UNIT: u64 = 16;
/// How many things to try next may be remembered.
const MAX_REMEMBERED: usize = 1 << 20;
/// What a slot holds that nothing was saved in.
const UNSET: usize = usize::MAX;

/// Runs a program on one text.
pub(super) struct Machine<'p, 't> {
    program: &'p Program,
    input: &'t Input<'t>,
    flags: Flags,
    slots: Vec<usize>,
    /// Rounds done, and where the current one began.
    loops: Vec<(usize, usize)>,
    trail: Vec<Undo>,
    steps: u64,
}

/// What to do when the present way fails: try another, or put something back first.
enum Undo {
    Retry {
        pc: usize,
        at: usize,
    },
    /// A run that may be shorter, down to `least`.
    Shorter {
        pc: usize,
        at: usize,
        least: usize,
        back: bool,
    },
    /// A run that may be longer.
    Longer {
        pc: usize,
        at: usize,
        left: usize,
    },
    Slot {
        slot: usize,
        old: usize,
    },
    Loop {
        number: usize,
        old: (usize, usize),
    },
    Look {
        negated: bool,
        after: usize,
        at: usize,
    },
}

impl<'p, 't> Machine<'p, 't> {
    pub(super) fn new(program: &'p Program, input: &'t Input<'t>, flags: Flags) -> Machine<'p, 't> {
        Machine {
            program,
            input,
            flags,
            slots: vec![UNSET; program.n_slots],
            loops: vec![(0, 0); program.loops.len()],
            trail: Vec::new(),
            steps: MIN_STEPS.max(input.len() as u64 * STEPS_PER_UNIT),
        }
    }

    pub(super) fn input(&self) -> &'t Input<'t> {
        self.input
    }

    /// The first match that begins at `start` or later.
    pub(super) fn find(&mut self, start: usize) -> Result<Option<Range<usize>>, Stopped> {
        for at in start..=self.input.len() {
            self.spend(1)?;
            if !self.may_begin(at) {
                continue;
            }
            if let Some(end) = self.match_at(at)? {
                return Ok(Some(at..end));
            }
        }
        Ok(None)
    }

    /// All matches, as JavaScript's `matchAll` gives them.
    pub(super) fn find_all(&mut self) -> Result<Vec<Range<usize>>, Stopped> {
        let (mut ranges, mut at) = (Vec::new(), 0);
        while at <= self.input.len() {
            let Some(range) = self.find(at)? else { break };
            at = range.end + usize::from(range.is_empty());
            ranges.push(range);
        }
        Ok(ranges)
    }

    fn spend(&mut self, steps: usize) -> Result<(), Stopped> {
        self.steps = self.steps.checked_sub(steps as u64).ok_or(Stopped)?;
        Ok(())
    }

    /// Rules places out by the first unit, where the pattern begins with one.
    fn may_begin(&self, at: usize) -> bool {
        match self.program.code.first() {
            Some(Op::One { one, .. } | Op::Run { one, min: 1.., .. }) => {
                self.input.get(at).is_some_and(|unit| self.is(*one, unit))
            }
            _ => true,
        }
    }

    fn match_at(&mut self, start: usize) -> Result<Option<usize>, Stopped> {
        self.slots.fill(UNSET);
        self.trail.clear();
        let (mut pc, mut at) = (0, start);
        loop {
            self.spend(1)?;
            if matches!(self.program.code[pc], Op::Match) {
                return Ok(Some(at));
            }
            let next = match self.step(pc, at)? {
                Some(next) => Some(next),
                None => self.retreat()?,
            };
            let Some(next) = next else { return Ok(None) };
            (pc, at) = next;
            if self.trail.len() > MAX_REMEMBERED {
                return Err(Stopped);
            }
        }
    }

    /// Carries one instruction out: where to go on, or `None` where this way fails.
    fn step(&mut self, pc: usize, at: usize) -> Result<Option<(usize, usize)>, Stopped> {
        Ok(match self.program.code[pc] {
            Op::One { one, back } => self.advance(one, at, back).map(|at| (pc + 1, at)),
            Op::Run { .. } => return self.run(pc, at),
            Op::Assert(assertion) => self.holds(assertion, at).then_some((pc + 1, at)),
            Op::Save(slot) => {
                self.set_slot(slot, at);
                Some((pc + 1, at))
            }
            Op::Either(first, second) => {
                self.trail.push(Undo::Retry { pc: second, at });
                Some((first, at))
            }
            Op::Jump(to) => Some((to, at)),
            Op::Begin(number) => {
                self.set_loop(number, (0, at));
                Some((pc + 1, at))
            }
            Op::Head(number) => Some(self.head(number, pc, at)),
            Op::Round(number) => {
                self.begin_round(number, at);
                Some((pc + 1, at))
            }
            Op::Back(number) => self.round_ends(number, at),
            Op::Look { negated, after } => {
                self.trail.push(Undo::Look { negated, after, at });
                Some((pc + 1, at))
            }
            Op::Seen => return self.seen(),
            Op::Same { group, back } => return self.same(group, pc, at, back),
            Op::Match => None,
        })
    }

    /// Undoes until there is another way to try.
    fn retreat(&mut self) -> Result<Option<(usize, usize)>, Stopped> {
        while let Some(undo) = self.trail.pop() {
            self.spend(1)?;
            match undo {
                Undo::Retry { pc, at } => return Ok(Some((pc, at))),
                Undo::Shorter {
                    pc,
                    at,
                    least,
                    back,
                } => {
                    let at = if back { at + 1 } else { at - 1 };
                    if at != least {
                        self.trail.push(Undo::Shorter {
                            pc,
                            at,
                            least,
                            back,
                        });
                    }
                    return Ok(Some((pc, at)));
                }
                Undo::Longer { pc, at, left } => {
                    if let Some(next) = self.longer(pc, at, left) {
                        return Ok(Some(next));
                    }
                }
                Undo::Slot { slot, old } => self.slots[slot] = old,
                Undo::Loop { number, old } => self.loops[number] = old,
                Undo::Look {
                    negated: true,
                    after,
                    at,
                } => return Ok(Some((after, at))),
                Undo::Look { .. } => {}
            }
        }
        Ok(None)
    }

    fn is(&self, one: One, unit: u32) -> bool {
        match one {
            One::Unit(own) => own == unit,
            One::Set(set) => self.program.sets[set].contains(unit),
        }
    }

    /// The place behind one unit that is as wanted.
    fn advance(&self, one: One, at: usize, back: bool) -> Option<usize> {
        let unit = if back { at.checked_sub(1)? } else { at };
        let next = if back { unit } else { at + 1 };
        self.is(one, self.input.get(unit)?).then_some(next)
    }

    fn run(&mut self, pc: usize, start: usize) -> Result<Option<(usize, usize)>, Stopped> {
        let Op::Run {
            one,
            min,
            max,
            greedy,
            back,
        } = self.program.code[pc]
        else {
            return Ok(None);
        };
        let most = if greedy { max } else { min };
        let (mut at, mut n, mut least) = (start, 0, start);
        while n < most {
            let Some(next) = self.advance(one, at, back) else {
                break;
            };
            (at, n) = (next, n + 1);
            if n == min {
                least = at;
            }
        }
        self.spend(n)?;
        if n < min {
            return Ok(None);
        }
        if greedy && n > min {
            self.trail.push(Undo::Shorter {
                pc: pc + 1,
                at,
                least,
                back,
            });
        } else if !greedy && max > min {
            self.trail.push(Undo::Longer {
                pc,
                at,
                left: max - min,
            });
        }
        Ok(Some((pc + 1, at)))
    }

    fn longer(&mut self, pc: usize, at: usize, left: usize) -> Option<(usize, usize)> {
        let Op::Run { one, back, .. } = self.program.code[pc] else {
            return None;
        };
        let at = self.advance(one, at, back)?;
        if left > 1 {
            self.trail.push(Undo::Longer {
                pc,
                at,
                left: left - 1,
            });
        }
        Some((pc + 1, at))
    }

    fn holds(&self, assertion: Assertion, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.input.get(at));
        let after = self.input.get(at);
        let ends_line = |unit: Option<u32>| match unit {
            None => true,
            Some(unit) => self.flags.multiline && matches!(unit, 0xa | 0xd | 0x2028 | 0x2029),
        };
        let is_word = |unit: Option<u32>| unit.is_some_and(|unit| self.is_word(unit));
        match assertion {
            Assertion::Start => ends_line(before),
            Assertion::End => ends_line(after),
            Assertion::Word => is_word(before) != is_word(after),
            Assertion::NotWord => is_word(before) == is_word(after),
        }
    }

    fn is_word(&self, unit: u32) -> bool {
        let more = self.flags.unicode && self.flags.ignore_case;
        match char::from_u32(unit) {
            Some('\u{17f}' | '\u{212a}') => more,
            Some(character) => character.is_ascii_alphanumeric() || character == '_',
            None => false,
        }
    }

    fn set_slot(&mut self, slot: usize, value: usize) {
        self.trail.push(Undo::Slot {
            slot,
            old: self.slots[slot],
        });
        self.slots[slot] = value;
    }

    fn set_loop(&mut self, number: usize, value: (usize, usize)) {
        self.trail.push(Undo::Loop {
            number,
            old: self.loops[number],
        });
        self.loops[number] = value;
    }

    /// Goes on to another round or leaves the loop.
    fn head(&mut self, number: usize, pc: usize, at: usize) -> (usize, usize) {
        let of = &self.program.loops[number];
        let (rounds, _) = self.loops[number];
        if rounds >= of.max {
            return (of.exit, at);
        }
        if rounds >= of.min {
            let (first, second) = if of.greedy {
                (pc + 1, of.exit)
            } else {
                (of.exit, pc + 1)
            };
            self.trail.push(Undo::Retry { pc: second, at });
            return (first, at);
        }
        (pc + 1, at)
    }

    fn begin_round(&mut self, number: usize, at: usize) {
        let (rounds, _) = self.loops[number];
        self.set_loop(number, (rounds + 1, at));
        for slot in self.program.loops[number].slots.clone() {
            if self.slots[slot] != UNSET {
                self.set_slot(slot, UNSET);
            }
        }
    }

    /// A round that matched nothing, though none was needed, fails.
    fn round_ends(&self, number: usize, at: usize) -> Option<(usize, usize)> {
        let (rounds, start) = self.loops[number];
        let of = &self.program.loops[number];
        if rounds > of.min && start == at {
            return None;
        }
        Some((of.head, at))
    }

    /// What was looked for is there: the other ways of seeing it are forgotten. What groups
    /// captured stays, unless it should not have been there.
    fn seen(&mut self) -> Result<Option<(usize, usize)>, Stopped> {
        let is_look = |undo: &Undo| matches!(undo, Undo::Look { .. });
        let Some(look) = self.trail.iter().rposition(is_look) else {
            return Ok(None);
        };
        let inside = self.trail.split_off(look + 1);
        self.spend(inside.len())?;
        let Some(Undo::Look { negated, after, at }) = self.trail.pop() else {
            return Ok(None);
        };
        if !negated {
            let keeps = |undo: &Undo| matches!(undo, Undo::Slot { .. } | Undo::Loop { .. });
            self.trail.extend(inside.into_iter().filter(keeps));
            return Ok(Some((after, at)));
        }
        for undo in inside.into_iter().rev() {
            match undo {
                Undo::Slot { slot, old } => self.slots[slot] = old,
                Undo::Loop { number, old } => self.loops[number] = old,
                _ => {}
            }
        }
        Ok(None)
    }

    /// The text that a group captured, again; one that captured nothing is matched by nothing.
    fn same(
        &mut self,
        group: usize,
        pc: usize,
        at: usize,
        back: bool,
    ) -> Result<Option<(usize, usize)>, Stopped> {
        let (start, end) = (self.slots[2 * group], self.slots[2 * group + 1]);
        if start == UNSET || end == UNSET {
            return Ok(Some((pc + 1, at)));
        }
        let length = end - start;
        self.spend(length)?;
        let from = if back {
            at.checked_sub(length)
        } else {
            Some(at)
        };
        let Some(from) = from.filter(|from| from + length <= self.input.len()) else {
            return Ok(None);
        };
        let equal = |offset: usize| {
            let (a, b) = (
                self.input.get(start + offset),
                self.input.get(from + offset),
            );
            a == b
                || self.flags.ignore_case
                    && a.zip(b)
                        .is_some_and(|(a, b)| case::same(a, b, self.flags.unicode))
        };
        let next = if back { from } else { from + length };
        Ok((0..length).all(equal).then_some((pc + 1, next)))
    }
}
