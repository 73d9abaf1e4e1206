//! What can be asked for. The comments are the help texts.

use clap::{Args, Parser, Subcommand, ValueEnum};
use plumbline::check::CheckOutcome;
use std::path::PathBuf;

/// Put a reply beside the rule it should follow, and point to the words that keep or break it.
#[derive(Debug, Parser)]
#[command(name = "plumbline", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what a spec says: sections, clauses, and what could not be understood.
    Spec(SpecArgs),
    /// Show what changed from one version of a spec to the next.
    ///
    /// Sections are the same where their ids are, else their headings, else their words are alike.
    Diff(DiffArgs),
    /// Run checks on records and print one line per check run.
    ///
    /// Offsets in results are UTF-8 bytes of the message's content. Exit code 2 means that nothing
    /// was readable.
    Check(CheckArgs),
    /// List all types of checks with their parameters.
    Checks(ChecksArgs),
    /// Say which clauses each scenario may be about, one line per transcript.
    ///
    /// Lines have the transcript, the clauses, best first, with what speaks for each, and how far
    /// the scenario is from the spec's own examples. Scores order the clauses of one scenario
    /// alone.
    Suggest(SuggestArgs),
    /// Say how often each check is wrong: on the spec's own graded examples, and on judged records.
    ///
    /// A bad reply that a check hits is caught; a good one that it hits is a false alarm. Replies
    /// that are sketches (`[...]`) are left out and counted. Intervals are Wilson's, 95 %.
    Credentials(CredentialsArgs),
    /// Say how far raters agree, as JSON: overall, per clause, per pair, and what they differ on.
    ///
    /// Files may come in any order and any number of times. Each figure has its number of items and
    /// ratings, its formula and a 95 % interval; what has no value says why. Tables have a first
    /// line with the columns `item`, `rater`, `label`, and if you like `clause` and `reason`.
    /// Labels are compared only on the same words of a clause and the same reply. Exit code 2 means
    /// that nothing was readable, or not the spec that was asked for.
    Agree(AgreeArgs),
    /// Report what a workspace file comes to: one page to hand in.
    Report(ReportArgs),
    /// Turn a workspace file into a share link and back.
    Link(LinkArgs),
}

#[derive(Args, Debug)]
pub(crate) struct SpecArgs {
    /// The spec, in Markdown; `-` for standard input.
    pub(crate) file: PathBuf,
    /// Print JSON: title, sections, clauses, references, diagnostics, totals. Advice is among the
    /// diagnostics, as notes.
    #[arg(long)]
    pub(crate) json: bool,
    /// Say on standard error which clauses are hard to hold a reply against, not only how many.
    #[arg(long)]
    pub(crate) advice: bool,
    /// Print the document itself, with the id of every clause written after its words.
    #[arg(long, conflicts_with = "json")]
    pub(crate) with_ids: bool,
}

