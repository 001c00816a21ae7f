//! What does one row of a register say as a whole, and does it agree with itself?

use super::columns::Item;
use super::heading::Places;
use super::row::Row;
use super::words::{Found, Lists};
use super::{Facts, Fault, LONGEST_NAME, LONGEST_TEXT, Line, Tally};
use crate::domain::asset::{Account, DepreciationMethod, LeaseClass, Reason};
use crate::spreadsheet::Record;
use crate::spreadsheet::cells::{self, Refusal};
use crate::spreadsheet::naming::key;

const INCREASES: [Item; 6] =
    [Item::Purchase, Item::TransferIn, Item::Donated, Item::Survey, Item::ReclassifiedIn, Item::RevaluationUp];
const DECREASES: [Item; 7] = [
    Item::Disposal,
    Item::TransferOut,
    Item::GivenAway,
    Item::RecordingError,
    Item::ReclassifiedOut,
    Item::Depreciation,
    Item::RevaluationDown,
];
const DEPRECIATION: usize = 5;

/// Reads the rows of one file.
pub(super) struct Lines {
    pub lists: Lists,
    pub tally: Tally,
    pub serial: bool,
    pub accounting_entity: String,
}

impl Lines {
    /// What a row says; `None` for a row of sums.
    pub fn read(&mut self, places: &Places, record: Record<'_>) -> Option<Result<Line, Vec<Fault>>> {
        if is_sum(places, &record) {
            self.tally.sums += 1;
            return None;
        }
        let mut row = Row { record, places, tally: &mut self.tally, faults: Vec::new(), serial: self.serial };
        row.check_width();
        let lists = &mut self.lists;
        let (account, finer) = account(&mut row, lists);
        let facts = facts(&mut row, lists, account, finer, &self.accounting_entity);
        let line = amounts(&mut row, lists, facts);
        let line = complete(&mut row, line, account.is_some());
        check(&mut row, &line, account.is_some());
        let mut faults = row.faults;
        if faults.is_empty() {
            return Some(Ok(line));
        }
        // In the order of the file, for whoever mends them.
        faults.sort_by_key(|fault| places.position(fault.column.as_deref()));
        Some(Err(faults))
    }
}

/// Whether the row adds up the rows above it.
fn is_sum(places: &Places, record: &Record<'_>) -> bool {
    let sums = |cell: &str| {
        !cell.is_empty()
            && cell.len() <= 40
            && !cell.as_bytes()[0].is_ascii_digit()
            && matches!(key(cell).as_str(), "合計" | "総計" | "小計" | "計" | "総合計")
    };
    let number = places.column(Item::AssetNo).map_or("", |n| record.cell(n));
    sums(number) || (number.is_empty() && (0..record.width().min(10)).any(|n| sums(record.cell(n))))
}

fn amounts(row: &mut Row<'_>, lists: &mut Lists, facts: Facts) -> Line {
    let increase = row.amounts(INCREASES);
    let decrease = row.amounts(DECREASES);
    let grows = increase.iter().any(|yen| *yen != 0);
    let shrinks = decrease.iter().enumerate().any(|(n, yen)| n != DEPRECIATION && *yen != 0);
    // A word for both directions means the one in which the amounts go.
    let settle = |choices: &'static [Reason]| {
        let mut fitting =
            choices.iter().filter(|r| if r.is_increase() { grows && !shrinks } else { shrinks && !grows });
        fitting.next().copied().filter(|_| fitting.next().is_none())
    };
    let reason = row.word(Item::Reason, &mut lists.reason, settle, ("", ""));
    let moved = (row.amount(Item::MovedCost), row.amount(Item::MovedAccumulated));
    Line {
        row: row.record.row,
        asset_no: facts.asset_no.clone(),
        branch_no: facts.branch_no.clone(),
        facts,
        cost_yen: row.amount(Item::Cost).unwrap_or(0),
        accumulated_yen: row.amount(Item::Accumulated).unwrap_or(0),
        change_on: row.whole_date(Item::ChangeOn),
        reason: reason.map(|(reason, _)| reason),
        before_yen: row.amount(Item::Before),
        increase,
        decrease,
        given_depreciation: !cells::says_nothing(row.cell(Item::Depreciation)),
        after_yen: row.amount(Item::After),
        years_used: row.whole(Item::YearsUsed, 0, 2_000),
        fully_retired: row.flag(Item::FullyRetired, &["除却済", "完全除却済", "除却", "完全除却"]),
        moved: (moved != (None, None)).then(|| (moved.0.unwrap_or(0), moved.1.unwrap_or(0))),
        proceeds_yen: row.amount(Item::Proceeds),
    }
}

