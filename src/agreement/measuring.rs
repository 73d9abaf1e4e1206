//! From a study to its report.

use super::labels::in_order;
use super::measure::{Measured, Resampling, Scope, affordable, work};
use super::report::{
    Bounds, Coefficients, Figure, OfClause, OfItem, OfPair, OfRater, Options, RaterSaid, Report,
};
use super::{Item, LIMIT_LABELS, Said, Study};
use crate::stats::Undefined;
use crate::stats::alpha::Metric;
use crate::stats::kappa::{Weights, cohen_of_table};
use crate::stats::sums::Kept;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// With more raters pairs are not listed: there would be thousands.
const LIMIT_RATERS_IN_PAIRS: usize = 64;

const ABOUT: &str = "How alike raters judge these items. Not evidence that they are right, or that a \
                     model is aligned.";

const ABOUT_TALLY: &str = "Hands counted in a room enter agreement, but no pairs: the same hand may \
                           be another person's the next time.";

/// A study with its raters and labels as numbers.
struct Measuring<'a> {
    study: &'a Study,
    options: &'a Options,
    labels: Vec<String>,
    /// Why the labels have no order.
    order: Result<(), String>,
    /// Why nothing is measured.
    is_measured: Result<(), String>,
    raters: Vec<OfRater>,
    /// By group, and in a group in order.
    items: Vec<Rated<'a>>,
}

/// An item, and what was said of it.
#[derive(Clone, Debug)]
struct Rated<'a> {
    /// The reply it is of, as a number in order of names.
    group: usize,
    item: &'a Item,
    ratings: &'a BTreeMap<String, Said>,
    /// Rater and label, in order of raters.
    said: Vec<(usize, usize)>,
}

impl Rated<'_> {
    /// The labels given, with how often each was.
    fn counts(&self) -> BTreeMap<usize, u32> {
        let mut counts = BTreeMap::new();
        for (_, label) in &self.said {
            *counts.entry(*label).or_default() += 1;
        }
        counts
    }

    fn disagreement(&self) -> f64 {
        let counts = self.counts();
        if counts.len() < 2 {
            return 0.0;
        }
        let n = self.said.len() as f64;
        let squares = counts.values().map(|it| (f64::from(*it) / n).powi(2));
        1.0 - squares.sum::<f64>()
    }

    /// Pairs of ratings that agree, and all.
    fn pairs(&self) -> (u64, u64) {
        let of = |n: u64| n * n.saturating_sub(1) / 2;
        let agreeing = self.counts().into_values().map(|it| of(u64::from(it)));
        (agreeing.sum(), of(self.said.len() as u64))
    }
}

/// Two raters' labels on one item.
type Both = (usize, usize);

