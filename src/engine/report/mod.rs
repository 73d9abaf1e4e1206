//! Makes a report of the work that an engine holds and has checked.
//!
//! Statuses are those of [`Statuses`], so that a report counts as every other view does.

mod agreement;
mod contested;
mod facts;
mod findings;
mod records;
mod replies;
mod table;

use super::Engine;
use super::acts::{Act, Acted};
use super::statuses::Statuses;
use crate::report::{Format, Report};
use findings::Findings;
use replies::Replies;

impl Engine {
    /// The report of the work as it was last checked; `None` where no work is open.
    pub fn report(&self) -> Option<Report> {
        let workspace = self.workspace.as_ref()?;
        let statuses = Statuses::new(&self.runs, &self.spec, &self.checks, workspace);
        let replies = Replies::of(&statuses);
        let found = Findings::of(self, &statuses, &replies);
        let mut report = Report {
            title: title(&workspace.title, workspace.spec.called(&self.spec)),
            spec: facts::spec(self, workspace),
            judged: replies.facts(),
            checks: facts::checks(self, found.n_errors),
            rule: workspace.rule.clone(),
            agreement: agreement::measure(&self.spec, &workspace.verdicts),
            rewordings: agreement::rewordings(&self.spec, workspace),
            judges: found.judges,
            n_verdicts_elsewhere: found.n_elsewhere,
            clauses: found.clauses,
            ..Report::default()
        };
        records::add(self, &statuses, &replies, &mut report);
        contested::add(self, (&statuses, &replies), &mut report);
        Some(report)
    }
}

/// The work's title, else the spec's, else that there is none.
fn title(own: &str, of_spec: &str) -> String {
    let mut all = [own, of_spec].into_iter();
    let title = all.find(|it| !it.trim().is_empty());
    title.unwrap_or("work without a title").to_owned()
}

/// The report of the work that `engine` holds and has checked, as a file: its name and its text.
/// `None` where no work is open.
pub fn file(engine: &Engine, format: Format) -> Option<(String, String)> {
    let report = engine.report()?;
    let text = match format {
        Format::Markdown => report.markdown(),
        Format::Html => report.html(),
        Format::Csv => table::csv(engine)?,
    };
    Some((report.file_name(format), text))
}

/// Saves the report as a file of the format that `what` names.
pub(super) fn save(engine: &Engine, _: &Act, what: &str) -> Acted {
    let format = match what {
        "html" => Format::Html,
        "csv" => Format::Csv,
        _ => Format::Markdown,
    };
    let (file, text) = file(engine, format).unwrap_or_default();
    Acted {
        file,
        text,
        ..Acted::default()
    }
}

/// Copies the report as Markdown.
pub(super) fn copy(engine: &Engine, _: &Act, _: &str) -> Acted {
    Acted {
        copy: file(engine, Format::Markdown).unwrap_or_default().1,
        ..Acted::default()
    }
}
