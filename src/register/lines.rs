//! A year of an asset as lines of the official layout, and lines of a file as movements: what goes out comes back the same.
//!
//! The layout tells book values and one change a line; our own columns 異動取得価額 and 異動減価償却累計額 tell the gross amounts.
//! Where a file does not have them, they follow from the book values: what comes in comes in without accumulated
//! depreciation; what leaves as a whole takes all of it; a part takes its share by book value.

use super::entries::Posting;
use super::layout::{Export, Line};
use super::rules::{last_date, service};
use super::year::AssetYear;
use crate::domain::asset::{AssetKey, Column, Reason};
use crate::domain::calendar::fiscal_year_of;
use crate::domain::closing::Outcome;
use crate::domain::ledger::{Amounts, check_balance, check_movement, reversed};
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use chrono::NaiveDate;

/// Reasons that the columns of a line stand for when the line names none, in the order of the columns.
const INCREASES: [(Column, Reason); 6] = [
    (Column::Purchase, Reason::Purchase),
    (Column::TransferIn, Reason::TransferIn),
    (Column::Donated, Reason::DonationIn),
    (Column::Survey, Reason::FoundBySurvey),
    (Column::ReclassifiedIn, Reason::ReclassifiedIn),
    (Column::RevaluationUp, Reason::RevaluationUp),
];
const DECREASES: [(Column, Reason); 7] = [
    (Column::Disposal, Reason::Retirement),
    (Column::TransferOut, Reason::TransferOut),
    (Column::GivenAway, Reason::DonationOut),
    (Column::RecordingError, Reason::RecordingError),
    (Column::ReclassifiedOut, Reason::ReclassifiedOut),
    (Column::Depreciation, Reason::Depreciation),
    (Column::RevaluationDown, Reason::RevaluationDown),
];
const DEPRECIATION: usize = 5;

/// The lines of an asset in a year: one a movement, the depreciation on the last; none when there is nothing to tell.
pub fn exported(asset: &AssetYear, year: i32, outcome: &Outcome) -> Vec<Export> {
    let Some(facts) = &asset.facts else { return Vec::new() };
    let charge = asset.recorded() + outcome.charge;
    let moves: Vec<_> = asset
        .movements
        .iter()
        .filter(|row| !matches!(row.reason, Reason::Depreciation | Reason::OpeningBalance))
        .collect();
    if moves.is_empty()
        && charge == Yen(0)
        && outcome.opening == Amounts::default()
        && outcome.closing == Amounts::default()
    {
        return Vec::new();
    }
    let used = facts.in_service_on.as_deref().or(facts.acquired_on.as_deref()).and_then(service);
    let mut balance = outcome.opening;
    let count = moves.len().max(1);
    let mut lines = Vec::with_capacity(count);
    for n in 0..count {
        let mut line = Line {
            row: 0,
            asset_no: facts.asset_no.clone(),
            branch_no: facts.branch_no.clone(),
            facts: facts.clone(),
            cost_yen: 0,
            accumulated_yen: 0,
            change_on: None,
            reason: None,
            before_yen: Some(balance.book().0),
            increase: [0; 6],
            decrease: [0; 7],
            given_depreciation: false,
            after_yen: None,
            years_used: used.map(|service| (year - service.fiscal_year.year()).max(0)),
            fully_retired: false,
            moved: None,
            proceeds_yen: None,
        };
        if let Some(row) = moves.get(n) {
            let change = Amounts { cost: Yen(row.cost_yen), accumulated: Yen(row.accumulated_yen) };
            line.change_on = row.occurred_on.parse().ok();
            line.reason = Some(row.reason);
            line.facts.account = row.account;
            line.facts.accounting_entity.clone_from(&row.accounting_entity);
            line.moved = Some((row.cost_yen, row.accumulated_yen));
            line.proceeds_yen = row.proceeds_yen;
            let column = row.reason.column();
            if let Some(at) = INCREASES.iter().position(|(of, _)| *of == column) {
                line.increase[at] = change.book().0;
            } else if let Some(at) = DECREASES.iter().position(|(of, _)| *of == column) {
                line.decrease[at] = -change.book().0;
            }
            balance += change;
        }
        if moves.is_empty() && charge != Yen(0) {
            line.change_on = Some(last_date(year));
            line.reason = Some(Reason::Depreciation);
        }
        if n + 1 == count {
            line.decrease[DEPRECIATION] = charge.0;
            line.given_depreciation = asset.terms.is_some() || charge != Yen(0);
            balance += Amounts { cost: Yen(0), accumulated: charge };
            line.fully_retired =
                balance == Amounts::default() && (outcome.opening != Amounts::default() || !moves.is_empty());
        }
        line.cost_yen = balance.cost.0;
        line.accumulated_yen = balance.accumulated.0;
        line.after_yen = Some(balance.book().0);
        lines.push(Export::from(line));
    }
    lines
}

