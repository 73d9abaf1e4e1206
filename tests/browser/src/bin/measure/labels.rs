//! What labelling costs: a key, bringing many people's labels together, and measuring them.

use crate::keys::{costs, line_to, rows};
use crate::{START, times};
use browser::{Browser, Options, file};
use serde_json::json;
use std::fmt::Write;
use tokio::time::sleep;

const N_CLAUSES: usize = 10;
const N_SCENARIOS: usize = 50;
const N_RATERS: usize = 30;
const SHEET: &str = "[data-testid=sheet]";

pub(crate) async fn labels() {
    let page = Browser::at_work(Options::default()).await;
    let work = file(".json", &work());
    page.open_file(work.path()).await;
    page.wait_text("[data-testid=status]", "10 clauses").await;
    page.goto("#/sheet/label?pick=all&n=500").await;
    page.wait_text(SHEET, "500 replies").await;
    page.fill(&format!("{SHEET} [name=who]"), "Ann").await;
    page.click_named(&format!("{SHEET} button"), "Make this list")
        .await;
    page.wait_text("#sheet-title", "1 of 500").await;
    let keys: Vec<_> = "12".chars().cycle().take(40).map(Some).collect();
    let typed = costs(&mut line_to(&page), &keys).await;
    println!("\n40 labels by key in a list of 500, milliseconds on the main thread as above:");
    rows(&typed);
    merging(&page).await;
    page.close().await;
}

/// Notes in `took` how long the engine takes for each act, from the request until its answer is
/// there; the first time it runs there, its code is compiled meanwhile.
const TIMED_ACTS: &str = "(() => {
    const post = Worker.prototype.postMessage;
    window.took = [];
    Worker.prototype.postMessage = function (text, ...more) {
        if (text.includes?.('{\"Act\"')) {
            const start = performance.now();
            const heard = ({ data, timeStamp }) => {
                if (!data.includes?.('{\"Acted\"')) return;
                this.removeEventListener('message', heard);
                window.took.push(timeStamp - start);
            };
            this.addEventListener('message', heard);
        }
        return post.call(this, text, ...more);
    };
    return true;
})()";

/// Milliseconds from a click on the button until something is told, and for the sheet of agreement.
async fn merging(page: &Browser) {
    page.goto("#/sheet/merge").await;
    page.wait_text("#sheet-title", "Bring labels together")
        .await;
    let script = format!(
        "(async () => {{
            const area = document.querySelector('{SHEET} textarea');
            area.value = {};
            const start = performance.now();
            [...document.querySelectorAll('{SHEET} button')]
                .find((it) => it.textContent === 'Bring it in').click();
            while (!document.body.textContent.includes('new in all'))
                await new Promise((done) => setTimeout(done));
            return performance.now() - start;
        }})()",
        json!(table())
    );
    page.eval(TIMED_ACTS).await;
    // Pasting takes longer than the browser takes to compile the engine that came with the sheet.
    sleep(START).await;
    let merged = page.eval(&script).await.as_f64().expect("a number");
    let took = page.eval("window.took").await;
    let took: Vec<f64> = serde_json::from_value(took).expect("numbers");
    println!(
        "\n{N_RATERS} raters x {} items as a pasted table, milliseconds:",
        N_CLAUSES * N_SCENARIOS
    );
    times("brought together by the engine", &took);
    times("brought together and told", &[merged]);
    let script = format!(
        "(async () => {{
            const turn = () => new Promise((done) => setTimeout(done));
            const times = [];
            for (let n = 0; n < 6; n++) {{
                location.hash = '#/sheet/label';
                while (!document.querySelector('{SHEET} [name=who]')) await turn();
                const start = performance.now();
                location.hash = '#/sheet/agreement';
                while (!document.body.textContent.includes('pairs of verdicts agree')) await turn();
                times.push(performance.now() - start);
            }}
            return times.slice(1);
        }})()"
    );
    let shown = page.eval(&script).await;
    let shown: Vec<f64> = serde_json::from_value(shown).expect("numbers");
    times("who agrees, 2,000 resamples, shown", &shown);
}

fn work() -> String {
    let mut spec = "# Desk\n".to_owned();
    for clause in 0..N_CLAUSES {
        let _ = write!(
            spec,
            "\n## Rule {clause} {{#r{clause} authority=user}}\n\nThe assistant must keep rule {clause}.\n"
        );
    }
    let clauses: Vec<_> = (0..N_CLAUSES).map(|it| format!("r{it}")).collect();
    let scenario = |n: usize| {
        json!({"id": format!("s{n}"), "title": format!("Visitor {n}"), "clauses": clauses,
            "messages": [{"role": "user", "content": "Where are the maps?"}],
            "outputs": [{"candidate": "tern-2", "epoch": 1, "origin": {"kind": "pasted"},
                "messages": [{"role": "assistant", "content": format!("Look on shelf {n}, please.")}]}]})
    };
    let scenarios: Vec<_> = (0..N_SCENARIOS).map(scenario).collect();
    json!({"plumbline": 1, "title": "Many", "scenarios": scenarios,
        "spec": {"name": "desk", "origin": {"kind": "written"}, "text": spec}})
    .to_string()
}

/// Every rater's label of every item.
fn table() -> String {
    let mut table = "item,clause,rater,label\n".to_owned();
    for rater in 0..N_RATERS {
        for scenario in 0..N_SCENARIOS {
            for clause in 0..N_CLAUSES {
                let label = ["pass", "fail"][usize::from((rater * scenario + clause) % 7 == 0)];
                let _ = writeln!(
                    table,
                    "s{scenario}#tern-2#1,r{clause},rater {rater},{label}"
                );
            }
        }
    }
    table
}
