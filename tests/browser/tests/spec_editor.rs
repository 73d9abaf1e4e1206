//! The editor in place of the spec's text area, where the page was built with one.

use browser::{Browser, Key, Options, dist, file, not_run};
use std::fs;

const AREA: &str = "[data-testid=spec-text]";
const STATUS: &str = "[data-testid=status]";
const ROOT: &str = "document.querySelector('.spec-editor').shadowRoot";

fn has_editor() -> bool {
    let mut files = fs::read_dir(dist()).expect("dist");
    let found =
        files.any(|it| it.is_ok_and(|it| it.file_name().to_string_lossy().starts_with("editor-")));
    if !found {
        not_run("the page was built without the spec editor; npm brings it");
    }
    found
}

/// The library desk's charter in the editor, the focus in it.
async fn editing() -> Browser {
    let browser = Browser::at_work(Options::default()).await;
    edit(&browser).await;
    browser
}

/// Opens the editor, and has the focus in it.
async fn edit(browser: &Browser) {
    browser.click("[data-testid=edit-spec]").await;
    browser.wait_for(".spec-editor").await;
    focus(browser).await;
}

async fn focus(browser: &Browser) {
    let focus = format!("({ROOT}.querySelector('.cm-content').focus(), true)");
    browser.eval(&focus).await;
}

