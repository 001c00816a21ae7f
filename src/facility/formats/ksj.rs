//! Which of our facilities does 国土数値情報, the national land information, know? Schools, halls and libraries as GeoJSON.
//!
//! Only features of this municipality (行政区域コード) are taken, and of schools and cultural facilities only those that
//! a municipality runs (管理者コード 3). A school's number is `P29-` and its school code (学校コード). Where the data set
//! has no number, it is the data set's name and eight hexadecimal digits: FNV-1a, 32 bits, of `name|address` in UTF-8;
//! the second facility with the same digits gets `-2`, and so on in the order of the file. The same facility therefore
//! has the same number in every edition that spells it the same. All properties are kept as attributes.
//!
//! The three P29 editions are told apart by what they hold: in 2013 the classification stands in P29_004 and there is
//! no school code, in 2021 it stands in P29_003, and in 2023 P29_008 and P29_009 are added.

use super::geojson::{Draft, Feature, Features, check_crs, not_a_feature, plain};
use super::{Fault, Format, Reading, Row};
use crate::domain::units::MunicipalityCode;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Where a data set keeps what we need: the names of its properties.
struct Layout {
    dataset: &'static str,
    title: &'static str,
    area: &'static str,
    school_code: Option<&'static str>,
    classification: &'static str,
    name: &'static str,
    address: &'static str,
    owner: Option<&'static str>,
}

const P05: Layout = Layout {
    dataset: "P05",
    title: "市町村役場等及び公的集会施設データ",
    area: "P05_001",
    school_code: None,
    classification: "P05_002",
    name: "P05_003",
    address: "P05_004",
    owner: None,
};

const P29_2013: Layout = Layout {
    dataset: "P29",
    title: "学校データ",
    area: "P29_001",
    school_code: None,
    classification: "P29_004",
    name: "P29_005",
    address: "P29_006",
    owner: Some("P29_007"),
};

const P29: Layout = Layout {
    dataset: "P29",
    title: "学校データ",
    area: "P29_001",
    school_code: Some("P29_002"),
    classification: "P29_003",
    name: "P29_004",
    address: "P29_005",
    owner: Some("P29_006"),
};

const P27: Layout = Layout {
    dataset: "P27",
    title: "文化施設データ",
    area: "P27_001",
    school_code: None,
    classification: "P27_004",
    name: "P27_005",
    address: "P27_006",
    owner: Some("P27_007"),
};

fn layout(format: Format) -> &'static Layout {
    match format {
        Format::KsjP29Edition2013 => &P29_2013,
        Format::KsjP29Edition2021 | Format::KsjP29Edition2023 => &P29,
        Format::KsjP27 => &P27,
        _ => &P05,
    }
}

/// Which data set and edition the features come from, if one of those we know.
pub(super) fn recognise(features: &Features) -> Option<Format> {
    let properties = &features.list.iter().flatten().next()?.properties;
    let has = |name: &str| properties.contains_key(name);
    if has(P05.area) {
        Some(Format::KsjP05)
    } else if has(P27.area) {
        Some(Format::KsjP27)
    } else if !has(P29.area) {
        None
    } else if properties.get("P29_004").is_some_and(|value| classification(value).is_some()) {
        Some(Format::KsjP29Edition2013)
    } else if has("P29_008") {
        Some(Format::KsjP29Edition2023)
    } else {
        Some(Format::KsjP29Edition2021)
    }
}

/// A school classification (学校分類コード) is a number from 16001 to 16999.
fn classification(value: &Value) -> Option<u32> {
    plain(value).parse().ok().filter(|code| (16_001..=16_999).contains(code))
}

/// Reads the features of one municipality.
pub(super) fn read(features: Features, format: Format, municipality: &MunicipalityCode) -> Reading {
    let layout = layout(format);
    let mut reading = Reading::default();
    // JGD2000 and JGD2011 differ by less than these points are exact.
    check_crs(features.crs.as_deref(), &["4612", "JGD2000"], &mut reading);
    let (total, classes) = (features.list.len(), classes(layout.dataset));
    let (mut elsewhere, mut not_municipal, mut unclassed) = (0_u64, 0_u64, 0_u64);
    let mut numbers = HashMap::new();
    for (line, feature) in (1..).zip(features.list) {
        let Some(feature) = feature else {
            reading.fault(not_a_feature(line));
            continue;
        };
        let property = |name: &str| feature.properties.get(name).map(plain).unwrap_or_default().trim().to_owned();
        let area = format!("{:0>5}", property(layout.area));
        if area != municipality.as_str()[..5] {
            elsewhere += 1;
        } else if layout.owner.is_some_and(|owner| !matches!(property(owner).as_str(), "3" | "")) {
            not_municipal += 1;
        } else if let Some(row) = row(line, feature, layout, &classes, &mut numbers, &mut unclassed, &mut reading) {
            reading.rows.push(row);
        }
    }
    tell(&mut reading, municipality, elsewhere, not_municipal, unclassed);
    if reading.rows.is_empty() && reading.faults.is_empty() && total > 0 {
        reading.fault(Fault::new(
            "other-municipality",
            format!(
                "none of the {total} features is a facility of municipality {municipality}; take its prefecture's file"
            ),
            format!(
                "{total} 件のうち団体 {municipality} の公共施設はありません。該当する都道府県のファイルを使ってください"
            ),
        ));
    }
    reading
}

