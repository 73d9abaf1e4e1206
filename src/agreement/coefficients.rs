//! Coefficients of all items, and clause by clause.

use super::Edition;
use super::measure::{Resampling, Scope};
use super::measuring::{Measuring, Rated, figure};
use super::report::{Coefficients, OfClause};
use crate::stats::Undefined;
use crate::stats::alpha::Metric;
use crate::stats::sums::Kept;
use std::collections::{BTreeMap, BTreeSet};

impl Measuring<'_> {
    pub(super) fn overall(&self) -> Coefficients {
        let scoped = self.scoped(self.items.iter().collect());
        let resampling = self.resampling(self.options.n_resamples, scoped.work);
        self.coefficients(&scoped, resampling)
    }

    pub(super) fn clauses(&self) -> Vec<OfClause> {
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
    fn editions(&self, clause: &str) -> Vec<Edition> {
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