impl Study {
    /// Measures all there is. Where there are too many labels, every figure says so.
    pub fn report(&self, options: &Options) -> Report {
        let measuring = Measuring::new(self, options);
        let (pairs, pairs_undefined) = match measuring.pairs() {
            Ok(pairs) => (pairs, None),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        let (n_contested, contested) = measuring.contested();
        let n_older = self.editions.keys().map(|it| self.n_older_words(it));
        Report {
            about: ABOUT,
            seed: options.seed,
            n_resamples: options.n_resamples,
            n_withdrawn: self.n_withdrawn,
            n_models_withdrawn: self.n_models_withdrawn,
            n_older_words: n_older.sum(),
            n_models_left_out: self.n_models,
            n_settled: self.settled.len(),
            about_tally: (!self.tallies.is_empty()).then_some(ABOUT_TALLY),
            namesakes: self.namesakes.clone(),
            overall: measuring.overall(),
            clauses: measuring.clauses(),
            pairs,
            pairs_undefined,
            n_contested,
            contested,
            conflicts: self.conflicts.clone(),
            ordered: measuring.order.is_ok() && measuring.is_measured.is_ok(),
            raters: measuring.raters,
            labels: match measuring.is_measured {
                Ok(()) => measuring.labels,
                Err(_) => Vec::new(),
            },
        }
    }

    /// Measures two raters, by their names as shown, with as many resamples as
    /// [`Options::n_pair_resamples`] says. `None` where one of them is no rater, a hand counted in a
    /// room, or both are the same.
    pub fn pair(&self, raters: [&str; 2], options: &Options) -> Option<OfPair> {
        let measuring = Measuring::new(self, options);
        let place = |name: &str| {
            let mut raters = measuring.raters.iter();
            raters.position(|it| it.rater == name && !it.is_tally)
        };
        let (a, b) = (place(raters[0])?, place(raters[1])?);
        (a != b).then(|| measuring.pair_alone(a.min(b), a.max(b)))
    }
}

impl<'a> Measuring<'a> {
    fn new(study: &'a Study, options: &'a Options) -> Measuring<'a> {
        let all = study.items.values().flat_map(BTreeMap::values);
        let labels: BTreeSet<&str> = all.map(|it| it.label.as_str()).collect();
        let is_measured = match labels.first() {
            Some(example) if labels.len() > LIMIT_LABELS => Err(format!(
                "there are {} different labels, such as `{example}`; up to {LIMIT_LABELS} are measured",
                labels.len()
            )),
            _ => Ok(()),
        };
        let (labels, order) = in_order(&labels, &options.order);
        let mut measuring = Measuring {
            study,
            options,
            labels,
            order,
            is_measured,
            raters: Vec::new(),
            items: Vec::new(),
        };
        measuring.number();
        measuring
    }

    /// Gives raters, labels and groups their numbers.
    fn number(&mut self) {
        let study = self.study;
        let names: BTreeSet<&str> = study
            .items
            .values()
            .flatten()
            .map(|it| it.0.as_str())
            .collect();
        let places =
            |names: BTreeSet<&'a str>| names.into_iter().zip(0..).collect::<BTreeMap<_, usize>>();
        let raters = places(names);
        let groups = places(study.items.keys().map(|it| it.item.as_str()).collect());
        let labels: BTreeMap<&str, usize> =
            self.labels.iter().map(String::as_str).zip(0..).collect();
        let of = |(item, ratings): (&'a Item, &'a BTreeMap<String, Said>)| {
            let said = ratings
                .iter()
                .map(|(rater, said)| (raters[rater.as_str()], labels[said.label.as_str()]));
            Rated {
                group: groups[item.item.as_str()],
                item,
                ratings,
                said: said.collect(),
            }
        };
        self.items = study.items.iter().map(of).collect();
        self.items.sort_by_key(|it| it.group);
        let mut n_ratings = vec![0; raters.len()];
        for (rater, _) in self.items.iter().flat_map(|it| &it.said) {
            n_ratings[*rater] += 1;
        }
        let of = |(rater, n_ratings): (&str, usize)| OfRater {
            rater: rater.to_owned(),
            n_ratings,
            is_tally: study.tallies.contains(rater),
        };
        self.raters = raters.into_keys().zip(n_ratings).map(of).collect();
    }

    fn resampling(&self, asked: usize, work: u64) -> Resampling {
        Resampling {
            n: affordable(asked, work),
            seed: self.options.seed,
        }
    }

    fn overall(&self) -> Coefficients {
        let scoped = self.scoped(self.items.iter().collect());
        let resampling = self.resampling(self.options.n_resamples, scoped.work);
        self.coefficients(&scoped, resampling)
    }

