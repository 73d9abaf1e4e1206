//! The engine under a [`Pattern`](super::Pattern): two lazy automata, one to find where a match
//! ends and one to find where it begins. Time is linear in the text whatever the pattern; there is
//! no look-around to need anything else.

use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::hybrid::regex::{Builder, Cache, Regex};
use regex_automata::nfa::thompson;
use regex_automata::util::pool::Pool;
use regex_automata::{Input, MatchKind};
use regex_syntax::hir::Hir;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Upper bound for the compiled pattern, in bytes.
const MAX_COMPILED: usize = 4 << 20;
/// What an automaton may remember of the states it has been in, in bytes. When it is full it is
/// cleared and the search goes on.
const CACHE: usize = 1 << 20;

type Caches = Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync>>;

/// A compiled pattern. Clones share it.
#[derive(Clone)]
pub(super) struct Search(Arc<Compiled>);

struct Compiled {
    regex: Arc<Regex>,
    caches: Caches,
}

impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Search")
    }
}

impl Search {
    /// Compiles `hir`, or `None` where it would be larger than a pattern may be.
    pub(super) fn new(hir: &Hir) -> Option<Search> {
        let forward = automaton(hir, false)?;
        let regex = Builder::new().build_from_dfas(forward, automaton(hir, true)?);
        let regex = Arc::new(regex);
        let for_caches = regex.clone();
        let caches: Caches = Pool::new(Box::new(move || for_caches.create_cache()));
        Some(Search(Arc::new(Compiled { regex, caches })))
    }

    /// The leftmost match in `text` that begins at `start` or later.
    pub(super) fn find_at(&self, text: &str, start: usize) -> Option<Range<usize>> {
        let mut cache = self.0.caches.get();
        Some(
            self.0
                .regex
                .find(&mut cache, Input::new(text).range(start..))?
                .range(),
        )
    }

    /// Whether `text` has a match. Where it begins is not worked out.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let mut cache = self.0.caches.get();
        self.0.regex.is_match(&mut cache, Input::new(text))
    }
}

fn automaton(hir: &Hir, reverse: bool) -> Option<DFA> {
    let size = thompson::Config::new()
        .reverse(reverse)
        .which_captures(thompson::WhichCaptures::None)
        .nfa_size_limit(Some(MAX_COMPILED));
    let nfa = thompson::Compiler::new()
        .configure(size)
        .build_from_hir(hir)
        .ok()?;
    let kind = if reverse {
        MatchKind::All
    } else {
        MatchKind::LeftmostFirst
    };
    let config = dfa::Config::new()
        .match_kind(kind)
        .cache_capacity(CACHE)
        .skip_cache_capacity_check(true)
        .minimum_cache_clear_count(None);
    dfa::Builder::new()
        .configure(config)
        .build_from_nfa(nfa)
        .ok()
}
