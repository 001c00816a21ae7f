//! Which words of the register does a cell mean? Codes, official terms and the ways in which people write them.

use crate::domain::asset::{Account, AccountGroup, DepreciationMethod, LeaseClass, Purpose, Reason, StartPolicy};
use crate::domain::facility::{PropertyClass, Word};
use crate::spreadsheet::cells::Refusal;
use crate::spreadsheet::naming::key;
use std::collections::HashMap;
use strum::IntoEnumIterator;

/// Spellings that are remembered as they came, so that the same cell is understood at once the next time.
const REMEMBERED: usize = 2_000;

/// What a cell was understood as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found<W: 'static> {
    One(W),
    /// A narrower term than the word it belongs to, which is worth keeping.
    Narrower(W),
    /// It may be any of these.
    Several(&'static [W]),
}

/// A closed list with every spelling of its words.
pub(super) struct Words<W: 'static> {
    by_key: HashMap<String, Found<W>>,
    remembered: HashMap<String, Found<W>>,
}

impl<W: Word> Words<W> {
    fn new(spellings: &[(&str, W)]) -> Words<W> {
        let mut by_key = HashMap::new();
        for word in W::iter() {
            by_key.insert(key(word.code()), Found::One(word));
            by_key.insert(key(word.label_ja()), Found::One(word));
        }
        for (spelling, word) in spellings {
            by_key.insert(key(spelling), Found::One(*word));
        }
        Words { by_key, remembered: HashMap::new() }
    }

    fn put(&mut self, spellings: &[&str], found: Found<W>) {
        self.by_key.extend(spellings.iter().map(|spelling| (key(spelling), found)));
    }

    /// What a cell means.
    pub fn find(&mut self, cell: &str) -> Option<Found<W>> {
        if let Some(found) = self.remembered.get(cell) {
            return Some(*found);
        }
        if cell.len() > 300 {
            return None;
        }
        let key = key(cell);
        let unnumbered = key.trim_start_matches(|c: char| c.is_ascii_digit());
        let found = self.by_key.get(&key).or_else(|| self.by_key.get(unnumbered)).copied()?;
        if self.remembered.len() < REMEMBERED {
            self.remembered.insert(cell.to_owned(), found);
        }
        Some(found)
    }
}

/// What is said about a cell that is none of the words.
pub(super) fn unknown<W: Word>() -> Refusal {
    let labels: Vec<&str> = W::iter().map(Word::label_ja).collect();
    let codes: Vec<&str> = W::iter().map(Word::code).collect();
    Refusal::new(
        "unknown-value",
        format!("it is not known here; use one of {}", codes.join(", ")),
        format!("使えません。次のいずれかにしてください: {}", labels.join("、")),
    )
}

/// What is said about a cell that may mean several words.
pub(super) fn ambiguous<W: Word>(words: &[W], remedy_en: &str, remedy_ja: &str) -> Refusal {
    let labels: Vec<String> = words.iter().map(|word| format!("「{}」", word.label_ja())).collect();
    let codes: Vec<String> = words.iter().map(|word| format!("`{}` ({})", word.code(), word.label_ja())).collect();
    Refusal::new(
        "ambiguous",
        format!("it may mean {}; write which one{remedy_en}", codes.join(" or ")),
        format!("{}のどちらか分かりません。区別して書いてください{remedy_ja}", labels.join("か")),
    )
}

/// Every list that the register uses.
pub(super) struct Lists {
    pub account: Words<Account>,
    pub group: Words<AccountGroup>,
    pub reason: Words<Reason>,
    pub lease: Words<LeaseClass>,
    pub method: Words<DepreciationMethod>,
    pub start: Words<StartPolicy>,
    pub purpose: Words<Purpose>,
    pub property: Words<PropertyClass>,
}

