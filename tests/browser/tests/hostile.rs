//! Specs and replies written to do harm: nothing of theirs runs, nothing is asked for, the page
//! goes on.

use browser::{Browser, Options, REPLY};

/// What it says about itself, and the words.
type Case = (&'static str, String);

/// Each would set `__pwned` or ask for `evil.example` where it had its way.
fn cases() -> Vec<Case> {
    let of = |name, text: &str| (name, text.to_owned());
    vec![
        of(
            "script",
            "<script>window.__pwned = 1</script><SCRIPT SRC=https://evil.example/x.js></SCRIPT>\n\n<script>\nwindow.__pwned = 1\n</script>",
        ),
        of(
            "event handlers",
            "<b onmouseover=\"__pwned=1\" onclick=__pwned=1>hover</b> <body onload=__pwned=1> <input autofocus onfocus=__pwned=1> <details open ontoggle=__pwned=1>x</details> <video><source onerror=__pwned=1></video>",
        ),
        of(
            "images",
            "<img src=x onerror=__pwned=1> ![x](https://evil.example/pixel.png) ![y](x\" onerror=\"__pwned=1) <img srcset=https://evil.example/2x.png>\n\n![z][pixel]\n\n[pixel]: https://evil.example/ref.png \"t\\\" onload=__pwned=1\"",
        ),
        of(
            "javascript links",
            "[a](javascript:__pwned=1) [b](JaVaScRiPt:__pwned=1) <javascript:__pwned=1> [c](  javascript:__pwned=1) [d](<java\tscript:__pwned=1>) [e](\u{1}javascript:__pwned=1)",
        ),
        of(
            "links in entities",
            "[a](javascript&colon;__pwned=1) [b](&#106;avascript:__pwned=1) [c](java&Tab;script:__pwned=1) [d](java&NewLine;script:__pwned=1) [e](&#x6A&#x61vascript&#58;__pwned=1)",
        ),
        of(
            "data and vbscript",
            "[a](data:text/html,<script>__pwned=1</script>) [b](data:text/html;base64,PHNjcmlwdD5fX3B3bmVkPTE8L3NjcmlwdD4=) [c](vbscript:__pwned) [d](file:///etc/passwd) [e](blob:https://evil.example/1) ![f](data:image/svg+xml,<svg onload=__pwned=1>)",
        ),
        of(
            "svg",
            "<svg onload=__pwned=1><script>__pwned=1</script><use href=https://evil.example/x.svg#a /><image href=https://evil.example/i.png /><animate onbegin=__pwned=1 attributeName=x dur=1s /></svg>",
        ),
        of(
            "math and foreign content",
            "<math><mtext><table><mglyph><style><img src=x onerror=__pwned=1></style></table></math><svg><foreignObject><iframe srcdoc='<script>parent.__pwned=1</script>'></foreignObject></svg>",
        ),
        of(
            "frames",
            "<iframe src=javascript:parent.__pwned=1></iframe><iframe srcdoc=\"<script>parent.__pwned=1</script>\"></iframe><object data=https://evil.example/o></object><embed src=https://evil.example/e><portal src=https://evil.example/p>",
        ),
        of(
            "styles",
            "<style>@import 'https://evil.example/x.css'; body { display: none; background: url(https://evil.example/bg) }</style><p style=\"position:fixed;inset:0;background:url(https://evil.example/s)\">over</p><link rel=stylesheet href=https://evil.example/l.css>",
        ),
        of(
            "meta, base and forms",
            "<meta http-equiv=refresh content='0;url=https://evil.example/'><base href=https://evil.example/><form action=https://evil.example/ id=f><button formaction=javascript:__pwned=1>go</button></form><input form=f type=image src=https://evil.example/i>",
        ),
        of(
            "templates",
            "{{constructor.constructor('__pwned=1')()}} ${__pwned=1} <%= __pwned=1 %> #{__pwned=1} {clause} {n} {words} {name} {{policy}} $& $1 $` \\u003cscript\\u003e__pwned=1\\u003c/script\\u003e",
        ),
        of(
            "references",
            "[a][js] [js] [b]\n\n[js]: javascript:__pwned=1\n[b]: <javascript:__pwned=1>\n[c]: https://evil.example/\"onmouseover=\"__pwned=1\n\n[c] <https://evil.example/\"onclick=\"__pwned=1> https://evil.example/plain",
        ),
        of(
            "ways out of elements",
            "</textarea><script>__pwned=1</script> </title></style></script><script>__pwned=1</script> ]]> --> --!> */ `</code><img src=x onerror=__pwned=1>` <![CDATA[ <script>__pwned=1</script> ]]> <?php __pwned=1 ?> <!doctype x [<!ENTITY e '1'>]>",
        ),
        of(
            "ways out of attributes",
            "## T {#a\"onclick=\"__pwned=1 authority=root onclick=__pwned=1 .x\" style=\"x}\n\nThe assistant must not x.\n\n```js\"onclick=\"__pwned=1\ncode\n```\n\n```checks\" onload=\"__pwned=1\n- type: contains\n```\n\n## U {#<img/src=x/onerror=__pwned=1> authority=user}\n\nMust y.",
        ),
        of(
            "directions and invisible letters",
            "safe \u{202e}gpj.exe\u{202c} \u{2066}x\u{2069} zero\u{200b}width\u{200d}\u{feff} java\u{ad}script: \u{7f} \u{85} \u{2028}line\u{2029} Z\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{32d}\u{331} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{fdfa}",
        ),
        (
            "deep quotes",
            ">".repeat(5000) + " deep <img src=x onerror=__pwned=1>",
        ),
        (
            "deep brackets",
            [
                "[".repeat(5000),
                "](javascript:__pwned=1)".repeat(400),
                "]".repeat(4000),
            ]
            .concat(),
        ),
        (
            "deep lists and emphasis",
            format!("{}{}x", "- ".repeat(2000), "*a_ ".repeat(3000)),
        ),
        // Deeper than JSON may nest: the page could not read what the engine answers.
        (
            "a deep example in a deep list",
            format!(
                "**Example**: x\n\n{}~~~\n{indent}<assistant>\n{indent}{}deep\n{indent}</assistant>\n{indent}~~~\n",
                "- ".repeat(39),
                "> ".repeat(500),
                indent = " ".repeat(78),
            ),
        ),
        of(
            "checks that do harm",
            "## Rule {#rule authority=root}\n\nThe assistant must not stop.\n\n```checks\n- type: regex\n  value: \"(a+)+$\"\n- type: regex\n  value: \"(?<=x)(?=y)\\\\1{1000}{1000}\"\n- type: javascript\n  value: \"__pwned=1\"\n- &a [*a, *a]\n- !!js/function 'function () { __pwned=1 }'\n- type: not-icontains\n  value: \"<img src=x onerror=__pwned=1>\"\n  why: \"<script>__pwned=1</script>\"\n```\n",
        ),
        of(
            "prototypes",
            "## __proto__ {#__proto__ authority=root}\n\nMust a.\n\n## constructor {#constructor authority=root}\n\nMust b.\n\n## hasOwnProperty {#toString authority=user}\n\nMust c. <a id=plumbline></a><form name=plumbline><input name=loadEngine></form>",
        ),
    ]
}

/// The first text of the page's own that the browser would have to be told about.
const FOUND: &str = "(() => {
    const page = document.querySelector('.page');
    // Each message stands in a form of the page's own, which leads nowhere.
    const form = 'form:not(.message > .field), form:is([action], [method], [target])';
    const bad = `script, iframe, frame, object, embed, portal, link, meta, base, style, ${form}, svg, math, video, img, image`;
    const found = [...page.querySelectorAll(bad)].map(it => it.outerHTML.slice(0, 80));
    for (const element of page.querySelectorAll('*')) {
        for (const { name, value } of element.attributes) {
            const runs = /^on/i.test(name) || name === 'srcdoc' || name === 'formaction' || name === 'style';
            const leads = ['href', 'src', 'action', 'data', 'xlink:href'].includes(name)
                && !/^(https?:|mailto:|#)/i.test(value);
            if (runs || leads) found.push(`${name}=${value}`.slice(0, 80));
        }
    }
    if (window.__pwned !== undefined) found.push('__pwned');
    if (document.title !== 'Plumbline') found.push(document.title);
    return found;
})()";

