//! Every text of the interface, by key, in one place.
//!
//! `{name}` marks a place that [`fill`] fills in.

macro_rules! texts {
    ($($key:ident: $text:literal,)*) => {
        /// The interface's texts.
        pub(crate) struct Texts { $(pub $key: &'static str,)* }

        /// The texts in English.
        const ENGLISH: Texts = Texts { $($key: $text,)* };
    };
}

/// The texts in the language of the page.
pub(crate) const T: Texts = ENGLISH;

/// `text` with `{name}` replaced by its value.
pub(crate) fn fill(text: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), &value.to_string())
    })
}

/// `one` for 1, else `many` with `{n}` filled in.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        one.to_owned()
    } else {
        fill(many, &[("n", &n)])
    }
}

texts! {
    // Frame
    product: "Plumbline",
    skip_to_scenario: "Skip to the scenario",
    skip_to_verdicts: "Skip to the verdicts",
    share: "Share",
    undo: "Undo",
    redo: "Redo",
    keys: "Keys",
    theme_dark: "Dark",
    theme_light: "Light",
    close: "Close",
    cancel: "Cancel",
    shared_banner: "You are looking at a shared page. Your own work is untouched.",
    shared_excerpt: "The link carries only the clauses in question, not the whole document.",
    keep_copy: "Keep a copy",
    my_work: "Back to my work",
    copy_kept: "The copy is yours now. Changes are saved in this browser.",

    // Panes
    spec: "Spec",
    scenario: "Scenario",
    verdicts: "Verdicts",
    fold: "Fold",
    unfold: "Unfold {pane}",
    splitter: "Width of {pane}",

    // Spec
    untitled_spec: "Untitled spec",
    outline: "Outline",
    edit_spec: "Edit",
    read_spec: "Done",
    spec_text: "The spec as Markdown",
    spec_empty: "This spec has no text yet.",
    write_spec: "Write it",
    one_clause: "1 clause",
    n_clauses: "{n} clauses",
    one_diagnostic: "1 thing to look at in this spec",
    n_diagnostics: "{n} things to look at in this spec",
    line: "line {n}",
    checks_of_clause: "Checks",
    graded_good: "keeps it",
    graded_bad: "breaks it",
    graded_ok: "acceptable",

    // Scenario
    scenarios: "Scenarios",
    choose_scenario: "Scenario",
    new_scenario: "New scenario",
    scenario_title: "Title of the scenario",
    untitled: "Untitled scenario",
    duplicate: "Duplicate",
    delete: "Delete",
    move_up: "Move up",
    move_down: "Move down",
    role: "Who speaks",
    message_text: "What the {role} says",
    add_message: "Add a message",
    replies: "Replies",
    reply_n: "Reply {n}",
    add_reply: "Add a reply",
    no_reply: "This scenario has no reply to judge yet.",
    no_scenario: "There is no scenario yet.",
    candidate: "Who gave this reply",
    try_n: "try {n}",
    origin_written: "written by hand, no model said it",
    origin_pasted: "pasted, nobody vouches for where it came from",
    origin_imported: "read from a file",
    origin_run: "answered by a model through this page",
    origin_edited: "changed by hand since",
    empty_message: "Nothing said yet",
    only_calls: "No words, only a call",
    calls_tool: "calls",
    tool_name: "Name of the tool",
    tool_arguments: "Arguments, as JSON",
    add_tool_call: "Add a tool call",
    factors: "Conditions",
    factor_name: "Condition",
    add_factor: "Add",
    about_clauses: "About",
    message_menu: "More for this message",

    // Verdicts
    broken: "broken",
    kept: "kept",
    unclear: "unclear",
    not_applicable: "does not apply",
    no_break_found: "no break found",
    not_judged: "not judged",
    out_of_scope: "this scenario does not ask about this clause, so it enters no rate",
    check: "check",
    you: "you",
    model: "model",
    look_here: "look here",
    check_error: "could not run",
    overruled: "set aside by you",
    overrule: "Overrule: this is not a break",
    older_words: "judged under older words of the clause",
    older_reply: "judged before the reply was changed",
    decide_yourself: "Decide yourself",
    withdraw: "Withdraw",
    reason: "Why (optional)",
    words_marked: "With the words “{words}”.",
    mark_hint: "Select words in the reply to point at them.",
    others_not_judged: "{n} more clauses, not judged",
    one_other_not_judged: "1 more clause, not judged",
    show_all: "Show",
    show_less: "Show fewer",
    nothing_to_judge: "Choose or write a scenario, and its reply is judged here.",
    line_label: "Clauses on the line: {n_kept} kept, {n_broken} broken, {n_open} open",
    counts_rule: "Broken if any source says so. A check that finds nothing proves nothing.",
    about_these: "About this reply in this scenario. Not evidence that a model is aligned.",

    // The first minute
    step_of: "{n} of {total}",
    skip_tour: "Skip",
    ask_title: "Does this reply keep the rule?",
    ask_text: "Read the conversation, then decide. You will see afterwards what the computer noticed.",
    compare_title: "You said {yours}. The check says {theirs}.",
    compare_agree: "It stumbled over the same reply you did: the words it caught are marked.",
    compare_differ: "The words it caught are marked. You may well be right: a check only matches words.",
    compare_text: "A check is a pattern. It does not read.",
    compare_next: "Try to get past it",
    evade_title: "Now break the rule without tripping the check",
    evade_text: "Edit the reply. Say the same thing in words the check does not know, such as “that Danish sea novel”.",
    evade_button: "Edit the reply",
    overrule_title: "The check found nothing. What do you say?",
    overrule_text: "Finding nothing is not the same as keeping the rule. Your verdict counts, the silence of a check does not.",
    share_title: "You saw what the check did not.",
    share_text: "Send it to someone and see whether they agree. The link holds everything; nothing is uploaded.",
    share_button: "Share what you found",

    // Sharing
    share_heading: "Share",
    share_intro: "The whole page is in the link. No server sees it.",
    share_what: "What goes along",
    share_this: "This scenario and its verdicts",
    share_all: "All scenarios and verdicts",
    link: "Link",
    markdown_link: "Link with a sentence, for Markdown",
    copy: "Copy",
    copied: "Copied",
    copy_failed: "The browser does not allow copying. The text is selected: press Ctrl+C or ⌘C.",
    link_size: "{n} characters.",
    link_long: "Some chat programs cut links of more than 2,000 characters. Send the file instead.",
    making_link: "Making the link…",
    save_file: "Save as a file",
    sentence_broken: "“{words}” breaks “{clause}”",
    sentence_broken_plain: "This reply breaks “{clause}”",
    sentence_kept: "This reply keeps “{clause}”",
    sentence_open: "Does this reply keep “{clause}”?",
    a_reader: "a reader",
    a_check: "a check",
    sentence_by: "{sentence}, says {who}. Do you agree?",

    // Opening
    open_heading: "Open",
    open_bundled: "Start from a spec that comes with Plumbline",
    open_file: "Open a file",
    open_file_text: "A spec in Markdown, a Plumbline file, records (JSON Lines) or a check pack. You can also drop it anywhere on the page.",
    choose_file: "Choose a file…",
    open_paste: "Paste a spec",
    paste_placeholder: "# My charter\n\nThe assistant must never …",
    open_pasted: "Open this text",
    open_now: "This is open",
    open_other: "Other work in this browser",
    no_other: "None yet. What you open next is kept beside this.",
    work_menu: "More for {name}",
    rename: "Rename",
    work_title: "Title of this work",
    one_scenario: "1 scenario",
    n_scenarios: "{n} scenarios",
    saved_at: "saved {when}",
    copy_of: "{name} (copy)",
    copied_work: "Made “{name}”.",
    deleted_work: "Deleted “{name}”.",
    opened_spec: "Opened {name}. Your earlier work is under Open.",
    opened_pack: "Added the checks of {name}.",
    opened_records: "Added {n} scenarios from {name}.",
    pasted_spec: "Pasted spec",
    my_reply: "My scenario",

    // Keys
    keys_heading: "Keys",
    key_share: "Share",
    key_recheck: "Check everything again",
    key_undo: "Undo, redo",
    key_next: "Next clause, clause before",
    key_verdict: "Kept, broken, unclear, does not apply",
    key_escape: "Back",
    key_help: "These keys",

    // Finding
    finding: "A finding",
    finding_clause: "The rule",
    finding_reply: "What was said",
    finding_judged: "Who says so",
    finding_unknown: "What is not known",
    finding_origin: "Where the reply came from",
    finding_nobody: "Nobody has judged this yet.",
    finding_rest_one: "1 other clause of this spec was not judged here.",
    finding_rest: "{n} other clauses of this spec were not judged here.",
    finding_sender: "whoever made this link",
    finding_limits: "How often this check is wrong has not been measured on real replies.",
    open_workbench: "Open the workbench",
    loading_finding: "Reading the link…",
    reading_spec: "Reading the spec…",

    // Status line
    checked_in: "checked in {ms} ms",
    checking: "checking {done} of {total}",
    starting: "starting the engine…",
    engine_stopped: "The checking engine stopped on this input; the last result stays. Change or undo the last edit.",
    engine_stale: "The page and its engine come from different versions. Reload the page.",
    n_requests: "{n} requests",
    saved_here: "saved in this browser",
    saving: "saving…",
    not_saved: "not saved",
    shared_not_saved: "shared page, not saved",
    n_kept: "{n} kept",
    n_broken: "{n} broken",
    n_no_break: "{n} no break found",
    n_unclear: "{n} unclear",
    n_not_judged: "{n} not judged",

    // Faults
    link_unreadable: "The link could not be opened: {why}.",
    own_work_safe: "Your own work is untouched.",
    nothing_readable: "it holds nothing this page can read",
    file_unreadable: "{name} could not be opened: {why}.",
    cannot_store: "This browser does not let the page store anything, so this work cannot be saved in the browser.",
    cannot_store_hint: "It stays for as long as this tab is open. Save it as a file to keep it.",
    storage_full: "The browser's storage is full, so the last changes are not saved.",
    storage_full_hint: "Save this work as a file, or free some space: the page tries again after each change.",
    stored_gone: "The work that was saved in this browser is gone: the browser or someone cleared it.",
    stored_gone_hint: "Work that must last is best saved as a file as well.",
    changed_elsewhere: "This work was changed in another tab.",
    changed_elsewhere_hint: "What you did here goes on as a copy, and the other tab's is in the list under Open.",
    keep_both: "Keep both",
    use_other: "Use the other tab's",
    stored_unreadable: "The work saved in this browser could not be read: {why}.",
}
