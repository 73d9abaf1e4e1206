//! Tests of two-by-two tables: independent samples, and pairs.

use super::Undefined;
use super::special::{binomial_pmf, binomial_upper_tail, bisect, ln_choose};

/// Fisher's exact test of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fisher {
    /// Probability of a table no more probable than this one.
    pub p_two_sided: f64,
    /// Probability of the first cell or a smaller one.
    pub p_less: f64,
    /// Probability of the first cell or a greater one.
    pub p_greater: f64,
    /// ad/bc; infinite where only bc is 0. [`Undefined::EmptyMargin`] for an empty row or column.
    pub odds_ratio: Result<f64, Undefined>,
    /// The odds ratio most likely given the margins, 0 or infinite at the ends of what the
    /// margins allow. [`Undefined::EmptyMargin`] as above.
    pub conditional_odds_ratio: Result<f64, Undefined>,
}

/// Fisher's exact test of independence of `[[a, b], [c, d]]`, given its margins; p is 1 for an
/// empty margin. Tables whose probabilities differ by less than 1e-7 of them count as tied. Takes
/// time and memory in proportion to the smallest margin.
///
/// Source: Fisher (1935), J. R. Stat. Soc. 98, 39–54.
#[must_use]
pub fn fisher([[a, b], [c, d]]: [[u32; 2]; 2]) -> Fisher {
    let [a, b, c, d] = [a, b, c, d].map(f64::from);
    let (row, column, n) = (a + b, a + c, a + b + c + d);
    let (lowest, highest) = ((row + column - n).max(0.0), row.min(column));
    let mut cells = Vec::new();
    let mut cell = lowest;
    while cell <= highest {
        let ln = ln_choose(row, cell) + ln_choose(n - row, column - cell) - ln_choose(n, column);
        cells.push((cell, ln));
        cell += 1.0;
    }
    let own = ln_choose(row, a) + ln_choose(n - row, c) - ln_choose(n, column);
    let sum = |keep: &dyn Fn(f64, f64) -> bool| {
        let kept = cells.iter().filter(|(cell, ln)| keep(*cell, *ln));
        kept.map(|(_, ln)| ln.exp()).sum::<f64>().min(1.0)
    };
    let is_undefined = [row, column, n - row, n - column].contains(&0.0);
    let defined = |it: f64| {
        if is_undefined {
            Err(Undefined::EmptyMargin)
        } else {
            Ok(it)
        }
    };
    Fisher {
        p_two_sided: sum(&|_, ln| ln <= own + 1e-7),
        p_less: sum(&|cell, _| cell <= a),
        p_greater: sum(&|cell, _| cell >= a),
        odds_ratio: defined(a * d / (b * c)),
        conditional_odds_ratio: defined(conditional_odds_ratio(&cells, a)),
    }
}

/// The odds ratio under which the mean of the first cell is `a`.
fn conditional_odds_ratio(cells: &[(f64, f64)], a: f64) -> f64 {
    if cells.first().is_some_and(|(lowest, _)| a <= *lowest) {
        return 0.0;
    }
    if cells.last().is_some_and(|(highest, _)| a >= *highest) {
        return f64::INFINITY;
    }
    let mean = |ln_odds: f64| {
        let ln = |(cell, ln): &(f64, f64)| ln + cell * ln_odds;
        let greatest = cells.iter().map(ln).fold(f64::NEG_INFINITY, f64::max);
        let weights = cells.iter().map(|it| (it.0, (ln(it) - greatest).exp()));
        let (top, bottom) = weights.fold((0.0, 0.0), |(top, bottom), (cell, weight)| {
            (top + cell * weight, bottom + weight)
        });
        top / bottom
    };
    bisect((-700.0, 700.0), a, mean).exp()
}

/// McNemar's test of pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McNemar {
    /// Two-sided exact p.
    pub p_exact: f64,
    /// Two-sided mid-p: less conservative, to be preferred.
    pub p_mid: f64,
}

/// McNemar's test from the discordant pairs alone: `b` changed one way, `c` the other. Under the
/// null hypothesis each way has probability 1/2. With no discordant pair both p are 1.
///
/// Source: McNemar (1947), Psychometrika 12, 153–157; mid-p: Fagerland, Lydersen & Laake (2013),
/// BMC Med. Res. Methodol. 13, 91.
#[must_use]
pub fn mcnemar(b: u32, c: u32) -> McNemar {
    if b == 0 && c == 0 {
        return McNemar {
            p_exact: 1.0,
            p_mid: 1.0,
        };
    }
    let n = f64::from(b) + f64::from(c);
    let fewer = f64::from(b.min(c));
    let at = binomial_pmf(fewer, n, 0.5);
    // As many successes or fewer is, at 1/2, as many failures or more.
    let tail = binomial_upper_tail(n - fewer, n, 0.5);
    let p_mid = if b == c {
        1.0 - at / 2.0
    } else {
        2.0 * tail - at
    };
    McNemar {
        p_exact: (2.0 * tail).min(1.0),
        p_mid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fisher's tea: of C(8, 4) = 70 tables 16 have three right, one has four.
    #[test]
    fn the_lady_tasting_tea() {
        let it = fisher([[3, 1], [1, 3]]);
        assert!((it.p_greater - 17.0 / 70.0).abs() < 1e-12);
        assert!((it.p_two_sided - 34.0 / 70.0).abs() < 1e-12);
        assert_eq!(it.odds_ratio, Ok(9.0));
        let empty = fisher([[5, 0], [5, 0]]);
        assert_eq!(empty.odds_ratio, Err(Undefined::EmptyMargin));
    }

    #[test]
    fn ten_changes_one_way_are_two_in_1024() {
        let it = mcnemar(0, 10);
        assert!((it.p_exact - 2.0 / 1024.0).abs() < 1e-15);
        assert!((it.p_mid - 1.0 / 1024.0).abs() < 1e-15);
    }
}
