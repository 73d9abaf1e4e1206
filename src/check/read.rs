//! Lists of checks → [`CheckDefinition`]s. What is faulty is reported at its place, stays in the
//! list and gives errors when run; what is unreadable as YAML is reported and left out.

use crate::check::choices::did_you_mean;
use crate::check::contradictions::Contradictions;
use crate::check::definition::{Body, CheckDefinition, ToolName};
use crate::check::fields::{Fault, Fields, Read, number_of, text_of};
use crate::check::names::{self, Names};
use crate::check::node::{Kind, Node};
use crate::check::registry::{self, COMMON, CheckType};
use crate::check::result::Decides;
use crate::check::view::{On, Turn};
use crate::check::{compose, elsewhere, values, weval, yaml};
use crate::diagnostic::{Diagnostic, Severity};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Fields that are kept as they were written, whether they act or not.
const KEPT: [&str; 6] = [
    "weight",
    "threshold",
    "loose",
    "vars",
    "provider_config",
    "metric",
];
/// Fields of other tools that would change the result if they were run.
const NOT_RUN: [&str; 3] = ["transform", "contextTransform", "provider"];

/// Reads the YAML of a `checks` fence: a list of checks, or a single one. Spans and lines count
/// from the beginning of `yaml`. `clause` is what they are bound to.
pub fn read_checks(yaml: &str, clause: Option<&str>) -> (Vec<CheckDefinition>, Vec<Diagnostic>) {
    read_checks_from(yaml, clause, 1)
}

/// As [`read_checks`], for a second list of the same clause: checks without an id are numbered
/// from `first`.
pub fn read_checks_from(
    yaml: &str,
    clause: Option<&str>,
    first: usize,
) -> (Vec<CheckDefinition>, Vec<Diagnostic>) {
    checks(yaml, clause, first, &Names::default())
}

/// The same, for checks that may use those of `names`.
pub(crate) fn checks(
    yaml: &str,
    clause: Option<&str>,
    first: usize,
    names: &Names,
) -> (Vec<CheckDefinition>, Vec<Diagnostic>) {
    let (node, diagnostics) = yaml::read(yaml);
    let mut reader = Reader::new(clause, names, diagnostics);
    let checks = reader.list(&node, first);
    (checks, reader.diagnostics)
}

/// Reads checks that came as JSON values with a record. They have no place in a text: spans are
/// empty, lines are 1, and messages name the check.
pub fn read_values(values: &[Value]) -> (Vec<CheckDefinition>, Vec<Diagnostic>) {
    self::values(values, &Names::default())
}

/// The same, for checks that may use those of `names`.
pub(crate) fn values(values: &[Value], names: &Names) -> (Vec<CheckDefinition>, Vec<Diagnostic>) {
    let items = values
        .iter()
        .map(|value| Node::from_json(value, yaml::MAX_DEPTH));
    let list = Node::new(Default::default(), 1, Kind::List(items.collect()));
    let mut reader = Reader::new(None, names, Vec::new());
    let checks = reader.list(&list, 1);
    (checks, reader.diagnostics)
}

/// Reads definitions and collects what is wrong with them.
pub(crate) struct Reader {
    clause: Option<String>,
    /// The id of the check being read, for members of groups.
    id: String,
    /// The variables of the check being read; members of a group have its own too.
    vars: Map<String, Value>,
    /// Tools that the check being read names.
    tools: Vec<ToolName>,
    /// Whether what is read stands in a rule over time.
    is_in_rule: bool,
    /// Whether a pass of what is read, or of what it stands in, keeps the clause.
    is_strict: bool,
    /// The checks of the text that the list stands in, which are meant first; of the list, where
    /// nothing else is known.
    text: Names,
    /// All others that can be used.
    names: Names,
    /// The ids of those that are being read because they are used, outermost first.
    using: Vec<String>,
    /// How many the check being read uses, those used by others included.
    n_used: usize,
    /// What these say.
    used: Vec<String>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// How many checks one may use, so that a few lines cannot stand for millions.
const MAX_USED: usize = 500;

impl Reader {
    pub(crate) fn new(clause: Option<&str>, names: &Names, diagnostics: Vec<Diagnostic>) -> Reader {
        Reader {
            clause: clause.map(str::to_owned),
            id: String::new(),
            vars: Map::new(),
            tools: Vec::new(),
            is_in_rule: false,
            is_strict: false,
            text: Names::default(),
            names: names.clone(),
            using: Vec::new(),
            n_used: 0,
            used: Vec::new(),
            diagnostics,
        }
    }

