//! Share links and workspace files: those of every released format open for ever.
//!
//! `fixtures/links/NAME.link` is a link as released, `NAME.json` what it carries, and
//! `NAME.workspace.json` the workspace it opens as where `bicycle-shop.md` is the text that is
//! known. Never change a released file. To release further ones, write `NAME.json` and run
//! `cargo test --test links -- --ignored release`, which only adds what is missing.
//!
//! Should a later compressor pack the same link into other characters, the old links must still
//! open: keep them for decoding, and release the new ones beside them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use miniz_oxide::DataFormat;
use miniz_oxide::deflate::CompressionLevel;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
use plumbline::message::{Message, Role};
use plumbline::text::sha256;
use plumbline::transcript::Scenario;
use plumbline::verdict::Evidence;
use plumbline::workspace::file::WorkspaceError;
use plumbline::workspace::link::{self, Focus, Link, LinkError};
use plumbline::workspace::{SpecDocument, SpecOrigin, Workspace, file, select};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use support::{bomb, sealed};

const SHOP: &str = include_str!("fixtures/links/bicycle-shop.md");

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// Paths without extension of the files in `links` that end in `ending`.
fn stems(ending: &str) -> Vec<String> {
    let entries = fs::read_dir(folder("links")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path().display().to_string());
    let mut stems: Vec<_> = paths
        .filter_map(|it| Some(it.strip_suffix(ending)?.to_owned()))
        .collect();
    stems.retain(|stem| !stem.ends_with(".workspace"));
    stems.sort();
    assert!(stems.len() >= 5, "the golden files are there");
    stems
}

fn golden(stem: &str) -> (String, String) {
    let read = |ending| fs::read_to_string(format!("{stem}{ending}")).unwrap();
    (read(".link"), read(".json"))
}

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

/// The one text known where the golden links open.
fn original(origin: &SpecOrigin) -> Option<Arc<str>> {
    (origin.hash()? == sha256(SHOP.as_bytes())).then(|| SHOP.into())
}

fn nothing_known(_: &SpecOrigin) -> Option<Arc<str>> {
    None
}

#[test]
fn released_links_open_as_they_were_made() {
    for stem in stems(".link") {
        let (text, json) = golden(&stem);
        assert_eq!(pretty(&link::inspect(&text).unwrap()), json, "{stem}");
        let opened = link::decode(&text).unwrap();
        assert_eq!(pretty(&opened), json, "{stem}: nothing is lost");
        let workspace = opened.resolve(original).unwrap().workspace;
        let expected = fs::read_to_string(format!("{stem}.workspace.json")).unwrap();
        assert_eq!(file::write(&workspace), expected, "{stem}");
        assert_eq!(file::read(&expected).unwrap(), workspace, "{stem}");
    }
}

#[test]
fn packing_gives_the_bytes_released() {
    for stem in stems(".link") {
        let (text, json) = golden(&stem);
        let made: Link = serde_json::from_str(&json).unwrap();
        assert_eq!(link::encode(&made).unwrap(), text.trim_end(), "{stem}");
    }
}

#[test]
#[ignore = "adds golden files; see the head of this file"]
fn release() {
    for stem in stems(".json") {
        let add = |ending: &str, text: String| {
            let path = format!("{stem}{ending}");
            if !Path::new(&path).exists() {
                fs::write(path, text).unwrap();
            }
        };
        let json = fs::read_to_string(format!("{stem}.json")).unwrap();
        let made: Link = serde_json::from_str(&json).unwrap();
        add(".link", link::encode(&made).unwrap() + "\n");
        let workspace = made.resolve(original).unwrap().workspace;
        add(".workspace.json", file::write(&workspace));
    }
}

#[test]
fn a_link_that_was_cut_never_opens() {
    for stem in stems(".link") {
        let (text, _) = golden(&stem);
        let text = text.trim_end();
        for end in 0..text.len() {
            let error = link::decode(&text[..end]).unwrap_err();
            let expected = if end < 2 {
                LinkError::NotALink
            } else {
                LinkError::Altered
            };
            assert_eq!(error, expected, "{stem} cut to {end}");
        }
    }
}

