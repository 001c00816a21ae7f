//! The table of expected costs: its figures by account, and what stands behind each.
//!
//! ① to ③ are the lines of the plan by the column of their kind, ⑤ the forecast of simple renewal over the buildings of the
//! register in the same years, ⑥ what works cost that were completed in the five fiscal years before the plan.

use super::accounts::{Accounts, PlanAccount};
use super::cost_wire::{CostLine, ForecastYear, PastWork};
use super::gathered::{paid_within, priced};
use super::{assumptions, cost_columns, horizon};
use crate::conservation::plans::store::{self, StoredLine, StoredPlan};
use crate::domain::Text;
use crate::domain::facility::{Class, Word};
use crate::domain::plan::{CostCategory, CostColumns, CostTable, TableColumn, TableRow, Totals, YearlyLeaf};
use crate::domain::renewal::{self, Forecast, Horizon, Rules, UnitCosts};
use crate::domain::units::{Area, Yen};
use crate::domain::work::WorkState;
use crate::entity::work;
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use crate::lifecycle::store::{self as lifecycle, Columns};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use strum::IntoEnumIterator;

/// Over how many past years ⑥ is a mean.
pub const PAST_YEARS: i32 = 5;

/// Works that were completed, and in which account.
struct Done {
    account: PlanAccount,
    work: PastWork,
}

/// Everything that the table of a plan is reckoned from.
pub struct Basis {
    /// The fiscal years of the plan.
    pub horizon: Horizon,
    /// How many of them the table covers.
    pub years: i32,
    columns: CostColumns,
    accounts: Accounts,
    lines: Vec<StoredLine>,
    forecasts: [Forecast; 2],
    has_buildings: [bool; 2],
    done: Vec<Done>,
    without_asset: usize,
    skipped: usize,
}

/// The leaf of an account in [`YearlyLeaf`]s and in arrays by account.
const ACCOUNTS: [PlanAccount; 2] = [PlanAccount::General, PlanAccount::Enterprise];

impl Basis {
    /// Reads what the table of a plan needs; `years` is over how many of its first years, all when none is given.
    pub async fn read(db: &impl ConnectionTrait, plan: &StoredPlan, years: Option<i32>) -> Result<Basis> {
        let municipality = plan.municipality_code.as_str();
        let horizon = horizon(plan)?;
        let accounts = Accounts::read(db, municipality).await?;
        let lines = store::lines(db, municipality, &plan.id, sea_orm::Condition::all()).await?;
        let stock = lifecycle::register_stock(db, municipality).await?;
        let mut columns = [Columns::default(), Columns::default()];
        for row in &stock.rows {
            let (year, area) = (row.completed_year.unwrap_or_default(), row.floor_area_dm2.unwrap_or_default());
            columns[accounts.of(Some(&row.code)) as usize].push(row.class, year, Area::from_dm2(area));
        }
        let model = lifecycle::model(db, municipality, horizon.from_year()).await?;
        let rules = Rules::new(model.parameters).map_err(Error::value)?;
        let unit_costs = UnitCosts::new(model.unit_costs).map_err(Error::value)?;
        let forecast =
            |columns: &Columns| Ok::<_, Error>(renewal::simulate(&columns.stock()?, &rules, &unit_costs, horizon));
        let all = facilities::stock(db, municipality).await?;
        let standing = || all.iter().filter(|row| row.status.stands());
        let has = |account| standing().any(|row| accounts.of(Some(&row.code)) == account);
        Ok(Basis {
            horizon,
            years: years.map_or(horizon.years() as i32, |years| years.min(horizon.years() as i32)),
            columns: cost_columns(&assumptions(plan)?)?,
            forecasts: [forecast(&columns[0])?, forecast(&columns[1])?],
            has_buildings: ACCOUNTS.map(has),
            done: done(db, municipality, &accounts, horizon.from_year().year()).await?,
            without_asset: standing().filter(|row| !accounts.knows(&row.code)).count(),
            skipped: standing().filter(|row| row.floor_area_dm2.is_none() || row.completed_year.is_none()).count(),
            accounts,
            lines,
        })
    }

    /// The last fiscal year of the table.
    pub fn last_year(&self) -> i32 {
        self.horizon.from_year().year() + self.years - 1
    }

    /// The table.
    pub fn table(&self) -> CostTable {
        let [general, enterprise] = ACCOUNTS.map(|account| self.leaf(account));
        // Roads, pipes and bridges are not among the buildings: nothing is recorded of them.
        CostTable::over(&[general, YearlyLeaf::default(), enterprise, YearlyLeaf::default()], self.years as usize)
    }

    fn account(&self, line: &StoredLine) -> PlanAccount {
        self.accounts.of(line.building_code.as_deref())
    }

