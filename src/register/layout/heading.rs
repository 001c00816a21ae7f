//! Which row of a register names the columns, and which column of the file holds what?

use super::columns::{COUNT, Item, recognise, unknown};
use super::{Fault, Options, SOUGHT, fault, shortened};
use crate::domain::Text;
use crate::spreadsheet::naming::{Measure, key, unit_of_title};
use crate::spreadsheet::{HEADING_ROWS, Stored, heading_row};

const ABSENT: u16 = u16::MAX;
/// A register cannot do without these.
const REQUIRED: [Item; 4] = [Item::AssetNo, Item::Name, Item::Account, Item::Cost];

/// Where in the file each item stands.
pub(super) struct Places {
    at: [u16; COUNT],
    /// How many yen one unit of the column is.
    yen: [i64; COUNT],
    /// The headings as they are in the file.
    headings: Vec<String>,
    /// Columns that are kept under their own heading.
    pub kept: Vec<(usize, String)>,
    /// Columns without a heading.
    pub unnamed: Vec<usize>,
    pub percent: bool,
    /// The unit that the heading of the quantities states.
    pub unit: Option<&'static str>,
}

impl Places {
    /// The column of the file.
    pub fn column(&self, item: Item) -> Option<usize> {
        let at = self.at[item as usize];
        (at != ABSENT).then_some(at.into())
    }

    pub fn yen(&self, item: Item) -> i64 {
        self.yen[item as usize]
    }

    /// Which column of the file has the heading that a fault names.
    pub fn position(&self, heading: Option<&str>) -> usize {
        let named = |known: &String| heading.is_some_and(|heading| shortened(known) == heading);
        self.headings.iter().position(named).unwrap_or(usize::MAX)
    }

    /// How many columns have headings.
    pub fn width(&self) -> usize {
        self.headings.len()
    }

    /// What the file calls the column of an item; the official heading when there is none.
    pub fn heading(&self, item: Item) -> &str {
        match self.column(item).and_then(|at| self.headings.get(at)) {
            Some(heading) => heading,
            None => item.column().heading,
        }
    }
}

/// The row that names the columns: the one with the most known headings.
pub(super) fn find(first: &[Stored]) -> Result<usize, Fault> {
    if first.is_empty() {
        return Err(fault(
            "empty",
            "the file is empty; it needs a row of headings and the assets",
            "ファイルが空です。見出し行と資産の行を入れてください",
        ));
    }
    heading_row(first, SOUGHT.knows).ok_or_else(|| {
        fault(
            "missing-heading",
            format!(
                "none of the first {HEADING_ROWS} rows names the columns; they need 番号, 件名, 勘定科目, 取得価額等"
            ),
            format!(
                "先頭の {HEADING_ROWS} 行に見出しがありません。番号、件名、勘定科目、取得価額等 などの列名を入れてください"
            ),
        )
    })
}

/// Reads the row of headings and the titles above it.
pub(super) fn read(
    titles: &[Stored],
    row: &Stored,
    options: &Options,
    notices: &mut Vec<Text>,
) -> Result<Places, Vec<Fault>> {
    let record = row.record();
    let mut headings: Vec<String> = record.cells().map(str::to_owned).collect();
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    let stated = titles.iter().flat_map(|title| title.record().cells()).find_map(unit_of_title);
    let overall = overall_unit(options, stated, notices);
    let mut places = Places {
        at: [ABSENT; COUNT],
        yen: [overall; COUNT],
        headings,
        kept: Vec::new(),
        unnamed: Vec::new(),
        percent: false,
        unit: None,
    };
    let mut faults = Vec::new();
    let at = |text: Fault, heading: &str| Fault {
        row: Some(row.row),
        column: Some(shortened(heading)),
        value: Some(shortened(heading)),
        ..text
    };
    // Official headings go before other spellings, so that of two columns the right one is the odd one out.
    let found: Vec<_> = places.headings.iter().map(|heading| recognise(heading)).collect();
    let official = |official: bool| (0..found.len()).filter(move |n| *n < 65_000).map(move |n| (n, official));
    for (n, official) in official(true).chain(official(false)) {
        let heading = &places.headings[n];
        let Some(known) = found[n] else {
            match (official, heading.is_empty()) {
                (true, _) => {}
                (false, true) => places.unnamed.push(n),
                (false, false) if options.keep_unknown => {
                    match places.kept.iter().find(|k| k.1 == shortened(heading)) {
                        Some((_, twin)) => faults.push(at(duplicate(heading, twin), heading)),
                        None => places.kept.push((n, shortened(heading))),
                    }
                }
                (false, false) => faults.push(at(unknown(heading), heading)),
            }
            continue;
        };
        if known.official != official {
            continue;
        }
        let item = known.item as usize;
        if places.at[item] != ABSENT {
            let twin = &places.headings[usize::from(places.at[item])];
            if options.keep_unknown && !official && key(twin) != key(heading) {
                places.kept.push((n, shortened(heading)));
            } else {
                faults.push(at(duplicate(heading, twin), heading));
            }
            continue;
        }
        places.at[item] = n as u16;
        match (known.measure, options.thousand_yen) {
            (Some(Measure::Yen(yen)), None) => places.yen[item] = yen,
            (Some(Measure::Percent), _) => places.percent |= known.item == Item::OwnershipRatio,
            (Some(Measure::SquareMetres), _) if known.item == Item::Quantity => places.unit = Some("㎡"),
            (Some(Measure::Metres), _) if known.item == Item::Quantity => places.unit = Some("m"),
            _ => {}
        }
    }
    for item in REQUIRED.into_iter().filter(|item| places.column(*item).is_none()) {
        let column = item.column();
        let text = fault(
            "missing-column",
            format!("there is no column `{}` ({}); add it", column.field, column.heading),
            format!("列「{}」(`{}`)がありません。追加してください", column.heading, column.field),
        );
        faults.push(Fault { row: Some(row.row), column: Some(column.heading.to_owned()), ..text });
    }
    places.kept.sort();
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

fn overall_unit(options: &Options, stated: Option<i64>, notices: &mut Vec<Text>) -> i64 {
    match (options.thousand_yen, stated) {
        (Some(true), _) => 1_000,
        (Some(false), _) => 1,
        (None, Some(yen)) if yen > 1 => {
            let unit = if yen == 1_000 { "千円" } else { "百万円" };
            notices.push(Text::new(
                format!("the file states its amounts in {unit}; they were read as {yen} yen each"),
                format!("表題に単位「{unit}」とあるため、金額を {yen} 倍して円で読み込みました"),
            ));
            yen
        }
        (None, _) => 1,
    }
}

fn duplicate(heading: &str, twin: &str) -> Fault {
    let (heading, twin) = (shortened(heading), shortened(twin));
    fault(
        "duplicate-column",
        format!("the column `{heading}` means the same as `{twin}`; keep one of the two"),
        format!("列「{heading}」は「{twin}」と重複しています。どちらか一方にしてください"),
    )
}
