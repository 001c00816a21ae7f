//! What do the columns of the register mean, and what else do people call them?

use super::{Fault, fault};
use crate::spreadsheet::naming::{Measure, edits, key, look_up};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A column of the register (列): field, heading, and what else people call it.
#[derive(Debug)]
pub struct Column {
    /// What stands in it.
    pub item: Item,
    /// English name of the field.
    pub field: &'static str,
    /// Japanese official term, the heading in exports (列名).
    pub heading: &'static str,
    synonyms: &'static [&'static str],
}

macro_rules! columns {
    ($($item:ident $field:literal $heading:literal [$($synonym:literal),* $(,)?])*) => {
        /// What stands in a column (項目), in export order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(clippy::enum_variant_names, reason = "追加項目 are called optional items")]
        #[repr(u8)]
        pub enum Item {
            $(#[doc = $heading] $item),*
        }

        /// Every column: the 50 basic items, our own, the optional items (追加項目), and last what is only read.
        pub static COLUMNS: &[Column] = &[
            $(Column { item: Item::$item, field: $field, heading: $heading, synonyms: &[$($synonym),*] }),*
        ];
    };
}

columns! {
    AssetNo "asset_no" "番号" [
        "資産番号", "台帳番号", "管理番号", "固定資産番号", "固定資産台帳番号", "資産コード", "資産ID", "資産No", "No",
    ]
    BranchNo "branch_no" "枝番" ["枝番号", "資産枝番", "資産枝番号", "枝", "台帳枝番", "枝No"]
    Location "location" "所在地" ["住所", "所在", "所在地番", "所在地(住所)", "設置場所"]
    Department "department" "所属(部局等)" [
        "所属", "所管", "担当課", "所管課", "所属部局", "所属部局等", "所管部署", "担当部署", "部署", "部局等", "所属課",
        "管理部署", "所属名", "所管部局", "主管課", "管理課",
    ]
    Account "account" "勘定科目(種目・種別)" [
        "勘定科目", "科目", "種目", "資産種別", "勘定科目名", "科目名", "勘定科目(種別)", "勘定科目(種目)", "資産種目",
        "資産科目", "勘定科目名称",
    ]
    Name "name" "件名(施設名)" [
        "件名", "施設名", "資産名称", "名称", "資産名", "施設名称", "件名・施設名", "品名", "資産名称(施設名)",
    ]
    LeaseClass "lease_class" "リース区分" ["リース", "リース資産区分", "所有区分"]
    LifeClass "life_class" "耐用年数分類(構造)" [
        "耐用年数分類", "耐用年数区分", "構造", "主体構造", "構造・用途", "耐用年数分類(構造等)",
    ]
    UsefulLife "useful_life_years" "耐用年数" ["法定耐用年数", "耐用年数(年)"]
    AcquiredOn "acquired_on" "取得年月日" ["取得日", "取得年度", "取得年月", "取得日付", "建築年月日"]
    InServiceOn "in_service_on" "供用開始年月日" [
        "供用開始日", "供用年月日", "供用開始年度", "使用開始年月日", "使用開始日", "供用開始日付", "供用開始",
    ]
    Cost "cost_yen" "取得価額等" [
        "取得価額", "取得価格", "取得価格等", "取得原価", "取得金額", "取得額", "再調達価額", "取得価額(再調達原価)",
    ]
    OwnershipRatio "ownership_ratio" "所有割合" ["持分割合", "持分", "所有割合等", "持ち分"]
    ChangeOn "change_on" "増減異動日付" ["異動日", "異動年月日", "増減異動日", "異動日付", "増減異動年月日", "増減日付"]
    Before "before_yen" "増減異動前簿価" [
        "期首簿価", "前年度末簿価", "期首帳簿価額", "増減異動前簿価(期首簿価)", "期首残高", "前年度末残高", "異動前簿価",
        "前期末簿価", "期首帳簿価格",
    ]
    Reason "reason" "増減異動事由" ["異動事由", "増減事由", "増減理由", "異動理由", "増減異動理由"]
    IncreaseTotal "increase_total_yen" "今回増加額" ["増加額", "当期増加額", "本年度増加額", "増加額合計", "今回増加額計"]
    Purchase "purchase_yen" "有償取得額" ["有償取得", "有償取得分", "有償取得増分"]
    TransferIn "transfer_in_yen" "無償所管換増分" ["無償所管換増", "無償所管換増額", "無償所管換(増)", "無償所管替増分"]
    Donated "donated_yen" "その他無償取得分" ["その他無償取得", "その他無償取得額", "無償取得分"]
    Survey "survey_yen" "調査判明増分" ["調査判明増", "調査判明増額", "調査判明分"]
    ReclassifiedIn "reclassified_in_yen" "振替増額" ["振替増", "振替増分", "科目振替増"]
    RevaluationUp "revaluation_up_yen" "評価等増額" ["評価等増", "評価増", "評価増額", "評価等増分"]
    DecreaseTotal "decrease_total_yen" "今回減少額" ["減少額", "当期減少額", "本年度減少額", "減少額合計", "今回減少額計"]
    Disposal "disposal_yen" "除売却額" ["除売却", "除却額", "除売却分", "除却売却額", "売却・除却額"]
    TransferOut "transfer_out_yen" "無償所管換減分" ["無償所管換減", "無償所管換減額", "無償所管換(減)", "無償所管替減分"]
    GivenAway "given_away_yen" "その他無償譲渡分" ["その他無償譲渡", "その他無償譲渡額", "無償譲渡分"]
    RecordingError "recording_error_yen" "誤記載減少分" ["誤記載減少", "誤記載減少額", "誤記載減", "誤記載分"]
    ReclassifiedOut "reclassified_out_yen" "振替・分割減額" ["振替減", "振替減額", "振替・分割減", "振替等減額"]
    Depreciation "depreciation_yen" "減価償却額" [
        "減価償却費", "当期償却額", "本年度償却額", "当期減価償却額", "本年度減価償却額", "当期減価償却費", "償却額",
        "当年度償却額", "当年度減価償却額", "今回減価償却額", "本年度減価償却費",
    ]
    RevaluationDown "revaluation_down_yen" "評価等減額" ["評価等減", "評価減", "評価減額", "評価等減分"]
    After "after_yen" "増減異動後簿価(期末簿価)" [
        "増減異動後簿価", "期末簿価", "期末帳簿価額", "帳簿価額", "簿価", "現在簿価", "期末残高", "本年度末簿価",
        "当年度末簿価", "異動後簿価", "本年度末残高", "年度末簿価", "期末帳簿価格",
    ]
    AccountingEntity "accounting_entity" "会計区分" ["会計", "会計名", "会計名称", "会計種別"]
    BudgetItem "budget_item" "予算執行科目" ["予算科目", "執行科目", "予算執行科目名"]
    Usage "usage" "用途" ["使用用途", "用途区分", "用途名"]
    Programme "programme" "事業分類" ["事業", "事業名", "事業区分"]
    OpeningEstimated "opening_estimated" "開始時見積資産" ["開始時見積", "開始時見積区分", "開始時見積資産区分"]
    Attributes "attributes" "各種属性情報" ["属性情報", "各種属性", "属性"]
    Saleable "saleable" "売却可能区分" ["売却可能資産", "売却可能資産区分", "売却可能"]
    MarketValue "market_value_yen" "時価等" ["時価", "売却可能価額", "時価評価額"]
    FullyRetired "fully_retired" "完全除却済記号" ["完全除却済", "除却済", "除却済記号", "完全除却", "完全除却済フラグ"]
    Quantity "quantity" "数量((延べ床)面積)" [
        "数量", "面積", "延べ床面積", "延床面積", "数量(面積)", "数量・面積", "延べ面積", "数量(延べ床面積)",
        "数量(延床面積)", "数量(延べ床)面積",
    ]
    Floors "floors" "階数(建物)" ["階数", "建物階数", "階層"]
    LandCategory "land_category" "地目(土地)" ["地目", "土地地目", "登記地目"]
    YearsUsed "years_used" "稼働年数" ["経過年数", "使用年数", "稼動年数"]
    Purpose "purpose" "目的別資産区分" [
        "行政目的", "目的別区分", "行政目的区分", "行政目的別区分", "行政目的別", "目的別", "行政目的別資産区分",
    ]
    Accumulated "accumulated_yen" "減価償却累計額" [
        "累計額", "償却累計額", "減価償却費累計額", "期末減価償却累計額", "累計償却額", "減価償却累計",
    ]
    PropertyClass "property_class" "財産区分(行政財産・普通財産)" [
        "財産区分", "公有財産区分", "行政財産・普通財産", "財産分類", "財産種別", "財産区分(行政・普通)",
    ]
    PropertyLedgerNo "property_ledger_no" "公有財産台帳番号" ["公有財産番号", "財産台帳番号"]
    StatutoryLedgerNo "statutory_ledger_no" "法定台帳番号" ["法定台帳", "個別台帳番号"]
    AccountDetail "account_detail" "勘定科目細目" ["科目細目", "細目", "細節", "勘定科目(細目)", "中科目"]
    Method "depreciation_method" "償却方法" ["減価償却方法", "償却区分"]
    StartPolicy "start_policy" "償却開始" ["償却開始の方法", "償却開始方法"]
    Unit "unit" "数量単位" ["単位", "数量の単位"]
    SiteCode "site_code" "敷地番号" ["敷地コード", "敷地ID"]
    FacilityCode "facility_code" "施設番号" ["施設コード", "施設ID"]
    BuildingCode "building_code" "建物番号" ["建物コード", "建物ID", "棟番号"]
    ComponentCode "component_code" "部位番号" ["部位コード", "設備番号", "部位ID"]
    MovedCost "moved_cost_yen" "異動取得価額" []
    MovedAccumulated "moved_accumulated_yen" "異動減価償却累計額" []
    Proceeds "proceeds_yen" "売却収入" ["売却額", "売却価額", "売却収入額"]
    Note "note" "備考" ["摘要", "メモ", "備考欄", "remarks"]
    Source "source" "出典" ["データ出典", "情報源"]
    Illustrative "illustrative" "例示項目" ["例示"]
    Funding "funding" "取得財源内訳" ["財源内訳", "取得財源", "財源"]
    SeismicDiagnosis "seismic_diagnosis" "耐震診断状況(建物)" ["耐震診断状況", "耐震診断"]
    SeismicState "seismic_state" "耐震化状況(建物)" ["耐震化状況", "耐震化"]
    LifeExtension "life_extension" "長寿命化履歴" ["長寿命化"]
    SharedUse "shared_use" "複合化状況" ["複合化"]
    Users "users" "利用者数(件数)" ["利用者数", "利用件数"]
    Occupancy "occupancy" "稼働率" ["稼動率"]
    Operation "operation" "運営方法" ["運営形態", "管理運営方法"]
    OpeningHours "opening_hours" "運営時間" ["開館時間"]
    Staff "staff" "職員人数" ["職員数"]
    RunningCost "running_cost" "ランニングコスト" ["維持管理費"]
    OptionalItems "optional_items" "追加項目(JSON)" ["追加項目"]
    AssetGroup "asset_group" "資産区分" ["資産分類", "資産区分名", "資産種類", "固定資産区分"]
}

/// How many columns there are.
pub(super) const COUNT: usize = Item::AssetGroup as usize + 1;

impl Item {
    /// Its column.
    pub fn column(self) -> &'static Column {
        &COLUMNS[self as usize]
    }

    /// Whether it is one of the optional items (追加項目).
    pub(super) fn is_optional(self) -> bool {
        (Item::Funding..=Item::RunningCost).contains(&self)
    }
}

