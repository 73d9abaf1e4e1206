//! Agreement of two raters, and of all pairs of them.

use super::Study;
use super::measure::{Measured, Resampling, Scope, work};
use super::measuring::{Measuring, figure};
use super::report::{OfPair, Options};
use crate::stats::Undefined;
use crate::stats::alpha::Metric;
use crate::stats::kappa::{Weights, cohen_of_table};
use crate::stats::sums::Kept;

/// With more raters pairs are not listed: there would be thousands.
const LIMIT_RATERS_IN_PAIRS: usize = 64;

/// Two raters' labels on one item.
type Both = (usize, usize);

impl Study {
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

impl Measuring<'_> {
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
    pub(super) fn pairs(&self) -> Result<Vec<OfPair>, String> {
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
