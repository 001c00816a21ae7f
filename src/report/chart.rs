//! What do the years cost, at a glance? The stacked columns of the report as SVG: a column a year, a colour a class.
//!
//! Heights are exact shares of the axis; figures that are written are rounded half up, each by itself.

use super::html::{era, escape, grouped, hundred_millions};
use super::tables::TITLE;
use super::wire::{Block, RenewalReport, ReportYear};
use crate::domain::facility::{Class, Word};
use crate::domain::units::Yen;

const WIDTH: f64 = 1000.0;
/// The plot's edges.
const LEFT: f64 = 62.0;
const RIGHT: f64 = 988.0;
const TOP: f64 = 58.0;
const BOTTOM: f64 = 372.0;
/// Where the legend begins, how wide an entry and how high a line is.
const LEGEND_TOP: f64 = 436.0;
const ENTRY_WIDTH: f64 = 246.0;
const LINE_HEIGHT: f64 = 23.0;
const ENTRIES_A_LINE: usize = 4;

/// What is drawn where, for one report.
struct Plot<'r> {
    report: &'r RenewalReport,
    /// Yen between two ticks of the axis.
    step: i128,
    /// How many steps the axis has.
    steps: i128,
}

/// The colour of a class, the same in every report. Chosen so that neighbours differ in lightness too, for readers who
/// see few colours and for grey prints.
pub fn colour(class: Class) -> &'static str {
    match class {
        Class::CivicCulture => "#33407f",
        Class::SocialEducation => "#8fcbe8",
        Class::SportsRecreation => "#1b7a45",
        Class::Industry => "#e8d66b",
        Class::School => "#2f74b5",
        Class::Childcare => "#f6b8c4",
        Class::HealthWelfare => "#8a2a5b",
        Class::Medical => "#bfd24a",
        Class::Administration => "#c8501e",
        Class::PublicHousing => "#7fd1b9",
        Class::Park => "#5d6b16",
        Class::SupplyTreatment => "#d3d6da",
        Class::Other => "#6b7078",
    }
}

/// The chart as an SVG element that can stand in a page or in a file of its own.
pub fn svg(report: &RenewalReport) -> String {
    let plot = Plot::new(report);
    let entries = report.by_class.len() + 1;
    let height = LEGEND_TOP + LINE_HEIGHT * entries.div_ceil(ENTRIES_A_LINE) as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"chart-title chart-desc\" font-family=\"'Noto Sans CJK JP','Noto Sans JP','Yu Gothic',\
         Meiryo,'Hiragino Sans',sans-serif\" font-size=\"13\" fill=\"#1f2933\">\n\
         <title id=\"chart-title\">{}</title>\n<desc id=\"chart-desc\">{}</desc>\n",
        escape(&format!("{} {} 年度別・大分類別", report.municipality_name, TITLE)),
        escape(&description(report)),
    );
    plot.blocks(&mut out);
    plot.axis(&mut out);
    for year in &report.years {
        plot.column(year, &mut out);
    }
    plot.year_labels(&mut out);
    plot.mean(&mut out);
    legend(report, &mut out);
    out.push_str("</svg>\n");
    out
}

fn description(report: &RenewalReport) -> String {
    let highest = report.years.iter().max_by_key(|year| year.total_yen);
    let highest = highest.filter(|year| year.total_yen.0 > 0).map_or(String::new(), |year| {
        format!("最も多いのは{}年度の{}億円。", year.fiscal_year, hundred_millions(year.total_yen))
    });
    format!(
        "{}年度から{}年度までの各年度の更新費用を大分類別に積み上げた縦棒グラフ。{highest}年平均は{}億円、合計は{}億円。",
        report.from_year,
        report.to_year,
        hundred_millions(report.annual_mean_yen),
        hundred_millions(report.total_yen),
    )
}

