//! The forecast of costs as bars, a bar a fiscal year, in millions of yen.

use super::super::chart::nice_step;
use super::super::html::grouped;
use super::wire::SheetCosts;
use crate::error::Language;
use crate::page::say;

const WIDTH: f64 = 720.0;
const LEFT: f64 = 52.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 150.0;
const HEIGHT: f64 = 176.0;
/// Beyond so many years there is no room for an amount above each bar.
const MOST_LABELLED: usize = 16;

/// The chart; nothing when there is no year or no cost to show.
pub fn bars(costs: &SheetCosts, language: Language) -> String {
    let highest = costs.forecast.iter().map(|year| i128::from(year.cost_yen.0)).max().unwrap_or(0);
    if highest <= 0 {
        return String::new();
    }
    let step = nice_step(highest);
    let top = (highest + step - 1) / step * step;
    let y = |yen: i128| BOTTOM - (BOTTOM - TOP) * yen.max(0) as f64 / top as f64;
    let band = (WIDTH - LEFT - 6.0) / costs.forecast.len() as f64;
    let mut out = opening(costs, language);
    let mut tick = 0;
    while tick <= top {
        out.push_str(&format!(
            "<path d=\"M{LEFT} {0:.1}H{WIDTH}\" stroke=\"#cbd2d9\"/><text x=\"{1}\" y=\"{2:.1}\" text-anchor=\"end\">{3}</text>\n",
            y(tick),
            LEFT - 6.0,
            y(tick) + 4.0,
            grouped(tick / 1_000_000),
        ));
        tick += step;
    }
    let every = match costs.forecast.len() {
        0..=16 => 1,
        17..=32 => 2,
        33..=80 => 5,
        _ => 10,
    };
    for (n, year) in costs.forecast.iter().enumerate() {
        let (yen, x) = (i128::from(year.cost_yen.0), LEFT + band * n as f64);
        let middle = x + band / 2.0;
        if yen > 0 {
            out.push_str(&format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#3e5c76\"><title>{} {}</title></rect>\n",
                x + band * 0.15,
                y(yen),
                band * 0.7,
                BOTTOM - y(yen),
                year.fiscal_year,
                grouped(yen),
            ));
        }
        if yen > 0 && costs.forecast.len() <= MOST_LABELLED {
            let amount = grouped(i128::from(super::super::html::millions(year.cost_yen)));
            out.push_str(&format!(
                "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"10.5\">{amount}</text>\n",
                y(yen) - 3.0
            ));
        }
        if n % every == 0 {
            out.push_str(&format!(
                "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n",
                BOTTOM + 16.0,
                year.fiscal_year
            ));
        }
    }
    out.push_str(&format!("<path d=\"M{LEFT} {BOTTOM}H{WIDTH}\" stroke=\"#1f2933\"/>\n</svg>\n"));
    out
}

fn opening(costs: &SheetCosts, language: Language) -> String {
    let years = costs.forecast.first().zip(costs.forecast.last());
    let (from, to) = years.map_or((0, 0), |(first, last)| (first.fiscal_year, last.fiscal_year));
    let total = grouped(i128::from(costs.forecast_total_yen.0));
    let words = match language {
        Language::Ja => format!("年度別の見込額の棒グラフ。{from}年度から{to}年度まで、合計{total}円"),
        Language::En => format!("Bar chart of costs by fiscal year, {from} to {to}, {total} yen in all"),
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{words}\" \
         font-size=\"11\" fill=\"#1f2933\"><title>{words}</title>\n<text x=\"0\" y=\"11\">{}</text>\n",
        say(language, "百万円", "Million yen"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::wire::{SheetCostYear, SheetCosts};
    use super::*;
    use crate::domain::units::Yen;
    use crate::report::chart::tests::assert_balanced;

    fn costs(amounts: &[i64]) -> SheetCosts {
        let year = |(n, yen): (usize, &i64)| SheetCostYear { fiscal_year: 2026 + n as i32, cost_yen: Yen(*yen) };
        SheetCosts { forecast: amounts.iter().enumerate().map(year).collect(), ..sample::sheet().costs }
    }

    #[test]
    fn a_year_with_costs_has_a_bar_and_a_year_without_has_none() {
        let svg = bars(&costs(&[0, 24_100_000, 0, 3_000_000]), Language::Ja);
        assert_balanced(&svg, &[]);
        assert_eq!(svg.matches("<rect").count(), 2);
        assert!(svg.contains("<title>2027 24,100,000</title>") && svg.contains(">2026</text>"));
        // The axis ends at 25, the first multiple of 5 million above 24.1.
        assert!(svg.contains(">25</text>") && !svg.contains(">30</text>"));
    }

    #[test]
    fn nothing_to_pay_is_no_chart() {
        assert_eq!(bars(&costs(&[]), Language::Ja), "");
        assert_eq!(bars(&costs(&[0, 0]), Language::En), "");
        assert_eq!(bars(&costs(&[0, -5]), Language::En), "");
    }

    #[test]
    fn a_long_plan_and_a_huge_one_are_drawn_finitely() {
        for svg in [bars(&costs(&[1; 120]), Language::En), bars(&costs(&[i64::MAX, 1]), Language::En)] {
            assert_balanced(&svg, &[]);
            assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("=\"-"), "{svg}");
        }
    }
}