#[test]
fn a_link_opens_however_a_chat_program_passes_it_on() {
    let (text, _) = golden(&folder("links/bundled-edited-finding").display().to_string());
    let text = text.trim_end();
    let expected = link::decode(text).unwrap();
    let (first, second) = text.split_at(100);
    for passed in [
        text[1..].to_owned(),
        format!("https://plumbline.example/app/{text}"),
        format!(" <https://plumbline.example/{text}>.\n"),
        format!("[A reply that breaks #1](https://plumbline.example/{text})"),
        format!(
            "https://plumbline.example/%23{}",
            text[1..].replace('-', "%2D")
        ),
        format!("https://plumbline.example/{first}\r\n {second}"),
        format!("See https://plumbline.example/{text} before Monday"),
        format!("https://plumbline.example/{text}?utm_source=mail"),
        format!("{text}=="),
    ] {
        assert_eq!(link::decode(&passed).as_ref(), Ok(&expected), "{passed}");
    }
}

#[test]
fn errors_say_what_is_wrong_and_what_to_do() {
    #[track_caller]
    fn check(text: &str, error: LinkError, message: &str) {
        assert_eq!(link::decode(text), Err(error.clone()), "{text}");
        assert_eq!(error.to_string(), message);
        assert!(!error.hint().is_empty());
    }
    check(
        "#/play",
        LinkError::NotALink,
        "there is no Plumbline link in this text",
    );
    check(
        "#1dab",
        LinkError::Altered,
        "the link is incomplete or was altered",
    );
    check(
        "#1dab*c",
        LinkError::NotBase64 { position: 6 },
        "character 6 of the link is not base64url",
    );
    check(
        "#3dabc",
        LinkError::NewerFormat {
            found: 3,
            newest: 1,
        },
        "the link uses format 3, this version reads formats up to 1",
    );
    check(
        "#1babc",
        LinkError::UnknownCodec { found: 'b' },
        "the link is packed in a way this version does not know: `b`",
    );
    let no_workspace = WorkspaceError::WrongField {
        path: "workspace".to_owned(),
        line: 1,
        reason: "the field is missing".to_owned(),
    };
    check(
        &sealed(&deflated(&[b"{}"])),
        LinkError::Workspace(no_workspace),
        "the link does not contain a readable workspace",
    );
    let nested = "[".repeat(1_000_000);
    let opened = link::decode(&sealed(&deflated(&[nested.as_bytes()])));
    assert!(matches!(opened, Err(LinkError::Workspace(_))), "{opened:?}");
    assert_eq!(
        link::decode(&sealed(&deflated(&[b"\xff"]))),
        Err(LinkError::Altered)
    );
}

/// `pieces` packed without the dictionary, which needs none to be unpacked.
fn deflated(pieces: &[&[u8]]) -> Vec<u8> {
    let format = DataFormat::Raw;
    let level = CompressionLevel::BestCompression;
    let mut compressor = CompressorOxide::with_format_and_level(format, level);
    let mut packed = Vec::new();
    let mut keep = |piece: &[u8]| {
        packed.extend_from_slice(piece);
        true
    };
    for piece in pieces {
        compress_to_output(&mut compressor, piece, TDEFLFlush::None, &mut keep);
    }
    compress_to_output(&mut compressor, &[], TDEFLFlush::Finish, &mut keep);
    packed
}

#[test]
fn a_bomb_is_refused_within_the_limit() {
    let too_large = Err(LinkError::TooLarge {
        limit_bytes: link::LIMIT_BYTES,
    });
    let small = bomb(10);
    assert!(small.len() < 15_000, "{} characters", small.len());
    assert_eq!(link::decode(&small), too_large);
    let gigabyte = bomb(1000);
    assert_eq!(link::decode(&gigabyte), too_large);
    assert_eq!(link::inspect(&gigabyte).err(), too_large.err());
    let endless = "a".repeat(30_000_000);
    assert!(matches!(
        link::decode(&endless),
        Err(LinkError::TooLarge { .. })
    ));
}