    fn clauses(&self) -> Vec<OfClause> {
        let mut clauses: BTreeMap<&str, Vec<&Rated>> = BTreeMap::new();
        for clause in self.study.editions.keys() {
            clauses.entry(clause).or_default();
        }
        for it in self.items.iter().filter(|it| !it.item.clause.is_empty()) {
            clauses.entry(&it.item.clause).or_default().push(it);
        }
        let scoped = clauses
            .into_iter()
            .map(|(clause, items)| (clause, self.scoped(items)));
        let scoped: Vec<_> = scoped.collect();
        let work = scoped
            .iter()
            .map(|it| it.1.work)
            .fold(0, u64::saturating_add);
        let resampling = self.resampling(self.options.n_resamples, work);
        let of = |(clause, scoped): &(&str, Scoped)| OfClause {
            clause: (*clause).to_owned(),
            n_older_words: self.study.n_older_words(clause),
            n_versions: versions(&scoped.items),
            editions: self.editions(clause),
            coefficients: self.coefficients(scoped, resampling),
        };
        scoped.iter().map(of).collect()
    }

    /// The versions of a clause's words, where there is more to say than that all is of one.
    fn editions(&self, clause: &str) -> Vec<super::Edition> {
        let editions = self
            .study
            .editions
            .get(clause)
            .map_or(&[][..], Vec::as_slice);
        if editions.len() < 2 && self.study.n_older_words(clause) == 0 {
            return Vec::new();
        }
        editions.to_vec()
    }

    fn scoped<'b>(&self, items: Vec<&'b Rated<'b>>) -> Scoped<'b> {
        let most = items.iter().map(|it| it.said.len()).max().unwrap_or(0);
        let kept = Kept {
            n_labels: self.n_measured(),
            complete: u32::try_from(most).ok(),
            by_label: self.order.is_ok(),
        };
        let counts = |it: &&Rated| {
            let mut counts = vec![0; kept.n_labels];
            for (_, label) in &it.said {
                counts[*label] += 1;
            }
            (it.group, counts)
        };
        let measured = self.is_measured.as_ref().map_or(&[][..], |()| &items[..]);
        let units = measured.iter().map(counts);
        let scope = Scope::new(kept.width(), units, |counts: &Vec<u32>, sums| {
            kept.add(counts, 1.0, sums);
        });
        Scoped {
            work: scope.work(kept.n_labels),
            scope,
            kept,
            most,
            items,
        }
    }

    /// How many labels there are, if there are not too many.
    fn n_measured(&self) -> usize {
        self.is_measured.as_ref().map_or(0, |()| self.labels.len())
    }

    /// What was measured, if anything could be.
    fn checked<const N: usize>(&self, measure: impl FnOnce() -> [Measured; N]) -> [Measured; N] {
        match &self.is_measured {
            Ok(()) => measure(),
            Err(reason) => std::array::from_fn(|_| Err(reason.clone())),
        }
    }

    fn coefficients(&self, scoped: &Scoped, resampling: Resampling) -> Coefficients {
        let Scoped {
            scope,
            kept,
            most,
            items,
            ..
        } = scoped;
        let measure = || {
            scope.measure(resampling, |sums| {
                let sums = kept.of(sums);
                let ordinal = match self.order {
                    Ok(()) => sums.alpha(Metric::Ordinal),
                    // Replaced by the reason why there is no order.
                    Err(_) => Err(Undefined::OutOfRange),
                };
                [
                    sums.agreement(),
                    sums.alpha(Metric::Nominal),
                    ordinal,
                    sums.fleiss(),
                    sums.ac1(),
                ]
            })
        };
        let [raw, alpha, ordinal, fleiss, ac1] = self.checked(measure);
        let ordinal = match (&self.is_measured, &self.order) {
            (Ok(()), Err(reason)) => Err(reason.clone()),
            _ => ordinal,
        };
        let raters: BTreeSet<usize> = items
            .iter()
            .flat_map(|it| &it.said)
            .map(|it| it.0)
            .collect();
        let n = |keep: &dyn Fn(usize) -> bool| {
            let kept = items.iter().map(|it| it.said.len()).filter(|it| keep(*it));
            kept.fold((0, 0), |(items, ratings), it| (items + 1, ratings + it))
        };
        let (all, paired) = (n(&|_| true), n(&|it| it > 1));
        let complete = n(&|it| it > 1 && it == *most);
        let pairs = items.iter().map(|it| it.pairs());
        let (agreeing_pairs, pairs) = pairs.fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        let of_fleiss = format!("Fleiss (1971), items with {most} ratings, the most that any has");
        let of_raw = "share of pairs of ratings of one item that agree";
        Coefficients {
            n_raters: raters.len(),
            n_items: items.len(),
            n_ratings: all.1,
            agreeing_pairs,
            pairs,
            raw_agreement: figure(raw, paired, of_raw),
            krippendorff_alpha: figure(alpha, paired, "Krippendorff (2004), nominal"),
            krippendorff_alpha_ordinal: figure(ordinal, paired, "Krippendorff (2004), ordinal"),
            fleiss_kappa: figure(fleiss, complete, of_fleiss),
            gwet_ac1: figure(ac1, all, self.of_gwet()),
        }
    }

