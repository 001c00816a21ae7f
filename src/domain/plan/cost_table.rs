//! What is the municipality expected to spend on keeping its facilities, as the general management plan has to show it?
//!
//! ```text
//! ④ = ① + ② + ③     effect (効果額) = ④ − ⑤, negative when life extension saves
//! ```
//!
//! # Shapes
//! [`CostTable`] nine rows, of which four are given and five are sums, by seven columns.
//! # Units
//! Whole yen; shown in million yen, each cell rounded by itself, half away from zero (四捨五入), so that shown cells may
//! differ from the sum of shown cells by a million or two. ① to ⑤ are sums over the period, ⑥ is the mean of past
//! years as it was given.
//! # Errors
//! None. What is not recorded is nothing, not 0. A sum of which a part is not recorded has the rest of its parts and
//! says that it is incomplete; a difference is nothing unless both its sides are complete.
//! # Source
//! 公共施設等総合管理計画の策定等に関する指針 (総務省), form of the expected costs of 2018, as required again in the notice of
//! 2021-01-26.

use crate::domain::facility::labels;
use crate::domain::statement::Unit;
use crate::domain::units::Yen;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use utoipa::ToSchema;

/// A row of the table.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum TableRow {
    /// 普通会計 建築物(a)
    GeneralBuildings,
    /// 普通会計 インフラ施設(b)
    GeneralInfrastructure,
    /// 普通会計 計(a+b)
    General,
    /// 公営事業会計 建築物(c)
    EnterpriseBuildings,
    /// 公営事業会計 インフラ施設(d)
    EnterpriseInfrastructure,
    /// 公営事業会計 計(c+d)
    Enterprise,
    /// 建築物 計(a+c)
    Buildings,
    /// インフラ施設 計(b+d)
    Infrastructure,
    /// 合計(a+b+c+d)
    Total,
}

labels!(TableRow {
    GeneralBuildings => "普通会計 建築物(a)",
    GeneralInfrastructure => "普通会計 インフラ施設(b)",
    General => "普通会計 計(a+b)",
    EnterpriseBuildings => "公営事業会計 建築物(c)",
    EnterpriseInfrastructure => "公営事業会計 インフラ施設(d)",
    Enterprise => "公営事業会計 計(c+d)",
    Buildings => "建築物 計(a+c)",
    Infrastructure => "インフラ施設 計(b+d)",
    Total => "合計(a+b+c+d)",
});

impl TableRow {
    /// Which of a, b, c and d, counted from 0, are added up in the row.
    fn parts(self) -> &'static [usize] {
        match self {
            TableRow::GeneralBuildings => &[0],
            TableRow::GeneralInfrastructure => &[1],
            TableRow::General => &[0, 1],
            TableRow::EnterpriseBuildings => &[2],
            TableRow::EnterpriseInfrastructure => &[3],
            TableRow::Enterprise => &[2, 3],
            TableRow::Buildings => &[0, 2],
            TableRow::Infrastructure => &[1, 3],
            TableRow::Total => &[0, 1, 2, 3],
        }
    }
}

/// A column of the table.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum TableColumn {
    /// 維持管理・修繕①
    Maintenance,
    /// 改修②
    Improvement,
    /// 更新等③
    Renewal,
    /// 合計④（①+②+③）
    Sum,
    /// 耐用年数経過時に単純更新した場合⑤
    SimpleRenewal,
    /// 長寿命化対策等の効果額（④−⑤）
    Effect,
    /// 現在要している経費（過去の平均）⑥
    Current,
}

labels!(TableColumn {
    Maintenance => "維持管理・修繕①",
    Improvement => "改修②",
    Renewal => "更新等③",
    Sum => "合計④（①+②+③）",
    SimpleRenewal => "耐用年数経過時に単純更新した場合⑤",
    Effect => "長寿命化対策等の効果額（④−⑤）",
    Current => "現在要している経費（過去の平均）⑥",
});

/// An amount of which parts may not be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The amount, as far as it is recorded; nothing when none of it is.
    pub amount: Option<Yen>,
    /// Whether all of it is recorded.
    pub complete: bool,
}

impl Cell {
    fn of(amount: Option<Yen>) -> Cell {
        Cell { amount, complete: amount.is_some() }
    }

    fn sum(parts: impl IntoIterator<Item = Cell>) -> Cell {
        parts.into_iter().fold(Cell { amount: None, complete: true }, |sum, part| Cell {
            amount: match (sum.amount, part.amount) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            },
            complete: sum.complete && part.complete,
        })
    }

    /// The amount in million yen, rounded half away from zero.
    pub fn millions(self) -> Option<i64> {
        self.amount.map(|amount| Unit::Million.shown(amount))
    }
}

