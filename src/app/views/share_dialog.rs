//! Sharing: a link, a link with a sentence, a file.

use super::ServiceProps;
use crate::app::dialog::DialogFrame;
use crate::app::texts::{T, fill};
use crate::app::{address, dom, files};
use crate::protocol::{Job, JobError, Original, Output, Shared};
use crate::state::AppState;
use crate::verdict::{Evidence, Outcome, Status};
use crate::workspace::link::Focus;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// Chat programs cut links that are longer, in characters.
const SAFE_LENGTH: usize = 2000;

/// The share dialog.
#[component]
pub(crate) fn ShareDialog(props: &ServiceProps) -> Html {
    let everything = use_state(|| false);
    let link = use_state(|| None::<Result<String, JobError>>);
    {
        let (link, engine, state) = (link.clone(), props.engine.clone(), props.state.clone());
        let shared = (*everything, props.state.workspace().clone());
        use_effect_with(shared, move |(everything, _)| {
            link.set(None);
            let everything = *everything;
            spawn_local(async move {
                let originals = files::originals_of(&state).await;
                engine.ask(make_link(&state, everything, originals), move |answer| {
                    link.set(match answer {
                        Ok(Output::Link(fragment)) => Some(Ok(address::with_fragment(&fragment))),
                        Ok(_) => None,
                        Err(error) => Some(Err(error)),
                    });
                });
            });
        });
    }
    let on_what = {
        let everything = everything.clone();
        Callback::from(move |event: Event| {
            let all = event
                .target_dyn_into::<HtmlInputElement>()
                .map(|it| it.value());
            everything.set(all.as_deref() == Some("all"));
        })
    };
    let radio = |value: &'static str, label: &'static str, checked: bool| {
        html! { <label><input type="radio" name="what" {value} {checked} onchange={on_what.clone()} />{ label }</label> }
    };
    let save = {
        let props = props.clone();
        Callback::from(move |_: MouseEvent| files::export(&props, props.state.work.clone()))
    };
    html! {
        <DialogFrame title={T.share_heading} dispatch={props.dispatch.clone()}>
            <p>{ T.share_intro }</p>
            <fieldset>
                <legend>{ T.share_what }</legend>
                { radio("this", T.share_this, !*everything) }
                { radio("all", T.share_all, *everything) }
            </fieldset>
            { match &*link {
                None => html! { <p class="hint">{ T.making_link }</p> },
                Some(Ok(link)) => link_fields(props, link),
                Some(Err(error)) => html! {
                    <p class="fault" role="alert">
                        { fill(T.no_link, &[("why", &error.message)]) }{ " " }{ error.hint.clone() }
                    </p>
                },
            } }
            <button onclick={save} data-testid="save-file">{ T.save_file }</button>
        </DialogFrame>
    }
}

fn link_fields(props: &ServiceProps, link: &str) -> Html {
    let sentence = escape_markdown(&sentence(&props.state));
    html! { <>
        <CopyField label={T.link} text={link.to_owned()} id="share-link" />
        <p class="hint">
            { fill(T.link_size, &[("n", &link.len())]) }{ " " }
            if link.len() > SAFE_LENGTH { { T.link_long } }
        </p>
        <CopyField label={T.markdown_link} id="share-markdown"
            text={format!("[{sentence}]({link})")} />
    </> }
}

fn make_link(state: &AppState, everything: bool, originals: Vec<Original>) -> Job {
    let focus = state
        .clause()
        .zip(state.transcript_id())
        .map(|(clause, transcript)| Focus {
            transcript: Some(transcript),
            ..Focus::on_clause(&clause.id)
        });
    let scenarios = state.scenario().map(|it| vec![it.id.clone()]);
    Job::MakeLink {
        focus: focus.map(Box::new),
        shared: scenarios
            .filter(|_| !everything)
            .map_or(Shared::All, Shared::Scenarios),
        originals,
    }
}

/// Quoted words may hold signs of Markdown, which would end the link or send it elsewhere.
fn escape_markdown(text: &str) -> String {
    let signs = ['\\', '`', '[', ']', '(', ')', '<', '>', '*', '_'];
    text.chars()
        .flat_map(|it| signs.contains(&it).then_some('\\').into_iter().chain([it]))
        .collect()
}

/// What the link shows, in one sentence for people who have not opened it.
pub(crate) fn sentence(state: &AppState) -> String {
    let title = state
        .clause()
        .map(|it| it.title.clone())
        .unwrap_or_default();
    let row = state.chosen_row();
    let status = row.map_or(Status::NotJudged, |row| row.status);
    let saying = |outcome: Outcome| {
        let all = row.into_iter().flat_map(|row| &row.verdicts);
        all.filter(move |it| it.counts() && it.outcome == outcome)
    };
    let by_person = match status {
        Status::Broken => saying(Outcome::Fail).next().is_some(),
        _ => saying(Outcome::Pass).next().is_some(),
    };
    let checks = row.into_iter().flat_map(|row| &row.checks);
    let found = checks
        .filter(|it| it.fired())
        .flat_map(|it| &it.result.evidence);
    // Only who says that it is broken points at what breaks it.
    let evidence = found.chain(saying(Outcome::Fail).flat_map(|it| &it.evidence));
    let words = evidence.filter_map(|it| match it {
        Evidence::Words { quote, .. } => Some(crate::text::shorten(quote, 80)),
        Evidence::Absent { .. } => None,
    });
    let text = match (status, words.into_iter().next()) {
        (Status::Broken, Some(words)) => {
            fill(T.sentence_broken, &[("words", &words), ("clause", &title)])
        }
        (Status::Broken, None) => fill(T.sentence_broken_plain, &[("clause", &title)]),
        (Status::Kept, _) => fill(T.sentence_kept, &[("clause", &title)]),
        _ => return fill(T.sentence_open, &[("clause", &title)]),
    };
    let who = if by_person { T.a_reader } else { T.a_check };
    fill(T.sentence_by, &[("sentence", &text), ("who", &who)])
}

#[derive(Properties, PartialEq)]
pub(super) struct CopyFieldProps {
    pub label: &'static str,
    pub text: String,
    pub id: &'static str,
}

/// A text to take away: selected on focus, copied by a button.
#[component]
pub(super) fn CopyField(props: &CopyFieldProps) -> Html {
    let said = use_state(|| None::<bool>);
    let field = use_node_ref();
    let onclick = {
        let (text, said, field) = (props.text.clone(), said.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            let (text, said, field) = (text.clone(), said.clone(), field.clone());
            spawn_local(async move {
                let copied = dom::copy(&text).await;
                if let Some(area) = field.cast::<HtmlTextAreaElement>().filter(|_| !copied) {
                    area.select();
                }
                said.set(Some(copied));
                if copied {
                    Timeout::new(2000, move || said.set(None)).forget();
                }
            });
        })
    };
    let word = if *said == Some(true) {
        T.copied
    } else {
        T.copy
    };
    html! {
        <div class="copy-field">
            <label for={props.id}>{ props.label }</label>
            <textarea id={props.id} ref={field} readonly=true rows="2" value={props.text.clone()}
                data-testid={props.id} />
            <button class="primary" {onclick}>{ word }</button>
            if *said == Some(false) { <p class="fault">{ T.copy_failed }</p> }
        </div>
    }
}