/// The account, and the narrower term that the file has for it.
fn account(row: &mut Row<'_>, lists: &mut Lists) -> (Option<Account>, Option<String>) {
    if row.cell(Item::Account).is_empty() {
        row.missing(Item::Account);
        return (None, None);
    }
    // The column has other values too, such as 有形固定資産; only those that name a group help.
    let group = match lists.group.find(row.cell(Item::AssetGroup)) {
        Some(Found::One(group) | Found::Narrower(group)) => Some(group),
        _ => None,
    };
    let settle = |choices: &'static [Account]| {
        let mut fitting = choices.iter().filter(|account| Some(account.group()) == group);
        fitting.next().copied().filter(|_| fitting.next().is_none())
    };
    let remedy = (
        ", or add a column 資産区分 that says 事業用資産 or インフラ資産",
        "。列「資産区分」に事業用資産かインフラ資産と書くこともできます",
    );
    let Some((account, narrower)) = row.word(Item::Account, &mut lists.account, settle, remedy) else {
        if cells::says_nothing(row.cell(Item::Account)) {
            row.missing(Item::Account);
        }
        return (None, None);
    };
    if group.is_some_and(|group| group != account.group()) {
        let (en, ja) = (
            "the account is not in that group; correct one of the two",
            "勘定科目と食い違っています。どちらかを直してください",
        );
        row.refuse(Item::AssetGroup, Refusal::new("contradiction", en, ja));
    }
    (Some(account), narrower.then(|| row.cell(Item::Account).to_owned()))
}

fn facts(row: &mut Row<'_>, lists: &mut Lists, account: Option<Account>, finer: Option<String>, entity: &str) -> Facts {
    if row.cell(Item::AssetNo).is_empty() {
        row.missing(Item::AssetNo);
    }
    if cells::says_nothing(row.cell(Item::Cost)) {
        row.missing(Item::Cost);
    }
    let wanted = account.unwrap_or(Account::Movables);
    let method = row.plain_word(Item::Method, &mut lists.method).unwrap_or(if wanted.is_depreciable() {
        DepreciationMethod::StraightLine
    } else {
        DepreciationMethod::None
    });
    let accounting_entity = row.text(Item::AccountingEntity, LONGEST_NAME).unwrap_or_else(|| {
        row.tally.entities += 1;
        entity.to_owned()
    });
    let quantity = row.number(Item::Quantity);
    let unit = row.text(Item::Unit, LONGEST_NAME).or_else(|| quantity.and(row.places.unit).map(str::to_owned));
    Facts {
        municipality_code: String::new(),
        asset_no: row.code(Item::AssetNo).unwrap_or_default(),
        branch_no: row.code(Item::BranchNo).unwrap_or_else(|| "0".to_owned()),
        effective_on: String::new(),
        entry_no: 0,
        name: row.required_text(Item::Name, LONGEST_NAME),
        account: wanted,
        account_detail: row.text(Item::AccountDetail, LONGEST_TEXT).or(finer),
        accounting_entity,
        location: row.text(Item::Location, LONGEST_TEXT),
        department: row.text(Item::Department, LONGEST_TEXT),
        lease_class: row.plain_word(Item::LeaseClass, &mut lists.lease).unwrap_or(LeaseClass::Owned),
        life_class: row.text(Item::LifeClass, LONGEST_TEXT),
        useful_life_years: useful_life(row, account, method),
        acquired_on: row.known_date(Item::AcquiredOn),
        in_service_on: row.known_date(Item::InServiceOn),
        ownership_ratio: row.share(Item::OwnershipRatio),
        depreciation_method: method,
        start_policy: row.plain_word(Item::StartPolicy, &mut lists.start),
        budget_item: row.text(Item::BudgetItem, LONGEST_TEXT),
        usage: row.text(Item::Usage, LONGEST_TEXT),
        programme: row.text(Item::Programme, LONGEST_TEXT),
        opening_estimated: row.flag(Item::OpeningEstimated, &["開始時見積資産", "開始時見積", "見積", "見積資産"]),
        attributes: row.text(Item::Attributes, LONGEST_TEXT),
        saleable: row.flag(Item::Saleable, &["売却可能", "売却可能資産", "可", "可能"]),
        market_value_yen: row.amount(Item::MarketValue),
        quantity,
        unit,
        floors: row.text(Item::Floors, LONGEST_TEXT),
        land_category: row.text(Item::LandCategory, LONGEST_TEXT),
        purpose: row.plain_word(Item::Purpose, &mut lists.purpose),
        property_class: row.plain_word(Item::PropertyClass, &mut lists.property),
        property_ledger_no: row.text(Item::PropertyLedgerNo, LONGEST_TEXT),
        statutory_ledger_no: row.text(Item::StatutoryLedgerNo, LONGEST_TEXT),
        site_code: row.code(Item::SiteCode),
        facility_code: row.code(Item::FacilityCode),
        building_code: row.code(Item::BuildingCode),
        component_code: row.code(Item::ComponentCode),
        optional_items: row.optional_items(),
        note: row.text(Item::Note, LONGEST_TEXT),
        source: row.text(Item::Source, LONGEST_TEXT),
        illustrative: row.illustrative(),
    }
}