    fn of_gwet(&self) -> String {
        format!("Gwet (2008), {} labels", self.labels.len())
    }

    /// Each rater's labels, in the order of the items; hands have none here.
    fn by_rater(&self) -> Vec<Vec<(usize, usize)>> {
        let mut by_rater = vec![Vec::new(); self.raters.len()];
        for (at, it) in self.items.iter().enumerate() {
            for (rater, label) in &it.said {
                if !self.raters[*rater].is_tally {
                    by_rater[*rater].push((at, *label));
                }
            }
        }
        by_rater
    }

    /// All pairs, or why they are not listed. Pairs without an item in common are listed as well:
    /// that is why they have no value.
    fn pairs(&self) -> Result<Vec<OfPair>, String> {
        let people = (0..self.raters.len()).filter(|it| !self.raters[*it].is_tally);
        let people: Vec<usize> = people.collect();
        if people.len() > LIMIT_RATERS_IN_PAIRS {
            let n = people.len();
            return Err(format!(
                "{n} raters make too many pairs to list; up to {LIMIT_RATERS_IN_PAIRS} are"
            ));
        }
        let by_rater = self.by_rater();
        let pairs = people.iter().enumerate();
        let pairs = pairs.flat_map(|(at, a)| people[at + 1..].iter().map(move |b| (*a, *b)));
        let pairs: Vec<(usize, usize)> = pairs.collect();
        let works = pairs.iter().map(|(a, b)| {
            let n = both(&by_rater[*a], &by_rater[*b]).count();
            self.pair_work(n)
        });
        let work = works.fold(0, u64::saturating_add);
        let resampling = self.resampling(self.options.n_pair_resamples, work);
        let of = |(a, b): (usize, usize)| self.pair(a, b, &by_rater, resampling);
        Ok(pairs.into_iter().map(of).collect())
    }

    fn pair_alone(&self, a: usize, b: usize) -> OfPair {
        let by_rater = self.by_rater();
        let n = both(&by_rater[a], &by_rater[b]).count();
        let resampling = self.resampling(self.options.n_pair_resamples, self.pair_work(n));
        self.pair(a, b, &by_rater, resampling)
    }

    /// The steps of a resample of a pair with `n` items: at most so many differ as there are pairs
    /// of labels, where each reply is judged under one clause.
    fn pair_work(&self, n: usize) -> u64 {
        let n_labels = self.n_measured();
        work(
            n,
            n.min(n_labels * n_labels),
            self.pair_kept().width() + n_labels * n_labels,
            n_labels,
        )
    }

    fn pair_kept(&self) -> Kept {
        Kept {
            n_labels: self.n_measured(),
            complete: None,
            by_label: false,
        }
    }