    fn leaf(&self, account: PlanAccount) -> YearlyLeaf {
        let mine = self.lines.iter().filter(|line| self.account(line) == account);
        let totals = Totals::new(self.horizon, &self.columns, mine.map(|line| priced(line, Class::Other)));
        let of = |category| Some(totals.by_year_of(category).collect());
        YearlyLeaf {
            maintenance: of(CostCategory::Maintenance),
            improvement: of(CostCategory::Improvement),
            renewal: of(CostCategory::Renewal),
            simple_renewal: Some(self.forecasts[account as usize].by_year().map(|(_, cost)| cost.total()).collect()),
            current: self.current(account),
        }
    }

    /// ⑥ of an account: nothing where it has buildings but no completed works are recorded.
    fn current(&self, account: PlanAccount) -> Option<Yen> {
        let mut mine = self.done.iter().filter(|done| done.account == account).peekable();
        if mine.peek().is_none() && self.has_buildings[account as usize] {
            return None;
        }
        let sum: Yen = mine.filter_map(|done| done.work.actual_cost_yen).map(Yen).sum();
        Some(sum.mean_over(PAST_YEARS.unsigned_abs()))
    }

    /// The lines behind a cell of ① to ④, by number; those of which nothing is paid in the years of the table are left out.
    pub fn lines_of(&self, row: TableRow, column: TableColumn) -> impl Iterator<Item = CostLine> {
        let (accounts, last) = (accounts_of(row), self.last_year());
        let years = (self.horizon.from_year().year(), last);
        let category = category_of(column);
        self.lines.iter().filter_map(move |line| {
            let (mine, of) = (self.account(line), self.columns.of(line.kind));
            let wanted = accounts.contains(&mine) && category.is_none_or(|category| category == of);
            (wanted && line.planned_year <= last).then(|| CostLine {
                line_no: line.line_no,
                facility_code: line.facility_code.clone(),
                building_code: line.building_code.clone(),
                kind: line.kind,
                title: line.title.clone(),
                category: of,
                account: mine,
                planned_year: line.planned_year,
                duration_years: line.duration_years,
                cost_yen: line.cost_yen,
                in_period_yen: paid_within(line, years).0,
                illustrative: line.invented,
            })
        })
    }

    /// The years of the forecast behind a cell of ⑤.
    pub fn forecast_of(&self, row: TableRow) -> Vec<ForecastYear> {
        let accounts = accounts_of(row);
        if accounts.is_empty() {
            return Vec::new();
        }
        let of = |nth: usize| {
            let costs = accounts.iter().filter_map(|account| self.forecasts[*account as usize].by_year().nth(nth));
            costs.fold((Yen(0), Yen(0)), |(a, b), (_, cost)| (a + cost.renovation, b + cost.rebuild))
        };
        let year = |nth: usize| {
            let (renovation, rebuild) = of(nth);
            ForecastYear {
                fiscal_year: self.horizon.from_year().year() + nth as i32,
                renovation_yen: renovation.0,
                rebuild_yen: rebuild.0,
                total_yen: (renovation + rebuild).0,
            }
        };
        (0..self.years as usize).map(year).collect()
    }

    /// The works behind a cell of ⑥.
    pub fn works_of(&self, row: TableRow) -> Vec<PastWork> {
        let mine = self.done.iter().filter(|done| accounts_of(row).contains(&done.account));
        let again = |work: &PastWork| PastWork {
            work_id: work.work_id.clone(),
            title: work.title.clone(),
            building_code: work.building_code.clone(),
            done_on: work.done_on.clone(),
            actual_cost_yen: work.actual_cost_yen,
        };
        mine.map(|done| again(&done.work)).collect()
    }

    /// What must be known of the table.
    pub fn notices(&self) -> Vec<Text> {
        let mut notices = vec![
            Text::new(
                "Infrastructure is not recorded as buildings and has no figures; sums with it hold the buildings alone and are \
                 marked as incomplete.",
                "インフラ施設は建物として登録していないため空欄です。インフラ施設を含む合計は建築物のみの額で、※を付けています。",
            ),
            Text::new(
                "⑤ is the forecast of the model mic-2011 over the same years for the buildings that are recorded now.",
                "⑤は、現在登録されている建物について、同じ期間を試算ソフト方式（mic-2011）で推計した額です。",
            ),
        ];
        if self.skipped > 0 {
            notices.push(Text::new(
                format!("{} buildings without floor area or year of completion are not in ⑤.", self.skipped),
                format!("延床面積又は建築年度のない建物{}棟は⑤に含めていません。", self.skipped),
            ));
        }
        notices.extend(self.account_notices());
        notices.extend(self.past_notices());
        let unknown = self.lines.iter().filter(|line| line.cost_yen == 0).count();
        if unknown > 0 {
            notices.push(Text::new(
                format!("{unknown} works of the plan have no known cost and count as 0 yen."),
                format!("概算額の分からない工事が計画に{unknown}件あり、0円としています。"),
            ));
        }
        let invented = self.lines.iter().filter(|line| line.invented).count();
        if invented > 0 {
            notices.push(Text::new(
                format!("{invented} works of the plan rest on invented values."),
                format!("例示の値に基づく工事が計画に{invented}件あります。"),
            ));
        }
        notices.push(Text::new(
            "Each figure is rounded by itself to the unit shown, so totals may differ from the sum of their parts.",
            "単位未満を四捨五入しているため、合計が一致しない場合があります。",
        ));
        notices
    }

