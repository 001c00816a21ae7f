//! Where in a file does each column stand, and is everything there that the kind cannot do without?

use super::ImportKind;
use super::headings::{self, Fit, Heading, Holds, Known, recognise};
use crate::domain::Text;
use crate::error::Fault;
use crate::spreadsheet::naming::{key, unit_of_title};
use crate::spreadsheet::{HEADING_ROWS, Stored, shortened};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows above and below the row with the most headings that may belong to it, in tables with merged cells.
const ROWS_ABOVE: u64 = 3;
const ROWS_BELOW: u64 = 2;
/// Unknown headings that a notice names.
const NAMED: usize = 20;

/// What the file calls each field.
pub(super) type Names = Arc<BTreeMap<String, String>>;

/// A column of the file.
pub(super) struct Column {
    /// Its place in the file.
    pub at: usize,
    pub heading: &'static Heading,
    /// What the file calls it.
    pub name: String,
    /// How many yen one unit is.
    pub yen: i64,
}

/// The columns of a file.
pub(super) struct Places {
    pub columns: Vec<Column>,
    pub names: Names,
    /// Where the columns without a heading are.
    pub unnamed: Vec<usize>,
}

/// A cell of the headings and what it means.
type Named = (String, Option<Known>);

impl Places {
    /// Reads the headings of which the row at `best` has the most; also how many rows stand before the first record.
    ///
    /// # Errors
    /// Columns that are there twice, and those that are missing.
    pub fn read(kind: ImportKind, first: &[Stored], best: usize) -> Result<(Places, usize, Vec<Text>), Vec<Fault>> {
        let (mut named, next) = block(kind, first, best);
        settle_judgement(kind, &mut named);
        let (mut notices, row) = (Vec::new(), first[best].row);
        let stated = first[..best].iter().flat_map(|title| title.record().cells()).find_map(unit_of_title);
        let (mut columns, mut unknown, mut faults): (Vec<Column>, Vec<&str>, Vec<Fault>) = Default::default();
        for fit in [Fit::Official, Fit::Variant, Fit::Loose] {
            for (at, (name, known)) in named.iter().enumerate() {
                let Some(known) = known.filter(|known| known.fit == fit) else { continue };
                let heading = &headings::table(kind)[known.at];
                match columns.iter().find(|column| std::ptr::eq(column.heading, heading)) {
                    Some(_) if fit == Fit::Loose => unknown.push(name),
                    Some(twin) => faults.push(duplicate(row, name, &twin.name)),
                    None => {
                        let yen = known.yen.or(stated).unwrap_or(1);
                        columns.push(Column { at, heading, name: shortened(name), yen });
                    }
                }
            }
        }
        columns.sort_by_key(|column| column.at);
        faults.extend(missing(kind, row, &columns));
        if !faults.is_empty() {
            return Err(faults);
        }
        unknown.extend(named.iter().filter(|n| n.1.is_none() && !n.0.is_empty()).map(|n| n.0.as_str()));
        notices.extend(left_out(&unknown));
        let by_title =
            |c: &Column| c.heading.holds == Holds::Yen && recognise(kind, &c.name).is_none_or(|k| k.yen.is_none());
        notices.extend(stated.filter(|yen| *yen > 1 && columns.iter().any(by_title)).map(unit_stated));
        let names = columns.iter().map(|c| (c.heading.field.to_owned(), c.name.clone())).collect();
        let unnamed = (0..named.len()).filter(|n| named[*n].0.is_empty()).collect();
        Ok((Places { columns, names: Arc::new(names), unnamed }, next, notices))
    }

    /// Whether the file has a column for a field.
    pub fn has(&self, field: &str) -> bool {
        self.columns.iter().any(|column| column.heading.field == field)
    }
}

/// The headings of every column, put together from the rows of a table with merged cells; and where the records begin.
fn block(kind: ImportKind, first: &[Stored], best: usize) -> (Vec<Named>, usize) {
    let name = |cell: &str| (cell.to_owned(), recognise(kind, cell));
    let mut named: Vec<Named> = first[best].record().cells().map(name).collect();
    let put = |named: &mut Vec<Named>, at: usize, cell: &str| {
        if named.len() <= at {
            named.resize(at + 1, (String::new(), None));
        }
        if named[at].1.is_none() {
            named[at] = name(cell);
        }
    };
    let near = first[..best].iter().rev().take_while(|row| first[best].row - row.row <= ROWS_ABOVE);
    for row in near {
        for (at, cell) in row.record().cells().enumerate().filter(|(_, cell)| recognise(kind, cell).is_some()) {
            // Below a merged heading stands nothing, or what explains it in brackets.
            if named.get(at).is_none_or(|below| below.0.is_empty() || below.0.starts_with(['(', '（'])) {
                put(&mut named, at, cell);
            }
        }
    }
    let mut next = best + 1;
    while let Some(row) = first.get(next).filter(|row| row.row - first[best].row <= ROWS_BELOW) {
        let record = row.record();
        // Below a merged heading there is nothing; below a heading of its own there is a record.
        if named.iter().enumerate().any(|(at, named)| named.1.is_some() && !record.cell(at).is_empty()) {
            break;
        }
        for (at, cell) in record.cells().enumerate().filter(|(_, cell)| recognise(kind, cell).is_some()) {
            put(&mut named, at, cell);
        }
        next += 1;
    }
    while named.last().is_some_and(|last| last.0.is_empty()) {
        named.pop();
    }
    (named, next)
}

