//! What a pattern says → instructions for the machine that backtracks.

use super::ast::{Assertion, Ast};
use super::set::Set;
use std::ops::Range;

/// Instructions, and what they refer to.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) code: Vec<Op>,
    pub(super) sets: Vec<Set>,
    pub(super) loops: Vec<Loop>,
    /// Places that groups remember: two per group, the whole match under number 0.
    pub(super) n_slots: usize,
}

/// One instruction. `back` looks at the unit before instead of the one after: inside look-behind
/// everything is matched from right to left.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    One {
        one: One,
        back: bool,
    },
    /// As many of one unit as `min` and `max` say.
    Run {
        one: One,
        min: usize,
        max: usize,
        greedy: bool,
        back: bool,
    },
    Assert(Assertion),
    Save(usize),
    /// Goes on with the first, and when that fails with the second.
    Either(usize, usize),
    Jump(usize),
    /// Begins a loop of [`Program::loops`].
    Begin(usize),
    /// Decides on another round.
    Head(usize),
    /// Begins a round.
    Round(usize),
    /// Ends a round.
    Back(usize),
    /// Looks around; goes on at `after` when it has seen enough.
    Look {
        negated: bool,
        after: usize,
    },
    /// Has seen what it looked for.
    Seen,
    Same {
        group: usize,
        back: bool,
    },
    Match,
}

/// What one unit may be.
#[derive(Clone, Copy, Debug)]
pub(super) enum One {
    Unit(u32),
    Set(usize),
}

#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub(super) min: usize,
    pub(super) max: usize,
    pub(super) greedy: bool,
    pub(super) head: usize,
    pub(super) exit: usize,
    /// Slots that every round forgets.
    pub(super) slots: Range<usize>,
}

pub(super) fn compile(ast: &Ast, n_groups: u32) -> Program {
    let mut program = Program {
        code: Vec::new(),
        sets: Vec::new(),
        loops: Vec::new(),
        n_slots: 2 * (n_groups as usize + 1),
    };
    program.part(ast, false);
    program.code.push(Op::Match);
    program
}

impl Program {
    fn part(&mut self, ast: &Ast, back: bool) {
        match ast {
            Ast::Empty => {}
            Ast::Unit(_) | Ast::Set(_) => {
                let one = self.one(ast);
                self.code.extend(one.map(|one| Op::One { one, back }));
            }
            Ast::Assert(assertion) => self.code.push(Op::Assert(*assertion)),
            Ast::Sequence(parts) if back => parts.iter().rev().for_each(|it| self.part(it, back)),
            Ast::Sequence(parts) => parts.iter().for_each(|it| self.part(it, back)),
            Ast::Either(parts) => self.either(parts, back),
            Ast::Group(number, body) => {
                let slot = 2 * *number as usize;
                self.code.push(Op::Save(slot + usize::from(back)));
                self.part(body, back);
                self.code.push(Op::Save(slot + usize::from(!back)));
            }
            Ast::Repeat { .. } => self.repeat(ast, back),
            Ast::Look {
                ahead,
                negated,
                body,
            } => {
                let at = self.code.len();
                self.code.push(Op::Match);
                self.part(body, !ahead);
                self.code.push(Op::Seen);
                self.code[at] = Op::Look {
                    negated: *negated,
                    after: self.code.len(),
                };
            }
            Ast::Same(group) => self.code.push(Op::Same {
                group: *group as usize,
                back,
            }),
        }
    }

    fn one(&mut self, ast: &Ast) -> Option<One> {
        match ast {
            Ast::Unit(unit) => Some(One::Unit(*unit)),
            Ast::Set(set) => {
                self.sets.push((**set).clone());
                Some(One::Set(self.sets.len() - 1))
            }
            _ => None,
        }
    }

    fn either(&mut self, parts: &[Ast], back: bool) {
        let mut jumps = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let is_last = at + 1 == parts.len();
            let choice = self.code.len();
            if !is_last {
                self.code.push(Op::Match);
            }
            self.part(part, back);
            if !is_last {
                jumps.push(self.code.len());
                self.code.push(Op::Match);
                self.code[choice] = Op::Either(choice + 1, self.code.len());
            }
        }
        for jump in jumps {
            self.code[jump] = Op::Jump(self.code.len());
        }
    }

    fn repeat(&mut self, ast: &Ast, back: bool) {
        let Ast::Repeat {
            body,
            min,
            max,
            greedy,
            groups,
        } = ast
        else {
            return;
        };
        let (min, greedy) = (*min as usize, *greedy);
        let max = max.map_or(usize::MAX, |it| it as usize);
        if let Some(one) = self.one(body) {
            self.code.push(Op::Run {
                one,
                min,
                max,
                greedy,
                back,
            });
            return;
        }
        let number = self.loops.len();
        let slots = 2 * groups.start as usize..2 * groups.end as usize;
        let head = self.code.len() + 1;
        self.loops.push(Loop {
            min,
            max,
            greedy,
            head,
            exit: 0,
            slots,
        });
        self.code
            .extend([Op::Begin(number), Op::Head(number), Op::Round(number)]);
        self.part(body, back);
        self.code.push(Op::Back(number));
        self.loops[number].exit = self.code.len();
    }
}