    /// For a list of a text with others.
    pub(crate) fn within(self, text: &Names) -> Reader {
        let text = text.clone();
        Reader { text, ..self }
    }

    /// The checks of a list; also of a single check, and of `assert:` around a list.
    pub(crate) fn list(&mut self, node: &Node, first: usize) -> Vec<CheckDefinition> {
        if let Some(inner) = node.get("assert").filter(|_| node.get("type").is_none()) {
            return self.list(inner, first);
        }
        match &node.kind {
            Kind::List(items) => self.items(items, first),
            Kind::Map(_) => self.items(std::slice::from_ref(node), first),
            Kind::Null | Kind::Broken => Vec::new(),
            Kind::Scalar(_) => {
                let message = format!("expected a list of checks, found {}", node.describe());
                let hint = "begin each check with `- type: …`";
                self.report(
                    Fault::new(node, "not-a-list", message).hint(hint),
                    Severity::Error,
                );
                Vec::new()
            }
        }
    }

    fn items(&mut self, items: &[Node], first: usize) -> Vec<CheckDefinition> {
        let joined = weval::join_paths(items);
        let items = joined.as_deref().unwrap_or(items);
        if self.text.is_empty() {
            self.text = Names::of_lists(items.iter());
        }
        let owner = self.clause.clone().unwrap_or_else(|| "scenario".to_owned());
        let (mut checks, mut ids) = (Vec::with_capacity(items.len()), BTreeSet::new());
        let mut contradictions = Contradictions::default();
        for (number, item) in (first..).zip(items) {
            if item.kind == Kind::Broken && !item.span.is_empty() {
                continue; // Reported when it was parsed.
            }
            self.id = format!("{owner}/{number}");
            (self.n_used, self.used) = (0, Vec::new());
            let own = names::own_id(item);
            self.using = own.map(str::to_owned).into_iter().collect();
            let mut check = self.definition(item);
            check.tools = std::mem::take(&mut self.tools);
            let is_own = ids.insert(check.id.clone());
            if !is_own || own.is_some_and(|id| self.text.is_taken(id, item)) {
                self.report(names::given_twice(item, &check.id), Severity::Warning);
            }
            if let Some(fault) = contradictions.add(&check, item) {
                self.report(fault, Severity::Warning);
            }
            checks.push(check);
        }
        checks
    }

    /// A check inside another: a condition, a member of a group.
    pub(crate) fn nested(&mut self, node: &Node) -> CheckDefinition {
        if self.is_in_rule {
            return self.keyed(node);
        }
        self.definition(node)
    }

    /// A check that a rule over time asks.
    pub(crate) fn of_rule(&mut self, node: &Node) -> CheckDefinition {
        let outer = std::mem::replace(&mut self.is_in_rule, true);
        let check = self.keyed(node);
        self.is_in_rule = outer;
        check
    }

    /// A check with what tells it from checks that say something else.
    fn keyed(&mut self, node: &Node) -> CheckDefinition {
        let mut key = node.to_json().to_string();
        if !self.vars.is_empty() {
            key.push_str(&Value::Object(self.vars.clone()).to_string());
        }
        let n_before = self.used.len();
        let mut check = self.definition(node);
        key.push_str(&self.used[n_before..].concat());
        check.key = key;
        check
    }

    /// Whether a pass of the check being read may keep its clause, so that it must leave nothing
    /// unjudged.
    pub(crate) fn is_strict(&self) -> bool {
        self.is_strict
    }

    /// Notes that the check being read names a tool.
    pub(crate) fn speaks_of_tool(&mut self, name: &Node) {
        self.tools.extend(name.text().map(|it| ToolName {
            name: it.to_owned(),
            span: name.span,
            line: name.line,
        }));
    }