#[derive(Args, Debug)]
pub(crate) struct DiffArgs {
    /// The old version, in Markdown; `-` for standard input.
    pub(crate) old: PathBuf,
    /// The new version; `-` for standard input.
    pub(crate) new: PathBuf,
    /// Print JSON: what was added, removed, renamed and so on, and all changes with their places.
    /// Offsets are UTF-8 bytes of the two files.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// A spec whose `checks` blocks to run.
    #[arg(long, value_name = "FILE", required_if_eq("by", "clause"))]
    pub(crate) spec: Option<PathBuf>,
    /// A check pack or a list of checks, in YAML; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub(crate) checks: Vec<PathBuf>,
    /// What a line is about.
    #[arg(long, value_enum, default_value_t = By::Check)]
    pub(crate) by: By,
    /// How to print results.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub(crate) format: Format,
    /// Exit with 1 when a check came out like this, or with `--by clause` a clause was broken; may be
    /// given several times.
    #[arg(long, value_enum, value_name = "OUTCOME")]
    pub(crate) fail_on: Vec<FailOn>,
    /// Records, one JSON object per line; `-` or nothing for standard input.
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct ChecksArgs {
    /// Print JSON: of each type name, family, summary, why, parameters, blind spots, examples.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// A check run: the check's own outcome.
    Check,
    /// A clause and a transcript: kept, broken and so on, all checks and the record's verdicts taken
    /// together as on the page. Clauses that nobody asks about and nothing looks at have no line.
    Clause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object per line.
    Jsonl,
    /// Columns for people.
    Table,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// The text is not as the check asserts.
    Fail,
    /// The check could not run, or a record or check could not be read.
    Error,
}

impl FailOn {
    pub(crate) fn outcome(self) -> CheckOutcome {
        match self {
            FailOn::Fail => CheckOutcome::Fail,
            FailOn::Error => CheckOutcome::Error,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct SuggestArgs {
    /// The spec, in Markdown.
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: PathBuf,
    /// A check pack, whose `about` says what scenarios say when they touch a clause; may be given
    /// several times.
    #[arg(long, value_name = "PACK")]
    pub(crate) checks: Vec<PathBuf>,
    /// Records, one JSON object per line; `-` or nothing for standard input.
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct CredentialsArgs {
    /// The spec, in Markdown, with its examples and `checks` blocks.
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: PathBuf,
    /// A check pack, in YAML; may be given several times.
    #[arg(long, value_name = "PACK")]
    pub(crate) checks: Vec<PathBuf>,
    /// Only one half of the examples, by their number in the spec: checks that were tuned on one are
    /// reported on the other.
    #[arg(long, value_enum)]
    pub(crate) half: Option<Half>,
    /// Draw the halves by this number and the examples' titles instead.
    #[arg(long, requires = "half")]
    pub(crate) seed: Option<u64>,
    /// Print JSON: a list of checks, each with its replies, and the totals.
    #[arg(long)]
    pub(crate) json: bool,
    /// Records with people's verdicts, one JSON object per line; `-` for standard input.
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Half {
    /// The first, third and so on.
    Odd,
    /// The second, fourth and so on.
    Even,
}

#[derive(Args, Debug)]
pub(crate) struct AgreeArgs {
    /// Resamples for each interval, 0 for none. Very large inputs get fewer, and say how many.
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = resamples)]
    pub(crate) bootstrap: usize,
    /// The same seed draws the same resamples everywhere.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The labels from least to most, for the ordinal coefficient: `fail,unclear,pass`. Labels that
    /// are all numbers have their order, and are the same where their value is.
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    pub(crate) order: Vec<String>,
    /// Count models that judged as raters; else only people are.
    #[arg(long)]
    pub(crate) models: bool,
    /// A spec by which verdicts in records are told to be of older words; a workspace's are by its
    /// own.
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: Option<PathBuf>,
    /// How many of the items that raters differ on to list, with all reasons.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) contested: usize,
    /// Workspace files, records with verdicts, or rows of labels as CSV or JSON Lines; `-` or nothing
    /// for standard input.
    pub(crate) files: Vec<PathBuf>,
}

fn resamples(text: &str) -> Result<usize, String> {
    let n = text.parse().ok().filter(|it| (0..=1_000_000).contains(it));
    n.ok_or_else(|| "give a whole number from 0 to 1000000".to_owned())
}

/// What was judged, by whom or what and how often wrong, what was found clause by clause, what people
/// differ on, and what is not known. The same work gives the same bytes, here and on the page.
#[derive(Args, Debug)]
pub(crate) struct ReportArgs {
    /// How to print it.
    #[arg(long, value_enum, default_value_t = ReportFormat::Markdown)]
    pub(crate) format: ReportFormat,
    /// The workspace file, or a share link or a file that holds one; `-` or nothing for standard input.
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Markdown with tables.
    Markdown,
    /// One HTML file, made for paper too.
    Html,
    /// A row for each clause and reply.
    Csv,
}

#[derive(Args, Debug)]
pub(crate) struct LinkArgs {
    #[command(subcommand)]
    pub(crate) direction: Direction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Direction {
    /// Workspace file to link: what follows the address of a page.
    Encode {
        /// The workspace file; `-` or nothing for standard input.
        #[arg(default_value = "-")]
        file: PathBuf,
    },
    /// Link to workspace file.
    Decode {
        /// Print what the link carries, as it is, instead of the workspace.
        #[arg(long)]
        inspect: bool,
        /// A file that holds the link, or the link itself; `-` or nothing for standard input.
        #[arg(default_value = "-")]
        file: PathBuf,
    },
}
