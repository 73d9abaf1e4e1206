//! The arguments that are taken for a cost where nothing is said.

use super::amount;
use serde_json::Value;

/// Words in a name that is no amount: `cost_center`, `price_range`.
const OTHER: [&str; 26] = [
    "account", "band", "cap", "category", "center", "centre", "class", "code", "currency", "date",
    "each", "group", "id", "kind", "level", "limit", "list", "max", "min", "name", "note", "per",
    "range", "tier", "type", "unit",
];

/// How well a name says what a call costs, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    is_part: bool,
    has_unit: bool,
    is_price: bool,
}

/// The argument that says what a call costs.
///
/// # Errors
///
/// The names of two that say it equally well, and something else.
pub(super) fn cost(arguments: &Value) -> Result<Option<&Value>, [&str; 2]> {
    let mut best: Option<(Fit, &str, &Value)> = None;
    let mut other = None;
    for (name, value) in arguments.as_object().into_iter().flatten() {
        let Some(fit) = fit(name).filter(|it| says_amount(*it, value)) else {
            continue;
        };
        match best {
            Some((than, ..)) if than < fit => {}
            Some((than, _, first)) if than == fit => {
                other = other.or((amount(first) != amount(value)).then_some(name.as_str()));
            }
            _ => (best, other) = (Some((fit, name.as_str(), value)), None),
        }
    }
    match (best, other) {
        (Some((_, one, _)), Some(other)) => Err([one, other]),
        (best, _) => Ok(best.map(|it| it.2)),
    }
}

/// Whether a value is to be read as a cost: what is called so must be one, what is called by more
/// words is one where it has a number.
fn says_amount(fit: Fit, value: &Value) -> bool {
    !value.is_null() && (!fit.has_unit || amount(value).is_some())
}

/// How well a name says what a call costs: `total_cost`, `price`, `costEur`; nothing where it says
/// something else, such as `unit_price`.
fn fit(name: &str) -> Option<Fit> {
    let words = words(name);
    let (first, rest) = words.split_first()?;
    let (thing, rest) = match first.as_str() {
        "total" => rest.split_first()?,
        _ => (first, rest),
    };
    if !matches!(thing.as_str(), "cost" | "price") || rest.iter().any(|it| OTHER.contains(&&**it)) {
        return None;
    }
    let is_total = words.iter().any(|it| it == "total");
    let units = rest.iter().filter(|it| *it != "total");
    Some(Fit {
        is_part: !is_total,
        has_unit: units.count() > 0,
        is_price: thing == "price",
    })
}

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    let (mut words, mut after_small) = (vec![String::new()], false);
    for letter in name.chars() {
        let begins = letter.is_uppercase() && after_small;
        after_small = letter.is_lowercase();
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::cost;
    use serde_json::{Value, json};

    #[test]
    fn costs_are_known_by_their_names() {
        #[track_caller]
        fn check(arguments: Value, expected: Result<Option<u32>, [&str; 2]>) {
            let expected = expected.map(|it| it.map(Value::from));
            assert_eq!(
                cost(&arguments).map(|it| it.cloned()),
                expected,
                "{arguments}"
            );
        }
        check(json!({"cost": 1}), Ok(Some(1)));
        check(json!({"cost_eur": 2, "item": 9}), Ok(Some(2)));
        check(json!({"totalPrice": 3, "price": 1}), Ok(Some(3)));
        check(json!({"price-total_usd": 4, "cost": 1}), Ok(Some(4)));
        check(json!({"priceUSD": 5}), Ok(Some(5)));
        check(json!({"cost_crowns": 6, "cost": 7}), Ok(Some(7)));
        check(json!({"cost_eur": 8, "cost_euro": 8}), Ok(Some(8)));
        let two = ["cost_eur", "cost_usd"];
        check(json!({"cost_eur": 8, "cost_usd": 9}), Err(two));
        // Near misses: of one piece, of no amount, of another word, of nothing.
        for name in [
            "unit_price",
            "cost_center",
            "price_range",
            "max_cost",
            "costume",
            "total",
        ] {
            check(json!({name: 1}), Ok(None));
        }
        check(json!({"cost_model": "flat", "price": null}), Ok(None));
        check(json!(["cost"]), Ok(None));
    }
}