/// What the lines of one asset come to as movements.
pub struct Taken {
    /// What it stood at when the year began.
    pub opening: Amounts,
    /// What was recorded in the year, its depreciation last.
    pub postings: Vec<Posting>,
    /// Whether the file gives the depreciation of the year, be it 0.
    pub given: bool,
    /// How many gross amounts had to be worked out from book values.
    pub assumed: u64,
}

/// Reads the lines of one asset; the first must begin with the opening balance, each next one where the last ended.
///
/// # Errors
/// Each with the row it is about.
pub fn taken(lines: &[Line], year: i32) -> Result<Taken, (u64, Invalid)> {
    let Some(_) = lines.first() else {
        return Ok(Taken { opening: Amounts::default(), postings: Vec::new(), given: false, assumed: 0 });
    };
    let mut assumed = 0;
    let mut postings = Vec::new();
    let mut opening = Amounts::default();
    let mut balance = Amounts::default();
    for (n, line) in lines.iter().enumerate() {
        let refuse = |invalid: Invalid| (line.row, invalid);
        let depreciation = line.decrease[DEPRECIATION];
        let gone = retired(line);
        let line = gone.as_ref().unwrap_or(line);
        let after = Amounts { cost: Yen(line.cost_yen), accumulated: Yen(line.accumulated_yen) };
        let before_charge = after - Amounts { cost: Yen(0), accumulated: Yen(depreciation) };
        let moved = moves(line, before_charge, &mut assumed);
        let change: Amounts = moved.iter().map(|(_, change)| *change).sum();
        if n == 0 {
            opening = before_charge - change;
            balance = opening;
            check_balance(line.facts.account, opening).map_err(|invalid| refuse(about_opening(&invalid)))?;
        }
        let repeated = lines[..n].iter().find(|other| same(other, line));
        if let Some(other) = repeated {
            return Err(refuse(twice(other, line)));
        }
        if n > 0 && line.before_yen.is_some_and(|before| before != balance.book().0) {
            return Err(refuse(unlike(
                "before_yen",
                line.before_yen.unwrap_or(0),
                balance.book().0,
                "the line of this asset before it ends with",
                "同じ資産の前の行の期末簿価と異なります。前の行の期末簿価:",
            )));
        }
        if line.before_yen.is_some_and(|before| before != balance.book().0) {
            return Err(refuse(unlike(
                "before_yen",
                line.before_yen.unwrap_or(0),
                balance.book().0,
                "it does not go with the other amounts of the row, which give",
                "同じ行の他の金額から求めた値と異なります。求めた値:",
            )));
        }
        let occurred_on = line.change_on.unwrap_or_else(|| last_date(year));
        if !moved.is_empty() && fiscal_year_of(occurred_on) != year {
            return Err(refuse(outside(occurred_on, year)));
        }
        for (reason, change) in moved {
            let sound = check_movement(reason, line.facts.account, change)
                .or_else(|invalid| check_movement(reason, line.facts.account, reversed(change)).map_err(|_| invalid));
            sound.map_err(refuse)?;
            postings.push(posting(line, occurred_on, reason, change));
        }
        if depreciation != 0 {
            let change = Amounts { cost: Yen(0), accumulated: Yen(depreciation) };
            postings.push(Posting { proceeds: None, ..posting(line, last_date(year), Reason::Depreciation, change) });
        }
        balance += change + Amounts { cost: Yen(0), accumulated: Yen(depreciation) };
        if balance != after {
            return Err(refuse(unlike(
                "cost_yen",
                line.cost_yen,
                balance.cost.0,
                "the line before ends with other amounts; this one must give",
                "前の行の残高から続いていません。続く値:",
            )));
        }
        check_balance(line.facts.account, balance).map_err(refuse)?;
    }
    let given = lines.iter().any(|line| line.given_depreciation);
    Ok(Taken { opening, postings, given, assumed })
}

/// Many registers go on telling the cost of what is retired: then it left with that cost, or is long gone.
fn retired(line: &Line) -> Option<Line> {
    let told = (line.cost_yen, line.accumulated_yen) != (0, 0);
    if !(line.fully_retired && line.after_yen == Some(0) && told) {
        return None;
    }
    let left: i64 = line.decrease.iter().enumerate().filter(|(n, _)| *n != DEPRECIATION).map(|(_, yen)| *yen).sum();
    let moved = line.moved.or((left != 0).then_some((-line.cost_yen, left - line.cost_yen)));
    Some(Line { cost_yen: 0, accumulated_yen: 0, moved, ..line.clone() })
}

