//! What do the columns of our own layouts mean, and what else do people call them?

use super::{Fault, Kind, heading_key, shortened};
use std::collections::HashMap;

/// A column of our own layout (列): field, heading, and what else people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// English name of the field.
    pub field: &'static str,
    /// Japanese official term, the heading in exports (列名).
    pub heading: &'static str,
    pub(super) synonyms: &'static [&'static str],
}

const fn col(field: &'static str, heading: &'static str, synonyms: &'static [&'static str]) -> Column {
    Column { field, heading, synonyms }
}

const LONGITUDE: Column = col("longitude", "経度", &["lon", "lng", "経度(東経)", "東経", "x座標(経度)"]);
const LATITUDE: Column = col("latitude", "緯度", &["lat", "緯度(北緯)", "北緯", "y座標(緯度)"]);
const GEOMETRY: Column = col("geometry", "図形(GeoJSON)", &["図形", "ジオメトリ", "geojson"]);
const NOTE: Column = col("note", "備考", &["摘要", "メモ", "notes", "remarks"]);
const KANA: Column =
    col("name_kana", "名称_カナ", &["名称カナ", "名称(カナ)", "施設名_カナ", "施設名カナ", "フリガナ", "カナ"]);
const ADDRESS: Column = col("address", "所在地", &["住所", "所在", "所在地_連結表記"]);
const SOURCE: Column = col("source", "出典", &["データ出典", "情報源"]);
const LICENCE: Column = col("licence", "ライセンス", &["license", "利用条件"]);
const ILLUSTRATIVE: Column = col("illustrative", "例示項目", &["例示"]);

const SITES: &[Column] = &[
    col("code", "敷地番号", &["敷地コード", "敷地ID", "site_code"]),
    col("name", "名称", &["敷地名", "敷地名称", "site_name"]),
    KANA,
    ADDRESS,
    col("area_m2", "敷地面積(㎡)", &["敷地面積", "面積", "地積", "土地面積"]),
    col("zoning", "用途地域", &[]),
    col("floor_area_ratio_percent", "容積率(%)", &["容積率", "指定容積率"]),
    col("coverage_ratio_percent", "建蔽率(%)", &["建蔽率", "建ぺい率", "建ぺい率(%)", "建坪率", "指定建蔽率"]),
    col("property_class", "財産区分", &["公有財産区分"]),
    col("use_status", "利用状況", &["利用状態"]),
    NOTE,
    LONGITUDE,
    LATITUDE,
    GEOMETRY,
    SOURCE,
    LICENCE,
    ILLUSTRATIVE,
];

const FACILITIES: &[Column] = &[
    col("code", "施設番号", &["施設コード", "施設ID", "facility_code"]),
    col("name", "名称", &["施設名", "施設名称", "facility_name"]),
    KANA,
    col("nickname", "名称_通称", &["通称", "愛称", "名称(通称)"]),
    col("class", "大分類", &["施設大分類", "施設分類(大分類)", "類型(大分類)"]),
    col("subclass", "中分類", &["施設中分類", "施設分類(中分類)", "類型(中分類)"]),
    col("site_code", "敷地番号", &["敷地コード", "敷地ID"]),
    col("department", "所管課", &["所管", "所管部署", "担当課", "担当部署", "所属"]),
    ADDRESS,
    col("postal_code", "郵便番号", &["〒"]),
    col("phone", "電話番号", &["電話", "tel", "連絡先電話番号"]),
    col("url", "URL", &["ホームページ", "ウェブサイト", "website"]),
    col("operation", "運営形態", &["管理運営形態", "運営方法", "管理形態"]),
    col("disaster_roles", "防災上の役割", &["防災機能", "避難所指定"]),
    col("opened_on", "開設年月日", &["開設日", "設置年月日", "供用開始年月日", "開館年月日"]),
    col("status", "状態", &["施設状態", "供用状況"]),
    NOTE,
    LONGITUDE,
    LATITUDE,
    GEOMETRY,
    col("attributes", "属性(JSON)", &["属性", "その他属性"]),
    SOURCE,
    LICENCE,
    ILLUSTRATIVE,
];

