//! Schemas and values against what ajv 8 says of them.

use super::Schema;
use serde_json::{Value, json};

#[track_caller]
fn check(schema: Value, good: &[Value], bad: &[Value]) {
    let compiled = Schema::compile(&schema).unwrap_or_else(|fault| panic!("{schema}: {fault}"));
    for (values, expected) in [(good, true), (bad, false)] {
        for value in values {
            let violation = compiled.violation(value).unwrap();
            assert_eq!(
                violation.is_none(),
                expected,
                "{schema} {value}: {violation:?}"
            );
        }
    }
}

#[test]
fn values_are_judged_as_draft_7_says() {
    check(
        json!({"type": "integer"}),
        &[json!(1.0), json!(3)],
        &[json!(1.5), json!("1")],
    );
    check(
        json!({"type": ["string", "null"]}),
        &[json!(null), json!("")],
        &[json!(0)],
    );
    check(
        json!({"type": "string", "nullable": true}),
        &[json!(null)],
        &[json!(1)],
    );
    check(
        json!({"multipleOf": 0.1}),
        &[json!(0.2), json!("x")],
        &[json!(0.3)],
    );
    check(
        json!({"minLength": 2, "maxLength": 2}),
        &[json!("ab"), json!("😀a")],
        &[json!("😀")],
    );
    check(
        json!({"uniqueItems": true}),
        &[json!(["a", "b", 1, "1"])],
        &[json!([1, 1.0]), json!([{"a": 1, "b": 2}, {"b": 2, "a": 1}])],
    );
    check(
        json!({"enum": ["a", {"b": [1]}]}),
        &[json!({"b": [1.0]})],
        &[json!("c")],
    );
    check(json!({"const": null}), &[json!(null)], &[json!(0)]);
    check(
        json!({"items": [{"type": "number"}], "additionalItems": {"type": "string"}}),
        &[json!([1, "a"]), json!([])],
        &[json!([1, 2])],
    );
    check(
        json!({"contains": {"minimum": 2}}),
        &[json!([1, 2])],
        &[json!([]), json!([1])],
    );
    check(
        json!({"properties": {"a": true, "b": false}}),
        &[json!({"a": 1, "c": 2})],
        &[json!({"b": 1})],
    );
    check(
        json!({"patternProperties": {"^x": {"type": "number"}}, "additionalProperties": false}),
        &[json!({"xa": 1})],
        &[json!({"xa": "1"}), json!({"y": 1})],
    );
    check(
        json!({"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}),
        &[json!({"a": 1, "b": 1}), json!({"c": 1, "d": 1})],
        &[json!({"a": 1}), json!({"c": 1})],
    );
    check(
        json!({"propertyNames": {"minLength": 2}}),
        &[json!({"ab": 1})],
        &[json!({"a": 1})],
    );
    check(
        json!({"oneOf": [{"type": "number"}, {"type": "integer"}]}),
        &[json!(1.5)],
        &[json!(3), json!("x")],
    );
    check(
        json!({"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}}),
        &[json!({"a": 2}), json!({"a": 1, "b": 0})],
        &[json!({"a": 1}), json!({})],
    );
    check(
        json!({"$ref": "#/definitions/a~1b%20", "definitions": {"a/b ": {"type": "string"}}}),
        &[json!("s")],
        &[json!(1)],
    );
    check(
        json!({"$ref": "#name", "definitions": {"x": {"$id": "#name", "type": "string"}}}),
        &[json!("s")],
        &[json!(1)],
    );
    check(
        json!({"properties": {"child": {"$ref": "#"}}, "additionalProperties": false}),
        &[json!({"child": {"child": {}}})],
        &[json!({"child": {"x": 1}})],
    );
    check(
        json!({"definitions": {"unused": {"unknownKeyword": 1}}}),
        &[json!(1)],
        &[],
    );
    check(json!(false), &[], &[json!(1)]);
}

#[test]
fn formats_are_judged() {
    #[track_caller]
    fn of(format: &str, good: &[&str], bad: &[&str]) {
        let values = |texts: &[&str]| texts.iter().map(|it| json!(it)).collect::<Vec<_>>();
        check(json!({"format": format}), &values(good), &values(bad));
    }
    of(
        "date",
        &["2024-02-29"],
        &["2023-02-29", "2024-2-9", "2024-02-29 "],
    );
    of(
        "time",
        &[
            "10:00:00Z",
            "23:59:60Z",
            "10:00:00.5+01:30",
            "00:29:60+00:30",
        ],
        &["10:00:00", "24:00:00Z", "10:00:60Z"],
    );
    of(
        "date-time",
        &["2024-02-28T10:00:00Z", "2024-02-28 10:00:00+0100"],
        &["2024-02-28", "2024-02-28T10:00:00"],
    );
    of(
        "duration",
        &["P1Y2M", "PT1M30S", "P2W", "P1DT12H"],
        &["P", "PT", "P1W2D", "1Y"],
    );
    of(
        "email",
        &["a.b+c@d.example"],
        &["a@b", "a..b@c.de", "@c.de"],
    );
    of(
        "hostname",
        &["a.example", "xn--a.example."],
        &["-a.example", "a..b", ""],
    );
    of("ipv4", &["1.2.3.255"], &["1.2.3.256", "1.2.3", "01.2.3.4"]);
    of(
        "ipv6",
        &["::1", "2001:db8::ff00:42:8329"],
        &["1::2::3", "12345::"],
    );
    of(
        "uri",
        &[
            "http://x.y",
            "urn:a:b",
            "mailto:a@b.c",
            "http://[::1]:80/a?b#c",
        ],
        &["x", "//a", "http://a b", "#a", "http://%zz"],
    );
    of(
        "uri-reference",
        &["", "a/b", "#x", "//h/p", "a:b"],
        &["\\", "a b"],
    );
    of("uri-template", &["/a{?b,c*}{/d:3}"], &["/a{", "{a-b}"]);
    of(
        "url",
        &["https://example.com/a", "http://1.2.3.4:8080"],
        &["example.com", "http://localhost"],
    );
    of(
        "uuid",
        &[
            "123e4567-e89b-12d3-a456-426614174000",
            "urn:uuid:123E4567-e89b-12d3-a456-426614174000",
        ],
        &["123e4567"],
    );
    of("json-pointer", &["", "/a/~0b"], &["a", "/~2"]);
    of("relative-json-pointer", &["0", "1/a", "2#"], &["/a", "01"]);
    of("regex", &["a(b)?", "(?=a)", "\\-"], &["(", "a\\Z"]);
    of("byte", &["", "YQ==", "YWJj"], &["YQ=", "Y"]);
    check(
        json!({"format": "int32"}),
        &[json!(1), json!("x")],
        &[json!(4_294_967_296_u64), json!(1.5)],
    );
}

#[test]
fn schemas_that_ajv_refuses_are_refused() {
    #[track_caller]
    fn refused(schema: Value, message: &str) {
        assert_eq!(
            Schema::compile(&schema).unwrap_err().to_string(),
            format!("the JSON Schema cannot be used: {message}")
        );
    }
    refused(
        json!({"properties": {"a": {"prefixItems": []}}}),
        "draft 7 has no keyword `prefixItems` (at `/properties/a`)",
    );
    refused(
        json!({"format": "made-up"}),
        "there is no format `made-up` (at `/format`)",
    );
    refused(
        json!({"type": "text"}),
        "this takes a type, or a list of different ones (at `/type`)",
    );
    refused(
        json!({"additionalItems": false}),
        "`additionalItems` does nothing unless `items` is a list",
    );
    refused(
        json!({"if": {}}),
        "`if` does nothing without `then` or `else`",
    );
    refused(
        json!({"$ref": "#/nowhere"}),
        "`#/nowhere` refers to nothing in this schema (at `/$ref`)",
    );
    refused(
        json!({"pattern": "("}),
        "this `(` is never closed (character 1 of the pattern) (at `/pattern`)",
    );
    refused(
        json!({"enum": [1, 1.0]}),
        "this takes a list of at least one value, all different (at `/enum`)",
    );
    refused(
        json!({"definitions": {"a": 1}}),
        "a schema is a mapping or a truth value (at `/definitions/a`)",
    );
    refused(
        json!({"minLength": 1.5}),
        "this takes a whole number from 0 (at `/minLength`)",
    );
    refused(json!([]), "a schema is a mapping or a truth value");
    refused(
        json!({"$schema": "https://json-schema.org/draft/2020-12/schema"}),
        "`https://json-schema.org/draft/2020-12/schema` is not draft 7, which is judged here (at `/$schema`)",
    );
    refused(
        json!({"properties": {"ab": {"type": "string"}}, "patternProperties": {"^a": {"type": "string"}}}),
        "the property `ab` is named and matches `^a` too (at `/patternProperties`)",
    );
    refused(json!({"id": "x"}), "the keyword is `$id`, not `id`");
}

#[test]
fn schemas_without_end_stop() {
    let schema = Schema::compile(&json!({"$ref": "#"})).unwrap();
    assert_eq!(
        schema.violation(&json!(1)).unwrap_err(),
        "the JSON Schema refers to itself without end"
    );
    let doubling = json!({"anyOf": [{"$ref": "#/definitions/a"}], "definitions": {
        "a": {"allOf": [{"items": {"$ref": "#/definitions/a"}}, {"items": {"$ref": "#/definitions/a"}}]}}});
    let deep = (0..60).fold(json!(1), |inner, _| json!([inner]));
    let schema = Schema::compile(&doubling).unwrap();
    assert!(schema.violation(&deep).unwrap_err().contains("steps"));
}
