//! The two models of the MEXT handbook: rebuild early (従来型), or renovate for a long life and rebuild late (長寿命化型).
//!
//! Every 20 years there is a renovation (大規模改造) of 25 % of the rebuild's unit cost. Conventional: rebuild at 40.
//! Long life: the long-life renovation (長寿命化改修) at 40 for 60 % of the rebuild's unit cost, rebuild at 80; a building
//! that is over 40 and at most 60 without it gets it in the first ten years. A renovation within ten years of either is
//! left out. Rebuilds that are overdue are made up for in ten years. (The numbers stand for the parameters.)
//!
//! # Shapes
//! [`Mext`] is a handful of numbers; [`Mext::unit_cost`] derives the unit costs of the works from that of the rebuild.
//! # Units
//! Whole years; percent; unit costs in whole yen/m², rounded down.
//! # Errors
//! [`Mext::new`] returns [`Invalid`], which names the parameter.
//! # Source
//! 学校施設の長寿命化計画策定に係る解説書 (文部科学省, 2017). That a missed renovation is not made up for, and the oldest age
//! at which a long-life renovation is, are ours, because unpublished.

use super::WorkKind;
use super::condition::PartRepairs;
use super::life::{ByAge, Life, Model, Stage, Way};
use super::rules::{SpreadAnchor, UnitCost, named};
use crate::domain::facility::word;
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};

/// The name of the model that rebuilds early.
pub const MEXT_CONVENTIONAL: &str = "mext-conventional";
/// The name of the model that renovates for a long life.
pub const MEXT_LONG_LIFE: &str = "mext-long-life";

/// A long-life renovation (長寿命化改修).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LongLife {
    age: i32,
    spread: i32,
    up_to_age: i32,
    backlog: i32,
    percent: i64,
    rebuild_age_survey: i32,
}

/// A model of the handbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mext {
    interval: i32,
    renovation_spread: i32,
    renovation_percent: i64,
    rebuild_age: i32,
    rebuild_spread: i32,
    overdue: i32,
    keep_apart: i32,
    anchor: SpreadAnchor,
    long_life: Option<LongLife>,
}

impl Mext {
    /// The names of the whole numbers of the conventional model.
    pub const CONVENTIONAL: [&'static str; 7] = [
        "renovation_interval_years",
        "renovation_spread_years",
        "renovation_cost_percent",
        "rebuild_age_years",
        "rebuild_spread_years",
        "overdue_years",
        "keep_apart_years",
    ];

    /// The names of the whole numbers that the long-life model has besides.
    pub const LONG_LIFE: [&'static str; 10] = [
        "long_life_age_years",
        "long_life_spread_years",
        "long_life_up_to_age_years",
        "long_life_cost_percent",
        "backlog_years",
        "rebuild_age_survey_years",
        "serious_within_years",
        "widespread_within_years",
        "part_repair_skip_years",
        "good_part_deduction_years",
    ];

    /// From values by name, as rows of the set `mext-conventional` hold them, or of `mext-long-life`.
    pub fn new(long_life: bool, value: impl Fn(&str) -> Option<String>) -> Result<Mext, Invalid> {
        let age = |field: &'static str| named(&value, field, field, 1, 200);
        let spread = |field: &'static str| named(&value, field, field, 1, 30);
        let percent = |field: &'static str| named(&value, field, field, 0, 200).map(i64::from);
        let long_life = match long_life {
            false => None,
            true => Some(LongLife {
                age: age("long_life_age_years")?,
                spread: spread("long_life_spread_years")?,
                up_to_age: age("long_life_up_to_age_years")?,
                backlog: spread("backlog_years")?,
                percent: percent("long_life_cost_percent")?,
                rebuild_age_survey: age("rebuild_age_survey_years")?,
            }),
        };
        let model = Mext {
            interval: age("renovation_interval_years")?,
            renovation_spread: spread("renovation_spread_years")?,
            renovation_percent: percent("renovation_cost_percent")?,
            rebuild_age: age("rebuild_age_years")?,
            rebuild_spread: spread("rebuild_spread_years")?,
            overdue: spread("overdue_years")?,
            keep_apart: named(&value, "keep_apart_years", "keep_apart_years", 0, 30)?,
            anchor: word("spread_anchor", &value("spread_anchor").unwrap_or_default())?,
            long_life,
        };
        model.in_order()?;
        Ok(model)
    }

