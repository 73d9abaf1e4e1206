//! Screenshots of the page, for people to look at after every change: `cargo xtask look [DIR]`.

#![expect(clippy::print_stdout, reason = "a command for people")]

use browser::{Browser, Options};
use std::path::{Path, PathBuf};

/// The sheets that any work has, and their titles.
const SHEETS: [(&str, &str); 6] = [
    ("clauses", "Clauses"),
    ("coverage", "Coverage"),
    ("testability", "Testability"),
    ("diagnostics", "Things to look at"),
    ("compare", "Compare"),
    ("checks", "Types of checks"),
];

#[tokio::main]
async fn main() {
    let folder = std::env::args()
        .nth(1)
        .map_or_else(|| PathBuf::from("target/look"), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    for dark in [false, true] {
        for size in [(1440, 900), (390, 844)] {
            walk(
                &folder,
                Options {
                    size,
                    dark,
                    ..Options::default()
                },
            )
            .await;
        }
    }
}

/// One visitor's way through the page.
async fn walk(folder: &Path, options: Options) {
    let (width, theme) = (options.size.0, if options.dark { "dark" } else { "light" });
    let is_phone = width < 860;
    let picture = |name: &str| folder.join(format!("{name}-{width}-{theme}.png"));
    let page = Browser::open_ready(options.clone()).await;
    take(&page, &picture("question")).await;
    page.click("[data-testid=tour-skip]").await;
    take(&page, &picture("scenario")).await;
    if is_phone {
        for tab in ["spec", "verdicts"] {
            page.click(&format!("[data-testid=tab-{tab}]")).await;
            take(&page, &picture(tab)).await;
        }
        page.click("[data-testid=tab-spec]").await;
    }
    for (name, title) in SHEETS {
        page.goto(&format!("#/sheet/{name}")).await;
        page.wait_text("#sheet-title", title).await;
        take(&page, &picture(name)).await;
    }
    page.goto("#/play").await;
    page.wait_gone("[data-testid=sheet]").await;
    page.click("[data-testid=edit-spec]").await;
    take(&page, &picture("edit")).await;
    page.click("[data-testid=edit-spec]").await;
    page.click("[data-testid=open]").await;
    take(&page, &picture("open")).await;
    page.click("dialog header button").await;
    page.click("[data-testid=share]").await;
    page.wait_for("[data-testid=share-link]").await;
    take(&page, &picture("share")).await;
    page.click("dialog header button").await;
    let fragment = page.share().await;
    page.close().await;
    let finding = Browser::open(options).await;
    finding.goto(&fragment).await;
    finding.wait_for("[data-testid=finding]").await;
    take(&finding, &picture("finding")).await;
    finding.close().await;
}

async fn take(page: &Browser, path: &Path) {
    page.wait_until("document.getAnimations().every(it => it.playState !== 'running')")
        .await;
    page.screenshot(path).await;
    println!("{}", path.display());
}
