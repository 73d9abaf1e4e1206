//! A tool call as a form: the tool, a field for each argument, and the whole as JSON.

use super::message::value_of;
use super::name_field::NameField;
use crate::app::store::Dispatch;
use crate::app::texts::T;
use crate::message::Message;
use crate::state::{Edit, MessageAt};
use serde_json::{Map, Value};
use std::sync::Arc;
use yew::prelude::*;

#[derive(Properties)]
pub(super) struct ToolCallProps {
    pub at: MessageAt,
    /// Index of the call in its message.
    pub call: usize,
    pub message: Arc<Message>,
    pub dispatch: Dispatch,
}

impl PartialEq for ToolCallProps {
    fn eq(&self, other: &ToolCallProps) -> bool {
        Arc::ptr_eq(&self.message, &other.message) && (self.at, self.call) == (other.at, other.call)
    }
}

impl ToolCallProps {
    /// Sets name and arguments.
    fn setter(&self) -> impl Fn(String, String) + 'static {
        let (at, call, dispatch) = (self.at, self.call, self.dispatch.clone());
        move |name, arguments| dispatch.edit(Edit::ToolCallSet(at, call, name, arguments))
    }

    fn name(&self) -> String {
        self.message.tool_calls[self.call].name.clone()
    }

    fn arguments(&self) -> &Value {
        &self.message.tool_calls[self.call].arguments
    }
}

/// A tool call to read and to change.
#[component]
pub(super) fn ToolCallView(props: &ToolCallProps) -> Html {
    let text = arguments_text(props.arguments());
    let on_name = {
        let (set, text) = (props.setter(), text.clone());
        Callback::from(move |event: InputEvent| set(value_of(&event), text.clone()))
    };
    let on_text = {
        let (set, name) = (props.setter(), props.name());
        Callback::from(move |event: InputEvent| set(name.clone(), value_of(&event)))
    };
    let delete = props
        .dispatch
        .on_edit(Edit::ToolCallDeleted(props.at, props.call));
    let fields = props.arguments().as_object().map(|it| fields(props, it));
    html! {
        <div class="tool-call">
            <span class="calls">{ T.calls_tool }</span>
            <input class="code" value={props.name()} oninput={on_name} aria-label={T.tool_name} />
            <button class="quiet" onclick={delete} aria-label={T.delete_tool_call}>{ "×" }</button>
            <details class="json" open={fields.is_none()}>
                <summary>{ T.as_json }</summary>
                <textarea class="code" value={text} oninput={on_text} rows="1" spellcheck="false"
                    aria-label={T.tool_arguments} />
            </details>
            { fields.unwrap_or_default() }
        </div>
    }
}

fn fields(props: &ToolCallProps, arguments: &Map<String, Value>) -> Html {
    let field = |(name, value): (&String, &Value)| {
        let (set, tool) = (props.setter(), props.name());
        let (key, is_text, all) = (name.clone(), value.is_string(), arguments.clone());
        let set = Callback::from(move |typed: String| {
            let mut all = all.clone();
            all.insert(key.clone(), as_before(is_text, typed));
            set(tool.clone(), Value::Object(all).to_string());
        });
        // Half a number is none, so that only words are taken over while they are typed.
        let oninput = is_text.then(|| set.reform(|event: InputEvent| value_of(&event)));
        let onchange = (!is_text).then(|| set.reform(|event: Event| value_of(&event)));
        html! {
            <label key={name.clone()}>
                <span class="code">{ name.clone() }</span>
                <textarea value={arguments_text(value)} {oninput} {onchange} rows="1"
                    spellcheck="false" />
            </label>
        }
    };
    let on_add = {
        let (set, tool, all) = (props.setter(), props.name(), arguments.clone());
        Callback::from(move |name: String| {
            let mut all = all.clone();
            all.entry(name)
                .or_insert_with(|| Value::String(String::new()));
            set(tool.clone(), Value::Object(all).to_string());
        })
    };
    html! {
        <div class="arguments">
            { for arguments.iter().map(field) }
            <NameField name={T.argument_name} button={T.add_argument} {on_add} />
        </div>
    }
}

/// What was typed, of the kind that stood there: words stay words, and a number that is one still
/// stays a number.
fn as_before(is_text: bool, typed: String) -> Value {
    let other = (!is_text).then(|| serde_json::from_str(&typed).ok());
    other.flatten().unwrap_or(Value::String(typed))
}

fn arguments_text(arguments: &Value) -> String {
    match arguments {
        Value::String(text) => text.clone(),
        json => json.to_string(),
    }
}
