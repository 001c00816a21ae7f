//! What stands in each statement? Its title, its columns and its cells, whatever the form in which they go out.
//!
//! Amounts stay whole yen in the cells. Whoever shows them in the table's unit rounds each figure by itself, half up
//! (四捨五入), and never adds rounded figures up; a note below the table says so.

use crate::domain::Text;
use crate::domain::asset::Purpose;
use crate::domain::facility::Word;
use crate::domain::statement::{self, BalanceLine, Item, Line, PurposeLine, Row, Sums, Unit};
use crate::domain::units::{FiscalYear, Yen};
use strum::IntoEnumIterator;

/// What one cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// An amount, shown in the unit of the table.
    Money(Yen),
    /// How many.
    Count(i64),
    /// Square metres; a change may be negative.
    Area(f64),
    /// Hundredths of a percent.
    Percent(i64),
    /// Nothing.
    Empty,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Words.
    Words,
    /// Amounts in the unit of the table.
    Money,
    /// Numbers of things.
    Count,
    /// Square metres.
    Area,
    /// Percent.
    Percent,
}

/// The heading of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// English.
    pub en: String,
    /// The official term, without the unit.
    pub ja: String,
    /// The heading above this and its neighbours, if they share one.
    pub over: Option<Text>,
    /// What the cells below it hold.
    pub measure: Measure,
}

impl Heading {
    fn new(en: &str, ja: &str, measure: Measure) -> Heading {
        Heading { en: en.to_owned(), ja: ja.to_owned(), over: None, measure }
    }

    fn money(en: &str, ja: &str) -> Heading {
        Heading::new(en, ja, Measure::Money)
    }
}

/// What a row is among its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 小計: adds up the indented rows below it.
    Subtotal,
    /// 明細
    Detail,
    /// 合計
    Total,
}

/// A row of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// The official term.
    pub label_ja: String,
    /// English.
    pub label_en: String,
    /// How far the label is indented.
    pub level: u8,
    /// What the row is among its neighbours.
    pub kind: Kind,
    /// One for each heading but the first.
    pub cells: Vec<Cell>,
}

/// What the caller says of any statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The year it is about.
    pub fiscal_year: FiscalYear,
    /// The unit in which amounts are shown.
    pub unit: Unit,
    /// What stands below the title: the municipality, the account (会計). The fiscal year is added.
    pub subtitle: Vec<Text>,
    /// What stands below the table. The note about rounding is added.
    pub notes: Vec<Text>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The official title.
    pub title_ja: String,
    /// English.
    pub title_en: String,
    /// The year it is about.
    pub fiscal_year: FiscalYear,
    /// Lines below the title; the last is the fiscal year.
    pub subtitle: Vec<Text>,
    /// The unit in which amounts are shown.
    pub unit: Unit,
    /// The columns; the first is that of the labels.
    pub headings: Vec<Heading>,
    /// The rows; a subtotal stands above what it adds up.
    pub rows: Vec<TableRow>,
    /// Sentences below the table.
    pub notes: Vec<Text>,
}

impl Table {
    fn new(title: Text, head: &Head, headings: Vec<Heading>, rows: Vec<TableRow>) -> Table {
        let mut table = Table {
            title_ja: title.ja,
            title_en: title.en,
            fiscal_year: head.fiscal_year,
            subtitle: head.subtitle.clone(),
            unit: head.unit,
            headings,
            rows,
            notes: head.notes.clone(),
        };
        table.subtitle.push(period(head.fiscal_year));
        if table.holds(Measure::Money) && table.unit != Unit::Yen {
            table.notes.push(Text::new(
                "Each figure is rounded by itself to the unit shown, so totals may differ from the sum of their parts.",
                "単位未満を四捨五入しているため、合計が一致しない場合があります。",
            ));
        }
        table
    }

    /// Whether one of the columns holds that.
    pub fn holds(&self, measure: Measure) -> bool {
        self.headings.iter().any(|heading| heading.measure == measure)
    }

    /// The unit of what most columns hold (`千円`, `㎡`), as it stands above the table; none for words alone.
    pub fn unit_ja(&self) -> Option<&'static str> {
        if self.holds(Measure::Money) { Some(self.unit.label_ja()) } else { self.holds(Measure::Area).then_some("㎡") }
    }
}