    fn account_notices(&self) -> Vec<Text> {
        let mut notices = Vec::new();
        if self.without_asset > 0 {
            notices.push(Text::new(
                format!(
                    "{} buildings have no asset in the register and count as of the ordinary account.",
                    self.without_asset
                ),
                format!("固定資産台帳に資産のない建物{}棟は普通会計としています。", self.without_asset),
            ));
        }
        if !self.accounts.enterprises.is_empty() {
            let of = |(entity, buildings): (&String, &u64)| {
                (format!("{entity} ({buildings})"), format!("{entity}（{buildings}棟）"))
            };
            let (en, ja): (Vec<String>, Vec<String>) = self.accounts.enterprises.iter().map(of).unzip();
            notices.push(Text::new(
                format!("By their names these accounting entities count as public enterprises: {}.", en.join(", ")),
                format!("名称により公営事業会計とした会計: {}", ja.join("、")),
            ));
        }
        notices
    }

    fn past_notices(&self) -> Vec<Text> {
        let (from, to) = self.past_years();
        let unpriced = self.done.iter().filter(|done| done.work.actual_cost_yen.is_none()).count();
        let mut notices = vec![Text::new(
            format!(
                "⑥ is the mean a year of what recorded works cost that were completed from fiscal year {from} to {to}; running \
                 costs are not recorded as works. It is empty where no completed works are recorded."
            ),
            format!(
                "⑥は{from}年度から{to}年度までに完了した工事の実績額の年平均です。保守点検等の経常的な経費は含みません。\
                 完了した工事の記録がない場合は空欄です。"
            ),
        )];
        if unpriced > 0 {
            notices.push(Text::new(
                format!("{unpriced} of these works have no recorded cost and count as 0 yen."),
                format!("このうち実績額のない工事{unpriced}件は0円としています。"),
            ));
        }
        notices
    }

    /// The first and the last fiscal year of ⑥.
    pub fn past_years(&self) -> (i32, i32) {
        let base = self.horizon.from_year().year();
        (base - PAST_YEARS, base - 1)
    }
}

/// The accounts whose buildings stand in a row; none in rows of infrastructure.
fn accounts_of(row: TableRow) -> &'static [PlanAccount] {
    match row {
        TableRow::GeneralBuildings | TableRow::General => &[PlanAccount::General],
        TableRow::EnterpriseBuildings | TableRow::Enterprise => &[PlanAccount::Enterprise],
        TableRow::Buildings | TableRow::Total => &ACCOUNTS,
        TableRow::GeneralInfrastructure | TableRow::EnterpriseInfrastructure | TableRow::Infrastructure => &[],
    }
}

/// The category of ① to ③; none for columns that hold all of them.
fn category_of(column: TableColumn) -> Option<CostCategory> {
    let code = column.code();
    CostCategory::iter().find(|category| category.code() == code)
}

/// The works completed in the fiscal years before the plan, by day and key.
async fn done(db: &impl ConnectionTrait, municipality: &str, accounts: &Accounts, base_year: i32) -> Result<Vec<Done>> {
    use work::Column as C;
    let (from, to) = (format!("{}-04-01", base_year - PAST_YEARS), format!("{base_year}-03-31"));
    type Row = (String, String, Option<String>, Option<String>, Option<i64>);
    let rows: Vec<Row> = work::Entity::find()
        .select_only()
        .columns([C::Id, C::Title, C::BuildingCode, C::DoneOn, C::ActualCostYen])
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::State.eq(WorkState::Done))
        .filter(C::DoneOn.gte(from))
        .filter(C::DoneOn.lte(to))
        .order_by_asc(C::DoneOn)
        .order_by_asc(C::Id)
        .into_tuple()
        .all(db)
        .await?;
    let one = |(work_id, title, building_code, done_on, actual_cost_yen): Row| Done {
        account: accounts.of(building_code.as_deref()),
        work: PastWork { work_id, title, building_code, done_on: done_on.unwrap_or_default(), actual_cost_yen },
    };
    Ok(rows.into_iter().map(one).collect())
}
