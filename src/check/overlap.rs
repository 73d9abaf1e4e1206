//! `overlap`: a long passage repeated from other messages.
//!
//! **Looks for** a run of at least `min_words` words (8 unless given) that also stands in an
//! earlier message of the role named by `with`, ignoring case and everything between the words.
//! **Why**: privileged instructions read out, a user's text copied back, lyrics and articles
//! continued word for word.
//! **Passes** where such a run is found (mostly used with `not-`, or as a signal).
//! **Blind spots**: paraphrase; a run cut by one changed word; harmless stock phrases are found
//! as readily as secrets. Each place is compared with the first place where its words stand, so
//! of several copies a longer one further on may be shown shorter.
//!
//! Linear: every window of `min_words` words of the other messages is kept by its hash, windows
//! of the reply are looked up, compared word by word, and extended.

use crate::check::Check;
use crate::check::choices::did_you_mean;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, Reads};
use crate::check::view::View;
use crate::message::Role;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use unicode_segmentation::UnicodeSegmentation;

/// Shorter runs are chance.
const DEFAULT_MIN_WORDS: usize = 8;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "overlap",
    family: "similarity",
    summary: "a long run of words that also stands in an earlier message of another role",
    why: "for instructions read out and texts copied word for word",
    reads: Reads::Finder,
    parameters: &[
        Parameter {
            name: "with",
            takes: "user, system, developer, tool or assistant",
            needed: true,
            doc: "whose earlier messages to compare with",
        },
        Parameter {
            name: "min_words",
            takes: "a whole number from 1; 8 if not given",
            needed: false,
            doc: "how many words in a row are a passage",
        },
    ],
    blind_spots: "misses paraphrase and runs broken by one changed word; finds harmless stock phrases too",
    examples: &[Example {
        yaml: "{type: overlap, with: user, min_words: 5}",
        asked: "Finish: the tide went out and left the glass behind",
        passes: &["“The tide went out — and left the shore.”"],
        fails: &["The sea withdrew and the glass stayed.", ""],
    }],
    build: read,
}];

fn read(fields: &mut Fields) -> Read<Body> {
    let node = fields.needed("with", "user, system, developer, tool or assistant")?;
    let name = text_of(node, "with")?;
    let role = Role::from_name(name).ok_or_else(|| {
        let names = Role::ALL.map(Role::name);
        let message = format!(
            "`with` is one of {}, not {}",
            names.join(", "),
            node.describe()
        );
        Fault {
            hint: did_you_mean(name, names),
            ..Fault::new(node, "wrong-parameter", message)
        }
    })?;
    let min_words = fields.positive("min_words")?.unwrap_or(DEFAULT_MIN_WORDS);
    Ok(Body::Looks(Box::new(Overlap {
        with: role,
        min_words,
    })))
}

#[derive(Debug)]
pub(super) struct Overlap {
    /// Whose earlier messages to compare with.
    pub(super) with: Role,
    /// How many words in a row are a passage, at least 1.
    pub(super) min_words: usize,
}

impl Check for Overlap {
    fn aim(&self) -> String {
        format!(
            "{} words in a row that also stand in an earlier {} message",
            self.min_words, self.with
        )
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let passages = Passages::of(view, self.min_words, &[self.with]);
        let runs = passages.runs(view.text(message), message);
        // The first of several as long.
        let longest = runs.into_iter().rev().max_by_key(|it| it.n);
        longest.map_or_else(|| Look::missing(self.aim()), |it| it.look(message))
    }
}

/// The words of some messages, to find passages of other texts in.
pub(super) struct Passages {
    dictionary: Dictionary,
    min_words: usize,
    others: Vec<(usize, Words)>,
    windows: Windows,
}

impl Passages {
    /// Of all messages of these roles, read once for all that ask. `min_words` is at least 1.
    pub(super) fn of(view: &View, min_words: usize, roles: &[Role]) -> Rc<Passages> {
        let names: Vec<_> = roles.iter().map(|it| it.name()).collect();
        let key = format!("passages of {min_words} words by {}", names.join(", "));
        view.once(&key, || Passages::new(view, min_words, roles))
    }

    fn new(view: &View, min_words: usize, roles: &[Role]) -> Passages {
        let mut dictionary = Dictionary::default();
        let all = 0..view.transcript().messages.len();
        let others = all.filter(|at| roles.contains(&view.message(*at).role));
        let others: Vec<_> = others
            .map(|at| (at, dictionary.read(view.text(at))))
            .collect();
        let mut windows = Windows::new();
        for (other, (_, words)) in others.iter().enumerate() {
            for (at, hash) in words.hashes(min_words).enumerate() {
                windows.entry(hash).or_insert((other, at));
            }
        }
        Passages {
            dictionary,
            min_words,
            others,
            windows,
        }
    }

