//! How is 公共施設一覧, the open-data list of public facilities, read and written?
//!
//! Current layout: 自治体標準オープンデータセット, 38 columns. Legacy: 推奨データセット, 24 columns, read only. The columns
//! that are fields of a facility become them; every other column, known or not, is kept as `attributes.<column>` under
//! the standard's spelling, so that an export gives back what an import took. The class (大分類) follows from the POI
//! code by `data/reference/poi_class.csv`; a facility must have one, so without a known code it is `other`.

use super::geojson::{Draft, plain, point_of};
use super::table::{Record, Table, duplicate, each_record, filled_columns, missing};
use super::{Cell, Fault, Format, Reading, heading_key, shortened};
use crate::domain::units::MunicipalityCode;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization;

/// Current layout, in its order.
const STANDARD: [&str; 38] = [
    "全国地方公共団体コード",
    "ID",
    "地方公共団体名",
    "名称",
    "名称_カナ",
    "名称_英字",
    "名称_通称",
    "POIコード",
    "所在地_全国地方公共団体コード",
    "町字ID",
    "所在地_連結表記",
    "所在地_都道府県",
    "所在地_市区町村",
    "所在地_町字",
    "所在地_番地以下",
    "建物名等(方書)",
    "緯度",
    "経度",
    "高度の種別",
    "高度の値",
    "電話番号",
    "内線番号",
    "連絡先メールアドレス",
    "連絡先FormURL",
    "連絡先備考（その他、SNSなど）",
    "郵便番号",
    "法人番号",
    "団体名",
    "利用可能曜日",
    "開始時間",
    "終了時間",
    "利用可能日時特記事項",
    "説明",
    "バリアフリー情報",
    "URL",
    "画像",
    "画像_ライセンス",
    "備考",
];

/// What only the legacy layout has; its other columns are spelt as in [`STANDARD`].
const LEGACY: [&str; 6] = ["都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "住所", "方書"];

/// Spellings that are seen on portals, and the standard's.
const SPELLINGS: [(&str, &str); 5] = [
    ("利用可能時間特記事項", "利用可能日時特記事項"),
    ("名称_英語", "名称_英字"),
    ("NO.", "NO"),
    ("都道府県コードまたは市区町村コード", "都道府県コード又は市区町村コード"),
    ("方書(建物名等)", "方書"),
];

/// Address parts, joined where the joined form (所在地_連結表記) is empty.
const ADDRESS_PARTS: [&str; 4] = ["所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下"];

/// The field of a facility that a column of the standard is.
fn field_of(column: &str) -> Option<&'static str> {
    Some(match column {
        "ID" | "NO" => "code",
        "名称" => "name",
        "名称_カナ" => "name_kana",
        "名称_通称" => "nickname",
        "所在地_連結表記" | "住所" => "address",
        "緯度" => "latitude",
        "経度" => "longitude",
        "電話番号" => "phone",
        "郵便番号" => "postal_code",
        "URL" => "url",
        "備考" => "note",
        _ => return None,
    })
}

/// The standard's spelling of each accepted heading, by what the spellings share.
fn spellings() -> HashMap<String, &'static str> {
    let own = STANDARD.iter().chain(&LEGACY).map(|name| (heading_key(name), *name));
    own.chain(SPELLINGS.iter().map(|(seen, name)| (heading_key(seen), *name))).collect()
}

/// Which of the two layouts the headings are, if one.
pub(super) fn recognise(headers: &[String]) -> Option<Format> {
    let spellings = spellings();
    let found: BTreeSet<&str> = headers.iter().filter_map(|h| spellings.get(&heading_key(h)).copied()).collect();
    let has = |names: &[&str]| names.iter().all(|name| found.contains(name));
    if !has(&["名称"]) {
        None
    } else if has(&["都道府県コード又は市区町村コード"]) || has(&["NO", "住所"]) {
        Some(Format::OpenData24)
    } else if has(&["全国地方公共団体コード"]) || has(&["所在地_連結表記"]) || has(&["ID", "POIコード"])
    {
        Some(Format::OpenData38)
    } else {
        None
    }
}