async fn assert_harmless(browser: &Browser, name: &str) {
    let found = browser.eval(FOUND).await;
    assert_eq!(found, serde_json::json!([]), "{name}");
    assert!(!browser.has_alert().await, "{name}");
    assert!(
        browser.address().await.starts_with(browser.home()),
        "{name}"
    );
}

/// The page still judges: a spec with one check, and a reply that breaks it.
async fn assert_still_works(browser: &Browser) {
    let spec = "# Still here\n\n## Say no {#say-no authority=root}\n\nMust not say yes.\n\n```checks\n- type: not-icontains\n  value: yes indeed\n```\n";
    browser.paste_spec(spec).await;
    browser.wait_text(".document", "Must not say yes.").await;
    browser.fill(REPLY, "Well, yes indeed.").await;
    browser
        .wait_text("[data-testid=reply] mark.broken", "yes indeed")
        .await;
}

#[tokio::test]
async fn hostile_specs_run_nothing_and_ask_for_nothing() {
    let browser = Browser::at_work(Options::default()).await;
    assert_policy(&browser).await;
    for (at, (name, text)) in cases().into_iter().enumerate() {
        println!("{name}");
        browser
            .paste_spec(&format!(
                "# Case {at}\n\nCase number {at} begins.\n\n{text}\n"
            ))
            .await;
        let title = format!("Case {at}");
        browser.wait_text(".open-name", &title).await;
        browser
            .wait_text(".document", &format!("Case number {at} begins."))
            .await;
        browser.wait_ready().await;
        browser
            .eval("document.querySelectorAll('details').forEach(it => it.open = true)")
            .await;
        assert_harmless(&browser, name).await;
    }
    assert_still_works(&browser).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn hostile_replies_run_nothing_and_ask_for_nothing() {
    let browser = Browser::at_work(Options::default()).await;
    for (name, text) in cases() {
        println!("{name}");
        // The words are found broken, so they are marked, quoted and judged as well.
        let text = format!("The Glass Coast {text}");
        browser.fill(REPLY, &text).await;
        let shown = browser.value(REPLY).await;
        assert_eq!(
            shown,
            text.replace("\r\n", "\n").replace('\r', "\n"),
            "{name}"
        );
        browser
            .wait_text("[data-testid=reply] mark.broken", "The Glass Coast")
            .await;
        assert_harmless(&browser, name).await;
        // As set text, where another clause is chosen than the one its words break.
        browser.choose("take-children-seriously").await;
        browser.click("[data-testid=formatted]").await;
        browser
            .wait_text("[data-testid=reply] .set", "The Glass Coast")
            .await;
        assert_harmless(&browser, name).await;
        browser.click("[data-testid=formatted]").await;
        browser.wait_value(REPLY, &shown).await;
        browser.choose("keep-loans-private").await;
    }
    assert_still_works(&browser).await;
    browser.assert_quiet().await;
}

#[tokio::test]
async fn a_hostile_link_and_a_hostile_reload_run_nothing() {
    let browser = Browser::at_work(Options::default()).await;
    let all: Vec<_> = cases()
        .into_iter()
        .map(|(_, text)| text)
        .filter(|it| it.len() < 2000 && !it.contains("## "))
        .collect();
    let all = all.join("\n\n");
    let spec = format!(
        "# Every harm\n\n{all}\n\n## Rule <img src=x onerror=__pwned=1> {{#rule authority=root}}\n\nMust not. {all}\n\n```checks\n- type: not-contains\n  value: \"<script>\"\n  why: \"<img src=x onerror=__pwned=1>\"\n```\n"
    );
    browser.paste_spec(&spec).await;
    browser.wait_text(".document", "Every harm").await;
    browser
        .fill(".scenario-title", "<img src=x onerror=__pwned=1>")
        .await;
    browser
        .fill(".candidate", "</input><script>__pwned=1</script>")
        .await;
    browser.fill(REPLY, &format!("<script> {all}")).await;
    browser.wait_status("rule", "broken").await;
    browser.choose("rule").await;
    browser
        .fill("[data-testid=reason]", "<img src=x onerror=__pwned=1>")
        .await;
    browser.say("broken").await;
    browser
        .wait_text("[data-testid=line] .explanation", "<img src=x")
        .await;
    assert_harmless(&browser, "work").await;
    browser.wait_saved().await;
    browser.reload().await;
    browser.wait_ready().await;
    browser.wait_status("rule", "broken").await;
    assert_harmless(&browser, "reload").await;
    let link = browser.share().await;
    browser.assert_quiet().await;

    let reader = Browser::open(Options::default()).await;
    reader.goto(&link).await;
    reader
        .wait_text("[data-testid=finding] .judged", "<img src=x")
        .await;
    assert_harmless(&reader, "finding").await;
    reader.click("[data-testid=open-workbench]").await;
    reader.wait_status("rule", "broken").await;
    assert_harmless(&reader, "workbench").await;
    reader.assert_quiet().await;
}

#[tokio::test]
async fn hostile_fragments_run_nothing() {
    let browser = Browser::at_work(Options::default()).await;
    for fragment in [
        "#<img src=x onerror=__pwned=1>",
        "#javascript:__pwned=1",
        "#1d<script>__pwned=1</script>",
        "#/play/../../<svg onload=__pwned=1>",
        "#%3Cimg%20src=x%20onerror=__pwned=1%3E",
        "#9z\u{202e}%00",
    ] {
        browser.goto(fragment).await;
        browser.wait_until("location.hash === '#/play'").await;
        assert_harmless(&browser, fragment).await;
    }
    assert_still_works(&browser).await;
    browser.assert_quiet().await;
}

/// The page states a policy, and the browser holds it to it.
async fn assert_policy(browser: &Browser) {
    let policy =
        "document.querySelector('meta[http-equiv=Content-Security-Policy]')?.content ?? ''";
    let policy = browser.eval(policy).await;
    let policy = policy.as_str().unwrap_or_default();
    for part in [
        "default-src 'none'",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ] {
        assert!(policy.contains(part), "{part}: {policy}");
    }
    assert!(!policy.contains("'unsafe-inline'"), "{policy}");
    assert!(!policy.contains("'unsafe-eval'"), "{policy}");
}