fn row(
    line: u64,
    feature: Feature,
    layout: &Layout,
    classes: &HashMap<String, (String, String)>,
    numbers: &mut HashMap<String, u32>,
    unclassed: &mut u64,
    reading: &mut Reading,
) -> Option<Row> {
    let property = |name: &str| feature.properties.get(name).map(plain).unwrap_or_default().trim().to_owned();
    let (name, address) = (property(layout.name), property(layout.address));
    if name.is_empty() {
        reading.fault(nameless(layout.name).at(line));
        return None;
    }
    let (number_column, number) = number(layout, &name, &address, &feature.properties);
    let times = numbers.entry(number.clone()).and_modify(|times| *times += 1).or_insert(1);
    let number = if *times == 1 { number } else { format!("{number}-{times}") };
    let credit = format!("国土数値情報（{}）（国土交通省）を加工して作成", layout.title);
    let mut draft = Draft::new(line);
    draft.push("code", number_column, Value::from(number));
    draft.push("name", layout.name, Value::from(name));
    if !address.is_empty() {
        draft.push("address", layout.address, Value::from(address));
    }
    match classes.get(&property(layout.classification)) {
        Some((class, subclass)) => {
            draft.push("class", layout.classification, Value::from(class.as_str()));
            draft.push("subclass", layout.classification, Value::from(subclass.as_str()));
        }
        None => {
            *unclassed += 1;
            draft.push("class", layout.classification, Value::from("other"));
        }
    }
    draft.push("source", layout.dataset, Value::from(credit));
    draft.push("licence", layout.dataset, Value::from("国土数値情報ダウンロードサイトコンテンツ利用規約"));
    for (property, value) in feature.properties.into_iter().filter(|(_, value)| !value.is_null()) {
        let field = format!("attributes.{property}");
        draft.push(field, &property, value);
    }
    draft.json("geometry", "geometry", feature.geometry, reading);
    Some(Row { line, cells: draft.cells(reading) })
}

/// The facility's number and the property that it comes from.
fn number(layout: &Layout, name: &str, address: &str, properties: &Map<String, Value>) -> (&'static str, String) {
    let school = layout.school_code.and_then(|column| Some((column, plain(properties.get(column)?))));
    match school {
        Some((column, code)) if !code.trim().is_empty() => (column, format!("{}-{}", layout.dataset, code.trim())),
        _ => (layout.name, format!("{}-{:08x}", layout.dataset, fnv1a(&format!("{name}|{address}")))),
    }
}