impl<'r> Plot<'r> {
    fn new(report: &'r RenewalReport) -> Plot<'r> {
        let highest = report.years.iter().map(|year| year.total_yen).max().unwrap_or_default();
        let highest = i128::from(highest.max(report.annual_mean_yen).0.max(0));
        let step = nice_step(highest);
        Plot { report, step, steps: (highest + step - 1).div_euclid(step).max(1) }
    }

    fn y(&self, yen: i128) -> f64 {
        BOTTOM - (BOTTOM - TOP) * (yen as f64 / (self.step * self.steps) as f64)
    }

    /// How wide the room of one year is.
    fn band(&self) -> f64 {
        (RIGHT - LEFT) / self.report.years.len().max(1) as f64
    }

    /// The left edge of a year's room.
    fn x(&self, fiscal_year: i32) -> f64 {
        LEFT + self.band() * f64::from(fiscal_year - self.report.from_year)
    }

    fn blocks(&self, out: &mut String) {
        for (n, block) in self.report.blocks.iter().enumerate() {
            let (left, right) = (self.x(block.from_year), self.x(block.to_year + 1));
            if n % 2 == 1 {
                out.push_str(&format!(
                    "<rect x=\"{left:.1}\" y=\"16\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#f1f4f8\"/>\n",
                    right - left,
                    BOTTOM - 16.0,
                ));
            }
            if n > 0 {
                out.push_str(&format!(
                    "<line x1=\"{left:.1}\" y1=\"16\" x2=\"{left:.1}\" y2=\"{:.1}\" stroke=\"#9aa5b1\" \
                     stroke-dasharray=\"2 3\"/>\n",
                    BOTTOM + 6.0,
                ));
            }
            if right - left >= 64.0 {
                block_label(block, (left + right) / 2.0, out);
            }
        }
    }

    fn axis(&self, out: &mut String) {
        out.push_str(&format!("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">億円</text>\n", LEFT - 8.0, TOP - 14.0));
        for n in 0..=self.steps {
            let yen = self.step * n;
            let y = self.y(yen);
            let stroke = if n == 0 { "#52606d" } else { "#d3dae3" };
            out.push_str(&format!(
                "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{RIGHT}\" y2=\"{y:.1}\" stroke=\"{stroke}\"/>\
                 <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
                LEFT - 8.0,
                y + 4.5,
                tick_label(yen, self.step),
            ));
        }
    }

    fn column(&self, year: &ReportYear, out: &mut String) {
        let width = (self.band() * 0.78).min(64.0);
        let x = self.x(year.fiscal_year) + (self.band() - width) / 2.0;
        let mut below = 0_i128;
        for part in year.by_class.iter().filter(|part| part.total_yen.0 > 0) {
            let above = below + i128::from(part.total_yen.0);
            let (top, bottom) = (self.y(above), self.y(below));
            out.push_str(&format!(
                "<rect x=\"{x:.1}\" y=\"{top:.2}\" width=\"{width:.1}\" height=\"{:.2}\" fill=\"{}\" stroke=\"#fff\" \
                 stroke-width=\"0.6\"><title>{}年度 {} {}億円</title></rect>\n",
                bottom - top,
                colour(part.class),
                year.fiscal_year,
                escape(part.class.label_ja()),
                hundred_millions(part.total_yen),
            ));
            below = above;
        }
    }

    fn year_labels(&self, out: &mut String) {
        let every = match self.report.years.len() {
            0..=12 => 1,
            13..=24 => 2,
            25..=60 => 5,
            _ => 10,
        };
        for (n, year) in self.report.years.iter().map(|year| year.fiscal_year).enumerate() {
            // Round years once there are many; the first is always named and its neighbour keeps off.
            let named = if every < 5 { n % every == 0 } else { year % every as i32 == 0 };
            if n == 0 || (named && self.band() * n as f64 >= 44.0) {
                let x = self.x(year) + self.band() / 2.0;
                out.push_str(&format!(
                    "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{year}</text>\
                     <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#52606d\">{}</text>\n",
                    BOTTOM + 19.0,
                    BOTTOM + 34.0,
                    era(year),
                ));
            }
        }
        out.push_str(&format!(
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" font-size=\"11\">年度</text>\n",
            LEFT - 20.0,
            BOTTOM + 19.0
        ));
    }

    fn mean(&self, out: &mut String) {
        let mean = self.report.annual_mean_yen;
        if mean == Yen(0) {
            out.push_str(&format!(
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"15\">この期間に見込まれる更新費用はありません</text>\n",
                (LEFT + RIGHT) / 2.0,
                (TOP + BOTTOM) / 2.0
            ));
            return;
        }
        let y = self.y(i128::from(mean.0));
        out.push_str(&format!(
            "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{RIGHT}\" y2=\"{y:.1}\" stroke=\"#fff\" stroke-width=\"4\" \
             stroke-opacity=\"0.75\"/>\
             <line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{RIGHT}\" y2=\"{y:.1}\" stroke=\"#111\" stroke-width=\"1.8\" \
             stroke-dasharray=\"9 5\"/>\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" font-weight=\"bold\" font-size=\"14\" stroke=\"#fff\" \
             stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\">年平均 {}億円</text>\n",
            RIGHT - 4.0,
            y - 7.0,
            hundred_millions(mean),
        ));
    }
}

fn block_label(block: &Block, x: f64, out: &mut String) {
    out.push_str(&format!(
        "<text x=\"{x:.1}\" y=\"30\" text-anchor=\"middle\" font-size=\"11\" fill=\"#52606d\">{}年間の計</text>\
         <text x=\"{x:.1}\" y=\"46\" text-anchor=\"middle\" font-size=\"12.5\" font-weight=\"bold\">{}億円</text>\n",
        block.to_year - block.from_year + 1,
        hundred_millions(block.total_yen),
    ));
}

fn legend(report: &RenewalReport, out: &mut String) {
    let place = |n: usize| {
        let (column, line) = (n % ENTRIES_A_LINE, n / ENTRIES_A_LINE);
        (LEFT - 50.0 + ENTRY_WIDTH * column as f64, LEGEND_TOP + LINE_HEIGHT * line as f64)
    };
    for (n, class) in report.by_class.iter().enumerate() {
        let (x, y) = place(n);
        out.push_str(&format!(
            "<rect x=\"{x}\" y=\"{}\" width=\"16\" height=\"12\" fill=\"{}\"/><text x=\"{}\" y=\"{y}\">{}</text>\n",
            y - 11.0,
            colour(class.class),
            x + 23.0,
            escape(&class.label_ja),
        ));
    }
    let (x, y) = place(report.by_class.len());
    out.push_str(&format!(
        "<line x1=\"{x}\" y1=\"{0}\" x2=\"{1}\" y2=\"{0}\" stroke=\"#111\" stroke-width=\"1.8\" \
         stroke-dasharray=\"6 3\"/><text x=\"{2}\" y=\"{y}\">年平均</text>\n",
        y - 5.0,
        x + 18.0,
        x + 23.0,
    ));
}

/// 1, 2 or 5 times a power of ten yen, not below a hundredth of 億円, so that at most six steps reach the highest year.
pub(super) fn nice_step(highest: i128) -> i128 {
    let mut power = 1_000_000;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if step * 6 >= highest {
                // Nothing to show: an axis of 億円, not of its hundredths.
                return if highest == 0 { 100_000_000 } else { step };
            }
        }
        power *= 10;
    }
}

/// The amount in 億円 with as many decimals as the steps have.
fn tick_label(yen: i128, step: i128) -> String {
    let whole = grouped(yen / 100_000_000);
    let rest = yen % 100_000_000;
    match step {
        100_000_000.. => whole,
        10_000_000.. => format!("{whole}.{}", rest / 10_000_000),
        _ => format!("{whole}.{:02}", rest / 1_000_000),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
pub(super) mod tests {
    use super::super::csv::tests::{nothing, sample};
    use super::*;

    /// Fails unless every element that is opened is closed in turn; `void` elements of HTML are never closed.
    pub fn assert_balanced(markup: &str, void: &[&str]) {
        let mut open = Vec::new();
        let mut rest = markup;
        while let Some(start) = rest.find('<') {
            let end = start + rest[start..].find('>').unwrap();
            let tag = &rest[start + 1..end];
            rest = &rest[end + 1..];
            let name = tag.split([' ', '\n']).next().unwrap();
            if let Some(closed) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(closed), "at {rest:.60}");
            } else if !tag.ends_with('/') && !tag.starts_with('!') && !void.contains(&name) {
                assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }

    #[test]
    fn it_is_well_formed_whatever_the_report() {
        for report in [
            sample(40, 7, 1_000_000),
            sample(1, 1, 1),
            sample(100, 13, 100_000_000),
            sample(40, 13, 100_000_000_000_000),
            nothing(1),
            nothing(40),
        ] {
            let svg = svg(&report);
            assert_balanced(&svg, &[]);
            assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("=\"-"), "{svg}");
        }
    }

    #[test]
    fn each_class_of_each_year_has_its_piece() {
        let svg = svg(&sample(40, 7, 1_000_000));
        assert_eq!(svg.matches("年度 学校教育系施設 ").count(), 40);
        assert_eq!(svg.matches("stroke-width=\"0.6\"").count(), 40 * 7);
        assert!(svg.contains("role=\"img\"") && svg.contains("年平均 "));
    }

    #[test]
    fn a_name_cannot_break_out() {
        let report = RenewalReport { municipality_name: "<b>&\"市'".to_owned(), ..sample(3, 2, 1_000) };
        assert!(svg(&report).contains("&lt;b&gt;&amp;&quot;市&#39;"));
    }

    #[test]
    fn nothing_to_pay_is_said() {
        assert!(svg(&nothing(40)).contains("見込まれる更新費用はありません"));
    }

    #[test]
    fn ticks_are_round_and_few() {
        let ticks = |highest: i128| (nice_step(highest), tick_label(nice_step(highest) * 3, nice_step(highest)));
        assert_eq!(ticks(4_520_000_000), (1_000_000_000, "30".to_owned()));
        assert_eq!(ticks(1_718_500_000), (500_000_000, "15".to_owned()));
        assert_eq!(ticks(100_000_000), (20_000_000, "0.6".to_owned()));
        assert_eq!(ticks(1), (1_000_000, "0.03".to_owned()));
        assert_eq!(ticks(0), (100_000_000, "3".to_owned()));
        assert_eq!(ticks(i64::MAX.into()).0, 2_000_000_000_000_000_000);
    }
}
