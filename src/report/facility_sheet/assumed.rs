//! What does a sheet rest on, and what must its reader know first?

use super::gathered::Gathered;
use super::wire::{SheetAssumption, SheetGradeMeaning};
use crate::conservation::store::PlanOf;
use crate::domain::condition::Better;
use crate::domain::facility::{ComponentKind, word};
use crate::domain::plan::PlanState;
use crate::error::Language;
use crate::page::{say, term};
use crate::parameters::Parameter;

/// How far ahead works are listed one by one, in fiscal years.
pub const LISTED_YEARS: i32 = 10;

/// A version of the plan as readers know it.
pub fn plan(plan: &PlanOf, language: Language) -> String {
    let state = term(language, plan.state);
    let decided = plan.adopted_on.as_deref().map(|day| format!("{day} ")).unwrap_or_default();
    match language {
        Language::Ja => format!("{} 第{}版（{decided}{state}）", plan.title, plan.version_no),
        Language::En => format!("{}, version {} ({decided}{})", plan.title, plan.version_no, state.to_lowercase()),
    }
}

/// The grades with what they mean: what the table of the scheme says in Japanese, and their points.
pub fn grades(found: &Gathered, language: Language) -> Vec<SheetGradeMeaning> {
    let one = |(grade, points, remark): &(String, f64, Option<String>)| {
        // The remark tells of the points too: "概ね良好（…）の評点".
        let words = remark.as_deref().map(|text| text.split(['（', '。']).next().unwrap_or_default());
        let words = words.map(|text| text.trim_end_matches("の評点")).filter(|text| !text.is_empty());
        let meaning = match (language, words) {
            (Language::Ja, Some(words)) => format!("{words}（{points}点）"),
            (Language::Ja, None) => format!("{points}点"),
            (Language::En, _) => format!("{points} points"),
        };
        SheetGradeMeaning { grade: grade.clone(), meaning }
    };
    found.known.scheme.grades.iter().map(one).collect()
}

/// Scheme, version of the plan, parameters and the day.
pub fn assumptions(found: &Gathered, language: Language) -> Vec<SheetAssumption> {
    let says = |ja, en| say(language, ja, en).to_owned();
    let scheme = &found.known.scheme;
    let better = match scheme.better {
        Better::Higher => says("点数が高いほど良好", "more points are better"),
        Better::Lower => says("点数が低いほど良好", "fewer points are better"),
    };
    let mut all = vec![
        SheetAssumption { name: says("基準日", "As of"), value: found.as_of.to_string(), source: None },
        SheetAssumption {
            name: says("評価基準", "Rating scheme"),
            value: match language {
                Language::Ja => format!("{}（{better}）", scheme.code),
                Language::En => format!("{} ({better})", scheme.code),
            },
            source: Some(scheme.source.clone()).filter(|source| !source.is_empty()),
        },
    ];
    if let Some(of) = &found.known.plan {
        let drawn: String = of.drawn_at.chars().take(10).collect();
        let basis = &of.life_basis;
        let source = match language {
            Language::Ja => format!("{drawn} 作成、残存年数の根拠 {basis}、計画の入力ダイジェスト {}", of.input_digest),
            Language::En => {
                format!("drawn up on {drawn}, lives by {basis}, input digest of the plan {}", of.input_digest)
            }
        };
        all.push(SheetAssumption {
            name: says("保全計画", "Conservation plan"),
            value: plan(of, language),
            source: Some(source),
        });
    }
    all.extend(found.known.parameters.iter().map(|row| parameter(row, language)));
    all
}

fn parameter(row: &Parameter, language: Language) -> SheetAssumption {
    let says = |ja, en| say(language, ja, en).to_owned();
    let name = match row.name.as_str() {
        "rebuild_age_years" => says("改築を想定する築年数", "Age at which a rebuild is assumed"),
        "rebuild_age_survey_years" => {
            says("改築を想定する築年数（要調査の建物）", "Age at which a rebuild is assumed where a survey is needed")
        }
        "screening_core_strength_n_mm2" => {
            says("要調査とするコンクリート圧縮強度（以下）", "Core strength up to which a survey is needed")
        }
        "screening_steel_wood_age_years" => {
            says("鉄骨造・木造の腐食で要調査とする築年数", "Age from which corroded steel and wood need a survey")
        }
        other => {
            let kind = word::<ComponentKind>("kind", other).map(|kind| term(language, kind));
            let of = kind.unwrap_or_else(|_| other.to_owned());
            match language {
                Language::Ja => format!("更新周期（{of}）"),
                Language::En => format!("Renewal cycle ({of})"),
            }
        }
    };
    let unit = match (row.unit.as_str(), language) {
        ("years", Language::Ja) => "年",
        ("years", Language::En) => " years",
        ("N/mm2", _) => " N/mm²",
        (other, _) => other,
    };
    SheetAssumption { name, value: format!("{}{unit}", row.value), source: Some(row.source.clone()) }
}

/// What a reader must know before the figures; `later` works are not listed.
pub fn notices(found: &Gathered, later: usize, language: Language) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |ja: String, en: String| told.push(if language == Language::Ja { ja } else { en });
    if found.as_of != found.today {
        let day = found.as_of;
        tell(
            format!("劣化状況・点検・台帳の価額は{day}現在、施設・工事・不具合は作成日現在の記録です。"),
            format!("Condition, inspections and amounts are as of {day}; facility, works and defects as recorded now."),
        );
    }
    if let Some(of) = found.known.plan.as_ref().filter(|of| of.state != PlanState::Adopted) {
        let (ja, en) = (plan(of, Language::Ja), plan(of, Language::En));
        tell(
            format!("見込額は決定した保全計画によるものではありません: {ja}"),
            format!("The forecast is not that of an adopted plan: {en}"),
        );
    }
    for row in &found.whole.buildings {
        let Some(state) = found.known.buildings.get(&row.code).filter(|state| !state.left_out.is_empty()) else {
            continue;
        };
        let labels: Vec<&str> = state.left_out.iter().map(|(_, label)| label.as_str()).collect();
        let codes: Vec<&str> = state.left_out.iter().map(|(code, _)| code.as_str()).collect();
        tell(
            format!("{}の健全度は、評価のない部位（{}）を除いて算定しています。", row.name, labels.join("、")),
            format!("The health of {} leaves out parts that are not rated: {}.", row.name, codes.join(", ")),
        );
    }
    if later > 0 {
        tell(
            format!("今後の工事は{LISTED_YEARS}年度分を示しています。その後の工事が{later}件あります。"),
            format!("Works of {LISTED_YEARS} fiscal years are listed; {later} come later."),
        );
    }
    told
}
