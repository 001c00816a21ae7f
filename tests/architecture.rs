//! The rules of the house that a compiler does not keep: who may use whom, and what every file must say of itself.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// A source file: its path from the root, its text, and the text without comments and without its unit tests.
struct Source {
    path: String,
    text: String,
    code: String,
}

fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut open, mut found) = (vec![root.join(folder)], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

fn sources(folder: &str) -> Vec<Source> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap().to_owned();
        let tested = path.ends_with("/tests.rs") || path.contains("/tests/");
        let code = without_tests(&text).lines();
        let code: Vec<&str> = code.filter(|line| !tested && !line.trim_start().starts_with("//")).collect();
        Source { path, code: code.join("\n"), text }
    };
    files(folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).map(read).collect()
}

/// What stands before the unit tests of a source.
fn without_tests(text: &str) -> &str {
    let begins = |(at, mark): (usize, &str)| {
        let mut rest =
            text[at + mark.len()..].lines().skip_while(|line| line.trim().is_empty() || line.starts_with("#["));
        rest.next().is_some_and(|line| line.contains("mod tests")).then_some(at)
    };
    text.match_indices("\n#[cfg(test)]").find_map(begins).map_or(text, |at| &text[..at])
}

/// The rooms, by the folders of `src/` that are neither the core nor the tables nor the command line, nor what records and
/// spreadsheets have in common.
fn rooms() -> Vec<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = std::fs::read_dir(src).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let names = folders.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    let mut rooms: Vec<String> = names
        .filter(|name| !["domain", "entity", "command", "recorded", "spreadsheet"].contains(&name.as_str()))
        .collect();
    rooms.sort();
    rooms
}

/// Modules of the shell, which the core must not know.
const SHELL: [&str; 16] = [
    "app",
    "command",
    "config",
    "db",
    "entity",
    "error",
    "fields",
    "http",
    "idempotency",
    "openapi",
    "reckoning",
    "recorded",
    "server",
    "spreadsheet",
    "storage",
    "migrations",
];

/// Which words may not stand in which places; a place is matched by the end or the beginning of the path.
const BANNED: &[(&str, &[&str])] = &[
    (
        "src/domain/",
        &[
            "axum",
            "sea_orm",
            "tokio",
            "tracing",
            "async fn",
            "std::fs",
            "std::env",
            "std::net",
            "SystemTime",
            "Instant",
            "Local::now",
            "Utc::now",
            "thread_rng",
        ],
    ),
    ("src/entity/", &["axum", "crate::http", "crate::error"]),
    ("/handlers.rs", &["sea_orm", "crate::entity"]),
    ("_handlers.rs", &["sea_orm", "crate::entity"]),
    ("/store.rs", &["axum", "crate::http"]),
    ("/wire.rs", &["axum", "sea_orm"]),
    ("migrations/src/", &["enoki", "entity::"]),
];

/// What a room may use of another: its `store`, to read; the encodings of files; and what its parameters are.
const DOORS: [&str; 11] = [
    "facility::store",
    "facility::formats",
    "parameters::store",
    "parameters::Parameter",
    "parameters::{Parameter, store as parameters}",
    "lifecycle::store",
    "conservation::store",
    "consolidation::store",
    "register::store",
    "report::front_page",
    "finance::store",
];

/// Sources that put the rooms together.
const ASSEMBLY: [&str; 2] = ["src/app.rs", "src/lib.rs"];