    fn in_order(&self) -> Result<(), Invalid> {
        let Some(long_life) = self.long_life else { return Ok(()) };
        let between = |field, value, low, high| match (low..=high).contains(&value) {
            true => Ok(()),
            false => Err(Invalid::new(
                field,
                "contradiction",
                value,
                Text::new(
                    format!("`{field}` is `{value}`; with the other ages of the model it must be from {low} to {high}"),
                    format!("`{field}` の値 `{value}` は他の年数と合いません。{low} から {high} までにしてください"),
                ),
            )),
        };
        between("long_life_age_years", long_life.age, 1, self.rebuild_age - 1)?;
        between("long_life_up_to_age_years", long_life.up_to_age, long_life.age, self.rebuild_age - 1)
    }

    /// The model, with what ratings ask for where it renovates for a long life.
    pub fn model(&self, repairs: Option<PartRepairs>) -> Model {
        let unfit = self.long_life.map(|long_life| self.life(long_life.rebuild_age_survey, None));
        Model(Way::ByAge(ByAge { life: self.life(self.rebuild_age, self.long_life), unfit, repairs }))
    }

    fn life(&self, rebuild_age: i32, long_life: Option<LongLife>) -> Life {
        let renovation = |age| Stage { kind: WorkKind::Renovation, age, made_up_to_age: age };
        let mut stages: Vec<Stage> = (1..)
            .map(|n| n * self.interval)
            .take_while(|age| *age < rebuild_age)
            .filter(|age| long_life.is_none_or(|long_life| long_life.age != *age))
            .map(renovation)
            .collect();
        stages.extend(long_life.map(|long_life| Stage {
            kind: WorkKind::LongLife,
            age: long_life.age,
            made_up_to_age: long_life.up_to_age,
        }));
        stages.sort_by_key(|stage| stage.age);
        Life {
            stages,
            rebuild_age,
            spread: [self.renovation_spread, self.rebuild_spread, long_life.map_or(1, |of| of.spread)],
            made_up_over: [1, self.overdue, long_life.map_or(1, |of| of.backlog)],
            keep_apart: Some(self.keep_apart),
            anchor: self.anchor,
        }
    }

    /// The unit costs of all works where a rebuild costs so much.
    pub fn unit_cost(&self, rebuild_yen_per_m2: Yen) -> UnitCost {
        let share = |percent: i64| Yen(rebuild_yen_per_m2.0.saturating_mul(percent) / 100);
        UnitCost {
            renovation_yen_per_m2: share(self.renovation_percent),
            rebuild_yen_per_m2,
            long_life_yen_per_m2: self.long_life.map_or(Yen(0), |long_life| share(long_life.percent)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::domain::facility::Class;
    use crate::domain::units::FiscalYear;
    use proptest::prelude::*;
    use std::sync::LazyLock;
    use strum::IntoEnumIterator;

    type Rows = BTreeMap<(String, String), String>;

    static REFERENCE: LazyLock<Rows> = LazyLock::new(|| {
        let files = [
            include_str!("../../../data/reference/mext.csv"),
            include_str!("../../../data/reference/conservation.csv"),
        ];
        let rows = files.into_iter().flat_map(|file| csv::Reader::from_reader(file.as_bytes()).into_records());
        rows.map(|row| row.expect("a row"))
            .map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].to_owned()))
            .collect()
    });

    fn value(set: &str, name: &str) -> Option<String> {
        REFERENCE.get(&(set.to_owned(), name.to_owned())).cloned()
    }