impl Lists {
    pub fn new() -> Lists {
        Lists {
            account: accounts(),
            group: Words::new(&[
                ("事業用", AccountGroup::Business),
                ("有形固定資産(事業用資産)", AccountGroup::Business),
                ("インフラ", AccountGroup::Infrastructure),
                ("インフラ用資産", AccountGroup::Infrastructure),
                ("有形固定資産(インフラ資産)", AccountGroup::Infrastructure),
                ("重要物品", AccountGroup::Movables),
                ("無形", AccountGroup::Intangible),
            ]),
            reason: reasons(),
            lease: Words::new(&[
                ("自己所有", LeaseClass::Owned),
                ("所有資産", LeaseClass::Owned),
                ("自己資産", LeaseClass::Owned),
                ("自己", LeaseClass::Owned),
                ("非リース", LeaseClass::Owned),
                ("リース以外", LeaseClass::Owned),
                ("所有権移転", LeaseClass::FinanceLeaseTransfer),
                ("所有権移転リース", LeaseClass::FinanceLeaseTransfer),
                ("所有権移転外", LeaseClass::FinanceLeaseNonTransfer),
                ("所有権移転外リース", LeaseClass::FinanceLeaseNonTransfer),
                ("リース", LeaseClass::FinanceLeaseNonTransfer),
                ("リース資産", LeaseClass::FinanceLeaseNonTransfer),
                ("ファイナンス・リース", LeaseClass::FinanceLeaseNonTransfer),
            ]),
            method: Words::new(&[
                ("定額", DepreciationMethod::StraightLine),
                ("取替", DepreciationMethod::Replacement),
                ("非償却資産", DepreciationMethod::None),
                ("償却なし", DepreciationMethod::None),
                ("なし", DepreciationMethod::None),
                ("対象外", DepreciationMethod::None),
            ]),
            start: Words::new(&[
                ("翌年度", StartPolicy::NextFiscalYear),
                ("翌年度から", StartPolicy::NextFiscalYear),
                ("当月", StartPolicy::MonthOfService),
                ("当月から月割", StartPolicy::MonthOfService),
                ("翌月", StartPolicy::MonthAfterService),
                ("翌月から月割", StartPolicy::MonthAfterService),
            ]),
            purpose: Words::new(&[
                ("1", Purpose::Infrastructure),
                ("2", Purpose::Education),
                ("3", Purpose::Welfare),
                ("4", Purpose::Sanitation),
                ("5", Purpose::Industry),
                ("6", Purpose::FireService),
                ("7", Purpose::GeneralAffairs),
                ("生活インフラ", Purpose::Infrastructure),
                ("国土保全", Purpose::Infrastructure),
                ("生活インフラ国土保全関係", Purpose::Infrastructure),
                ("福祉関係", Purpose::Welfare),
                ("環境", Purpose::Sanitation),
                ("衛生", Purpose::Sanitation),
                ("産業", Purpose::Industry),
            ]),
            property: Words::new(&[
                ("行政", PropertyClass::Administrative),
                ("公用財産", PropertyClass::Administrative),
                ("公共用財産", PropertyClass::Administrative),
                ("行政財産(公用財産)", PropertyClass::Administrative),
                ("行政財産(公共用財産)", PropertyClass::Administrative),
                ("公用", PropertyClass::Administrative),
                ("公共用", PropertyClass::Administrative),
                ("普通", PropertyClass::Ordinary),
            ]),
        }
    }
}

fn accounts() -> Words<Account> {
    use Account::*;
    let mut words = Words::new(&[
        ("物品(重要物品)", Movables),
        ("重要物品", Movables),
        ("有形固定資産物品", Movables),
        ("ソフトウエア", Software),
        ("無形固定資産ソフトウェア", Software),
        ("その他無形固定資産", OtherIntangible),
        ("その他の無形固定資産", OtherIntangible),
    ]);
    for account in Account::iter() {
        let (group, term) = (account.group(), account.label_in_group_ja());
        let prefixes: &[&str] = match group {
            AccountGroup::Business => &["事業用資産", "事業用", "有形固定資産事業用資産"],
            AccountGroup::Infrastructure => &["インフラ資産", "インフラ", "インフラ用資産", "有形固定資産インフラ資産"],
            AccountGroup::Intangible => &["無形固定資産", "無形"],
            AccountGroup::Movables => &[],
        };
        for prefix in prefixes {
            let spellings = [format!("{prefix}{term}"), format!("{term}{prefix}"), format!("{prefix}の{term}")];
            words.put(&spellings.each_ref().map(String::as_str), Found::One(account));
        }
    }
    words.put(&["土地"], Found::Several(&[BusinessLand, InfrastructureLand]));
    words.put(&["建物"], Found::Several(&[BusinessBuildings, InfrastructureBuildings]));
    words.put(&["工作物"], Found::Several(&[BusinessStructures, InfrastructureStructures]));
    words.put(&["その他"], Found::Several(&[BusinessOther, InfrastructureOther, OtherIntangible]));
    words.put(&["建設仮勘定"], Found::Several(&[BusinessConstructionInProgress, InfrastructureConstructionInProgress]));
    words.put(&["立木竹", "立木"], Found::One(BusinessStandingTimber));
    words.put(&["船舶"], Found::One(BusinessShips));
    words.put(&["浮標等", "浮標等(浮桟橋等)"], Found::One(BusinessBuoys));
    words.put(&["浮標", "浮桟橋", "浮ドック"], Found::Narrower(BusinessBuoys));
    words.put(&["航空機"], Found::One(BusinessAircraft));
    words.put(&["備品", "車両", "車両運搬具", "機械器具", "工具器具備品", "美術品"], Found::Narrower(Movables));
    words.put(
        &["地上権", "地役権", "借地権", "著作権", "特許権", "商標権", "電話加入権", "水利権", "ソフトウェア仮勘定"],
        Found::Narrower(OtherIntangible),
    );
    words
}

