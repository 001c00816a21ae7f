//! What must be known of a plan: how many records it could not take as they are, and what it did instead.

use crate::domain::Text;

/// How many records were taken in another way than they are, by why.
#[derive(Default)]
pub struct Counts {
    /// Components without a year, as old as their building.
    pub as_old_as_building: usize,
    /// Components of unknown age in buildings of unknown age.
    pub of_unknown_age: usize,
    /// Buildings of which too little is known to plan a long life.
    pub not_screened: usize,
    /// Works whose year has passed before they began.
    pub lapsed: usize,
    /// Costs above the most that is counted.
    pub capped: usize,
    /// Works without a known cost.
    pub cost_unknown: usize,
}

impl Counts {
    /// A note for each that there is any of.
    pub fn notes(&self) -> Vec<Text> {
        let note = |count: usize, en: &str, ja: &str| {
            let told = |text: &str| text.replace("{}", &count.to_string());
            (count > 0).then(|| Text::new(told(en), told(ja)))
        };
        let notes = [
            note(
                self.as_old_as_building,
                "{} components without a year of installation count as old as their building",
                "設置年度のない部位が{}件あり、建物と同時に設置したものとしています",
            ),
            note(
                self.of_unknown_age,
                "{} components are left out: neither their year nor that of their building is known",
                "設置年度も建築年度も分からない部位が{}件あり、計画に含めていません",
            ),
            note(
                self.not_screened,
                "{} buildings get only a rebuild at the usual age and no long-life renovation: structure, seismic standard and \
                 age leave open whether they last; where a survey says so, enter the renovation as works",
                "構造・耐震基準・築年数から長寿命化の可否を判定できない建物が{}棟あり、長寿命化改修を見込まず、通常の時期の改築だけを見\
                 込んでいます。調査で長寿命化できると分かった建物は、長寿命化改修を工事として登録してください",
            ),
            note(
                self.lapsed,
                "{} works were planned for years before this plan and have not begun; they count in its first year",
                "計画の初年度より前に予定され、着工していない工事が{}件あり、初年度に行うものとしています",
            ),
            note(
                self.capped,
                "{} costs of more than 1,000,000,000,000 yen count as that much; check area, quantity and unit cost",
                "1兆円を超える費用が{}件あり、1兆円としています。延床面積、数量、単価を確認してください",
            ),
            note(
                self.cost_unknown,
                "{} works have no known cost and count as 0 yen; enter quantity and unit cost of their components",
                "概算額が分からない工事が{}件あり、0円としています。部位の数量と単価を登録してください",
            ),
        ];
        notes.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_there_is_any_of_is_noted_with_its_number() {
        assert_eq!(Counts::default().notes(), []);
        let notes = Counts { lapsed: 3, capped: 12, ..Counts::default() }.notes();
        assert_eq!(notes.len(), 2);
        assert!(notes[0].en.starts_with("3 works") && notes[0].ja.contains("工事が3件"));
        assert!(notes[1].en.starts_with("12 costs") && notes[1].ja.contains("費用が12件"));
    }
}