/// 判定 judges the inspection as a whole; where items are listed and nothing else judges them, it judges the item.
fn settle_judgement(kind: ImportKind, named: &mut [Named]) {
    if kind != ImportKind::Inspections {
        return;
    }
    let table = headings::table(kind);
    let has = |named: &[Named], field: &str| named.iter().any(|n| n.1.is_some_and(|k| table[k.at].field == field));
    let item = table.iter().position(|heading| heading.field == "finding_result");
    if let Some(item) = item
        && has(named, "finding_item")
        && !has(named, "finding_result")
    {
        for (name, known) in named.iter_mut().filter(|n| key(&n.0) == "判定") {
            *known = recognise(kind, name).map(|known| Known { at: item, ..known });
        }
    }
}

/// Fields of which one at least must have a column.
fn required(kind: ImportKind) -> &'static [&'static [&'static str]] {
    const PLACE: &[&str] = &["facility_code", "facility_name", "building_code", "component_code"];
    match kind {
        ImportKind::Works => &[PLACE, &["kind"], &["title"]],
        ImportKind::Inspections => &[PLACE, &["kind"], &["performed_on"]],
        ImportKind::Ratings => &[&["building_code", "building_name"]],
        ImportKind::Defects => &[PLACE, &["description"], &["reported_on"]],
    }
}

fn missing(kind: ImportKind, row: u64, columns: &[Column]) -> Vec<Fault> {
    let has = |field: &str| columns.iter().any(|column| column.heading.field == field);
    let label = |field: &&str| headings::official(kind).iter().find(|o| o.0 == *field).map_or("", |o| o.1);
    let mut lacking: Vec<String> = required(kind)
        .iter()
        .filter(|fields| !fields.iter().any(|field| has(field)))
        .map(|fields| fields.iter().map(label).collect::<Vec<_>>().join(" / "))
        .collect();
    let mut faults = Vec::new();
    if kind == ImportKind::Ratings {
        let parts: Vec<&Column> = columns.iter().filter(|c| matches!(c.heading.holds, Holds::Part(_))).collect();
        match (has("part") || has("grade"), parts.is_empty()) {
            (true, false) => faults.extend(parts.iter().map(|part| both_forms(row, &part.name))),
            (false, true) => lacking.push("部位 + 評価 / 屋根・屋上、外壁、内部仕上げ、電気設備、機械設備".to_owned()),
            (true, true) => {
                let long = ["part", "grade"].into_iter().filter(|field| !has(field));
                lacking.extend(long.map(|field| label(&field).to_owned()));
            }
            (false, false) => {}
        }
    }
    let understood: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let (understood_en, understood_ja) = (understood.join(", "), understood.join("、"));
    faults.extend(lacking.into_iter().map(|heading| Fault {
        row: Some(row),
        column: Some(heading.clone()),
        ..Fault::whole(
            "missing-column",
            Text::new(
                format!("there is no column {heading}; add it. Understood were: {understood_en}"),
                format!("列「{heading}」がありません。追加してください。読み取れた列: {understood_ja}"),
            ),
        )
    }));
    faults
}

/// What is said about a file in which nothing names the columns.
pub(super) fn no_headings(kind: ImportKind, empty: bool) -> Fault {
    let needed: Vec<&str> = headings::official(kind).iter().map(|official| official.1).collect();
    if empty {
        let text = Text::new(
            "the file is empty; it needs a row of headings and the records",
            "ファイルが空です。見出し行とデータを入れてください",
        );
        return Fault::whole("empty", text);
    }
    Fault::whole(
        "missing-heading",
        Text::new(
            format!("none of the first {HEADING_ROWS} rows names the columns; the headings are {}", needed.join(", ")),
            format!("先頭の {HEADING_ROWS} 行に見出しがありません。使える列名: {}", needed.join("、")),
        ),
    )
}

fn duplicate(row: u64, heading: &str, twin: &str) -> Fault {
    let heading = shortened(heading);
    let text = Text::new(
        format!("the column `{heading}` means the same as `{twin}`; keep one of the two"),
        format!("列「{heading}」は「{twin}」と重複しています。どちらか一方にしてください"),
    );
    Fault { row: Some(row), column: Some(heading), ..Fault::whole("duplicate-column", text) }
}

fn both_forms(row: u64, heading: &str) -> Fault {
    let text = Text::new(
        format!("`{heading}` gives the grades of a part and there are columns 部位 and 評価 as well; keep one form"),
        format!("部位ごとの列「{heading}」と「部位」「評価」の列が両方あります。どちらかの形にしてください"),
    );
    Fault { row: Some(row), column: Some(heading.to_owned()), ..Fault::whole("duplicate-column", text) }
}

fn left_out(unknown: &[&str]) -> Option<Text> {
    let named: Vec<String> = unknown.iter().take(NAMED).map(|name| shortened(name)).collect();
    let (list, more) = (named.join("、"), if unknown.len() > NAMED { "、…" } else { "" });
    (!unknown.is_empty()).then(|| {
        Text::new(
            format!("columns that are not known here were left out: {list}{more}"),
            format!("次の列は取り込みませんでした: {list}{more}"),
        )
    })
}

fn unit_stated(yen: i64) -> Text {
    let unit = if yen == 1_000 { "千円" } else { "百万円" };
    Text::new(
        format!("the file states its amounts in {unit}; they were read as {yen} yen each"),
        format!("表題に単位「{unit}」とあるため、金額を {yen} 倍して円で読み込みました"),
    )
}