fn reasons() -> Words<Reason> {
    use Reason::*;
    let mut words = Words::new(&[
        ("期首残高", OpeningBalance),
        ("開始時", OpeningBalance),
        ("開始時残高", OpeningBalance),
        ("新規取得", Purchase),
        ("新規", Purchase),
        ("購入", Purchase),
        ("取得", Purchase),
        ("有償取得・新規取得", Purchase),
        ("改良", CapitalImprovement),
        ("増築", CapitalImprovement),
        ("改修", CapitalImprovement),
        ("資本的支出(改良・増築)", CapitalImprovement),
        ("無償所管換増", TransferIn),
        ("所管換受入", TransferIn),
        ("寄附", DonationIn),
        ("寄付", DonationIn),
        ("寄付受入", DonationIn),
        ("受贈", DonationIn),
        ("無償取得", DonationIn),
        ("調査判明増", FoundBySurvey),
        ("本勘定振替", FromConstructionInProgress),
        ("建設仮勘定から本勘定へ", FromConstructionInProgress),
        ("建設仮勘定からの振替", FromConstructionInProgress),
        ("振替増", ReclassifiedIn),
        ("評価等増", RevaluationUp),
        ("滅失", Retirement),
        ("除却・滅失", Retirement),
        ("取壊し", Retirement),
        ("取り壊し", Retirement),
        ("解体", Retirement),
        ("廃棄", Retirement),
        ("売払", Sale),
        ("売払い", Sale),
        ("無償所管換減", TransferOut),
        ("所管換払出", TransferOut),
        ("譲与", DonationOut),
        ("誤記載減少", RecordingError),
        ("誤記載減", RecordingError),
        ("誤謬訂正", RecordingError),
        ("振替減", ReclassifiedOut),
        ("分割", Split),
        ("合併", Split),
        ("精算", ConstructionSettled),
        ("償却", Depreciation),
        ("減価償却費", Depreciation),
        ("評価等減", RevaluationDown),
        ("減損", RevaluationDown),
    ]);
    words.put(&["無償所管換", "所管換", "所管替", "無償所管替"], Found::Several(&[TransferIn, TransferOut]));
    words.put(&["科目振替", "振替"], Found::Several(&[ReclassifiedIn, ReclassifiedOut]));
    words.put(&["除売却"], Found::Several(&[Retirement, Sale]));
    words.put(&["評価替", "評価替え"], Found::Several(&[RevaluationUp, RevaluationDown]));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_understood_in_the_ways_they_are_written() {
        let mut lists = Lists::new();
        for (cell, account) in [
            ("事業用資産／建物", Account::BusinessBuildings),
            ("建物（事業用）", Account::BusinessBuildings),
            ("インフラ資産・工作物", Account::InfrastructureStructures),
            ("事業用土地", Account::BusinessLand),
            ("business-land", Account::BusinessLand),
            ("ソフトウェア", Account::Software),
            ("無形固定資産 その他", Account::OtherIntangible),
        ] {
            assert_eq!(lists.account.find(cell), Some(Found::One(account)), "{cell}");
            assert_eq!(lists.account.find(cell), Some(Found::One(account)), "{cell}");
        }
        assert_eq!(lists.account.find("特許権"), Some(Found::Narrower(Account::OtherIntangible)));
        assert!(matches!(lists.account.find("土地"), Some(Found::Several([_, _]))));
        assert_eq!(lists.account.find("城"), None);
    }

    #[test]
    fn purposes_are_known_by_number_and_by_short_name() {
        let mut lists = Lists::new();
        for cell in ["1", "１", "1 生活インフラ・国土保全", "生活インフラ", "infrastructure"] {
            assert_eq!(lists.purpose.find(cell), Some(Found::One(Purpose::Infrastructure)), "{cell}");
        }
    }
}
