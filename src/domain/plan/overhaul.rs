//! When is a whole building renovated for a long life, and when is it rebuilt?
//!
//! ```text
//! long life   built + long_life_age, for long_life_cost_percent of a rebuild, rounded down to the yen
//! rebuild     built + rebuild_age, or built + rebuild_age_survey if its structure must be surveyed
//! ```
//!
//! A long life is planned only where the structure was screened and allows it, the building is younger than
//! `long_life_latest_age` in the first year of the plan, and it has not been done yet. A structure of which too little is
//! known gets no long life, for nobody has said that it lasts, and a rebuild at the usual age, for nobody has said that it
//! does not. Buildings below the least floor area get neither.
//!
//! Worked by hand: built 1990, a rebuild costs 1,000,000,001 yen, plan from 2025: long life in 2030 for 600,000,000 yen,
//! rebuild in 2070. Not screened: rebuild in 2070 only. To be surveyed: rebuild in 2050 only. Built 1965, so 60 years old:
//! rebuild in 2045 only.
//!
//! # Shapes
//! [`WholeBuilding`] in, at most two [`Due`] works out, in the order of their years.
//! # Units
//! Fiscal years; floor area in hundredths of m²; whole yen. A year may lie before the plan: the work is overdue then.
//! # Errors
//! [`OverhaulRules::from_named`] returns [`Invalid`], which names the parameter.
//! # Source
//! 長寿命化改修 at 40 years and 改築 at 80 (長寿命化型), costs and durations: MEXT handbook (学校施設の長寿命化計画策定に係る解説書,
//! 2017). 60 years: 公共施設等更新費用試算ソフト (総務省). Least area and latest age: ours.

use super::rules::named;
use crate::domain::Invalid;
use crate::domain::condition::ScreeningResult;
use crate::domain::units::Yen;
use crate::domain::work::WorkKind;

/// The largest floor area below which nothing may be planned, m².
const LARGEST_LEAST_AREA: i32 = 1_000_000;
/// Hundredths of a square metre in one.
const DM2: i64 = 100;

/// When whole buildings are renovated and rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverhaulRules {
    least_area_dm2: i64,
    long_life_age: i32,
    long_life_latest_age: i32,
    long_life_percent: i32,
    long_life_duration: u8,
    rebuild_age: i32,
    rebuild_age_survey: i32,
    rebuild_duration: u8,
}

/// What is known of a building.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WholeBuilding {
    /// The fiscal year in which it was completed, or rebuilt since.
    pub built_year: i32,
    /// Its floor area, hundredths of m².
    pub floor_area_dm2: i64,
    /// What rebuilding it costs.
    pub rebuild_cost: Yen,
    /// What its structure allows.
    pub structure: ScreeningResult,
    /// Whether it was renovated for a long life since it was built.
    pub long_life_done: bool,
}

/// Works on a whole building.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// What is done.
    pub kind: WorkKind,
    /// The fiscal year in which it falls due; may have passed.
    pub year: i32,
    /// What it costs.
    pub cost: Yen,
    /// Years that it takes.
    pub duration_years: u8,
}

impl OverhaulRules {
    /// The rules from values by name, as rows of the parameter set `overhaul` hold them: ages from 1 to 200 years, the
    /// percentage from 1 to 200, durations from 1 to 20 years, the least floor area from 0 to 1,000,000 m².
    ///
    /// # Errors
    /// Names the parameter that is missing, is not a whole number or lies outside its range.
    pub fn from_named(value: impl Fn(&str) -> Option<String>) -> Result<OverhaulRules, Invalid> {
        let number = |field: &'static str, low, high| named(&value, field, field, low, high);
        let age = |field| number(field, 1, 200);
        let duration = |field| number(field, 1, 20).map(|years| years as u8);
        Ok(OverhaulRules {
            least_area_dm2: i64::from(number("least_floor_area_m2", 0, LARGEST_LEAST_AREA)?) * DM2,
            long_life_age: age("long_life_age_years")?,
            long_life_latest_age: age("long_life_latest_age_years")?,
            long_life_percent: number("long_life_cost_percent", 1, 200)?,
            long_life_duration: duration("long_life_duration_years")?,
            rebuild_age: age("rebuild_age_years")?,
            rebuild_age_survey: age("rebuild_age_survey_years")?,
            rebuild_duration: duration("rebuild_duration_years")?,
        })
    }

    /// The works that a building needs as a whole, seen from the first year of a plan.
    pub fn due(&self, of: &WholeBuilding, first_year: i32) -> Vec<Due> {
        if of.floor_area_dm2 < self.least_area_dm2 {
            return Vec::new();
        }
        let long_life = Due {
            kind: WorkKind::LongLife,
            year: of.built_year + self.long_life_age,
            cost: self.long_life_cost(of.rebuild_cost),
            duration_years: self.long_life_duration,
        };
        let rebuild = Due {
            kind: WorkKind::Rebuild,
            year: of.built_year + self.rebuild_age_of(of.structure),
            cost: of.rebuild_cost,
            duration_years: self.rebuild_duration,
        };
        let lasts = self.may_last(of, first_year) && of.structure == ScreeningResult::LongLife;
        lasts.then_some(long_life).into_iter().chain([rebuild]).collect()
    }