#[test]
fn no_link_is_made_that_cannot_be_opened() {
    let text = "# A\n".repeat(link::LIMIT_BYTES / 4);
    let workspace = Workspace::new(SpecDocument::written("huge", text));
    let link = Link::new(&workspace, None, None, nothing_known);
    assert!(matches!(
        link::encode(&link),
        Err(LinkError::TooLarge { .. })
    ));
}

/// A workspace on the shop's charter as `origin` has it, with some of the text replaced.
fn shop(origin: SpecOrigin, replace: (&str, &str)) -> Workspace {
    Workspace::new(SpecDocument::new(
        "shop",
        origin,
        SHOP.replace(replace.0, replace.1),
    ))
}

fn bundled() -> SpecOrigin {
    SpecOrigin::Bundled {
        name: "bicycle-shop".to_owned(),
        hash: sha256(SHOP.as_bytes()),
    }
}

fn public() -> SpecOrigin {
    let address = "https://example.org/bicycle-shop.md".to_owned();
    SpecOrigin::Public {
        address,
        hash: sha256(SHOP.as_bytes()),
    }
}

#[test]
fn a_spec_travels_as_a_reference_where_that_is_enough() {
    #[track_caller]
    fn check(workspace: &Workspace, known: bool, fields: &[&str]) {
        let known = |origin: &SpecOrigin| original(origin).filter(|_| known);
        let link = Link::new(workspace, None, Some("## Be brief\n"), known);
        let spec = serde_json::to_value(&link.workspace.spec).unwrap();
        let found: Vec<_> = spec
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(found[2..], *fields, "{spec}");
        let reopened = link::decode(&link::encode(&link).unwrap()).unwrap();
        let opened = reopened.resolve(original).unwrap();
        assert_eq!(&opened.workspace, workspace);
    }
    let (same, edited) = (("", ""), ("80", "60"));
    check(&shop(SpecOrigin::Written, same), true, &["text"]);
    check(&shop(bundled(), same), true, &[]);
    check(&shop(bundled(), edited), true, &["edits"]);
    check(&shop(bundled(), edited), false, &["text"]);
    check(&shop(public(), same), false, &["excerpt"]);
    check(&shop(public(), edited), true, &["edits", "excerpt"]);
    check(&shop(public(), edited), false, &["text"]);
}

#[test]
fn a_receiver_without_the_public_text_reads_the_excerpt() {
    let excerpt = "## Be brief\n\nAt most 60 words.\n";
    let link = Link::new(&shop(public(), ("80", "60")), None, Some(excerpt), original);
    let spec = link.resolve(nothing_known).unwrap().workspace.spec;
    assert_eq!((spec.text.as_ref(), spec.excerpt), (excerpt, true));

    let passed_on = Link::new(&Workspace::new(spec), None, None, nothing_known);
    let spec = passed_on.resolve(nothing_known).unwrap().workspace.spec;
    assert_eq!((spec.text.as_ref(), spec.excerpt), (excerpt, true));
}

#[test]
fn a_reference_is_resolved_with_the_very_text_it_names_or_not_at_all() {
    let other = |_: &SpecOrigin| Some(Arc::from("# Another text\n"));
    let link = Link::new(&shop(bundled(), ("80", "60")), None, None, original);
    let unknown = LinkError::UnknownSpec {
        name: "shop".to_owned(),
    };
    assert_eq!(link.clone().resolve(other), Err(unknown.clone()));
    assert_eq!(link.clone().resolve(nothing_known), Err(unknown));

    let mut misfit = link;
    misfit.workspace.spec.edits[0].at = SHOP.len();
    assert_eq!(misfit.resolve(original), Err(LinkError::EditsDoNotFit));
}