#[test]
fn no_place_uses_what_it_may_not() {
    let mut found = Vec::new();
    for source in sources("src").into_iter().chain(sources("migrations")) {
        for (place, banned) in BANNED {
            if !(source.path.starts_with(place) || source.path.ends_with(place)) {
                continue;
            }
            found.extend(
                banned
                    .iter()
                    .filter(|word| source.code.contains(**word))
                    .map(|word| format!("{}: {word}", source.path)),
            );
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_core_knows_neither_a_room_nor_the_shell() {
    let rooms = rooms();
    for source in sources("src/domain") {
        for module in rooms.iter().map(String::as_str).chain(SHELL).filter(|module| *module != "facility") {
            assert!(!source.code.contains(&format!("crate::{module}")), "{}: {module}", source.path);
        }
        assert!(!source.code.contains("crate::facility"), "{}", source.path);
    }
}

#[test]
fn a_room_uses_another_through_its_store_only() {
    let mut found = Vec::new();
    for room in rooms() {
        for source in sources(&format!("src/{room}")) {
            for other in rooms().iter().filter(|other| **other != room) {
                let whole = format!("crate::{other}::");
                for use_of in source.code.match_indices(&whole).map(|(at, _)| &source.code[at + "crate::".len()..]) {
                    if !DOORS.iter().any(|door| use_of.starts_with(door)) {
                        found.push(format!("{}: {}", source.path, use_of.lines().next().unwrap()));
                    }
                }
                assert!(!source.code.contains(&format!("use crate::{other};")), "{}: {other}", source.path);
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_room_has_a_door() {
    for room in rooms() {
        let door = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&room).join("mod.rs");
        let text = std::fs::read_to_string(door).unwrap();
        assert!(text.contains("pub fn routes() -> OpenApiRouter<App>"), "{room}");
    }
}

#[test]
fn every_table_is_known_to_one_room_only() {
    // The four kinds of record are lent out by the facility room under its own names.
    for (table, room) in [
        ("parameter", "parameters"),
        ("site", "facility"),
        ("building", "facility"),
        ("component", "facility"),
        ("movement", "register"),
        ("asset_version", "register"),
        ("closing_line", "register"),
        ("funding_programme", "finance"),
        ("consolidation_analysis", "consolidation"),
    ] {
        for source in sources("src").iter().filter(|s| rooms().iter().any(|r| s.path.starts_with(&format!("src/{r}/"))))
        {
            let used = source.code.contains(&format!("entity::{table}"));
            assert!(!used || source.path.starts_with(&format!("src/{room}/")), "{}: {table}", source.path);
        }
    }
}

#[test]
fn the_rooms_are_put_together_in_one_place() {
    for source in
        sources("src").iter().filter(|s| s.path.matches('/').count() == 1 && !ASSEMBLY.contains(&s.path.as_str()))
    {
        for room in rooms() {
            assert!(!source.code.contains(&format!("crate::{room}")), "{}: {room}", source.path);
        }
    }
}

#[test]
fn every_source_says_what_it_is() {
    for source in
        sources("src").into_iter().chain(sources("tests")).chain(sources("migrations")).chain(sources("benches"))
    {
        assert!(source.text.starts_with("//! "), "{}", source.path);
        let first = source.text.lines().next().unwrap();
        assert!(first.chars().count() > 12, "{}: {first}", source.path);
    }
}

#[test]
fn every_part_of_the_core_names_its_units_and_its_source() {
    for source in
        sources("src/domain").into_iter().filter(|s| s.path != "src/domain/mod.rs" && !s.path.ends_with("/tests.rs"))
    {
        let header: String = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
        for heading in ["# Units", "# Source"] {
            assert!(header.contains(heading), "{}: {heading}", source.path);
        }
    }
}

#[test]
fn nothing_panics_by_intention_outside_tests() {
    let mut found = Vec::new();
    for source in sources("src").into_iter().chain(sources("migrations")) {
        let words = [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!(", "dbg!("];
        found.extend(
            words.iter().filter(|word| source.code.contains(**word)).map(|word| format!("{}: {word}", source.path)),
        );
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_grows_beyond_what_can_be_read_in_one_go() {
    let long = |folder: &str| {
        sources(folder).into_iter().filter(|s| s.code.lines().count() > 700).map(|s| s.path).collect::<Vec<_>>()
    };
    assert!(long("src").is_empty() && long("tests").is_empty(), "{:?} {:?}", long("src"), long("tests"));
}

#[test]
fn every_address_can_be_found_by_searching_for_it() {
    let document: serde_json::Value = serde_json::from_str(&enoki::openapi::text()).unwrap();
    let sources = sources("src");
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(sources.iter().any(|source| source.code.contains(&format!("path = \"{path}\""))), "{path}");
    }
}

/// The names under which a source's types stand in the API document: `(schema name, type)`.
fn schema_names(code: &str) -> Vec<(String, String)> {
    let word = |text: &str| text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned();
    let named = |derived: &str| {
        let (traits, rest) = derived.split_once(")]")?;
        traits.contains("ToSchema").then_some(())?;
        let declared = ["pub struct ", "pub enum "].into_iter().filter_map(|kind| Some((rest.find(kind)?, kind.len())));
        let (at, length) = declared.min()?;
        let name = word(&rest[at + length..]);
        let given = rest[..at].split_once("schema(as = ").map(|(_, given)| word(given));
        Some((given.unwrap_or_else(|| name.clone()), name))
    };
    code.split("#[derive(").skip(1).filter_map(named).collect()
}

/// Of two types with one schema name the document keeps one, and the other's readers are told of the wrong shape.
#[test]
fn no_two_types_share_a_name_in_the_api_document() {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for source in sources("src") {
        for (schema, name) in schema_names(&source.code) {
            let place = format!("{} of {}", name, source.path);
            if let Some(other) = known.insert(schema.clone(), place.clone()) {
                panic!("{place} and {other} are both `{schema}` in the API document; give one `#[schema(as = …)]`");
            }
        }
    }
    assert!(known.len() > 300, "{} types were found; are derives written otherwise now?", known.len());
}

#[test]
fn sources_speak_of_the_trade_and_not_of_how_they_were_made() {
    // Written in two pieces, so that this file does not find itself.
    let words = [
        ("cla", "ude"),
        ("anthro", "pic"),
        ("chat", "gpt"),
        ("shared", "/"),
        ("work", "/main"),
        ("design", ".md"),
        ("standards", ".md"),
        ("language ", "model"),
        ("sub", "agent"),
        ("ses", "sion"),
        ("to", "do:"),
    ];
    let everything = ["src", "tests", "migrations", "benches", "data"].into_iter().flat_map(files);
    let written =
        |path: &PathBuf| path.extension().is_some_and(|e| ["rs", "csv", "md", "toml"].iter().any(|known| e == *known));
    for path in everything.filter(written) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let text = text.to_lowercase();
        for (beginning, end) in words {
            let word = format!("{beginning}{end}");
            assert!(!text.contains(&word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn every_test_file_is_named_in_the_one_binary() {
    let main = include_str!("main.rs");
    for path in files("tests")
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "rs") && p.parent().unwrap().ends_with("tests"))
    {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(name == "main" || main.contains(&format!("mod {name};")), "{name}");
    }
}

#[test]
fn every_sample_file_is_read_by_a_test() {
    let texts: String = sources("tests").into_iter().chain(sources("src")).map(|source| source.text).collect();
    for path in files("tests/files").into_iter().chain(files("tests/cases")) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(texts.contains(&name), "{name}");
    }
}
