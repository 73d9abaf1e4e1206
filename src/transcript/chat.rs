//! Chats as people copy them out of an application: text in which whoever speaks is named at the
//! start of a line, or the JSON list that an interface for models takes.

use crate::message::{Message, Role};
use serde::Deserialize;
use serde_json::from_str;

/// Names under which applications and people let each role speak, in lower case.
const NAMES: [(Role, &[&str]); 5] = [
    (Role::System, &["system", "system prompt", "system message"]),
    (Role::Developer, &["developer"]),
    (Role::User, &["user", "human", "you", "me"]),
    (
        Role::Assistant,
        &[
            "assistant",
            "ai",
            "bot",
            "model",
            "chatgpt",
            "claude",
            "gemini",
        ],
    ),
    (Role::Tool, &["tool", "tool result", "function"]),
];

/// The messages of a pasted chat, or `None` where `text` is not one: it begins with a speaker, and
/// at least two of them speak. What stands in a code fence names nobody.
///
/// A speaker is a name and a colon (`User: Hi`), with Markdown's signs around it or not
/// (`**User:** Hi`, `### Assistant:`), with or without `said` (`ChatGPT said:`).
pub fn read(text: &str) -> Option<Vec<Message>> {
    let chat = from_json(text).or_else(|| from_lines(text))?;
    let first = chat.first()?.role;
    chat.iter().any(|it| it.role != first).then_some(chat)
}

#[derive(Deserialize)]
struct Request {
    messages: Vec<Message>,
}

fn from_json(text: &str) -> Option<Vec<Message>> {
    let list = from_str(text).ok();
    list.or_else(|| from_str(text).ok().map(|it: Request| it.messages))
}

fn from_lines(text: &str) -> Option<Vec<Message>> {
    let mut chat: Vec<Message> = Vec::new();
    let mut in_fence = false;
    for line in text.trim().lines() {
        if let Some((role, rest)) = speaker(line).filter(|_| !in_fence) {
            chat.push(Message::new(role, rest));
        } else {
            let content = &mut chat.last_mut()?.content;
            content.push('\n');
            content.push_str(line);
        }
        in_fence ^= line.trim_start().starts_with("```");
    }
    for message in &mut chat {
        let said = message.content.trim_end().trim_start_matches(['\n', '\r']);
        message.content = said.to_owned();
    }
    Some(chat)
}

/// Who a line lets speak, and the words after the colon.
fn speaker(line: &str) -> Option<(Role, &str)> {
    const SIGNS: [char; 4] = ['#', '*', '_', ' '];
    let (named, said) = line.split_once(':')?;
    let name = named.trim_matches(SIGNS).to_ascii_lowercase();
    let name = name.strip_suffix(" said").unwrap_or(&name);
    let (role, _) = NAMES.iter().find(|(_, names)| names.contains(&name))?;
    // The sign that ends a bold name may stand behind the colon.
    let sign = ["**", "__"].into_iter().find(|it| named.starts_with(it));
    let said = sign.and_then(|it| said.strip_prefix(it)).unwrap_or(said);
    Some((*role, said.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(Role, &str)]) {
        let chat = read(text).unwrap_or_default();
        let said: Vec<_> = chat.iter().map(|it| (it.role, &*it.content)).collect();
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn speakers_are_named_in_many_ways() {
        let expected = [(Role::User, "Is it in?"), (Role::Assistant, "It is.")];
        check("User: Is it in?\nAssistant: It is.", &expected);
        check("\n\nHuman:  Is it in?\r\n\r\nAI: It is.\r\n", &expected);
        check("**User:** Is it in?\n\n**Assistant**: It is.", &expected);
        check("### User:\n\nIs it in?\n\n### Claude:\nIt is.\n", &expected);
        check("You said:\nIs it in?\nChatGPT said:\nIt is.", &expected);
        check("_me_: Is it in?\n__Model:__ It is.", &expected);
    }

    #[test]
    fn a_message_keeps_its_lines() {
        check(
            "system: Be brief.\nuser: A list:\n\n- one\n  - two\nassistant: **Two**, note: done",
            &[
                (Role::System, "Be brief."),
                (Role::User, "A list:\n\n- one\n  - two"),
                (Role::Assistant, "**Two**, note: done"),
            ],
        );
        check(
            "User: Explain\n```\nAssistant: no\n```\nAssistant: yes",
            &[
                (Role::User, "Explain\n```\nAssistant: no\n```"),
                (Role::Assistant, "yes"),
            ],
        );
    }

    #[test]
    fn requests_are_chats() {
        let list = r#"[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]"#;
        let expected = [(Role::User, "Hi"), (Role::Assistant, "Hello")];
        check(list, &expected);
        check(&format!(r#"{{"model":"m","messages":{list}}}"#), &expected);
    }

    #[test]
    fn other_text_is_no_chat() {
        for text in [
            "",
            "Hello: there",
            "User: only one speaks\nUser: twice",
            "Dear all,\nUser: hi\nAssistant: hello",
            "[]",
            r#"[{"role":"user","content":"Hi"}]"#,
            r#"{"messages": 3}"#,
            "```\nUser: a\nAssistant: b\n```",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