#[test]
fn a_selection_leaves_nothing_of_other_scenarios() {
    let path = folder("links/written-three-scenarios.workspace.json");
    let workspace = file::read(&fs::read_to_string(path).unwrap()).unwrap();
    let ids = |workspace: &Workspace| -> Vec<String> {
        let events = workspace.verdicts.iter();
        events.map(|event| event.id().to_owned()).collect()
    };
    let soup = select(&workspace, &["soup"]);
    assert_eq!(
        (soup.scenarios.len(), ids(&soup)),
        (1, vec!["b".to_owned(), "c".to_owned()])
    );
    let floor = select(&workspace, &["floor"]);
    assert_eq!(ids(&floor), ["a", "d", "e"]);
    assert_eq!(
        select(&workspace, &["empty", "floor", "soup"]),
        workspace.clone()
    );
    assert!(!file::write(&floor).contains("walnut"));
}

#[test]
fn released_workspaces_are_written_as_they_were_read() {
    let mut count = 0;
    for entry in fs::read_dir(folder("workspaces")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(
            file::write(&file::read(&text).unwrap()),
            text,
            "{}",
            path.display()
        );
        count += 1;
    }
    assert!(count >= 3);
}

#[test]
fn the_version_is_no_field_of_later_versions() {
    let mut workspace = Workspace::new(SpecDocument::written("a", "b"));
    workspace.extra.insert("plumbline".to_owned(), json!(99));
    let text = file::write(&workspace);
    assert!(file::read(&text).unwrap().extra.is_empty(), "{text}");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("x[a-z]{0,3}", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

prop_compose! {
    fn any_scenario()(
        id in any::<String>(),
        texts in prop::collection::vec((any::<String>(), 0..5_usize), 0..4),
        minutes in prop::option::of(prop::num::f64::NORMAL),
        later in any_json(),
    ) -> Arc<Scenario> {
        let message = |(text, role)| Arc::new(Message::new(Role::ALL[role], text));
        let mut scenario = Scenario::new(id);
        scenario.messages = texts.into_iter().map(message).collect();
        scenario.minutes = minutes;
        scenario.factors.insert("factor".to_owned(), later.clone());
        scenario.extra.insert("later".to_owned(), later);
        Arc::new(scenario)
    }
}

prop_compose! {
    fn any_link()(
        (title, text, clause) in any::<(String, String, String)>(),
        scenarios in prop::collection::vec(any_scenario(), 0..4),
        absent in prop::option::of(any::<String>()),
        edited in prop::bool::ANY,
    ) -> Link {
        let replace = if edited { ("80", text.as_str()) } else { ("", "") };
        let mut workspace = shop(bundled(), replace);
        workspace.title = title;
        workspace.scenarios = scenarios;
        let evidence = absent.map(|absent| Evidence::Absent { absent, looked_in: text.clone(), extra: Default::default() });
        let focus = Focus { evidence, ..Focus::on_clause(clause) };
        Link::new(&workspace, Some(focus), None, original)
    }
}

proptest! {
    #[test]
    fn what_is_packed_is_unpacked(link in any_link()) {
        let text = link::encode(&link).unwrap();
        prop_assert_eq!(&link::decode(&text).unwrap(), &link);
        let workspace = link.resolve(original).unwrap().workspace;
        prop_assert_eq!(file::read(&file::write(&workspace)).unwrap(), workspace);
    }

    #[test]
    fn no_text_panics(text in any::<String>(), tail in "[A-Za-z0-9_%#-]{0,40}") {
        let _ = link::decode(&text);
        let _ = link::decode(&format!("#1d{tail}"));
        let _ = link::inspect(&format!("{text}#{tail}"));
        let _ = file::read(&text);
    }

    #[test]
    fn no_packed_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = link::decode(&sealed(&bytes));
    }

    #[test]
    fn an_altered_link_opens_as_it_was_or_not_at_all(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 1..4),
        ascii in "[ -~]{4}",
    ) {
        let stems = stems(".link");
        let (text, _) = golden(&stems[which.index(stems.len())]);
        let made = link::decode(&text).unwrap();
        let mut altered: Vec<char> = text.trim_end().chars().collect();
        for ((at, any), ascii) in changes.iter().zip(ascii.chars()) {
            let at = at.index(altered.len());
            altered[at] = if at % 2 == 0 { ascii } else { *any };
        }
        match link::decode(&altered.iter().collect::<String>()) {
            Ok(opened) => prop_assert_eq!(opened, made),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