/// `令和6年度（自 令和6年4月1日 至 令和7年3月31日）`
fn period(year: FiscalYear) -> Text {
    let year = year.year();
    // Both ends of a fiscal year lie in spring, before or after which an era began: 2019-04-01 is still 平成31年.
    let era = |name: &str, count: i32| if count == 1 { format!("{name}元年") } else { format!("{name}{count}年") };
    let in_spring = |year: i32| match year {
        2020.. => era("令和", year - 2018),
        1989.. => era("平成", year - 1988),
        _ => format!("{year}年"),
    };
    let named = if year == 2019 { era("令和", 1) } else { in_spring(year) };
    Text::new(
        format!("Fiscal year {year} (1 April {year} to 31 March {})", year + 1),
        format!("{named}度（自 {}4月1日 至 {}3月31日）", in_spring(year), in_spring(year + 1)),
    )
}

/// 有形固定資産の明細
pub fn tangible_assets(lines: &[Line], head: &Head) -> Table {
    let headings = vec![
        Heading::new("Item", "区分", Measure::Words),
        Heading::money("Opening cost (A)", "前年度末残高 (A)"),
        Heading::money("Increase (B)", "本年度増加額 (B)"),
        Heading::money("Decrease (C)", "本年度減少額 (C)"),
        Heading::money("Closing cost (A)+(B)-(C) (D)", "本年度末残高 (A)+(B)-(C) (D)"),
        Heading::money("Accumulated depreciation (E)", "本年度末減価償却累計額 (E)"),
        Heading::money("Depreciation of the year (F)", "本年度償却額 (F)"),
        Heading::money("Book value (D)-(E) (G)", "差引本年度末残高 (D)-(E) (G)"),
    ];
    let rows = lines.iter().map(|line| {
        let cells = [
            line.opening_cost,
            line.increase,
            line.decrease,
            line.closing_cost,
            line.accumulated,
            line.charge,
            line.book,
        ];
        schedule_row(line.row, cells)
    });
    Table::new(Text::new("Tangible fixed assets", "有形固定資産の明細"), head, headings, rows.collect())
}

fn schedule_row(row: Row, amounts: impl IntoIterator<Item = Yen>) -> TableRow {
    TableRow {
        label_ja: row.label_ja().to_owned(),
        label_en: row.label_en().to_owned(),
        level: row.level(),
        kind: match row {
            Row::Account(_) => Kind::Detail,
            Row::Group(_) => Kind::Subtotal,
            Row::Total => Kind::Total,
        },
        cells: amounts.into_iter().map(Cell::Money).collect(),
    }
}

/// 有形固定資産の行政目的別明細; the column of what is not classified is there only when something stands in it.
pub fn by_purpose(lines: &[PurposeLine], head: &Head) -> Table {
    // Two amounts that cancel each other out in the total still have to be seen.
    let unclassified = lines.iter().any(|line| line.unclassified != Yen(0));
    let mut headings = vec![Heading::new("Item", "区分", Measure::Words)];
    headings.extend(Purpose::iter().map(|purpose| Heading::money(purpose_en(purpose), purpose.label_ja())));
    headings.extend(unclassified.then(|| Heading::money("Unclassified", "未分類")));
    headings.push(Heading::money("Total", "合計"));
    let rows = lines.iter().map(|line| {
        let amounts = line.purposes.into_iter().chain(unclassified.then_some(line.unclassified)).chain([line.total]);
        schedule_row(line.row, amounts)
    });
    let title = Text::new("Tangible fixed assets by purpose", "有形固定資産の行政目的別明細");
    Table::new(title, head, headings, rows.collect())
}

fn purpose_en(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Infrastructure => "Infrastructure and land conservation",
        Purpose::Education => "Education",
        Purpose::Welfare => "Welfare",
        Purpose::Sanitation => "Environment and sanitation",
        Purpose::Industry => "Promotion of industry",
        Purpose::FireService => "Fire service",
        Purpose::GeneralAffairs => "General affairs",
    }
}

/// 貸借対照表, as far as the register goes.
pub fn balance_sheet(lines: &[BalanceLine], head: &Head) -> Table {
    let headings = vec![Heading::new("Item", "科目", Measure::Words), Heading::money("Amount", "金額")];
    let rows = lines.iter().map(|line| TableRow {
        label_ja: line.item.label_ja(),
        label_en: line.item.label_en(),
        level: line.level,
        kind: match line.item {
            Item::Tangible | Item::Intangible => Kind::Total,
            Item::Group(_) => Kind::Subtotal,
            Item::Cost(_) | Item::Accumulated(_) | Item::Net(_) => Kind::Detail,
        },
        cells: vec![Cell::Money(line.amount)],
    });
    let title =
        Text::new("Balance sheet (tangible and intangible fixed assets)", "貸借対照表（有形固定資産・無形固定資産）");
    Table::new(title, head, headings, rows.collect())
}