    /// Whether a building gets no long life only because too little is known of its structure.
    pub fn lacks_screening(&self, of: &WholeBuilding, first_year: i32) -> bool {
        of.floor_area_dm2 >= self.least_area_dm2
            && self.may_last(of, first_year)
            && of.structure == ScreeningResult::NotKnown
    }

    fn may_last(&self, of: &WholeBuilding, first_year: i32) -> bool {
        !of.long_life_done && first_year - of.built_year < self.long_life_latest_age
    }

    fn rebuild_age_of(&self, structure: ScreeningResult) -> i32 {
        match structure {
            ScreeningResult::NeedsSurvey => self.rebuild_age_survey,
            ScreeningResult::LongLife | ScreeningResult::NotKnown => self.rebuild_age,
        }
    }

    fn long_life_cost(&self, rebuild: Yen) -> Yen {
        let yen = i128::from(rebuild.0) * i128::from(self.long_life_percent) / 100;
        Yen(i64::try_from(yen).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::reference;
    use super::*;

    const BUILDING: WholeBuilding = WholeBuilding {
        built_year: 1990,
        floor_area_dm2: 20_000,
        rebuild_cost: Yen(1_000_000_001),
        structure: ScreeningResult::LongLife,
        long_life_done: false,
    };

    fn with(name: &str, value: &str) -> Result<OverhaulRules, Invalid> {
        let changed = |asked: &str| (asked == name).then(|| value.to_owned());
        OverhaulRules::from_named(|asked| changed(asked).or_else(|| reference("overhaul", asked)))
    }

    fn rules() -> OverhaulRules {
        with("", "").expect("rules")
    }

    fn due(of: WholeBuilding) -> Vec<(WorkKind, i32)> {
        rules().due(&of, 2025).iter().map(|due| (due.kind, due.year)).collect()
    }

    #[test]
    fn the_example_of_the_header_is_reckoned_as_told() {
        use WorkKind::{LongLife, Rebuild};
        let works = rules().due(&BUILDING, 2025);
        let long_life = Due { kind: LongLife, year: 2030, cost: Yen(600_000_000), duration_years: 2 };
        let rebuild = Due { kind: Rebuild, year: 2070, cost: Yen(1_000_000_001), duration_years: 2 };
        assert_eq!(works, [long_life, rebuild]);
        let structure = |structure| due(WholeBuilding { structure, ..BUILDING });
        assert_eq!(structure(ScreeningResult::NotKnown), [(Rebuild, 2070)]);
        assert_eq!(structure(ScreeningResult::NeedsSurvey), [(Rebuild, 2050)]);
        assert_eq!(due(WholeBuilding { built_year: 1965, ..BUILDING }), [(Rebuild, 2045)]);
        assert_eq!(due(WholeBuilding { built_year: 1966, ..BUILDING }), [(LongLife, 2006), (Rebuild, 2046)]);
        assert_eq!(due(WholeBuilding { long_life_done: true, ..BUILDING }), [(Rebuild, 2070)]);
    }

    #[test]
    fn a_building_below_the_least_floor_area_gets_neither() {
        let small = WholeBuilding { floor_area_dm2: 19_999, structure: ScreeningResult::NotKnown, ..BUILDING };
        assert_eq!(due(small), []);
        assert!(!rules().lacks_screening(&small, 2025));
    }

    #[test]
    fn only_a_building_that_would_get_a_long_life_lacks_its_screening() {
        let unknown = WholeBuilding { structure: ScreeningResult::NotKnown, ..BUILDING };
        let lacks = |of| rules().lacks_screening(&of, 2025);
        assert!(lacks(unknown) && !lacks(BUILDING));
        assert!(!lacks(WholeBuilding { structure: ScreeningResult::NeedsSurvey, ..BUILDING }));
        assert!(!lacks(WholeBuilding { long_life_done: true, ..unknown }));
        assert!(!lacks(WholeBuilding { built_year: 1965, ..unknown }));
    }

    #[test]
    fn a_parameter_outside_its_range_is_named() {
        let refused = |name: &'static str, value| with(name, value).err().map(|i| (i.field == name, i.code));
        for (name, least, most, beyond) in [
            ("least_floor_area_m2", "0", "1000000", "1000001"),
            ("long_life_age_years", "1", "200", "201"),
            ("long_life_latest_age_years", "1", "200", "0"),
            ("long_life_cost_percent", "1", "200", "0"),
            ("long_life_duration_years", "1", "20", "21"),
            ("rebuild_age_years", "1", "200", "0"),
            ("rebuild_age_survey_years", "1", "200", "201"),
            ("rebuild_duration_years", "1", "20", "0"),
        ] {
            assert_eq!((refused(name, least), refused(name, most)), (None, None), "{name}");
            assert_eq!(refused(name, beyond), Some((true, "out-of-range")), "{name}");
            assert_eq!(refused(name, ""), Some((true, "malformed")), "{name}");
        }
    }
}