    /// The passages of `text` that stand in messages before `message`, in order. None lies within
    /// another.
    pub(super) fn runs(&self, text: &str, message: usize) -> Vec<Run> {
        if self.windows.is_empty() {
            return Vec::new();
        }
        let words = self.dictionary.known(text);
        let (mut runs, mut next) = (Vec::new(), 0);
        for (at, hash) in words.hashes(self.min_words).enumerate() {
            let Some((other, there)) = self.windows.get(&hash).copied() else {
                continue;
            };
            let (place, other) = &self.others[other];
            if at < next || *place >= message {
                continue;
            }
            let n = words.common(at, other, there);
            if n < self.min_words {
                continue; // Two windows with one hash.
            }
            // Windows inside this run would only find shorter ones.
            next = at + n - self.min_words + 1;
            runs.push(Run {
                here: words.span(at, n),
                message: *place,
                there: other.span(there, n),
                first: at,
                n,
            });
        }
        runs
    }

    /// Which words of `text` stand in passages of messages before `message`, by their numbers, in
    /// order. Passages that meet are one, as where several messages say it together.
    pub(super) fn known(&self, text: &str, message: usize) -> Vec<Range<usize>> {
        let mut known: Vec<Range<usize>> = Vec::new();
        for run in self.runs(text, message) {
            let words = run.words();
            match known.last_mut().filter(|it| words.start <= it.end) {
                Some(last) => last.end = last.end.max(words.end),
                None => known.push(words),
            }
        }
        known
    }
}

/// Where a window of words first stands: which of the other messages, which word.
type Windows = HashMap<u64, (usize, usize)>;

/// A passage of a text that also stands in an earlier message.
pub(super) struct Run {
    /// Where it stands in the text.
    pub(super) here: Range<usize>,
    /// The earlier message, and where it stands there.
    pub(super) message: usize,
    there: Range<usize>,
    /// The number of its first word in the text.
    first: usize,
    /// How many words it has.
    pub(super) n: usize,
}

impl Run {
    /// Its words by their numbers in the text.
    pub(super) fn words(&self) -> Range<usize> {
        self.first..self.first + self.n
    }

    /// Its two places.
    pub(super) fn found(&self, message: usize) -> [Found; 2] {
        [
            Found::words(message, self.here.clone()),
            Found::words(self.message, self.there.clone()),
        ]
    }

    /// That message `message` has it, for people.
    pub(super) fn note(&self, message: usize) -> String {
        let plural = if self.n == 1 {
            "word"
        } else {
            "words in a row"
        };
        format!(
            "{} {plural} of message {} also stand in message {}",
            self.n,
            message + 1,
            self.message + 1
        )
    }

    fn look(&self, message: usize) -> Look {
        Look {
            holds: true,
            found: self.found(message).into(),
            note: Some(self.note(message)),
            ..Look::default()
        }
    }
}

/// Gives each word, in lower case, a number.
#[derive(Default)]
struct Dictionary {
    numbers: HashMap<String, u32>,
}

/// The words of a text, as numbers, with their places.
struct Words {
    numbers: Vec<u32>,
    places: Vec<Range<usize>>,
}

impl Dictionary {
    /// The words of a text that passages are looked for in.
    fn read(&mut self, text: &str) -> Words {
        Words::read(text, |word| {
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            *self.numbers.entry(word).or_insert(next)
        })
    }

    /// The words of another text; those that it does not know are the same number, which no word
    /// that it knows has.
    fn known(&self, text: &str) -> Words {
        Words::read(text, |word| {
            self.numbers.get(&word).copied().unwrap_or(u32::MAX)
        })
    }
}

impl Words {
    fn read(text: &str, mut number: impl FnMut(String) -> u32) -> Words {
        let mut words = Words {
            numbers: Vec::new(),
            places: Vec::new(),
        };
        for (at, word) in text.unicode_word_indices() {
            words.numbers.push(number(word.to_lowercase()));
            words.places.push(at..at + word.len());
        }
        words
    }

    fn span(&self, at: usize, n: usize) -> Range<usize> {
        self.places[at].start..self.places[at + n - 1].end
    }

    /// How many words from `at` on are the same as `other`'s from `there` on.
    fn common(&self, at: usize, other: &Words, there: usize) -> usize {
        let pairs = self.numbers[at..].iter().zip(&other.numbers[there..]);
        pairs.take_while(|(a, b)| a == b).count()
    }

    /// A rolling hash of every window of `n` words.
    fn hashes(&self, n: usize) -> impl Iterator<Item = u64> + '_ {
        const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
        let top = (1..n).fold(1_u64, |power, _| power.wrapping_mul(BASE));
        let value = |at: usize| u64::from(self.numbers[at]) + 1;
        let n_windows = (self.numbers.len() + 1).saturating_sub(n);
        let mut hash = 0_u64;
        (0..n_windows).map(move |start| {
            if start == 0 {
                hash = (0..n).fold(0, |hash: u64, at| {
                    hash.wrapping_mul(BASE).wrapping_add(value(at))
                });
            } else {
                hash = hash.wrapping_sub(value(start - 1).wrapping_mul(top));
                hash = hash.wrapping_mul(BASE).wrapping_add(value(start + n - 1));
            }
            hash
        })
    }
}