    fn mext(set: &'static str) -> Mext {
        Mext::new(set == MEXT_LONG_LIFE, |name| value(set, name)).expect("the published rules")
    }

    fn model(set: &'static str) -> Model {
        let repairs = PartRepairs::from_named(|name| value(MEXT_LONG_LIFE, name), |name| value("part-cost", name));
        mext(set).model((set == MEXT_LONG_LIFE).then(|| repairs.expect("the published repairs")))
    }

    fn horizon(years: i64) -> Horizon {
        Horizon::new(FiscalYear::new("from_year", 2025).expect("a year"), years).expect("a horizon")
    }

    fn unit_costs(set: &'static str) -> UnitCosts {
        UnitCosts::new([mext(set).unit_cost(Yen(330_000)); Class::COUNT]).expect("unit costs")
    }

    /// The works of a school of 1000 m²: kind, reason, due and first year, years and cost in ten thousand yen.
    fn school(
        set: &'static str,
        completed: i16,
        years: i64,
        known: Option<Known>,
    ) -> Vec<(WorkKind, Reason, i32, i32, u32, i64)> {
        let (class, completed, area) = ([Class::School], [completed], [100_000]);
        let stock = Stock::new(&class, &completed, &area).expect("columns");
        let known: Vec<Known> = known.into_iter().collect();
        let works: Vec<Event> =
            works(&stock, Models::alike(model(set)), &unit_costs(set), horizon(years), &known).collect();
        let told = |e: &Event| (e.kind, e.reason, e.due_year.year(), e.first_year.year(), e.years, e.cost.0 / 10_000);
        works.iter().map(told).collect()
    }

    use Reason::{Backlog, Condition, Due, Overdue};
    use WorkKind::{LongLife as Long, PartRepair, Rebuild, Renovation};

    #[test]
    fn a_conventional_school_is_renovated_at_20_and_rebuilt_at_40() {
        // 1000 m² at 330,000 yen: rebuild 330,000,000, renovation 25 % = 82,500,000.
        assert_eq!(
            school(MEXT_CONVENTIONAL, 2010, 50, None),
            [
                (Renovation, Due, 2030, 2030, 1, 8_250),
                (Rebuild, Due, 2050, 2050, 2, 33_000),
                (Renovation, Due, 2070, 2070, 1, 8_250)
            ]
        );
        // At 45 it is overdue: rebuilt over ten years and new in 2025, so renovated in 2045 and rebuilt in 2065.
        let overdue = [(Rebuild, Overdue, 2020, 2025, 10, 33_000), (Renovation, Due, 2045, 2045, 1, 8_250)];
        assert_eq!(school(MEXT_CONVENTIONAL, 1980, 40, None), overdue);
        // At 30 its renovation of 2015 is past and not made up for.
        assert_eq!(school(MEXT_CONVENTIONAL, 1995, 11, None), [(Rebuild, Due, 2035, 2035, 2, 33_000)]);
    }

    #[test]
    fn a_school_with_a_long_life_is_renovated_at_40_for_60_percent_and_rebuilt_at_80() {
        // The long-life renovation of 1000 m² is 198,000,000.
        assert_eq!(
            school(MEXT_LONG_LIFE, 2010, 70, None),
            [
                (Renovation, Due, 2030, 2030, 1, 8_250),
                (Long, Due, 2050, 2050, 2, 19_800),
                (Renovation, Due, 2070, 2070, 1, 8_250),
                (Rebuild, Due, 2090, 2090, 2, 33_000)
            ]
        );
    }

