//! Which limits follow from the site, and which of them decides?
//!
//! # Shapes
//! [`Site`] and [`Figures`] in, [`Capacity`] out.
//! # Units
//! dm²; ratios in hundredths of a percent. A weighted ratio is never rounded: areas are summed as numerators and divided
//! once, downwards.
//! # Errors
//! None.
//! # Source
//! As the module above; how a general exclusion is shared among zones (in proportion to area) is ours.

use super::figures::Figures;
use super::question::Site;
use super::step::{Step, m2, percent};
use super::uses::{self, UseTest, Verdict};
use super::word::{Exemption, FireZone, Quantity, Rule, residential};
use crate::domain::Text;
use crate::domain::facility::Word;
use strum::IntoEnumIterator;

/// What may be built.
#[derive(Clone, Debug)]
pub struct Capacity {
    /// 延べ面積の最大, with the floors that do not count, dm²
    pub floor_area_dm2: u64,
    /// 容積率算定の延べ面積 of a building of the largest size, dm²
    pub counted_floor_area_dm2: u64,
    /// 建築面積の最大, dm²
    pub footprint_dm2: u64,
    /// 敷地面積 after exclusions, dm²
    pub site_dm2: u64,
    /// 容積率の限度, hundredths of a percent, rounded down
    pub ratio_bp: u64,
    /// 建蔽率の限度, hundredths of a percent, rounded down
    pub coverage_bp: u64,
    /// 空地 that must stay open, dm²
    pub open_space_dm2: u64,
    /// 容積率に算入しない床面積 in a building of the largest size, dm²
    pub exempt_dm2: u64,
    /// The use test, when a use was asked about.
    pub use_test: Option<UseTest>,
    /// 過程
    pub steps: Vec<Step>,
}

impl Capacity {
    /// The rules that decide, each once, in the order of the steps.
    pub fn binding(&self) -> Vec<Rule> {
        let mut rules: Vec<Rule> = Vec::new();
        for step in self.steps.iter().filter(|step| step.binds) {
            if !rules.contains(&step.rule) {
                rules.push(step.rule);
            }
        }
        rules
    }
}

/// Reckons what may be built.
pub fn capacity(site: &Site, figures: &Figures) -> Capacity {
    let mut way = Way { site, figures, whole: Whole::of(site), steps: Vec::new() };
    way.site_area();
    let forbidden = way.forbidden();
    let coverage_bp = way.coverage();
    let open_space_dm2 = way.open_space();
    way.district_footprint();
    let footprint_dm2 = if forbidden { 0 } else { way.decide(Quantity::Footprint) };
    let ratio_bp = way.ratio();
    let counted = if forbidden { 0 } else { way.decide(Quantity::CountedFloorArea) };
    let exempt = way.exemptions(counted);
    let use_test = way.floor_limits(counted + exempt, footprint_dm2);
    let floor_area_dm2 = if forbidden { 0 } else { way.decide(Quantity::FloorArea) };
    way.settle(forbidden, counted + exempt == floor_area_dm2, footprint_dm2);
    let exempt_dm2 = way.exempt_within(floor_area_dm2);
    Capacity {
        floor_area_dm2,
        counted_floor_area_dm2: floor_area_dm2 - exempt_dm2,
        footprint_dm2: if floor_area_dm2 == 0 { 0 } else { footprint_dm2 },
        site_dm2: way.whole.dm2(10_000),
        ratio_bp,
        coverage_bp,
        open_space_dm2,
        exempt_dm2,
        use_test,
        steps: way.steps,
    }
}

/// The areas of a site as exact fractions: what lies in zone i after its share of the general exclusion is
/// `left_i × kept / left`.
struct Whole {
    left: u64,
    kept: u64,
}

impl Whole {
    fn of(site: &Site) -> Whole {
        let left: u64 = site.zones.iter().map(|zone| zone.left_dm2()).sum();
        Whole { left, kept: left - site.excluded_dm2 }
    }