    fn pair(
        &self,
        a: usize,
        b: usize,
        by_rater: &[Vec<(usize, usize)>],
        resampling: Resampling,
    ) -> OfPair {
        let shared: Vec<(usize, Both)> = both(&by_rater[a], &by_rater[b]).collect();
        let agreeing = shared.iter().filter(|(_, (a, b))| a == b).count();
        let [raw, kappa, alpha, ac1] = self.checked(|| self.measure_pair(&shared, resampling));
        let n = (shared.len(), 2 * shared.len());
        OfPair {
            raters: [self.raters[a].rater.clone(), self.raters[b].rater.clone()],
            n_items: shared.len(),
            agreeing: agreeing as u64,
            raw_agreement: figure(raw, n, "share of items on which both agree"),
            cohen_kappa: figure(kappa, n, "Cohen (1960), unweighted"),
            krippendorff_alpha: figure(alpha, n, "Krippendorff (2004), nominal"),
            gwet_ac1: figure(ac1, n, self.of_gwet()),
        }
    }

    fn measure_pair(&self, shared: &[(usize, Both)], resampling: Resampling) -> [Measured; 4] {
        let (kept, n_labels) = (self.pair_kept(), self.labels.len());
        let width = kept.width();
        let units = shared
            .iter()
            .map(|(item, both)| (self.items[*item].group, *both));
        // The sums, and after them the table of both raters.
        let scope = Scope::new(width + n_labels * n_labels, units, |(a, b): &Both, sums| {
            let mut counts = vec![0; n_labels];
            counts[*a] += 1;
            counts[*b] += 1;
            kept.add(&counts, 1.0, sums);
            sums[width + a * n_labels + b] += 1.0;
        });
        scope.measure(resampling, |sums| {
            let (sums, table) = sums.split_at(width);
            let sums = kept.of(sums);
            let kappa = cohen_of_table(table, n_labels, Weights::Unweighted);
            [
                sums.agreement(),
                kappa.map_err(|it| match it {
                    Undefined::Empty => Undefined::NoPairs,
                    other => other,
                }),
                sums.alpha(Metric::Nominal),
                sums.ac1(),
            ]
        })
    }

    /// How many items raters differ on, and the first of them.
    fn contested(&self) -> (usize, Vec<OfItem>) {
        let rated = self.items.iter().map(|it| (it.disagreement(), it));
        let mut contested: Vec<(f64, &Rated)> = rated.filter(|it| it.0 > 0.0).collect();
        contested.sort_by(|(a, of_a), (b, of_b)| {
            let key = |it: &Rated<'a>| (Reverse(it.said.len()), it.item);
            b.total_cmp(a).then_with(|| key(of_a).cmp(&key(of_b)))
        });
        let listed = contested.iter().take(self.options.n_contested);
        (
            contested.len(),
            listed.map(|it| self.of_item(it.0, it.1)).collect(),
        )
    }

    fn of_item(&self, disagreement: f64, rated: &Rated) -> OfItem {
        let counts = rated.counts().into_iter();
        let said = |(rater, said): (&String, &Said)| RaterSaid {
            rater: rater.clone(),
            said: said.clone(),
        };
        OfItem {
            item: rated.item.clone(),
            disagreement,
            counts: counts.map(|(at, n)| (self.labels[at].clone(), n)).collect(),
            said: rated.ratings.iter().map(said).collect(),
            settled: self.study.settled.get(rated.item).cloned(),
        }
    }
}

/// Items to be measured together.
struct Scoped<'a> {
    items: Vec<&'a Rated<'a>>,
    scope: Scope,
    kept: Kept,
    /// The most ratings that any has.
    most: usize,
    /// The steps that a resample takes.
    work: u64,
}

/// The items that two raters share, with both labels.
fn both<'a>(
    first: &'a [(usize, usize)],
    second: &'a [(usize, usize)],
) -> impl Iterator<Item = (usize, Both)> + 'a {
    let mut second = second.iter().peekable();
    first.iter().filter_map(move |(item, label)| {
        while second.next_if(|it| it.0 < *item).is_some() {}
        let (_, other) = second.next_if(|it| it.0 == *item)?;
        Some((*item, (*label, *other)))
    })
}