    fn definition(&mut self, node: &Node) -> CheckDefinition {
        let mut check = CheckDefinition {
            id: self.id.clone(),
            clause: self.clause.clone(),
            type_name: String::new(),
            decides: Decides::Break,
            why: None,
            line: node.line,
            span: node.span,
            kept: Map::new(),
            tools: Vec::new(),
            negated: false,
            on: None,
            turn: None,
            when: None,
            check_type: None,
            key: String::new(),
            body: Body::Faulty(String::new()),
        };
        check.body = self.fill(node, &mut check).unwrap_or_else(|fault| {
            let reason = fault.message.clone();
            let severity = if fault.code == "not-judged-here" {
                Severity::Warning
            } else {
                Severity::Error
            };
            self.report(fault, severity);
            Body::Faulty(reason)
        });
        check
    }

    /// Reads the common fields into `check`, and its body.
    fn fill(&mut self, node: &Node, check: &mut CheckDefinition) -> Read<Body> {
        if let Some(id) = names::used(node)? {
            let whole = self.using(node, id)?;
            self.using.push(id.to_owned());
            let body = self.fill(&whole, check);
            self.using.pop();
            return body;
        }
        let translated = weval::translate(node)?;
        let node = translated.as_ref().unwrap_or(node);
        let (written, value_key) = type_of(node)?;
        check.type_name = written.to_owned();
        let name = written
            .strip_prefix("not-")
            .filter(|_| registry::find(written).is_none());
        check.negated = name.is_some() != (name.unwrap_or(written) == compose::TURNED_ROUND);
        let name = name.unwrap_or(written);
        if let Some(id) = node
            .get("id")
            .and_then(Node::text)
            .filter(|id| !id.is_empty())
        {
            check.id = id.to_owned();
        }
        let check_type = find_type(node, name)?;
        check.check_type = Some(check_type);
        self.unique_keys(node)?;
        self.common(node, check)?;
        let outer = (self.vars.clone(), self.is_strict);
        if let Some(Value::Object(vars)) = check.kept.get("vars") {
            self.vars.extend(vars.clone());
        }
        self.is_strict |= check.decides == Decides::Both;
        let body = self.body(node, check_type, name, value_key);
        (self.vars, self.is_strict) = outer;
        body
    }

    /// The check that is meant by `use: id`, as if it stood at `node`.
    fn using(&mut self, node: &Node, id: &str) -> Read<Node> {
        let place = node.get("use").unwrap_or(node);
        if let Some(at) = self.using.iter().position(|it| it == id) {
            let mut way: Vec<String> = self.using[at..]
                .iter()
                .map(|it| format!("`{it}`"))
                .collect();
            way.push(format!("`{id}`"));
            let message = format!("`{id}` uses itself: {}", way.join(" → "));
            return Err(Fault::new(place, "cyclic-use", message));
        }
        let known = [&self.text, &self.names];
        let Some(named) = known.into_iter().find_map(|it| it.get(id)).cloned() else {
            let message = format!("no check has the id `{}`", crate::text::shorten(id, 60));
            let near = did_you_mean(id, known.into_iter().flat_map(Names::ids));
            let hint = near.unwrap_or_else(|| "give the check that is meant an `id`".to_owned());
            return Err(Fault::new(place, "unknown-use", message).hint(hint));
        };
        self.n_used += 1;
        if self.n_used > MAX_USED {
            let message = format!("this check uses more than {MAX_USED} others");
            return Err(Fault::new(place, "too-large", message));
        }
        let whole = names::expanded(&named, node);
        self.used.push(whole.to_json().to_string());
        Ok(whole)
    }

    /// What the type makes of its fields, with the templates in `value` replaced.
    fn body(
        &mut self,
        node: &Node,
        check_type: &CheckType,
        name: &str,
        value_key: &str,
    ) -> Read<Body> {
        let rendered = self.rendered(node, value_key)?;
        let node = rendered.as_ref().unwrap_or(node);
        let mut fields = Fields::new(node, self, name, value_key);
        let body = (check_type.build)(&mut fields)?;
        let unknown = unknown_fields(&fields);
        for (key, fault) in unknown {
            self.unknown_field(key, fault, check_type);
        }
        Ok(body)
    }