/// Counts of what was repaired or assumed, told once for the whole file.
#[derive(Default)]
struct Repairs {
    codes: u64,
    without_class: u64,
    unknown_poi: BTreeSet<String>,
}

/// Reads either layout.
pub(super) fn read(table: Table<'_>, format: Format, municipality: &MunicipalityCode) -> Reading {
    let mut reading = Reading::default();
    let spellings = spellings();
    let names: Vec<String> = table
        .headers
        .iter()
        .map(|header| spellings.get(&heading_key(header)).map_or(header.as_str(), |name| name).to_owned())
        .collect();
    filled_columns(&table, &mut reading);
    for (n, name) in names.iter().enumerate() {
        if let Some(twin) = names[..n].iter().position(|earlier| earlier == name && !name.is_empty()) {
            reading.fault(duplicate(&table.headers[n], &table.headers[twin]).at(table.heading_line));
        }
    }
    let id = if format == Format::OpenData24 { "NO" } else { "ID" };
    for name in [id, "名称"] {
        if !names.iter().any(|n| n == name) {
            reading.fault(missing(name, field_of(name).unwrap_or(name)).at(table.heading_line));
        }
    }
    let needed = names.iter().rposition(|n| n == id || n == "名称").map_or(0, |n| n + 1);
    let classes = poi_classes();
    let mut repairs = Repairs::default();
    each_record(&table, needed, &mut reading, |record, reading| {
        let mut draft = draft(record, &names, &table.headers, id, reading);
        classify(&mut draft, record, &names, &table.headers, &classes, &mut repairs);
        let mut cells = draft.cells(reading);
        check_municipality(&mut cells, record.line, municipality, &mut repairs, reading);
        Some(cells)
    });
    tell(repairs, municipality, &mut reading);
    reading
}

fn draft(record: &Record<'_>, names: &[String], headers: &[String], id: &str, reading: &mut Reading) -> Draft {
    let mut draft = Draft::new(record.line);
    let mut parts = [""; ADDRESS_PARTS.len()];
    for ((cell, name), header) in record.cells.iter().zip(names).zip(headers) {
        if cell.is_empty() || name.is_empty() {
            continue;
        }
        match field_of(name) {
            Some(field) => draft.text(field, header, cell, reading),
            None => draft.push(format!("attributes.{name}"), header, Value::from(cell.as_ref())),
        }
        if let Some(part) = ADDRESS_PARTS.iter().position(|part| part == name) {
            parts[part] = cell;
        }
    }
    if !draft.has("code") && names.iter().any(|name| name == id) {
        reading.fault(
            Fault::new(
                "required",
                format!("`{id}` is empty; give each facility a number of its own that stays the same, such as F0001"),
                format!("「{id}」が空です。F0001 のような変わらない番号を施設ごとに付けてください"),
            )
            .at(record.line)
            .within(id),
        );
    }
    // A prefecture and a city alone are no address.
    let placed = parts[2..].iter().any(|part| !part.is_empty());
    if placed && !draft.has("address") {
        draft.push("address", "所在地_連結表記", Value::from(parts.concat()));
    }
    draft
}

fn classify(
    draft: &mut Draft,
    record: &Record<'_>,
    names: &[String],
    headers: &[String],
    classes: &HashMap<String, (String, String)>,
    repairs: &mut Repairs,
) {
    let poi = names.iter().position(|name| name == "POIコード");
    let column = poi.map_or("POIコード", |n| headers[n].as_str());
    let codes: String = poi.and_then(|n| record.cells.get(n)).map_or("", |cell| cell).nfkc().collect();
    let mut known = codes.split([';', ',']).filter_map(|code| classes.get(code.trim().trim_start_matches('0')));
    match known.next() {
        Some((class, subclass)) => {
            draft.push("class", column, Value::from(class.as_str()));
            draft.push("subclass", column, Value::from(subclass.as_str()));
        }
        None => {
            draft.push("class", column, Value::from("other"));
            repairs.without_class += 1;
            if !codes.is_empty() && repairs.unknown_poi.len() < 20 {
                repairs.unknown_poi.insert(shortened(&codes));
            }
        }
    }
}