const BUILDINGS: &[Column] = &[
    col("code", "建物番号", &["建物コード", "建物ID", "棟番号", "building_code"]),
    col("facility_code", "施設番号", &["施設コード", "施設ID"]),
    col("name", "名称", &["建物名", "建物名称", "棟名", "棟名称", "building_name"]),
    col("structure", "構造", &["主体構造", "建物構造", "構造種別"]),
    col("storeys_above", "地上階数", &["階数", "地上階", "階数(地上)"]),
    col("storeys_below", "地下階数", &["地下階", "階数(地下)"]),
    col("floor_area_m2", "延床面積(㎡)", &["延床面積", "延べ床面積", "延べ床面積(㎡)", "延べ面積", "延面積", "床面積"]),
    col("completed_on", "建築年月日", &["竣工年月日", "竣工日", "完成年月日", "取得年月日"]),
    col("completed_year", "建築年度", &["竣工年度", "竣工年", "建築年", "建設年度", "完成年度"]),
    col("seismic_standard", "耐震基準", &["耐震区分"]),
    col("seismic_retrofit", "耐震改修", &["耐震化", "耐震補強", "耐震改修状況"]),
    col("useful_life_class", "耐用年数分類", &["耐用年数区分"]),
    col("useful_life_years", "耐用年数", &["法定耐用年数", "耐用年数(年)"]),
    col("status", "状態", &["建物状態", "供用状況"]),
    NOTE,
    LONGITUDE,
    LATITUDE,
    GEOMETRY,
    SOURCE,
    LICENCE,
    ILLUSTRATIVE,
];

const COMPONENTS: &[Column] = &[
    col("code", "部位番号", &["部位コード", "設備番号", "部位ID", "component_code"]),
    col("building_code", "建物番号", &["建物コード", "建物ID", "棟番号"]),
    col("name", "名称", &["部位名", "部位名称", "設備名", "設備名称", "component_name"]),
    col("kind", "部位・設備区分", &["部位区分", "設備区分", "部位・設備", "区分"]),
    col("installed_year", "設置年度", &["設置年", "更新年度", "整備年度"]),
    col("cycle_years", "更新周期(年)", &["更新周期", "耐用年数", "更新年数"]),
    col("quantity", "数量", &[]),
    col("unit", "単位", &[]),
    col("unit_cost_yen", "単価(円)", &["単価", "更新単価", "更新単価(円)"]),
    NOTE,
    SOURCE,
    LICENCE,
    ILLUSTRATIVE,
];

/// The columns of a kind of record, in export order (列の一覧).
pub fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Sites => SITES,
        Kind::Facilities => FACILITIES,
        Kind::Buildings => BUILDINGS,
        Kind::Components => COMPONENTS,
    }
}

/// Every accepted spelling of a kind's columns; a field or heading goes before a synonym of another column.
pub struct Headings {
    by_key: HashMap<String, &'static Column>,
}

impl Headings {
    /// Those of a kind.
    pub fn of(kind: Kind) -> Headings {
        let mut by_key = HashMap::new();
        for column in columns(kind) {
            by_key.insert(heading_key(column.field), column);
            by_key.insert(heading_key(column.heading), column);
        }
        for column in columns(kind) {
            for synonym in column.synonyms {
                by_key.entry(heading_key(synonym)).or_insert(column);
            }
        }
        Headings { by_key }
    }

    /// The column that a field name, a heading or a synonym means.
    pub fn find(&self, heading: &str) -> Option<&'static Column> {
        self.by_key.get(&heading_key(heading)).copied()
    }

    /// What is said about a heading that nothing matches: the column whose spelling is nearest.
    pub(super) fn unknown(&self, heading: &str) -> Fault {
        let key: Vec<char> = heading_key(heading).chars().take(64).collect();
        let nearest = self.by_key.iter().min_by_key(|(known, column)| (edits(&key, known), column.field));
        let heading = &shortened(heading);
        let (field, label) = nearest.map_or(("", ""), |(_, column)| (column.field, column.heading));
        Fault::new(
            "unknown-column",
            format!("the column `{heading}` is not known; the nearest is `{field}` ({label}): rename it or remove it"),
            format!(
                "列「{heading}」は使えません。最も近い列は「{label}」(`{field}`)です。列名を直すか列を削除してください"
            ),
        )
        .within(heading)
        .on(heading)
    }
}

/// Edit distance (Levenshtein) in characters.
fn edits(a: &[char], b: &str) -> usize {
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (i, cb) in b.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, ca) in a.iter().enumerate() {
            let replaced = diagonal + usize::from(*ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[a.len()]
}