/// FNV-1a, 32 bits.
fn fnv1a(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn nameless(column: &str) -> Fault {
    Fault::new(
        "required",
        format!("`{column}` (the name) is empty; enter a name or remove the feature"),
        format!("名称({column})が空です。名称を入れるか地物を取り除いてください"),
    )
    .within(column)
}

/// Class and subclass by the data set's own classification, as the reference table has them.
fn classes(dataset: &str) -> HashMap<String, (String, String)> {
    let mut table = csv::Reader::from_reader(include_str!("../../../data/reference/ksj_class.csv").as_bytes());
    let rows = table.records().flatten().filter(|r| r.get(0) == Some(dataset));
    rows.filter_map(|r| Some((r.get(1)?.to_owned(), (r.get(3)?.to_owned(), r.get(4)?.to_owned())))).collect()
}

fn tell(reading: &mut Reading, municipality: &MunicipalityCode, elsewhere: u64, not_municipal: u64, unclassed: u64) {
    if elsewhere > 0 {
        reading.notice(
            format!("features outside municipality {municipality} were passed over: {elsewhere}"),
            format!("団体 {municipality} 以外の {elsewhere} 件は取り込みませんでした"),
        );
    }
    if not_municipal > 0 {
        reading.notice(
            format!(
                "features that no municipality runs (national, prefectural, private) were passed over: {not_municipal}"
            ),
            format!("管理者が市区町村でない(国・都道府県・私立など)施設 {not_municipal} 件は取り込みませんでした"),
        );
    }
    if unclassed > 0 {
        reading.notice(
            format!("features whose classification is not known: {unclassed}; a new facility becomes `other`, a known one keeps its class"),
            format!("分類コードに対応がない {unclassed} 件は、新しい施設なら「その他」とし、登録済みなら大分類を変えません"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{facilities, first_fault, record, said};
    use super::super::{File, Kind, TextEncoding, csv_header, csv_row, encode_csv};
    use super::*;

    fn samples() -> [File; 5] {
        let bytes: [&[u8]; 5] = [
            include_bytes!("../../../tests/files/ksj-p05-2022.geojson"),
            include_bytes!("../../../tests/files/ksj-p29-2013.geojson"),
            include_bytes!("../../../tests/files/ksj-p29-2021.geojson"),
            include_bytes!("../../../tests/files/ksj-p29-2023.geojson"),
            include_bytes!("../../../tests/files/ksj-p27.geojson"),
        ];
        bytes.map(facilities)
    }

    fn value(file: &File, row: usize, field: &str) -> Option<Value> {
        file.rows[row].cells.iter().find(|c| c.field == field).map(|c| c.value.clone())
    }

    #[test]
    fn each_data_set_and_edition_is_recognised() {
        use Format::{KsjP05, KsjP27, KsjP29Edition2013, KsjP29Edition2021, KsjP29Edition2023};
        let editions = [KsjP05, KsjP29Edition2013, KsjP29Edition2021, KsjP29Edition2023, KsjP27];
        assert_eq!(samples().map(|file| file.format), editions);
        assert!(samples().iter().all(|file| file.faults.is_empty()));
    }

    #[test]
    fn every_edition_of_the_schools_gives_the_same_school() {
        let [_, old, middle, new, _] = samples();
        for file in [&old, &middle, &new] {
            assert_eq!(file.rows.len(), 1);
            assert_eq!(value(file, 0, "name"), Some("見本小学校".into()));
            assert_eq!(value(file, 0, "subclass"), Some("school".into()));
            assert_eq!(value(file, 0, "source"), Some("国土数値情報（学校データ）（国土交通省）を加工して作成".into()));
        }
        assert_eq!(value(&middle, 0, "code"), Some("P29-B113222300001".into()));
        assert_eq!(value(&new, 0, "code"), value(&middle, 0, "code"));
        assert_eq!(value(&middle, 0, "attributes.P29_003"), Some(16_001.into()));
        assert_eq!(value(&old, 0, "attributes.P29_004"), Some("16001".into()));
    }

    #[test]
    fn other_cities_and_other_owners_are_passed_over_and_counted() {
        let [halls, _, schools, _, culture] = samples();
        assert!(halls.notices[0].en.ends_with("passed over: 1"));
        assert!(schools.notices[1].en.starts_with("features that no municipality runs"));
        assert_eq!((culture.rows.len(), culture.rows[0].line), (1, 1));
    }

    #[test]
    fn a_hall_without_number_gets_a_stable_one_and_its_double_a_suffix() {
        let [halls, ..] = samples();
        let codes: Vec<String> = (0..3).filter_map(|row| value(&halls, row, "code")).map(|v| plain(&v)).collect();
        assert_eq!(codes[2], format!("{}-2", codes[1]));
        assert_eq!(codes[1], format!("P05-{:08x}", fnv1a("見本地区集会所|武蔵村山市見本町5-5")));
        assert_eq!(fnv1a("a"), 0xe40c_292c);
    }

    #[test]
    fn a_file_of_another_prefecture_is_a_fault() {
        let feature = r#"{"type":"Feature","geometry":null,"properties":{"P05_001":1101,"P05_003":"役所"}}"#;
        assert_eq!(first_fault(feature, Kind::Facilities).code, "other-municipality");
    }

    #[test]
    fn each_data_set_comes_back_from_our_own_table() {
        for file in samples() {
            let rows = file.rows.iter().map(|row| csv_row(Kind::Facilities, &record(row)));
            let rows = [csv_header(Kind::Facilities)].into_iter().chain(rows);
            assert_eq!(said(&facilities(&encode_csv(rows, TextEncoding::Cp932).unwrap())), said(&file));
        }
    }
}