/// How many versions of words, or of one reply, items are of: 1 where all are comparable.
fn versions(items: &[&Rated]) -> usize {
    let words: BTreeSet<&str> = items
        .iter()
        .map(|it| it.item.clause_hash.as_str())
        .collect();
    let mut replies: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for Rated { item, .. } in items {
        let of_item = replies.entry(&item.item).or_default();
        of_item.insert((&item.reply_hash, &item.context_hash));
    }
    let of_replies = replies.values().map(BTreeSet::len).max().unwrap_or(0);
    words.len().max(of_replies)
}

fn figure(
    measured: Measured,
    (n_items, n_ratings): (usize, usize),
    method: impl Into<String>,
) -> Figure {
    let mut figure = Figure {
        value: None,
        undefined: None,
        n_items,
        n_ratings,
        method: method.into(),
        interval: None,
        interval_undefined: None,
    };
    match measured {
        Err(reason) => figure.undefined = Some(reason),
        Ok((value, spread)) => {
            figure.value = Some(value);
            match spread {
                Err(reason) => figure.interval_undefined = Some(reason),
                Ok(it) => {
                    figure.interval = Some(Bounds {
                        lower: it.interval.lower,
                        upper: it.interval.upper,
                        level: 0.95,
                        method: "percentile bootstrap, replies drawn with all their clauses",
                        n_resamples: it.n_resamples,
                        n_undefined: it.n_undefined,
                    });
                }
            }
        }
    }
    figure
}

#[cfg(test)]
mod tests {
    use super::super::Ledger;
    use super::super::rows::Row;
    use super::*;

    fn study(rows: &[(&str, &str, &str)]) -> Study {
        let mut ledger = Ledger::default();
        for (item, rater, label) in rows {
            ledger.add_row(Row {
                item: (*item).to_owned(),
                rater: (*rater).to_owned(),
                label: (*label).to_owned(),
                ..Row::default()
            });
        }
        ledger.close(false)
    }

    #[test]
    fn a_pair_may_be_asked_for_by_itself() {
        let study = study(&[
            ("a", "Jo", "x"),
            ("a", "Li", "x"),
            ("b", "Jo", "x"),
            ("b", "Li", "y"),
            ("c", "Jo", "y"),
            ("c", "Li", "y"),
        ]);
        let options = Options {
            n_resamples: 0,
            ..Options::default()
        };
        let report = study.report(&options);
        assert_eq!(
            study.pair(["Li", "Jo"], &options),
            report.pairs.first().cloned()
        );
        let pair = &report.pairs[0];
        assert_eq!((pair.n_items, pair.agreeing), (3, 2));
        // Two thirds agree; by chance (2/3 · 1/3 + 1/3 · 2/3) do.
        assert!((pair.cohen_kappa.value.expect("defined") - 0.4).abs() < 1e-12);
        assert!(pair.cohen_kappa.interval.is_some());
        assert_eq!(study.pair(["Jo", "Jo"], &options), None);
        assert_eq!(study.pair(["Jo", "Mo"], &options), None);
    }

    /// Both clauses of a reply are drawn together: two replies are two observations, not four.
    #[test]
    fn replies_are_drawn_with_all_their_clauses() {
        let mut ledger = Ledger::default();
        for (item, label) in [("a", "x"), ("b", "y")] {
            for clause in ["one", "two"] {
                for (rater, label) in [("Jo", "x"), ("Li", label)] {
                    ledger.add_row(Row {
                        item: item.to_owned(),
                        rater: rater.to_owned(),
                        label: label.to_owned(),
                        clause: clause.to_owned(),
                        ..Row::default()
                    });
                }
            }
        }
        let raw = ledger
            .close(false)
            .report(&Options::default())
            .overall
            .raw_agreement;
        let bounds = raw.interval.expect("an interval");
        // Of two replies a quarter of resamples holds one twice: the interval is all there is.
        assert_eq!(
            (raw.value, bounds.lower, bounds.upper),
            (Some(0.5), 0.0, 1.0)
        );
        assert_eq!(raw.n_items, 4);
    }
}