    #[test]
    fn a_missed_long_life_renovation_is_made_up_for_up_to_60_and_keeps_the_next_renovation_away() {
        // At 45: made up for from 2025; renovation at 60 is due in 2040, 15 years after 2025; rebuild 2060.
        let at_45 = [(Long, Backlog, 2020, 2025, 10, 19_800), (Renovation, Due, 2040, 2040, 1, 8_250)];
        assert_eq!(school(MEXT_LONG_LIFE, 1980, 30, None), at_45);
        // At 50 the renovation at 60 is due in 2035, ten years after 2025: left out. At 49 it is not.
        assert_eq!(school(MEXT_LONG_LIFE, 1975, 30, None), [(Long, Backlog, 2015, 2025, 10, 19_800)]);
        assert_eq!(school(MEXT_LONG_LIFE, 1976, 30, None).len(), 2);
        // At 61 there is only the rebuild, at 81 an overdue one.
        assert_eq!(school(MEXT_LONG_LIFE, 1964, 20, None), [(Rebuild, Due, 2044, 2044, 2, 33_000)]);
        assert_eq!(school(MEXT_LONG_LIFE, 1944, 20, None), [(Rebuild, Overdue, 2024, 2025, 10, 33_000)]);
    }

    #[test]
    fn parts_rated_c_and_d_are_repaired_unless_a_larger_work_comes_within_ten_years() {
        let grades = [Some(PartGrade::D), Some(PartGrade::C), Some(PartGrade::B), None, Some(PartGrade::A)];
        let known = Known { grades, ..Known::default() };
        // Completed 2003, so 22: the long-life renovation comes in 2043. Roof 3.5 % = 11,550,000; wall 5.1 % = 16,830,000.
        assert_eq!(
            school(MEXT_LONG_LIFE, 2003, 10, Some(known)),
            [(PartRepair, Condition, 2029, 2025, 5, 1_155), (PartRepair, Condition, 2034, 2025, 10, 1_683)]
        );
        // Completed 1995: the long-life renovation comes in 2035, ten years on, and takes the place of the repairs; the
        // part rated A, mechanical at 3.7 % = 12,210,000, is taken off its 198,000,000.
        assert_eq!(school(MEXT_LONG_LIFE, 1995, 20, Some(known)), [(Long, Due, 2035, 2035, 2, 18_579)]);
        assert_eq!(
            school(MEXT_LONG_LIFE, 1995, 5, Some(known)),
            [],
            "what comes in 2035 counts in a short forecast too"
        );
        // A year later neither holds: the repairs are made and nothing is taken off.
        assert_eq!(school(MEXT_LONG_LIFE, 1996, 12, Some(known))[0], (Long, Due, 2036, 2036, 2, 19_800));
        assert_eq!(school(MEXT_LONG_LIFE, 1996, 12, Some(known)).len(), 3);
        // The conventional model heeds no ratings.
        assert_eq!(school(MEXT_CONVENTIONAL, 1996, 12, Some(known)), school(MEXT_CONVENTIONAL, 1996, 12, None));
    }

    #[test]
    fn a_structure_that_needs_a_survey_gets_no_long_life() {
        let known = Known { needs_survey: true, ..Known::default() };
        // Completed 1990: renovation at 40 in 2030, rebuild at 60 in 2050.
        let works = [(Renovation, Due, 2030, 2030, 1, 8_250), (Rebuild, Due, 2050, 2050, 2, 33_000)];
        assert_eq!(school(MEXT_LONG_LIFE, 1990, 30, Some(known)), works);
    }

    #[test]
    fn ages_that_contradict_each_other_are_refused_by_name() {
        let with = |changed: &'static str, text: &'static str| {
            Mext::new(true, |name| if name == changed { Some(text.to_owned()) } else { value(MEXT_LONG_LIFE, name) })
                .map_err(|invalid| (invalid.field, invalid.code))
        };
        assert_eq!(with("long_life_age_years", "80"), Err(("long_life_age_years", "contradiction")));
        assert_eq!(with("long_life_up_to_age_years", "39"), Err(("long_life_up_to_age_years", "contradiction")));
        assert_eq!(with("rebuild_spread_years", "31"), Err(("rebuild_spread_years", "out-of-range")));
        assert_eq!(with("rebuild_spread_years", "soon"), Err(("rebuild_spread_years", "malformed")));
        assert_eq!(with("spread_anchor", "end").map(|of| of.anchor), Ok(SpreadAnchor::End));
    }