/// What a heading was recognised as.
#[derive(Clone, Copy)]
pub(super) struct Recognised {
    pub item: Item,
    /// Whether it is the official heading or the field name, and not one of the other spellings.
    pub official: bool,
    pub measure: Option<Measure>,
}

static BY_KEY: LazyLock<HashMap<String, (Item, bool)>> = LazyLock::new(|| {
    let mut by_key = HashMap::new();
    for column in COLUMNS {
        by_key.insert(key(column.field), (column.item, true));
        by_key.insert(key(column.heading), (column.item, true));
    }
    for column in COLUMNS {
        for synonym in column.synonyms {
            by_key.entry(key(synonym)).or_insert((column.item, false));
        }
    }
    by_key
});

/// The column that a field name, a heading or one of its other spellings means.
pub(super) fn recognise(heading: &str) -> Option<Recognised> {
    look_up(heading, |key| BY_KEY.get(key).copied()).map(|((item, official), measure)| Recognised {
        item,
        official,
        measure,
    })
}

/// What is said about a heading that nothing matches: the column whose spelling is nearest.
pub(super) fn unknown(heading: &str) -> Fault {
    let key: Vec<char> = key(heading).chars().take(64).collect();
    let nearest = BY_KEY.iter().min_by_key(|(known, (item, _))| (edits(&key, known), *item));
    let (field, label) = nearest.map_or(("", ""), |(_, (item, _))| (item.column().field, item.column().heading));
    let heading = super::shortened(heading);
    fault(
        "unknown-column",
        format!("the column `{heading}` is not known; the nearest is `{field}` ({label}): rename it or remove it"),
        format!(
            "列「{heading}」は使えません。最も近い列は「{label}」(`{field}`)です。列名を直すか列を削除してください"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_means_two_columns() {
        let mut seen: HashMap<String, Item> = HashMap::new();
        for column in COLUMNS {
            assert_eq!(column.item.column().field, column.field);
            for name in [column.field, column.heading].iter().chain(column.synonyms) {
                let other = seen.insert(key(name), column.item);
                assert!(other.is_none_or(|other| other == column.item), "{name}");
            }
        }
        assert_eq!(Item::StatutoryLedgerNo as usize, 49);
    }

    #[test]
    fn headings_are_recognised_however_they_are_written() {
        let item = |heading| recognise(heading).map(|r| r.item);
        for (heading, expected) in [
            ("勘定科目\n(種目･種別)", Item::Account),
            ("台帳番号", Item::AssetNo),
            ("所 属", Item::Department),
            ("１２．取得価額等（円）", Item::Cost),
            ("取得価格（千円）", Item::Cost),
            ("期首簿価", Item::Before),
            ("当期償却額", Item::Depreciation),
            ("数量((延べ床)面積)", Item::Quantity),
            ("延床面積(㎡)", Item::Quantity),
            ("Useful_Life_Years", Item::UsefulLife),
        ] {
            assert_eq!(item(heading), Some(expected), "{heading}");
        }
        assert_eq!(recognise("取得価格（千円）").and_then(|r| r.measure), Some(Measure::Yen(1_000)));
        assert_eq!(item("好きな色"), None);
    }

    #[test]
    fn an_unknown_heading_is_told_with_the_nearest_known_one() {
        assert!(unknown("取得価願").text.ja.contains("取得価額等"));
    }
}