/// Class and subclass by POI code, as the reference table has them.
fn poi_classes() -> HashMap<String, (String, String)> {
    let mut table = csv::Reader::from_reader(include_str!("../../../data/reference/poi_class.csv").as_bytes());
    let rows = table.records().flatten();
    rows.filter_map(|r| Some((r.get(0)?.to_owned(), (r.get(2)?.to_owned(), r.get(3)?.to_owned())))).collect()
}

/// The municipality's code (全国地方公共団体コード) must be this one's; a lost zero or check digit is put back.
fn check_municipality(
    cells: &mut [Cell],
    line: u64,
    municipality: &MunicipalityCode,
    repairs: &mut Repairs,
    reading: &mut Reading,
) {
    let own = municipality.as_str();
    let fields = ["attributes.全国地方公共団体コード", "attributes.都道府県コード又は市区町村コード"];
    for cell in cells.iter_mut().filter(|cell| fields.contains(&cell.field.as_ref())) {
        let given = shortened(&plain(&cell.value));
        let digits: String = given.nfkc().collect();
        if given == own {
            continue;
        }
        let without_zero = own.trim_start_matches('0');
        let without_check = [&own[..5], own[..5].trim_start_matches('0')];
        if digits == own || digits == without_zero || without_check.contains(&digits.as_str()) {
            repairs.codes += 1;
            cell.value = Value::from(own);
        } else {
            reading.fault(
                Fault::new(
                    "other-municipality",
                    format!("`{}` is `{given}`, but this municipality is {own}; remove the row", cell.column),
                    format!(
                        "「{}」が `{given}` で、この団体({own})ではありません。行を取り除いてください",
                        cell.column
                    ),
                )
                .at(line)
                .within(&cell.column)
                .on(&given),
            );
        }
    }
}

fn tell(repairs: Repairs, municipality: &MunicipalityCode, reading: &mut Reading) {
    let Repairs { codes, without_class, unknown_poi } = repairs;
    if codes > 0 {
        reading.notice(
            format!("the municipality's code lacked a leading zero or check digit; it was made {municipality} (rows: {codes})"),
            format!("団体コードの先頭の 0 か検査数字が欠けていたため、{municipality} に補いました({codes} 行)"),
        );
    }
    if without_class > 0 {
        let list = unknown_poi.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
        let (en, ja) = if list.is_empty() {
            (String::new(), String::new())
        } else {
            (format!("; codes without a class: {list}"), format!("。対応のないコード: {list}"))
        };
        reading.notice(
            format!("no POI code tells the class (rows: {without_class}); a new facility becomes `other`, a known one keeps its own{en}"),
            format!("POIコードから大分類が決まりません({without_class} 行)。新しい施設は「その他」とし、登録済みの施設の大分類は変えません{ja}"),
        );
    }
}

/// The headings of the current layout (公共施設一覧、38列).
pub fn open_data_header() -> Vec<String> {
    STANDARD.iter().map(|&name| name.to_owned()).collect()
}