    /// `node` with the templates in its `value` replaced, where it has any.
    fn rendered(&mut self, node: &Node, value_key: &str) -> Read<Option<Node>> {
        let Some(value) = node.get(value_key) else {
            return Ok(None);
        };
        let mut unknown = Vec::new();
        let rendered = values::rendered(value, &self.vars, &mut unknown)?;
        for name in unknown {
            let message =
                format!("the template's `{name}` is in no `vars`, so it stands for nothing");
            self.report(
                Fault::new(value, "unknown-variable", message),
                Severity::Warning,
            );
        }
        Ok(rendered.map(|value| node.with(value_key, value)))
    }

    fn common(&mut self, node: &Node, check: &mut CheckDefinition) -> Read<()> {
        for key in NOT_RUN {
            if let Some(found) = node.get(key) {
                let message =
                    format!("`{key}` is not run here, and the result would not mean the same");
                return Err(Fault::new(found, "not-judged-here", message).hint("leave it out"));
            }
        }
        check.why = given(node, "why")
            .map(|it| text_of(it, "why").map(str::to_owned))
            .transpose()?;
        let decides = given(node, "decides").map(decides_of).transpose()?;
        check.on = given(node, "on").map(on_of).transpose()?;
        check.turn = given(node, "turn").map(turn_of).transpose()?;
        check.when = given(node, "when").map(|it| Box::new(self.keyed(it)));
        let kept = KEPT
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), node.get(key)?.to_json())));
        check.kept = kept.collect();
        if let Some(weight) = given(node, "weight")
            && number_of(weight, "weight")? < 0.0
        {
            let message = format!("`weight` is at least 0, not {}", weight.describe());
            return Err(Fault::new(weight, "wrong-parameter", message));
        }
        // What counts for nothing can only be a signal.
        let unless_given = if check.weight() == 0.0 {
            Decides::Nothing
        } else {
            check.check_type.map_or(Decides::Break, CheckType::decides)
        };
        check.decides = decides.unwrap_or(unless_given);
        Ok(())
    }

    /// A field that is given twice would be one that is ignored.
    pub(crate) fn unique_keys(&self, node: &Node) -> Read<()> {
        let mut seen = BTreeSet::new();
        for (key, _) in node.entries().unwrap_or_default() {
            if !seen.insert(key.text()) {
                let message = format!("{} is given twice", key.describe());
                return Err(Fault::new(key, "duplicate-field", message).hint("keep one of them"));
            }
        }
        Ok(())
    }

    fn unknown_field(&mut self, key: &str, fault: Fault, check_type: &CheckType) {
        let own = check_type.parameters.iter().map(|it| it.name);
        let names = own.clone().chain(COMMON.iter().map(|it| it.name));
        let own: Vec<_> = own.collect();
        let takes = match own.is_empty() {
            true => "leave it out: nothing can be set here".to_owned(),
            false => format!("it takes `{}`", own.join("`, `")),
        };
        let hint = Some(did_you_mean(key, names).unwrap_or(takes));
        self.report(Fault { hint, ..fault }, Severity::Warning);
    }

    pub(crate) fn report(&mut self, fault: Fault, severity: Severity) {
        let mut diagnostic = fault.diagnostic(severity);
        if diagnostic.span.is_empty() && !self.id.is_empty() {
            diagnostic.message = format!("check `{}`: {}", self.id, diagnostic.message);
        }
        self.diagnostics.push(diagnostic);
    }
}

fn given<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.get(key).filter(|it| it.kind != Kind::Null)
}