/// What 有形固定資産減価償却率 is asked of: an account, a facility, a purpose or all together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatioRow {
    /// What it is.
    pub label: Text,
    /// How far the label is indented.
    pub level: u8,
    /// What the row is among its neighbours.
    pub kind: Kind,
    /// The sums over its assets.
    pub sums: Sums,
}

/// 有形固定資産減価償却率; the cell is empty where nothing depreciates.
pub fn depreciation_ratios(rows: &[RatioRow], head: &Head) -> Table {
    let headings = vec![
        Heading::new("Item", "区分", Measure::Words),
        Heading::new("Assets", "資産数", Measure::Count),
        Heading::money("Cost of depreciable assets", "償却資産の取得価額等"),
        Heading::money("Accumulated depreciation", "減価償却累計額"),
        Heading::new("Depreciation ratio", "有形固定資産減価償却率", Measure::Percent),
    ];
    let rows = rows.iter().map(|row| TableRow {
        label_ja: row.label.ja.clone(),
        label_en: row.label.en.clone(),
        level: row.level,
        kind: row.kind,
        cells: vec![
            Cell::Count(row.sums.assets),
            Cell::Money(row.sums.depreciable_cost),
            Cell::Money(row.sums.accumulated),
            statement::depreciation_ratio(&row.sums)
                .map_or(Cell::Empty, |ratio| Cell::Percent(ratio.percent_hundredths())),
        ],
    });
    let title = Text::new("Depreciation ratio of tangible fixed assets", "有形固定資産減価償却率");
    Table::new(title, head, headings, rows.collect())
}

/// Square metres over a year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AreaBalance {
    /// 前年度末現在高
    pub previous_m2: f64,
    /// 決算年度中増減高
    pub change_m2: f64,
    /// 決算年度末現在高
    pub closing_m2: f64,
}

/// A row of 財産に関する調書: a class of property (公用財産 本庁舎, 普通財産 宅地, …) or a total of some.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyRow {
    /// The class.
    pub label: Text,
    /// How far the label is indented.
    pub level: u8,
    /// What the row is among its neighbours.
    pub kind: Kind,
    /// 土地（地積）
    pub land: AreaBalance,
    /// 建物 木造（延面積）
    pub wooden: AreaBalance,
    /// 建物 非木造（延面積）
    pub non_wooden: AreaBalance,
    /// 建物 延面積計
    pub buildings: AreaBalance,
}

/// 財産に関する調書, land and buildings.
pub fn property(rows: &[PropertyRow], head: &Head) -> Table {
    let mut headings = vec![Heading::new("Class", "区分", Measure::Words)];
    for (en, ja) in [
        ("Land (area)", "土地（地積）"),
        ("Buildings, wooden (floor area)", "建物 木造（延面積）"),
        ("Buildings, not wooden (floor area)", "建物 非木造（延面積）"),
        ("Buildings, total floor area", "建物 延面積計"),
    ] {
        let columns = [
            ("End of the previous year", "前年度末現在高"),
            ("Change in the year", "決算年度中増減高"),
            ("End of the year", "決算年度末現在高"),
        ];
        let below = |(column_en, column_ja)| Heading {
            over: Some(Text::new(en, ja)),
            ..Heading::new(column_en, column_ja, Measure::Area)
        };
        headings.extend(columns.map(below));
    }
    let rows = rows.iter().map(|row| TableRow {
        label_ja: row.label.ja.clone(),
        label_en: row.label.en.clone(),
        level: row.level,
        kind: row.kind,
        cells: [row.land, row.wooden, row.non_wooden, row.buildings]
            .into_iter()
            .flat_map(|area| [area.previous_m2, area.change_m2, area.closing_m2])
            .map(Cell::Area)
            .collect(),
    });
    let title = Text::new("Statement of property: land and buildings", "財産に関する調書（土地及び建物）");
    Table::new(title, head, headings, rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_is_told_in_both_calendars() {
        let of = |year| FiscalYear::new("fiscal_year", year).map(|year| period(year).ja);
        assert_eq!(of(2024), Ok("令和6年度（自 令和6年4月1日 至 令和7年3月31日）".to_owned()));
        assert_eq!(of(2019), Ok("令和元年度（自 平成31年4月1日 至 令和2年3月31日）".to_owned()));
        assert_eq!(of(2018), Ok("平成30年度（自 平成30年4月1日 至 平成31年3月31日）".to_owned()));
        assert_eq!(of(1989), Ok("平成元年度（自 平成元年4月1日 至 平成2年3月31日）".to_owned()));
        assert_eq!(of(1988), Ok("1988年度（自 1988年4月1日 至 平成元年3月31日）".to_owned()));
    }
}