/// A facility in the shape of the API as a row under [`open_data_header`]: its attributes as they came, the rest from
/// its fields. `name` is the municipality's (市区町村名), `prefecture` its prefecture's (都道府県名).
pub fn open_data_row(
    record: &Map<String, Value>,
    municipality: &MunicipalityCode,
    name: &str,
    prefecture: &str,
) -> Vec<String> {
    let position = point_of(record);
    let text = |field: &str| record.get(field).map(plain).unwrap_or_default();
    let attribute = |column: &str| {
        let attributes = record.get("attributes")?.as_object()?;
        let key = heading_key(column);
        let found = attributes.get(column).or_else(|| attributes.iter().find(|a| heading_key(a.0) == key).map(|a| a.1));
        found.map(plain).filter(|value| !value.is_empty())
    };
    // The parts of the address are only known where the address names the municipality.
    let local = |value: &str| if text("address").contains(name) { value.to_owned() } else { String::new() };
    let cell = |column: &&str| match (*column, field_of(column)) {
        (_, Some("longitude")) => position.as_ref().map_or(String::new(), |p| p.0.clone()),
        (_, Some("latitude")) => position.as_ref().map_or(String::new(), |p| p.1.clone()),
        (_, Some(field)) => text(field),
        (column, None) => attribute(column).unwrap_or_else(|| match column {
            "全国地方公共団体コード" => municipality.to_string(),
            "地方公共団体名" => format!("{prefecture}{name}"),
            "所在地_全国地方公共団体コード" => local(municipality.as_str()),
            "所在地_都道府県" => attribute("都道府県名").unwrap_or_else(|| local(prefecture)),
            "所在地_市区町村" => attribute("市区町村名").unwrap_or_else(|| local(name)),
            "建物名等(方書)" => attribute("方書").unwrap_or_default(),
            _ => String::new(),
        }),
    };
    STANDARD.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{city, facilities, first_fault, record, said};
    use super::super::{File, Kind, TextEncoding, csv_header, csv_row, encode_csv};
    use super::*;
    use crate::domain::facility::{Class, Subclass, word};

    fn current() -> File {
        facilities(include_bytes!("../../../tests/files/open-data-38-bom.csv"))
    }

    fn legacy() -> File {
        facilities(include_bytes!("../../../tests/files/open-data-24-cp932.csv"))
    }

    fn value(file: &File, row: usize, field: &str) -> Option<String> {
        file.rows[row].cells.iter().find(|c| c.field == field).map(|c| plain(&c.value))
    }

    #[test]
    fn both_layouts_are_recognised_by_their_headings() {
        assert_eq!((current().format, current().rows.len()), (Format::OpenData38, 3));
        assert_eq!((legacy().format, legacy().rows.len()), (Format::OpenData24, 2));
        assert_eq!((current().faults, legacy().faults), (vec![], vec![]));
    }

    #[test]
    fn the_current_layout_comes_back_from_its_own_export_cell_for_cell() {
        let file = current();
        let rows = file.rows.iter().map(|row| open_data_row(&record(row), &city(), "武蔵村山市", "東京都"));
        let exported = encode_csv([open_data_header()].into_iter().chain(rows), TextEncoding::Utf8Bom).unwrap();
        assert_eq!(exported, include_bytes!("../../../tests/files/open-data-38-bom.csv"));
        assert_eq!(facilities(&exported).rows, file.rows);
    }

    #[test]
    fn both_layouts_come_back_from_our_own_table() {
        for file in [current(), legacy()] {
            let rows = file.rows.iter().map(|row| csv_row(Kind::Facilities, &record(row)));
            let rows = [csv_header(Kind::Facilities)].into_iter().chain(rows);
            assert_eq!(said(&facilities(&encode_csv(rows, TextEncoding::Utf8).unwrap())), said(&file));
        }
    }

    #[test]
    fn columns_that_are_no_field_are_kept_as_attributes() {
        assert_eq!(value(&current(), 0, "attributes.高度の値").as_deref(), Some("101.5"));
        assert_eq!(value(&current(), 0, "attributes.POIコード").as_deref(), Some("1016"));
        assert_eq!(value(&current(), 0, "nickname").as_deref(), Some("みほんホール"));
        assert_eq!(value(&legacy(), 0, "attributes.方書").as_deref(), Some("本庁舎"));
    }

    #[test]
    fn known_defects_are_repaired_and_told() {
        let file = facilities(include_bytes!("../../../tests/files/open-data-38-cp932.csv"));
        assert_eq!((file.format, &file.faults), (Format::OpenData38, &vec![]));
        assert_eq!(value(&file, 0, "attributes.全国地方公共団体コード").as_deref(), Some("132233"));
        assert_eq!(value(&file, 0, "attributes.利用可能日時特記事項").as_deref(), Some("月曜休館"));
        assert_eq!(value(&file, 0, "attributes.建物名等(方書)").as_deref(), Some("見本ビル2階"));
        assert_eq!(value(&file, 1, "address").as_deref(), Some("東京都武蔵村山市見本町4-5"));
        assert_eq!(point_of(&record(&file.rows[1])), Some(("139.3902".to_owned(), "35.7501".to_owned())));
        assert_eq!(file.notices.len(), 2);
    }

    #[test]
    fn a_code_without_its_leading_zero_is_made_whole_and_another_city_is_refused() {
        let city = MunicipalityCode::parse("municipality", "092011").unwrap();
        let list = |code: &str| {
            let text = format!("全国地方公共団体コード,ID,名称,POIコード\n{code},A1,館,1307\n");
            super::super::read(text.as_bytes(), None, &city, Kind::Facilities).unwrap()
        };
        for code in ["92011", "09201", "9201", "０９２０１１", "092011"] {
            assert_eq!(value(&list(code), 0, "attributes.全国地方公共団体コード").as_deref(), Some("092011"));
            assert_eq!(list(code).faults, []);
        }
        assert_eq!(list("132233").faults[0].code, "other-municipality");
    }

    #[test]
    fn the_class_follows_from_the_poi_code_or_is_other() {
        let file = current();
        assert_eq!(value(&file, 1, "class").as_deref(), Some("social-education"));
        assert_eq!(value(&file, 1, "subclass").as_deref(), Some("library"));
        assert_eq!((value(&file, 2, "class").as_deref(), value(&file, 2, "subclass")), (Some("other"), None));
        assert!(file.notices[0].en.contains("(rows: 1)") && file.notices[0].en.contains("`2202`"));
    }

    #[test]
    fn an_empty_number_is_a_fault_and_so_is_a_missing_column() {
        let fault = first_fault("全国地方公共団体コード,ID,名称\n132233,,館\n", Kind::Facilities);
        assert_eq!((fault.code, fault.column.as_deref(), fault.row), ("required", Some("ID"), Some(2)));
        let fault = first_fault("全国地方公共団体コード,名称\n132233,館\n", Kind::Facilities);
        assert_eq!((fault.code, fault.column.as_deref()), ("missing-column", Some("ID")));
    }

    #[test]
    fn a_facility_of_our_own_fills_what_the_standard_asks_for() {
        let record = serde_json::json!({"code": "F1", "name": "館", "address": "東京都武蔵村山市見本町1"});
        let row = open_data_row(record.as_object().unwrap(), &city(), "武蔵村山市", "東京都");
        assert_eq!(row[..4], ["132233", "F1", "東京都武蔵村山市", "館"]);
        assert_eq!(row[8..13], ["132233", "", "東京都武蔵村山市見本町1", "東京都", "武蔵村山市"]);
    }

    #[test]
    fn every_class_of_the_reference_tables_is_one_of_ours() {
        let tables = [
            include_str!("../../../data/reference/poi_class.csv"),
            include_str!("../../../data/reference/ksj_class.csv"),
        ];
        for table in tables {
            let mut reader = csv::Reader::from_reader(table.as_bytes());
            let at = |name: &str, headers: &csv::StringRecord| headers.iter().position(|h| h == name).unwrap();
            let headers = reader.headers().unwrap().clone();
            for row in reader.records() {
                let row = row.unwrap();
                let class = word::<Class>("class", &row[at("class", &headers)]).unwrap();
                let subclass = word::<Subclass>("subclass", &row[at("subclass", &headers)]).unwrap();
                assert_eq!(subclass.class(), class, "{row:?}");
                assert!(!row[at("source", &headers)].is_empty());
            }
        }
    }
}