/// The type's name as written, and the key of its value. In the short form `contains: word` the
/// name is the key itself; a check that is a single word is a type without parameters.
fn type_of(node: &Node) -> Read<(&str, &str)> {
    if let Some(name) = node.text() {
        return Ok((name.trim(), "value"));
    }
    let Some(entries) = node.entries() else {
        let message = format!("expected a check, found {}", node.describe());
        return Err(Fault::new(node, "not-a-check", message).hint("write `- type: …`"));
    };
    if let Some(written) = given(node, "type") {
        return Ok((text_of(written, "type")?.trim(), "value"));
    }
    let is_type = |name: &&str| {
        let bare = name.strip_prefix("not-").unwrap_or(name);
        registry::find(name)
            .or_else(|| registry::find(bare))
            .is_some()
    };
    let key = entries
        .iter()
        .filter_map(|(key, _)| key.text())
        .find(is_type);
    // `before: …` and `value: …` are the two checks of a rule, not one value twice.
    let has_value = node.get("value").is_some();
    if let Some(key) = key.filter(|it| has_value && compares(it)) {
        return Ok((key, "value"));
    }
    let fault = || {
        Fault::new(node, "missing-type", "this check has no `type`")
            .hint("add for example `type: contains`")
    };
    key.map(|key| (key, key)).ok_or_else(fault)
}

/// Whether a type has a parameter of its own name.
fn compares(name: &str) -> bool {
    let name = name.strip_prefix("not-").unwrap_or(name);
    let found = registry::find(name).map_or(&[][..], |it| it.parameters);
    found.iter().any(|it| it.name == name)
}

fn find_type(node: &Node, name: &str) -> Read<&'static CheckType> {
    if let Some(found) = registry::find(name) {
        return Ok(found);
    }
    let place = node.get("type").unwrap_or(node);
    if let Some(known) = elsewhere::find(name) {
        let shown = crate::text::shorten(name, 60);
        let message = format!("`{shown}` is not judged here: {}", known.reason);
        return Err(Fault::new(place, "not-judged-here", message).hint(known.instead));
    }
    let message = format!("unknown check type `{}`", crate::text::shorten(name, 60));
    let hint = did_you_mean(name, registry::registry().iter().map(|it| it.name));
    Err(Fault {
        hint,
        ..Fault::new(place, "unknown-type", message)
    })
}

fn decides_of(node: &Node) -> Read<Decides> {
    match node.text() {
        Some("break") => Ok(Decides::Break),
        Some("both") => Ok(Decides::Both),
        Some("nothing") => Ok(Decides::Nothing),
        _ => Err(choice_fault(node, "decides", &["break", "both", "nothing"])),
    }
}

fn on_of(node: &Node) -> Read<On> {
    let on = node.text().and_then(On::from_name);
    on.ok_or_else(|| choice_fault(node, "on", &On::NAMES))
}

fn turn_of(node: &Node) -> Read<Turn> {
    match node.text() {
        Some("any") => Ok(Turn::Any),
        Some("every") => Ok(Turn::Every),
        Some("first") => Ok(Turn::First),
        Some("last") => Ok(Turn::Last),
        text => match text.and_then(|text| text.parse().ok()) {
            Some(number @ 1..) => Ok(Turn::Number(number)),
            _ => {
                let names = ["any", "every", "first", "last", "a number from 1"];
                Err(choice_fault(node, "turn", &names))
            }
        },
    }
}

fn choice_fault(node: &Node, field: &str, names: &[&'static str]) -> Fault {
    let message = format!(
        "`{field}` is one of {}, not {}",
        names.join(", "),
        node.describe()
    );
    let hint = node
        .text()
        .and_then(|text| did_you_mean(text, names.iter().copied()));
    Fault {
        hint,
        ..Fault::new(node, "wrong-parameter", message)
    }
}

/// Fields that neither the type nor checks in general know.
fn unknown_fields<'n>(fields: &Fields<'n, '_>) -> Vec<(&'n str, Fault)> {
    let entries = fields.node.entries().unwrap_or_default();
    let known = |key: &str| fields.was_used(key) || COMMON.iter().any(|it| it.name == key);
    let unknown = entries
        .iter()
        .filter(|(key, _)| !key.text().is_some_and(known));
    let describe = |(key, _): &'n (Node, Node)| {
        let message = format!("`{}` has no field {}", fields.name, key.describe());
        (
            key.text().unwrap_or_default(),
            Fault::new(key, "unknown-field", message),
        )
    };
    unknown.map(describe).collect()
}