    #[test]
    fn prices_of_another_year_are_rounded_down_to_the_yen() {
        let index = PriceIndex::from_rows([("2011", "94.0"), ("2023", "123.0")]).expect("an index");
        // 330,000 × 123 / 94 = 431,808.51…
        assert_eq!(index.change(2011, 2023).map(|change| change.of(Yen(330_000))), Ok(Yen(431_808)));
        assert_eq!(index.change(2011, 2023).map(PriceChange::per_mille), Ok(1_309));
        assert_eq!(index.change(1999, 1999).map(|change| change.of(Yen(7))), Ok(Yen(7)));
        let missing = index.change(2011, 2030).map_err(|invalid| (invalid.field, invalid.value));
        assert_eq!(missing, Err(("price_year", "2030".to_owned())));
        for points in ["0", "-1", "NaN", "inf", "1e300", "a"] {
            assert!(PriceIndex::from_rows([("2020", points)]).is_err(), "{points}");
        }
    }

    fn any_known() -> impl Strategy<Value = Known> {
        let grade = || prop::option::of(prop::sample::select(PartGrade::iter().collect::<Vec<_>>()));
        let grades = [grade(), grade(), grade(), grade(), grade()];
        (0..40usize, any::<bool>(), grades).prop_map(|(building, needs_survey, grades)| Known {
            building,
            needs_survey,
            grades,
        })
    }

    proptest! {
        #[test]
        fn a_mixed_forecast_is_the_sum_of_its_works_on_any_number_of_threads(
            rows in prop::collection::vec((0..Class::COUNT, 1930..2060i16, 0..2_000_000u32), 0..40),
            known in prop::collection::vec(any_known(), 0..20),
            chosen in prop::collection::vec(0..3usize, Class::COUNT),
            years in 1..=100i64,
            rebuild in prop_oneof![Just(330_000i64), 0..=100_000_000i64],
        ) {
            let given = Parameters {
                renovation_age_years: 30, renovation_spread_years: 2, renovation_backlog_up_to_age_years: 50,
                backlog_years: 10, rebuild_age_years: 60, rebuild_spread_years: 3, overdue_years: 10,
                spread_anchor: SpreadAnchor::Start,
            };
            let mic = Model::mic(&Rules::new(given).expect("rules"));
            let kinds = [mic, model(MEXT_CONVENTIONAL), model(MEXT_LONG_LIFE)];
            let models = Models::new(std::array::from_fn(|class| kinds[chosen[class]].clone()));
            let cost = mext(MEXT_LONG_LIFE).unit_cost(Yen(rebuild));
            let unit_costs = UnitCosts::new([cost; Class::COUNT]).expect("unit costs");
            let classes: Vec<Class> = Class::iter().collect();
            let class: Vec<Class> = rows.iter().map(|row| classes[row.0]).collect();
            let completed: Vec<i16> = rows.iter().map(|row| row.1).collect();
            let area: Vec<u32> = rows.iter().map(|row| row.2).collect();
            let stock = Stock::new(&class, &completed, &area).expect("columns");
            let horizon = horizon(years);
            let forecast = forecast(&stock, &models, &unit_costs, horizon, &known);
            let mut by_year = vec![[super::super::cost::Wide::default(); Class::COUNT]; years as usize];
            for event in works(&stock, models, &unit_costs, horizon, &known) {
                prop_assert!(event.cost >= Yen(0));
                for (year, yen) in event.charges(horizon) {
                    by_year[(year.year() - 2025) as usize][class[event.building] as usize].add(event.kind, yen.0.into());
                }
            }
            prop_assert_eq!(&forecast.by_year, &by_year);
            let sum: i64 = forecast.by_year().map(|(_, cost)| cost.total().0).sum();
            prop_assert_eq!(sum, forecast.total().total().0);
        }
    }
}
