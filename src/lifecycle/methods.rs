//! How each model reckons, told in sentences with the numbers in force.

use super::models::{Chosen, Reckoned};
use super::store;
use crate::domain::Text;
use crate::domain::plan::COMPONENT_CYCLE;
use crate::domain::renewal::{MEXT_CONVENTIONAL, MEXT_LONG_LIFE, MIC_2011};
use std::collections::BTreeMap;

/// The sentences of every model that is used; each model is named when there are several.
pub fn told(chosen: &Chosen, reckoned: &Reckoned) -> Vec<Text> {
    let models = chosen.models();
    let mut method = Vec::new();
    for model in &models {
        let sentences = match (*model, reckoned.rules.get(model)) {
            (MIC_2011, _) => store::method(&reckoned.mic),
            (MEXT_CONVENTIONAL, Some(rules)) => conventional(rules),
            (MEXT_LONG_LIFE, Some(rules)) => long_life(rules),
            (COMPONENT_CYCLE, Some(rules)) => by_component(rules).to_vec(),
            _ => continue,
        };
        let name = |text: Text| match models.len() {
            1 => text,
            _ => Text::new(format!("{model}: {}", text.en), format!("{model}：{}", text.ja)),
        };
        method.extend(sentences.into_iter().map(name));
    }
    if let Some(per_mille) = reckoned.price_change_per_mille {
        let year = reckoned.price_year;
        method.push(Text::new(
            format!("Unit costs in force are brought to the prices of {year}, times {per_mille} / 1000."),
            format!("単価は建設工事費の指数により {year} 年の価格に換算した（{per_mille} / 1000 倍）。"),
        ));
    }
    method
}

fn conventional(rules: &BTreeMap<&str, i64>) -> Vec<Text> {
    let n = |name: &str| rules.get(name).copied().unwrap_or_default();
    let (interval, rebuild) = (n("renovation_interval_years"), n("rebuild_age_years"));
    let mut method = vec![Text::new(
        format!(
            "Each building is renovated every {interval} years for {} % of the rebuild's unit cost and rebuilt with the same floor area at {rebuild} years, paid over {} years.",
            n("renovation_cost_percent"),
            n("rebuild_spread_years")
        ),
        format!(
            "{interval}年ごとに改築単価の{}％で大規模改造を行い、{rebuild}年で同じ延床面積に改築する（費用は{}年間に配分）。",
            n("renovation_cost_percent"),
            n("rebuild_spread_years")
        ),
    )];
    method.extend(shared(rules));
    method
}

fn long_life(rules: &BTreeMap<&str, i64>) -> Vec<Text> {
    let n = |name: &str| rules.get(name).copied().unwrap_or_default();
    let (age, rebuild) = (n("long_life_age_years"), n("rebuild_age_years"));
    let mut method = vec![
        Text::new(
            format!(
                "Each building gets a long-life renovation at {age} years for {} % of the rebuild's unit cost, is renovated every {} years for {} %, and is rebuilt with the same floor area at {rebuild} years.",
                n("long_life_cost_percent"),
                n("renovation_interval_years"),
                n("renovation_cost_percent")
            ),
            format!(
                "{age}年で改築単価の{}％により長寿命化改修、{}年ごとに{}％で大規模改造を行い、{rebuild}年で同じ延床面積に改築する。",
                n("long_life_cost_percent"),
                n("renovation_interval_years"),
                n("renovation_cost_percent")
            ),
        ),
        Text::new(
            format!(
                "Buildings aged {} to {} in the first year that have missed the long-life renovation get it in equal parts over the first {} years; older ones are only rebuilt. Where a structure is known to need a survey there is none and the rebuild comes at {} years; where nothing is known of it, it counts as sound.",
                age + 1,
                n("long_life_up_to_age_years"),
                n("backlog_years"),
                n("rebuild_age_survey_years")
            ),
            format!(
                "基準年度に築{}～{}年の未改修の建物は最初の{}年間で長寿命化改修を行い、これを超える建物は改築だけを見込む。構造が要調査の建物は長寿命化せず{}年で改築し、判定できない建物は長寿命とみなす。",
                age + 1,
                n("long_life_up_to_age_years"),
                n("backlog_years"),
                n("rebuild_age_survey_years")
            ),
        ),
        Text::new(
            format!(
                "Parts rated D are repaired within {} years and those rated C within {}, in equal parts, unless a larger work comes within {} years; the cost of parts rated A is taken off a long-life renovation within {} years.",
                n("serious_within_years"),
                n("widespread_within_years"),
                n("part_repair_skip_years"),
                n("good_part_deduction_years")
            ),
            format!(
                "D評価の部位は{}年以内、C評価の部位は{}年以内に修繕する（均等に配分）。ただし{}年以内に改築・改修がある場合は行わない。A評価の部位の費用は{}年以内の長寿命化改修から差し引く。",
                n("serious_within_years"),
                n("widespread_within_years"),
                n("part_repair_skip_years"),
                n("good_part_deduction_years")
            ),
        ),
    ];
    method.extend(shared(rules));
    method
}

fn by_component(rules: &BTreeMap<&str, i64>) -> [Text; 3] {
    let (rebuilt, ja) = match rules.get("rebuild_age_years") {
        Some(age) => (
            format!(
                "Buildings are rebuilt with the same floor area at {age} years, paid at once, and begin with new components."
            ),
            format!("建物は{age}年で同じ延床面積に更新し（費用はその年度に計上）、部位は新しくなる。"),
        ),
        None => ("Buildings are never rebuilt.".to_owned(), "建物の更新は見込まない。".to_owned()),
    };
    [
        Text::new(
            "Each component of the register is renewed by its own cycle from its last renewal, or by that of its kind from when its building was new; one that is overdue is renewed in the first year.",
            "台帳の各部位を最終更新年度から個別の更新周期（未登録の場合は部位区分の周期、設置年度が不明な場合は建築年度から）で更新し、周期を過ぎた部位は最初の年度に更新する。",
        ),
        Text::new(
            "A component without a unit cost of its own costs a share of the rebuild. A building without components costs nothing here. Operation and demolition are told by component-forecasts.",
            "単価のない部位は改築費に対する割合で見込む。部位のない建物の費用は見込まない。運用費と除却費は部位別更新周期による推計で示す。",
        ),
        Text::new(rebuilt, ja),
    ]
}

fn shared(rules: &BTreeMap<&str, i64>) -> [Text; 2] {
    let n = |name: &str| rules.get(name).copied().unwrap_or_default();
    [
        Text::new(
            format!(
                "A renovation within {} years of a rebuild or long-life renovation is left out; a missed one is not made up for. Overdue rebuilds are paid in equal parts over the first {} years.",
                n("keep_apart_years"),
                n("overdue_years")
            ),
            format!(
                "改築・長寿命化改修の前後{}年以内の大規模改造は行わず、未実施の大規模改造はさかのぼらない。実施時期を過ぎた改築は最初の{}年間に均等に配分する。",
                n("keep_apart_years"),
                n("overdue_years")
            ),
        ),
        Text::new(
            "No discount. The cost of each work is rounded down to whole yen; of its yearly parts the last takes the remainder, so that all figures add up.",
            "割引は考慮しない。工事ごとに円未満を切り捨て、年割りの端数は最後の年に含めるため、内訳と合計は一致する。",
        ),
    ]
}