#[tokio::test]
async fn what_is_typed_into_the_editor_is_the_spec() {
    if !has_editor() {
        return;
    }
    let browser = editing().await;
    browser.wait_text(STATUS, "12 clauses").await;
    browser.press_here(Key::Control + Key::End).await;
    // `j`, `k` and `?` are keys of the page elsewhere.
    browser
        .press_here("\n## Joking {#joking authority=user}\n\nThe assistant must joke. Why?\n")
        .await;
    browser.wait_text(STATUS, "13 clauses").await;
    assert!(
        browser
            .value(AREA)
            .await
            .ends_with("The assistant must joke. Why?\n")
    );
    assert_eq!(browser.count("dialog").await, 0);

    // Undone in the editor, line by line, the page follows.
    for _ in 0..8 {
        browser.press_here(Key::Control + "z").await;
    }
    browser.wait_text(STATUS, "12 clauses").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_the_page_undoes_stands_in_the_editor() {
    if !has_editor() {
        return;
    }
    let browser = editing().await;
    let text = browser.value(AREA).await;
    browser.press_here(Key::Control + Key::Home).await;
    browser.press_here("Words at the start. ").await;
    browser
        .wait_value(AREA, &format!("Words at the start. {text}"))
        .await;
    browser.click("button[aria-label=Undo]").await;
    browser.wait_value(AREA, &text).await;
    browser
        .wait_until(&format!(
            "!{ROOT}.textContent.includes('Words at the start')"
        ))
        .await;

    // Nor does the editor bring it back, which undoes what was typed in it.
    focus(&browser).await;
    browser.press_here("Other words. ").await;
    let other = format!("Other words. {text}");
    browser.wait_value(AREA, &other).await;
    for _ in 0..3 {
        browser.press_here(Key::Control + "z").await;
    }
    browser.wait_value(AREA, &text).await;
    browser.assert_quiet().await;
}

/// The work's spec in a new editor: what the page holds, not what an editor did before.
async fn edit_again(browser: &Browser) {
    browser.click("[data-testid=edit-spec]").await;
    browser.wait_gone(".spec-editor").await;
    edit(browser).await;
}

#[tokio::test]
async fn a_file_with_other_line_ends_and_long_letters_is_edited_in_the_right_place() {
    if !has_editor() {
        return;
    }
    let browser = Browser::at_work(Options::default()).await;
    let start = "# Ünder 🦉\r\n\r\n## A {#a authority=user}\r\n\r\nIt must 🦉 hoot.\r";
    let spec = file(".md", start);
    browser.open_file(spec.path()).await;
    browser.wait_text(STATUS, "1 clause").await;
    edit(&browser).await;
    browser.press_here(Key::Control + Key::End).await;
    browser.press_here("é… ends.").await;
    // In the line above, an owl is one step and two units.
    for _ in 0..3 {
        browser.press_here(Key::Up).await;
    }
    browser.press_here(Key::End).await;
    browser.press_here(" x").await;
    let told = start.replace('\r', "").replace("user}", "user} x") + "\né… ends.";
    browser.wait_value(AREA, &told).await;
    edit_again(&browser).await;
    assert_eq!(browser.value(AREA).await, told);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_changes_in_many_places_at_once_arrives_whole() {
    if !has_editor() {
        return;
    }
    let browser = editing().await;
    let before = browser.value(AREA).await;
    let n_found = before.matches("assistant").count();
    assert!(n_found > 5, "{n_found}");
    browser.press_here(Key::Control + "f").await;
    browser
        .wait_until(&format!("!!{ROOT}.querySelector('.cm-search')"))
        .await;
    let replace = format!(
        "(() => {{
            const field = (name) => {ROOT}.querySelector(`.cm-search [name=${{name}}]`);
            for (const [name, text] of [['search', 'assistant'], ['replace', 'owl 🦉']]) {{
                field(name).value = text;
                field(name).dispatchEvent(new Event('change', {{ bubbles: true }}));
            }}
            field('replaceAll').click();
            return true;
        }})()"
    );
    browser.eval(&replace).await;
    let told = before.replace("assistant", "owl 🦉");
    browser.wait_value(AREA, &told).await;
    edit_again(&browser).await;
    assert_eq!(browser.value(AREA).await, told);
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_typed_into_the_editor_just_before_the_page_is_left_is_there_again() {
    if !has_editor() {
        return;
    }
    let browser = editing().await;
    let before = browser.value(AREA).await;
    browser.press_here(Key::Control + Key::Home).await;
    browser.press_here("A").await;
    browser.wait_value(AREA, &format!("A{before}")).await;
    browser.wait_saved().await;
    browser
        .eval("(setTimeout(() => { document.execCommand('insertText', false, 'BC'); location.reload(); }), true)")
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    browser.wait_ready().await;
    browser.click("[data-testid=edit-spec]").await;
    browser.wait_value(AREA, &format!("ABC{before}")).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn what_is_typed_while_other_work_opens_stays_out_of_it() {
    if !has_editor() {
        return;
    }
    let browser = editing().await;
    let before = browser.value(AREA).await;
    browser.press_here(Key::Control + Key::Home).await;
    // A letter that nobody was told of yet when a file is opened.
    let spec = file(
        ".md",
        "# Other\n\n## Kind {#kind authority=user}\n\nIt must be kind.",
    );
    browser.press_here("A").await;
    browser.wait_value(AREA, &format!("A{before}")).await;
    browser.open_file(spec.path()).await;
    browser.wait_text(STATUS, "1 clause").await;
    browser.wait_for(".spec-editor").await;
    edit_again(&browser).await;
    browser.press_here(Key::Control + "z").await;
    browser.press_here(Key::Control + Key::End).await;
    browser.press_here("Z").await;
    browser
        .wait_value(
            AREA,
            "# Other\n\n## Kind {#kind authority=user}\n\nIt must be kind.\nZ",
        )
        .await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_page_undoes_what_was_typed_place_by_place() {
    if !has_editor() {
        return;
    }
    let browser = editing().await;
    let text = browser.value(AREA).await;
    browser.press_here(Key::Control + Key::Home).await;
    browser.press_here("First. ").await;
    browser.press_here(Key::Control + Key::End).await;
    browser.press_here("Last.").await;
    let (first, both) = (format!("First. {text}"), format!("First. {text}Last."));
    browser.wait_value(AREA, &both).await;
    for expected in [&first, &text] {
        browser.click("button[aria-label=Undo]").await;
        browser.wait_value(AREA, expected).await;
    }
    browser.assert_quiet().await;
}

#[tokio::test]
async fn one_reads_on_where_one_was_writing() {
    if !has_editor() {
        return;
    }
    let browser = editing().await;
    browser.press_here(Key::Control + Key::End).await;
    browser
        .press_here("\n## Joking {#joking authority=user}\n\nThe assistant must joke.\n")
        .await;
    browser.wait_text(STATUS, "13 clauses").await;
    browser.press_here("Often.").await;
    browser.click("[data-testid=edit-spec]").await;
    browser.wait_in_view("#spec #clause-joking.chosen").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn the_caret_begins_where_one_was_reading_whatever_ends_the_lines() {
    if !has_editor() {
        return;
    }
    let browser = Browser::at_work(Options::default()).await;
    let text = format!(
        "# Long\n\n{}## Kind {{#kind authority=user}}\n\nIt must be kind.\n\n## Short {{#short authority=user}}\n\nIt must be short.\n",
        "Words.\n\n".repeat(200)
    );
    let text = file(".md", &text.replace('\n', "\r\n"));
    browser.open_file(text.path()).await;
    browser.wait_text(STATUS, "2 clauses").await;
    browser.click("#clause-short").await;
    edit(&browser).await;
    let line = format!("{ROOT}.querySelector('.cm-activeLine')?.textContent");
    browser
        .wait_until(&format!("{line}?.startsWith('## Short')"))
        .await;
    // On its very heading one is in a clause already.
    for _ in 0..4 {
        browser.press_here(Key::Up).await;
    }
    browser
        .wait_until(&format!("{line}?.startsWith('## Kind')"))
        .await;
    browser.click("[data-testid=edit-spec]").await;
    browser.wait_for("#spec #clause-kind.chosen").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn faults_are_marked_at_their_lines_and_lead_there() {
    if !has_editor() {
        return;
    }
    let browser = editing().await;
    browser.press_here(Key::Control + Key::End).await;
    browser
        .press_here("\n## Odd {#odd authority=king}\n\nThe assistant must be odd.\n")
        .await;
    browser
        .wait_for("[data-testid=diagnostics] button.place")
        .await;
    browser.press_here(Key::Control + Key::Home).await;
    browser
        .click("[data-testid=diagnostics] button.place")
        .await;
    // The line is drawn, marked, and has the caret.
    browser
        .wait_until(&format!(
            "{ROOT}.querySelector('.cm-activeLine .cm-lintRange')?.textContent.includes('king')"
        ))
        .await;
    assert!(
        browser
            .eval(&format!("!!{ROOT}.activeElement"))
            .await
            .as_bool()
            == Some(true)
    );
    // An editor opened later has its marks from the start, in the text and beside it.
    browser.click("[data-testid=edit-spec]").await;
    browser.wait_gone(".spec-editor").await;
    browser.click("[data-testid=edit-spec]").await;
    browser
        .wait_until(&format!(
            "document.querySelector('.spec-editor') && {ROOT}.querySelector('.cm-gutter-lint')"
        ))
        .await;
    browser
        .click("[data-testid=diagnostics] button.place")
        .await;
    browser
        .wait_until(&format!(
            "!!{ROOT}.querySelector('.cm-lint-marker-warning, .cm-lint-marker-error')"
        ))
        .await;
}

#[tokio::test]
async fn escape_leaves_the_editor_and_the_letters_work_again() {
    if !has_editor() {
        return;
    }
    let browser = editing().await;
    browser.press_here(Key::Control + "f").await;
    browser
        .wait_until(&format!("!!{ROOT}.querySelector('.cm-search')"))
        .await;
    browser.press_here(Key::Escape).await;
    browser
        .wait_until(&format!("!{ROOT}.querySelector('.cm-search')"))
        .await;
    browser.press_here(Key::Escape).await;
    browser
        .wait_until("!document.activeElement.closest('.spec-editor')")
        .await;
    browser.press("?").await;
    browser.wait_for("dialog").await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn without_the_editors_file_the_area_serves() {
    let gone = "globalThis.nothing = new MutationObserver(() => {
        if (globalThis.plumbline?.openEditor && !globalThis.plumbline.broken) {
            globalThis.plumbline.broken = true;
            globalThis.plumbline.openEditor = async () => { throw new Error('not there') };
        }
    }).observe(document, { subtree: true, childList: true })";
    let browser = Browser::at_work(Options::default().before_load(gone)).await;
    browser.click("[data-testid=edit-spec]").await;
    browser
        .type_keys(
            AREA,
            "## Added {#added authority=user}\n\nThe assistant must add.\n\n",
        )
        .await;
    browser.wait_text(STATUS, "13 clauses").await;
    assert_eq!(browser.count(".spec-editor").await, 0);
    browser
        .fill(AREA, "# S\n\n\n## Odd {#odd authority=king}\n\nIt must.\n")
        .await;
    browser
        .click("[data-testid=diagnostics] button.place")
        .await;
    browser
        .wait_until("document.activeElement.value?.slice(document.activeElement.selectionStart).startsWith('## Odd')")
        .await;
}