    /// The site times a ratio in hundredths of a percent, rounded down.
    fn dm2(&self, bp: u64) -> u64 {
        (u128::from(self.kept) * u128::from(bp) / 10_000) as u64
    }

    /// Σ area × ratio over zones, in dm² and as the weighted ratio, both rounded down.
    fn weighted(&self, products: u128) -> (u64, u64) {
        let left = u128::from(self.left.max(1));
        ((products * u128::from(self.kept) / left / 10_000) as u64, (products / left) as u64)
    }
}

struct Way<'a> {
    site: &'a Site,
    figures: &'a Figures,
    whole: Whole,
    steps: Vec<Step>,
}

impl Way<'_> {
    fn limit(&mut self, rule: Rule, of: Quantity, section: &'static str, area_dm2: u64, bp: Option<u64>, text: Text) {
        let area_dm2 = Some(area_dm2);
        self.steps.push(Step {
            rule,
            of,
            section,
            zone: None,
            area_dm2,
            ratio_bp: bp,
            limit: true,
            binds: false,
            text,
        });
    }

    fn of_zone(&mut self, rule: Rule, of: Quantity, section: &'static str, zone: usize, bp: u64, text: Text) {
        let zone = Some(zone + 1);
        let ratio_bp = Some(bp);
        self.steps.push(Step { rule, of, section, zone, area_dm2: None, ratio_bp, limit: false, binds: false, text });
    }

    /// The smallest limit of a quantity; the steps that set it are marked.
    fn decide(&mut self, of: Quantity) -> u64 {
        let limits = |step: &&Step| step.of == of && step.limit;
        let least = self.steps.iter().filter(limits).filter_map(|step| step.area_dm2).min().unwrap_or(0);
        for step in self.steps.iter_mut().filter(|step| step.of == of && step.limit) {
            step.binds = step.area_dm2 == Some(least);
        }
        least
    }

    fn site_area(&mut self) {
        let (zones, kept) = (self.site.zones.len(), self.whole.kept);
        let given: u64 = self.site.zones.iter().map(|zone| u64::from(zone.area.dm2())).sum();
        let text = Text::new(
            format!(
                "Site of {} zone(s): {} m² less {} m² excluded = {} m²",
                zones,
                m2(given),
                m2(given - kept),
                m2(kept)
            ),
            format!("敷地（{zones}区域）: {} ㎡ － 除外 {} ㎡ ＝ {} ㎡", m2(given), m2(given - kept), m2(kept)),
        );
        self.steps.push(Step {
            rule: Rule::SiteArea,
            of: Quantity::SiteArea,
            section: "建築基準法施行令第2条第1項第1号",
            zone: None,
            area_dm2: Some(kept),
            ratio_bp: None,
            limit: false,
            binds: false,
            text,
        });
    }

    /// Whether nothing may be built at all: the site is too small for the district plan.
    fn forbidden(&mut self) -> bool {
        let least = self.site.plan.as_ref().and_then(|plan| plan.minimum_site).map(|area| u64::from(area.dm2()));
        let Some(least) = least else { return false };
        let small = self.whole.kept < least;
        let (kept, least_m2) = (m2(self.whole.kept), m2(least));
        let text = if small {
            Text::new(
                format!("The site of {kept} m² is smaller than the least of {least_m2} m²: nothing may be built"),
                format!("敷地 {kept} ㎡は最低限度 {least_m2} ㎡に満たないため、建築できない"),
            )
        } else {
            Text::new(
                format!("The site of {kept} m² is not smaller than the least of {least_m2} m²"),
                format!("敷地 {kept} ㎡は最低限度 {least_m2} ㎡以上"),
            )
        };
        self.steps.push(Step {
            rule: Rule::DistrictMinimumSite,
            of: Quantity::SiteArea,
            section: "建築基準法第68条の2",
            zone: None,
            area_dm2: Some(least),
            ratio_bp: None,
            limit: false,
            binds: small,
            text,
        });
        small
    }

    fn coverage(&mut self) -> u64 {
        let zones = self.site.zones.clone();
        let mut products = 0_u128;
        for (index, zone) in zones.iter().enumerate() {
            let (percent_of_zone, text) = self.coverage_of(zone.coverage_ratio_percent);
            let bp = u64::from(percent_of_zone) * 100;
            products += u128::from(zone.left_dm2()) * u128::from(bp);
            self.of_zone(
                Rule::CoverageRatio,
                Quantity::Footprint,
                "建築基準法第53条第1項・第3項・第6項",
                index,
                bp,
                text,
            );
        }
        let (area, bp) = self.whole.weighted(products);
        let text = Text::new(
            format!("Weighted by area: {} % of {} m² = {} m²", percent(bp), m2(self.whole.kept), m2(area)),
            format!("面積按分: {} ㎡ × {} ％ ＝ {} ㎡", m2(self.whole.kept), percent(bp), m2(area)),
        );
        self.limit(Rule::CoverageRatio, Quantity::Footprint, "建築基準法第53条第2項", area, Some(bp), text);
        bp
    }

    /// The coverage ratio of a zone in percent, and why.
    fn coverage_of(&self, designated: u32) -> (u32, Text) {
        let (figures, situation) = (self.figures, self.site.situation);
        let fire = situation.fire_zone.unwrap_or(FireZone::None);
        let proof = situation.fireproof_building;
        if proof && fire == FireZone::Fire && designated == figures.unlimited_coverage_percent {
            let text = Text::new(
                format!("{designated} % designated, fireproof building in a fire zone: no limit"),
                format!("指定 {designated} ％、防火地域内の耐火建築物等のため制限なし"),
            );
            return (100, text);
        }
        let corner = if situation.corner_lot { figures.corner_points } else { 0 };
        let fireproof = if proof && fire != FireZone::None { figures.fireproof_points } else { 0 };
        let percent = (designated + corner + fireproof).min(100);
        let text = Text::new(
            format!("{designated} % designated + {corner} corner lot + {fireproof} fireproof = {percent} %"),
            format!("指定 {designated} ％ ＋ 角地 {corner} ＋ 耐火建築物等 {fireproof} ＝ {percent} ％"),
        );
        (percent, text)
    }

    fn open_space(&mut self) -> u64 {
        let wishes = &self.site.wishes;
        let kept = self.whole.kept;
        // What must stay open is rounded up, so that the building is not too large.
        let share = |percent: u32| (u128::from(kept) * u128::from(percent)).div_ceil(100) as u64;
        let asked = wishes.open_space_dm2.max(share(wishes.open_space_percent));
        let planned = self.site.plan.as_ref().map_or(0, |plan| share(plan.open_space_percent));
        for (rule, open, section) in [
            (Rule::OpenSpace, asked, "計画条件（防災空地等）"),
            (Rule::DistrictOpenSpace, planned, "都市計画法第12条の5（地区計画）"),
        ] {
            if open > 0 {
                let left = kept - open.min(kept);
                let text = Text::new(
                    format!("{} m² kept open: at most {} m² built upon", m2(open), m2(left)),
                    format!("空地 {} ㎡を確保: 建築できるのは {} ㎡まで", m2(open), m2(left)),
                );
                self.limit(rule, Quantity::Footprint, section, left, None, text);
            }
        }
        asked.max(planned)
    }

    fn district_footprint(&mut self) {
        const SECTION: &str = "建築基準法第68条の2";
        let Some(plan) = self.site.plan.clone() else { return };
        let kept = self.whole.kept;
        if let Some(limit) = plan.coverage_ratio_percent {
            let bp = u64::from(limit) * 100;
            let area = self.whole.dm2(bp);
            let text = Text::new(
                format!("District plan: at most {limit} % of {} m² = {} m²", m2(kept), m2(area)),
                format!("地区計画: {} ㎡ × {limit} ％ ＝ {} ㎡", m2(kept), m2(area)),
            );
            self.limit(Rule::DistrictCoverageRatio, Quantity::Footprint, SECTION, area, Some(bp), text);
        }
        if let Some(area) = plan.maximum_footprint.map(|area| u64::from(area.dm2())) {
            let text = Text::new(
                format!("District plan: a footprint of at most {} m²", m2(area)),
                format!("地区計画: 建築面積の最高限度 {} ㎡", m2(area)),
            );
            self.limit(Rule::DistrictMaximumFootprint, Quantity::Footprint, SECTION, area, None, text);
        }
        if let Some(length) = plan.boundary_length_cm.filter(|_| plan.wall_setback_cm > 0) {
            // Centimetres times centimetres are ten-thousandths of a square metre.
            let strip = (u64::from(length) * u64::from(plan.wall_setback_cm)).div_ceil(100);
            let left = kept - strip.min(kept);
            let text = Text::new(
                format!(
                    "District plan: walls stay back, a strip of {} m² is lost, {} m² are left",
                    m2(strip),
                    m2(left)
                ),
                format!("地区計画: 壁面後退の帯 {} ㎡を除き {} ㎡", m2(strip), m2(left)),
            );
            self.limit(Rule::DistrictWallSetback, Quantity::Footprint, SECTION, left, None, text);
        }
    }

    fn ratio(&mut self) -> u64 {
        let zones = self.site.zones.clone();
        let (mut products, mut designated, mut narrowed) = (0_u128, 0_u128, false);
        for (index, zone) in zones.iter().enumerate() {
            let given = u64::from(zone.floor_area_ratio_percent) * 100;
            let by_road = self.by_road(residential(zone.zoning));
            let bp = given.min(by_road.unwrap_or(u64::MAX));
            narrowed |= bp < given;
            products += u128::from(zone.left_dm2()) * u128::from(bp);
            designated += u128::from(zone.left_dm2()) * u128::from(given);
            let term = zone.zoning.label_ja();
            let text = Text::new(
                format!(
                    "{}: {} % designated{}",
                    zone.zoning.code(),
                    percent(given),
                    by_road.map_or(String::new(), |bp| format!(", {} % by the road", percent(bp)))
                ),
                format!(
                    "{term}: 指定 {} ％{}",
                    percent(given),
                    by_road.map_or(String::new(), |bp| format!("、道路幅員により {} ％", percent(bp)))
                ),
            );
            let rule = if bp < given { Rule::RoadWidth } else { Rule::FloorAreaRatio };
            self.of_zone(rule, Quantity::CountedFloorArea, "建築基準法第52条第1項・第2項", index, bp, text);
        }
        let kept = m2(self.whole.kept);
        let (area, bp) = self.whole.weighted(designated);
        let text = Text::new(
            format!("Designated ratios weighted by area: {} % of {kept} m² = {} m²", percent(bp), m2(area)),
            format!("指定容積率の面積按分: {kept} ㎡ × {} ％ ＝ {} ㎡", percent(bp), m2(area)),
        );
        self.limit(
            Rule::FloorAreaRatio,
            Quantity::CountedFloorArea,
            "建築基準法第52条第1項・第7項",
            area,
            Some(bp),
            text,
        );
        let (area, bp) = self.whole.weighted(products);
        if narrowed {
            let text = Text::new(
                format!(
                    "With the width of the road, weighted by area: {} % of {kept} m² = {} m²",
                    percent(bp),
                    m2(area)
                ),
                format!("前面道路幅員による容積率の面積按分: {kept} ㎡ × {} ％ ＝ {} ㎡", percent(bp), m2(area)),
            );
            self.limit(
                Rule::RoadWidth,
                Quantity::CountedFloorArea,
                "建築基準法第52条第2項・第7項",
                area,
                Some(bp),
                text,
            );
        }
        let Some(limit) = self.site.plan.as_ref().and_then(|plan| plan.floor_area_ratio_percent) else { return bp };
        let plan_bp = u64::from(limit) * 100;
        let area = self.whole.dm2(plan_bp);
        let text = Text::new(
            format!("District plan: at most {limit} % of {kept} m² = {} m²", m2(area)),
            format!("地区計画: {kept} ㎡ × {limit} ％ ＝ {} ㎡", m2(area)),
        );
        let rule = Rule::DistrictFloorAreaRatio;
        self.limit(rule, Quantity::CountedFloorArea, "建築基準法第68条の2", area, Some(plan_bp), text);
        bp.min(plan_bp)
    }

    /// The ratio that a narrow road allows, in hundredths of a percent.
    fn by_road(&self, residential: bool) -> Option<u64> {
        let width = self.site.situation.road_width_cm.filter(|width| *width < self.figures.wide_road_cm)?;
        let factor = match residential {
            true => self.figures.road_residential_percent_per_m,
            false => self.figures.road_other_percent_per_m,
        };
        // Centimetres times percent a metre are hundredths of a percent.
        Some(u64::from(width) * u64::from(factor))
    }

    /// What of a building of so many dm² does not count, in hundredths of a dm²: exact, so that the part that counts
    /// always grows with the whole.
    fn exempt_hundredths(&self, floor: u64) -> u128 {
        let shares = Exemption::iter().map(|exemption| {
            let most = u128::from(floor) * u128::from(self.figures.share_percent(exemption));
            (u128::from(self.site.wishes.exempt_dm2[exemption as usize]) * 100).min(most)
        });
        (shares.sum::<u128>() + u128::from(self.site.wishes.elevator_dm2) * 100).min(u128::from(floor) * 100)
    }

    /// The same in whole dm².
    fn exempt_within(&self, floor: u64) -> u64 {
        (self.exempt_hundredths(floor) / 100) as u64
    }

    /// How much larger the building may be for floors that do not count.
    fn exemptions(&mut self, counted: u64) -> u64 {
        if self.exempt_within(u64::MAX / 200) == 0 || counted == 0 {
            return 0;
        }
        // The shares leave at least one percent of the whole to be counted.
        let fits = |floor: u64| u128::from(floor) * 100 <= u128::from(counted) * 100 + self.exempt_hundredths(floor);
        let (mut low, mut high) = (counted, (counted + self.site.wishes.elevator_dm2 + 1) * 100);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            match fits(middle) {
                true => low = middle,
                false => high = middle - 1,
            }
        }
        let (en, ja) = self.exemption_parts(low);
        let text = Text::new(
            format!("Not counted in a building of {} m²: {}", m2(low), en.join(", ")),
            format!("延べ面積 {} ㎡のうち不算入: {}", m2(low), ja.join("、")),
        );
        self.steps.push(Step {
            rule: Rule::FloorExemption,
            of: Quantity::FloorArea,
            section: "建築基準法第52条第6項・同施行令第2条第1項第4号・第3項",
            zone: None,
            area_dm2: Some(low - counted),
            ratio_bp: None,
            limit: false,
            binds: false,
            text,
        });
        low - counted
    }

    /// The floors that do not count in a building of so many dm², each in words.
    fn exemption_parts(&self, floor: u64) -> (Vec<String>, Vec<String>) {
        let mut parts: Vec<(String, String)> = Vec::new();
        for exemption in Exemption::iter() {
            let given = self.site.wishes.exempt_dm2[exemption as usize];
            let share = self.figures.share_percent(exemption);
            let part = given.min((u128::from(floor) * u128::from(share) / 100) as u64);
            if given > 0 {
                parts.push((
                    format!("{} {} of {} m² (at most {share} %)", exemption.code(), m2(part), m2(given)),
                    format!("{} {} ㎡／{} ㎡（{share} ％まで）", exemption.label_ja(), m2(part), m2(given)),
                ));
            }
        }
        let elevator = self.site.wishes.elevator_dm2;
        if elevator > 0 {
            parts.push((format!("elevator {} m²", m2(elevator)), format!("昇降路 {} ㎡", m2(elevator))));
        }
        parts.into_iter().unzip()
    }

    /// What limits the whole floor area besides the ratio: storeys and use.
    fn floor_limits(&mut self, by_ratio: u64, footprint: u64) -> Option<UseTest> {
        let text = Text::new(
            format!("Counted floor area and what does not count: {} m²", m2(by_ratio)),
            format!("算入する延べ面積と不算入の床面積の合計: {} ㎡", m2(by_ratio)),
        );
        self.limit(Rule::FloorAreaRatio, Quantity::FloorArea, "建築基準法第52条", by_ratio, None, text);
        if let Some(storeys) = self.site.wishes.storeys {
            let area = footprint.saturating_mul(storeys.into());
            let text = Text::new(
                format!("{storeys} storeys on {} m² = {} m²", m2(footprint), m2(area)),
                format!("建築面積 {} ㎡ × {storeys} 階 ＝ {} ㎡", m2(footprint), m2(area)),
            );
            self.limit(Rule::Storeys, Quantity::FloorArea, "計画条件（階数）", area, None, text);
        }
        let building_use = self.site.wishes.building_use?;
        let test = uses::test(building_use, &self.site.zones, self.site.plan.as_ref(), self.figures);
        let (code, term) = (building_use.code(), building_use.label_ja());
        let (area, text) = match test.by_zoning {
            Verdict::Allowed => (
                None,
                Text::new(
                    format!("{code}: allowed in the greater part of the site"),
                    format!("{term}: 敷地の過半の用途地域で建築できる"),
                ),
            ),
            Verdict::Limited(dm2) => (
                Some(dm2),
                Text::new(
                    format!("{code}: up to {} m² in the greater part of the site", m2(dm2)),
                    format!("{term}: 敷地の過半の用途地域で {} ㎡まで", m2(dm2)),
                ),
            ),
            Verdict::Refused => (
                Some(0),
                Text::new(
                    format!("{code}: not allowed; no greater part of the site allows it"),
                    format!("{term}: 敷地の過半の用途地域で建築できない"),
                ),
            ),
        };
        self.steps.push(Step {
            rule: Rule::Use,
            of: Quantity::FloorArea,
            section: "建築基準法第48条・別表第二・第91条",
            zone: None,
            area_dm2: area,
            ratio_bp: None,
            limit: area.is_some(),
            binds: false,
            text,
        });
        if !test.by_district_plan {
            let text = Text::new(
                format!("{code}: not among the uses of the district plan"),
                format!("{term}: 地区計画により建築できない"),
            );
            self.limit(Rule::DistrictUse, Quantity::FloorArea, "建築基準法第68条の2", 0, None, text);
        }
        Some(test)
    }

    /// Only the limits that decide stay marked: those of the ratio when the ratio decides the floor area, and so on.
    fn settle(&mut self, forbidden: bool, by_ratio: bool, footprint: u64) {
        let refused =
            !forbidden && self.steps.iter().any(|s| s.binds && s.of == Quantity::FloorArea && s.area_dm2 == Some(0));
        for step in &mut self.steps {
            let of_whole = step.of == Quantity::FloorArea && step.rule == Rule::FloorAreaRatio;
            step.binds &= match step.of {
                Quantity::SiteArea => true,
                Quantity::CountedFloorArea => by_ratio && !refused,
                // The sum of what counts and what does not is told by the limits of what counts.
                Quantity::FloorArea => !forbidden && !of_whole,
                Quantity::Footprint => !forbidden && (!refused || footprint == 0),
            };
        }
    }
}