fn useful_life(row: &mut Row<'_>, account: Option<Account>, method: DepreciationMethod) -> Option<i32> {
    let before = row.faults.len();
    let years = row.whole(Item::UsefulLife, 0, 100).filter(|years| *years != 0);
    let charged = account.is_some_and(Account::is_depreciable) && method == DepreciationMethod::StraightLine;
    // A cost that cannot be read has its fault elsewhere.
    let needed = charged && cells::amount(row.cell(Item::Cost), row.places.yen(Item::Cost)).is_ok_and(|c| c > Some(1));
    if row.faults.len() == before && ((years.is_none() && needed) || years == Some(1)) {
        let (en, ja) = (
            "an asset that is depreciated needs a useful life from 2 to 100 years; write it, or 非償却 under 償却方法",
            "償却する資産には 2 から 100 までの耐用年数が要ります。入れるか、「償却方法」を非償却にしてください",
        );
        row.refuse(Item::UsefulLife, Refusal::new("out-of-range", en, ja));
    }
    years
}

/// Fills in what follows from the rest of the row.
fn complete(row: &mut Row<'_>, mut line: Line, sure: bool) -> Line {
    let open = cells::says_nothing(row.cell(Item::Accumulated)) && sure && line.facts.account.is_depreciable();
    if let (true, false, Some(after)) = (open, line.fully_retired, line.after_yen)
        && (0..line.cost_yen).contains(&after)
    {
        line.accumulated_yen = line.cost_yen - after;
        row.tally.accumulated += 1;
    }
    line
}

/// Adds up as amounts are printed: a sum that does not fit stays at the end of what does.
fn sum(amounts: &[i64]) -> i64 {
    amounts.iter().fold(0, |sum: i64, yen| sum.saturating_add(*yen))
}

fn check(row: &mut Row<'_>, line: &Line, sure: bool) {
    if line.cost_yen < 0 {
        let (en, ja) = (
            "it is less than 0; write what was paid, and what was taken away under 今回減少額",
            "負の金額です。取得した金額を入れ、減らした額は今回減少額に入れてください",
        );
        row.refuse(Item::Cost, Refusal::new("out-of-range", en, ja));
    }
    if line.accumulated_yen < 0 {
        let (en, ja) = ("it is less than 0; write it without a sign", "負の金額です。符号を付けずに入れてください");
        row.refuse(Item::Accumulated, Refusal::new("out-of-range", en, ja));
    }
    if sure && line.accumulated_yen != 0 && !line.facts.account.is_depreciable() {
        let (en, ja) = (
            "land, standing timber and construction in progress are not depreciated; write 0 or correct the account",
            "土地、立木竹、建設仮勘定は償却しません。0 にするか勘定科目を直してください",
        );
        row.refuse(Item::Accumulated, Refusal::new("contradiction", en, ja));
    }
    // Sums over cells that could not be read would only repeat their faults.
    if !row.faults.is_empty() && row.faults.iter().any(|f| matches!(f.code, "malformed" | "out-of-range")) {
        return;
    }
    let (increase, decrease) = (sum(&line.increase), sum(&line.decrease));
    for (item, total, parts) in [(Item::IncreaseTotal, increase, "18～23"), (Item::DecreaseTotal, decrease, "25～31")]
    {
        if row.amount(item).is_some_and(|given| given != total) {
            row.refuse(
                item,
                Refusal::new(
                    "contradiction",
                    format!(
                        "the columns that make it up (items {parts}) come to {total} yen; correct the sum or its parts"
                    ),
                    format!("内訳(項目 {parts})の合計 {total} 円と合いません。合計か内訳を直してください"),
                ),
            );
        }
    }
    let Some(after) = line.after_yen else { return };
    if let Some(before) = line.before_yen {
        let expected = before.saturating_add(increase).saturating_sub(decrease);
        if after != expected {
            row.refuse(
                Item::After,
                Refusal::new(
                    "contradiction",
                    format!(
                        "the value before, plus the increase, less the decrease is {expected} yen; correct one of them"
                    ),
                    format!(
                        "増減異動前簿価＋今回増加額－今回減少額 = {expected} 円と合いません。いずれかを直してください"
                    ),
                ),
            );
        }
    }
    let book = line.cost_yen.saturating_sub(line.accumulated_yen);
    // Of an asset that is gone many registers go on to show the cost.
    if after != book && !(line.fully_retired && after == 0) {
        row.refuse(
            Item::After,
            Refusal::new(
                "contradiction",
                format!("the cost less the accumulated depreciation is {book} yen; correct one of the three"),
                format!("取得価額等－減価償却累計額 = {book} 円と合いません。いずれかを直してください"),
            ),
        );
    }
}