/// Whether a line says again what another has said.
fn same(other: &Line, line: &Line) -> bool {
    let amounts =
        |l: &Line| (l.cost_yen, l.accumulated_yen, l.before_yen, l.increase, l.decrease, l.change_on, l.moved);
    amounts(other) == amounts(line) && other.facts == line.facts
}

fn twice(other: &Line, line: &Line) -> Invalid {
    let (no, branch, row) = (&line.asset_no, &line.branch_no, other.row);
    let text = Text::new(
        format!("the line says of asset {no}-{branch} what row {row} says already; remove one of them"),
        format!("資産 {no}-{branch} の行が {row} 行目と同じ内容です。どちらかを削除してください"),
    );
    Invalid::new("asset_no", "duplicate", no, text)
}

fn outside(occurred_on: NaiveDate, year: i32) -> Invalid {
    let text = Text::new(
        format!(
            "the movement is dated {occurred_on}, which is not in fiscal year {year}; a register of {year} has the movements of {year} only"
        ),
        format!(
            "異動日 {occurred_on} は{year}年度ではありません。{year}年度の台帳にはその年度の異動だけを記載してください"
        ),
    );
    Invalid::new("change_on", "out-of-range", occurred_on, text)
}

fn about_opening(invalid: &Invalid) -> Invalid {
    Invalid {
        field: "before_yen",
        text: Text::new(
            format!("the balance at the start of the year would be impossible: {}", invalid.text.en),
            format!("期首の残高があり得ない値になります。{}", invalid.text.ja),
        ),
        ..invalid.clone()
    }
}

fn unlike(field: &'static str, value: i64, other: i64, en: &str, ja: &str) -> Invalid {
    let text = Text::new(format!("`{field}` is `{value}`; {en} `{other}`"), format!("値 `{value}` は、{ja} `{other}`"));
    Invalid::new(field, "contradiction", value, text)
}

fn posting(line: &Line, occurred_on: NaiveDate, reason: Reason, change: Amounts) -> Posting {
    Posting {
        key: AssetKey { asset_no: line.asset_no.clone(), branch_no: line.branch_no.clone() },
        occurred_on,
        reason,
        account: line.facts.account,
        accounting_entity: line.facts.accounting_entity.clone(),
        change,
        proceeds: (reason == Reason::Sale).then_some(line.proceeds_yen).flatten().map(Yen),
    }
}

/// The movements of a line apart from its depreciation; `after` is what they led to.
fn moves(line: &Line, after: Amounts, assumed: &mut u64) -> Vec<(Reason, Amounts)> {
    let mut books: Vec<(Column, Reason, i64)> = Vec::new();
    for ((column, reason), yen) in INCREASES.into_iter().zip(line.increase) {
        if yen != 0 {
            books.push((column, reason, yen));
        }
    }
    for ((column, reason), yen) in DECREASES.into_iter().zip(line.decrease) {
        if yen != 0 && column != Column::Depreciation {
            books.push((column, reason, -yen));
        }
    }
    // A movement may change gross amounts and leave the book value: the reason says which column it belongs to.
    if books.is_empty()
        && let (Some((cost, accumulated)), Some(reason)) = (line.moved, line.reason)
        && (cost, accumulated) != (0, 0)
    {
        return vec![(reason, Amounts { cost: Yen(cost), accumulated: Yen(accumulated) })];
    }
    let named = |column: Column, usual: Reason| match line.reason {
        Some(reason) if reason.column() == column => reason,
        _ => usual,
    };
    if let ([(column, reason, book)], Some((cost, accumulated))) = (books.as_slice(), line.moved)
        && cost.saturating_sub(accumulated) == *book
    {
        return vec![(named(*column, *reason), Amounts { cost: Yen(cost), accumulated: Yen(accumulated) })];
    }
    let mut left = after;
    let mut found = Vec::new();
    // Backwards: what a decrease took is known from what it left.
    for (column, reason, book) in books.into_iter().rev() {
        let change = if book > 0 {
            Amounts { cost: Yen(book), accumulated: Yen(0) }
        } else {
            *assumed += 1;
            gross_of(left, book)
        };
        left = left - change;
        found.push((named(column, reason), change));
    }
    found.reverse();
    found
}

/// The gross amounts of a decrease by book value: the share of what is left, or the book value itself when nothing is.
fn gross_of(left: Amounts, book: i64) -> Amounts {
    let remaining = left.book().0;
    if remaining <= 0 {
        return Amounts { cost: Yen(book), accumulated: Yen(0) };
    }
    let cost = i128::from(left.cost.0) * i128::from(book) / i128::from(remaining);
    let cost = i64::try_from(cost).unwrap_or(book);
    Amounts { cost: Yen(cost), accumulated: Yen(cost.saturating_sub(book)) }
}