/// What is given for one of the four rows a to d.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// ① over the period.
    pub maintenance: Option<Yen>,
    /// ② over the period.
    pub improvement: Option<Yen>,
    /// ③ over the period.
    pub renewal: Option<Yen>,
    /// ⑤ over the period.
    pub simple_renewal: Option<Yen>,
    /// ⑥ a year on average of the past.
    pub current: Option<Yen>,
}

impl Leaf {
    fn cell(&self, column: TableColumn) -> Cell {
        let sum = || Cell::sum([self.maintenance, self.improvement, self.renewal].map(Cell::of));
        match column {
            TableColumn::Maintenance => Cell::of(self.maintenance),
            TableColumn::Improvement => Cell::of(self.improvement),
            TableColumn::Renewal => Cell::of(self.renewal),
            TableColumn::Sum => sum(),
            TableColumn::SimpleRenewal => Cell::of(self.simple_renewal),
            TableColumn::Effect => {
                let planned = sum().amount.filter(|_| sum().complete);
                Cell::of(planned.zip(self.simple_renewal).map(|(planned, simple)| planned - simple))
            }
            TableColumn::Current => Cell::of(self.current),
        }
    }
}

/// What is given for one of the four rows, year by year from the first year of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearlyLeaf {
    /// ① of each year.
    pub maintenance: Option<Vec<Yen>>,
    /// ② of each year.
    pub improvement: Option<Vec<Yen>>,
    /// ③ of each year.
    pub renewal: Option<Vec<Yen>>,
    /// ⑤ of each year.
    pub simple_renewal: Option<Vec<Yen>>,
    /// ⑥ a year on average of the past.
    pub current: Option<Yen>,
}

impl YearlyLeaf {
    /// The first so many years together.
    pub fn over(&self, years: usize) -> Leaf {
        let sum =
            |by_year: &Option<Vec<Yen>>| by_year.as_ref().map(|years_of| years_of.iter().take(years).copied().sum());
        Leaf {
            maintenance: sum(&self.maintenance),
            improvement: sum(&self.improvement),
            renewal: sum(&self.renewal),
            simple_renewal: sum(&self.simple_renewal),
            current: self.current,
        }
    }
}

/// A row with its cells, in the order of [`TableColumn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostRow {
    /// Which row.
    pub row: TableRow,
    cells: [Cell; 7],
}

impl CostRow {
    /// One cell.
    pub fn cell(&self, column: TableColumn) -> Cell {
        self.cells[column as usize]
    }
}

/// 中長期的な維持管理・更新等に係る経費の見込み
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostTable([CostRow; 9]);

impl CostTable {
    /// From the rows a, b, c and d: buildings and infrastructure of the general account, then of public enterprises.
    pub fn new(leaves: &[Leaf; 4]) -> CostTable {
        let empty = CostRow { row: TableRow::Total, cells: [Cell { amount: None, complete: false }; 7] };
        let mut rows = [empty; 9];
        for row in TableRow::iter() {
            let mut cells = empty.cells;
            for column in TableColumn::iter() {
                cells[column as usize] = Cell::sum(row.parts().iter().map(|&part| leaves[part].cell(column)));
            }
            rows[row as usize] = CostRow { row, cells };
        }
        CostTable(rows)
    }

    /// The table over the first so many years, 10 as a rule; over the whole period when there are fewer.
    pub fn over(leaves: &[YearlyLeaf; 4], years: usize) -> CostTable {
        CostTable::new(&leaves.each_ref().map(|leaf| leaf.over(years)))
    }

    /// Every row, in the order of the form.
    pub fn rows(&self) -> &[CostRow; 9] {
        &self.0
    }

