//! The API document: is it the one that is checked in, is it whole, does it explain itself?

use serde_json::Value;
use std::collections::BTreeSet;

const CHECKED_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");

fn document() -> Value {
    serde_json::from_str(&enoki::openapi::text()).unwrap()
}

/// Every operation with its method and path.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    operations.collect()
}

/// Goes through every value with the way to it.
fn walk(value: &Value, way: &str, see: &mut impl FnMut(&str, &Value)) {
    see(way, value);
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(name, part)| walk(part, &format!("{way}/{}", name.replace('~', "~0").replace('/', "~1")), see)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, part)| walk(part, &format!("{way}/{index}"), see))
        }
        _ => {}
    }
}

fn said(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn example(value: &Value) -> bool {
    ["example", "examples", "default", "enum"].iter().any(|name| value.get(name).is_some())
}

/// Whether a schema or one of its parts shows what it looks like.
fn shown(document: &Value, schema: &Value, seen: &mut BTreeSet<String>) -> bool {
    let (mut found, mut references) = (false, Vec::new());
    walk(schema, "", &mut |_, part| {
        found |= example(part);
        references.extend(part.get("$ref").and_then(Value::as_str).map(str::to_owned));
    });
    references.retain(|reference| seen.insert(reference.clone()));
    found || references.iter().any(|reference| shown(document, document.pointer(&reference[1..]).unwrap(), seen))
}

#[test]
fn the_document_that_is_checked_in_is_the_one_that_is_served() {
    let text = enoki::openapi::text();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(CHECKED_IN, &text).unwrap();
    }
    let checked_in = std::fs::read_to_string(CHECKED_IN).unwrap_or_default();
    assert!(
        checked_in == text,
        "openapi/openapi.json is not up to date: run UPDATE_OPENAPI=1 cargo test openapi, and read the difference"
    );
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut references = 0;
    walk(&document, "", &mut |way, value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            references += 1;
            let target = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(target).is_some(), "{way}: {reference}");
        }
    });
    assert!(references > 50);
}

#[test]
fn every_schema_is_used() {
    let text = enoki::openapi::text();
    for name in document()["components"]["schemas"].as_object().unwrap().keys() {
        assert!(text.contains(&format!("\"#/components/schemas/{name}\"")), "{name}");
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_a_summary_and_a_tag_that_is_explained() {
    let document = document();
    let tags: Vec<&str> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut names = BTreeSet::new();
    for (operation, what) in operations(&document) {
        assert!(said(&what["operationId"]) && said(&what["summary"]), "{operation}");
        assert!(names.insert(what["operationId"].as_str().unwrap()), "{operation}");
        let own = what["tags"].as_array().unwrap();
        assert!(own.len() == 1 && tags.contains(&own[0].as_str().unwrap()), "{operation}");
    }
    assert!(document["tags"].as_array().unwrap().iter().all(|tag| said(&tag["description"])));
}

#[test]
fn every_answer_and_every_parameter_is_described() {
    let document = document();
    for (operation, what) in operations(&document) {
        for (status, answer) in what["responses"].as_object().unwrap() {
            assert!(said(&answer["description"]), "{operation}: {status}");
        }
        for parameter in what["parameters"].as_array().into_iter().flatten() {
            assert!(said(&parameter["description"]), "{operation}: {}", parameter["name"]);
        }
        if let Some(body) = what.get("requestBody") {
            assert!(said(&body["description"]), "{operation}");
        }
    }
}

#[test]
fn every_part_of_an_address_is_a_parameter() {
    let document = document();
    for (operation, what) in operations(&document) {
        for part in operation.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
            let named = |parameter: &Value| {
                parameter["name"] == part && parameter["in"] == "path" && parameter["required"] == true
            };
            assert!(what["parameters"].as_array().is_some_and(|all| all.iter().any(named)), "{operation}: {part}");
        }
    }
}

#[test]
fn every_schema_and_every_property_is_described() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(said(&schema["description"]), "{name}");
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let inside = || property["oneOf"].as_array().into_iter().flatten().any(|one| said(&one["description"]));
            assert!(said(&property["description"]) || inside(), "{name}.{field}");
        }
    }
}

#[test]
fn every_json_body_has_an_example() {
    let document = document();
    let mut bodies = 0;
    for (operation, what) in operations(&document) {
        let answers = what["responses"].as_object().unwrap().iter().map(|(status, answer)| (status.as_str(), answer));
        for (place, body) in answers.chain(what.get("requestBody").map(|body| ("request", body))) {
            for (kind, content) in
                body["content"].as_object().into_iter().flatten().filter(|(kind, _)| kind.contains("json"))
            {
                bodies += 1;
                // A file to be taken in is not described by its parts.
                let file = operation.ends_with("/imports") && place == "request";
                assert!(
                    file || example(content) || shown(&document, &content["schema"], &mut BTreeSet::new()),
                    "{operation}: {place}, {kind}"
                );
            }
        }
    }
    assert!(bodies > 100);
}

#[test]
fn every_operation_tells_how_it_refuses() {
    let document = document();
    for (operation, what) in operations(&document).into_iter().filter(|(operation, _)| operation.contains("/v1/")) {
        for status in ["400", "404", "422", "500"] {
            let schema = &what["responses"][status]["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{operation}: {status}");
        }
    }
}

#[test]
fn words_are_documented_as_they_are_sent() {
    let document = document();
    let words = |name: &str| document["components"]["schemas"][name]["enum"].clone();
    assert_eq!(words("SeismicStandard"), serde_json::json!(["old", "new"]));
    assert_eq!(words("SpreadAnchor"), serde_json::json!(["start", "center", "end"]));
    assert_eq!(words("Zoning")[0], "low-rise-residential-1");
    assert_eq!(words("Class").as_array().unwrap().len(), 13);
}