    /// One cell.
    pub fn cell(&self, row: TableRow, column: TableColumn) -> Cell {
        self.0[row as usize].cell(column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facility::Word;
    use proptest::prelude::*;

    fn leaf(amounts: [Option<i64>; 5]) -> Leaf {
        let [maintenance, improvement, renewal, simple_renewal, current] = amounts.map(|amount| amount.map(Yen));
        Leaf { maintenance, improvement, renewal, simple_renewal, current }
    }

    fn shown(table: &CostTable, row: TableRow) -> Vec<Option<i64>> {
        TableColumn::iter().map(|column| table.cell(row, column).millions()).collect()
    }

    fn written_by_hand() -> CostTable {
        let buildings = leaf([Some(1_400_000), Some(2_400_000), Some(3_400_000), Some(10_200_000), Some(600_000)]);
        let infrastructure = leaf([Some(1_000_000), Some(0), Some(5_000_000), Some(4_000_000), Some(0)]);
        let water = leaf([None, Some(2_000_000), Some(7_000_000), Some(12_000_000), None]);
        CostTable::new(&[buildings, infrastructure, leaf([None; 5]), water])
    }

    #[test]
    fn each_cell_is_rounded_to_millions_by_itself() {
        let table = written_by_hand();
        // 1.4 + 2.4 + 3.4 = 7.2; 7.2 − 10.2 = −3.0.
        let buildings = [Some(1), Some(2), Some(3), Some(7), Some(10), Some(-3), Some(1)];
        assert_eq!(shown(&table, TableRow::GeneralBuildings), buildings);
        // 1 + 0 + 5 = 6; 6 − 4 = 2. Together 13.2, 14.2 and −1.0.
        let general = [Some(2), Some(2), Some(8), Some(13), Some(14), Some(-1), Some(1)];
        assert_eq!(shown(&table, TableRow::General), general);
        assert!(TableColumn::iter().all(|column| table.cell(TableRow::General, column).complete));
    }

    #[test]
    fn what_is_not_recorded_is_nothing_and_makes_sums_incomplete() {
        let table = written_by_hand();
        assert_eq!(shown(&table, TableRow::EnterpriseBuildings), [None; 7]);
        let water = [None, Some(2), Some(7), Some(9), Some(12), None, None];
        assert_eq!(shown(&table, TableRow::EnterpriseInfrastructure), water);
        let cell = |row, column| table.cell(row, column);
        assert!(!cell(TableRow::EnterpriseInfrastructure, TableColumn::Sum).complete);
        assert!(cell(TableRow::EnterpriseInfrastructure, TableColumn::SimpleRenewal).complete);
        assert!(!cell(TableRow::Enterprise, TableColumn::SimpleRenewal).complete);
        // a alone is recorded of a + c; b and d of b + d, where ① of d is missing.
        assert_eq!(cell(TableRow::Buildings, TableColumn::Sum), Cell { amount: Some(Yen(7_200_000)), complete: false });
        let infrastructure = [Some(1), Some(2), Some(12), Some(15), Some(16), Some(2), Some(0)];
        assert_eq!(shown(&table, TableRow::Infrastructure), infrastructure);
        // 7.2 + 6 + 9 = 22.2; effects −3 + 2 as far as there are any.
        assert_eq!(cell(TableRow::Total, TableColumn::Sum).amount, Some(Yen(22_200_000)));
        assert_eq!(cell(TableRow::Total, TableColumn::Effect), Cell { amount: Some(Yen(-1_000_000)), complete: false });
    }

    #[test]
    fn half_a_million_is_rounded_away_from_zero() {
        let millions = |yen| Cell::of(Some(Yen(yen))).millions();
        assert_eq!(
            [millions(499_999), millions(500_000), millions(-500_000), millions(-499_999)],
            [Some(0), Some(1), Some(-1), Some(0)]
        );
        assert_eq!(Cell::of(None).millions(), None);
    }

    #[test]
    fn ten_years_and_the_whole_period_are_two_tables() {
        let yearly = YearlyLeaf {
            maintenance: Some(vec![Yen(1_000_000); 40]),
            improvement: Some(vec![Yen(0); 40]),
            renewal: Some((0..40).map(|year| Yen(if year == 10 { 5_000_000 } else { 0 })).collect()),
            simple_renewal: None,
            current: Some(Yen(2_000_000)),
        };
        let leaves = [yearly, YearlyLeaf::default(), YearlyLeaf::default(), YearlyLeaf::default()];
        let over = |years| shown(&CostTable::over(&leaves, years), TableRow::GeneralBuildings);
        assert_eq!(over(10), [Some(10), Some(0), Some(0), Some(10), None, None, Some(2)]);
        assert_eq!(over(11), [Some(11), Some(0), Some(5), Some(16), None, None, Some(2)]);
        assert_eq!(over(40), over(100));
        assert_eq!(over(40)[3], Some(45));
    }

    #[test]
    fn every_row_stands_at_its_place_in_the_form() {
        let table = written_by_hand();
        assert!(table.rows().iter().map(|row| row.row).eq(TableRow::iter()));
        fn same<W: Word + Serialize>() {
            for word in W::iter() {
                assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
            }
        }
        same::<TableRow>();
        same::<TableColumn>();
    }

    fn any_leaf() -> impl Strategy<Value = Leaf> {
        prop::array::uniform5(prop::option::of(0..1_000_000_000_000i64)).prop_map(leaf)
    }

    proptest! {
        #[test]
        fn the_total_is_the_same_by_account_and_by_kind(leaves in prop::array::uniform4(any_leaf())) {
            let table = CostTable::new(&leaves);
            for column in TableColumn::iter() {
                let cell = |row| table.cell(row, column);
                let total = cell(TableRow::Total);
                prop_assert_eq!(Cell::sum([cell(TableRow::General), cell(TableRow::Enterprise)]), total);
                prop_assert_eq!(Cell::sum([cell(TableRow::Buildings), cell(TableRow::Infrastructure)]), total);
            }
        }
    }
}
