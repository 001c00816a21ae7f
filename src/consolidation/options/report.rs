//! What does a council read? One page that stands alone: the options beside keeping everything, and on what each figure rests.
//!
//! Nothing is loaded and nothing runs; all text that comes from records or questions is escaped. Amounts are in 百万円 or
//! millions of yen, each rounded half up from its own yen.

pub use super::map::Backdrop;
use super::report_tables as tables;
use super::wire::{ConsolidationAnalysis, ConsolidationOption};
use crate::error::Language;
use crate::page::{document, escape, hundred_millions, say};

const STYLE: &str = "\
:root{--ink:#1f2933;--soft:#52606d;--line:#cbd2d9;--head:#e9eef4;--accent:#1d4f91}
*{box-sizing:border-box}
body{margin:0;background:#f3f5f7;color:var(--ink);line-height:1.55;font-size:14.5px;
 font-family:'Noto Sans CJK JP','Noto Sans JP','Yu Gothic',YuGothic,Meiryo,'Hiragino Sans',sans-serif}
main{max-width:1080px;margin:0 auto;padding:2rem 2.2rem 3rem;background:#fff}
header{border-bottom:3px solid var(--accent);margin-bottom:1rem}
h1{font-size:1.5rem;line-height:1.35;margin:.1rem 0 .5rem;text-wrap:balance}
h2{font-size:1.12rem;margin:2rem 0 .5rem;padding-left:.6rem;border-left:5px solid var(--accent);break-after:avoid}
h3{font-size:.98rem;margin:1.1rem 0 .3rem;break-after:avoid}
p,ul{margin:.4rem 0}.who{font-weight:700;margin:0}.soft{color:var(--soft);font-size:.86rem}
.notice{border:2px solid #b25e09;background:#fff6e5;border-radius:6px;padding:.6rem .9rem;margin:.9rem 0;break-inside:avoid}
.ex{display:inline-block;border:1px solid #8a4200;border-radius:3px;color:#8a4200;background:#fff6e5;font-size:.72rem;
 line-height:1.25;padding:0 .25em;white-space:nowrap}
figure{margin:.6rem 0 1rem;break-inside:avoid}figcaption{font-size:.88rem}
svg{width:100%;height:auto;display:block}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.82rem;line-height:1.4;font-variant-numeric:tabular-nums}
th,td{border:1px solid var(--line);padding:.26rem .42rem;text-align:left;vertical-align:top}
thead th{background:var(--head);text-align:center;vertical-align:middle}
.n{text-align:right;white-space:nowrap}.y{white-space:nowrap}
.least{font-weight:700;background:#e6f2ea}.short{color:#a61b1b;font-weight:700}
tr{break-inside:avoid}.unit{text-align:right;color:var(--soft);font-size:.82rem;margin:.2rem 0}
@page{size:A4;margin:14mm 12mm 16mm;@bottom-center{content:counter(page) ' / ' counter(pages);font-size:8pt}}
@media print{body{background:#fff;font-size:9pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
 main{max-width:none;padding:0}table{font-size:7.4pt}.scroll{overflow:visible}thead{display:table-header-group}}
";

/// The page.
pub fn page(analysis: &ConsolidationAnalysis, backdrop: &Backdrop, language: Language) -> String {
    let mut out = String::from("<main>\n");
    head(analysis, language, &mut out);
    section(say(language, "案の比較", "The options side by side"), &mut out);
    tables::comparison(analysis, language, &mut out);
    section(say(language, "位置図", "Maps"), &mut out);
    out.extend(backdrop.pictures(language));
    section(say(language, "段階計画", "Phases"), &mut out);
    tables::phases(analysis, language, &mut out);
    section(say(language, "費目別の費用", "Costs by item"), &mut out);
    tables::items(analysis, language, &mut out);
    section(say(language, "年度別の費用と一般財源負担", "Costs and burden by year"), &mut out);
    out.push_str(&chart(analysis, language));
    tables::years(analysis, language, &mut out);
    section(say(language, "財源", "Who pays"), &mut out);
    tables::funding(analysis, language, &mut out);
    section(say(language, "敷地の容量", "Room on the site"), &mut out);
    tables::sites(analysis, language, &mut out);
    section(say(language, "利便性（町丁目別）", "Ways, by town block"), &mut out);
    tables::access(analysis, language, &mut out);
    section(say(language, "防災上の役割と定員", "Roles in a disaster, and capacity"), &mut out);
    tables::roles(analysis, language, &mut out);
    section(say(language, "対象施設", "What is looked at"), &mut out);
    tables::facilities(analysis, language, &mut out);
    section(say(language, "積算", "How each amount was reckoned"), &mut out);
    tables::lines(analysis, language, &mut out);
    section(say(language, "前提", "Assumptions"), &mut out);
    tables::assumptions(analysis, language, &mut out);
    out.push_str("</main>\n");
    document(language, &analysis.title, STYLE, &out)
}

/// The baseline and the options.
pub fn all(analysis: &ConsolidationAnalysis) -> Vec<&ConsolidationOption> {
    std::iter::once(&analysis.baseline).chain(&analysis.options).collect()
}

fn section(title: &str, out: &mut String) {
    out.push_str(&format!("<h2>{title}</h2>\n"));
}

fn head(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    let (from, to, rate) = (analysis.from_year, analysis.to_year, &analysis.discount_rate_percent);
    let years = to - from + 1;
    let span = match language {
        Language::Ja => format!("{from}年度から{to}年度まで（{years}年間）　割引率 年{rate}％"),
        Language::En => format!("Fiscal years {from} to {to} ({years} years), discounted by {rate} % a year"),
    };
    out.push_str(&format!(
        "<header>\n<p class=\"who\">{}</p>\n<h1>{}</h1>\n<p>{}</p>\n</header>\n",
        escape(&analysis.municipality_name),
        escape(&analysis.title),
        escape(&span),
    ));
    let stated = analysis.assumptions.stated.iter().any(|stated| stated.illustrative);
    if stated || !analysis.assumptions.illustrative.is_empty() {
        let words = say(
            language,
            "この報告は例示の値（架空の値）を含みます。市の公表値・計画ではありません。何が例示かは「前提」に示します。",
            "This report rests on illustrative (invented) values. They are not the municipality's figures or plans. What is invented is \
             listed under Assumptions.",
        );
        let mark = say(language, "例示", "illustrative");
        out.push_str(&format!("<div class=\"notice\" role=\"note\"><span class=\"ex\">{mark}</span> {words}</div>\n"));
    }
}

const LEFT: f64 = 62.0;
const RIGHT: f64 = 940.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 270.0;
const LOOKS: [&str; 4] = ["", "9 4", "2 3", "9 3 2 3"];
const COLOURS: [&str; 11] = [
    "#52606d", "#1d4f91", "#b25e09", "#2f6b4f", "#a61b1b", "#6b3fa0", "#0b7285", "#7c5c00", "#c2255c", "#364fc7",
    "#111",
];

/// The burden of each year as a line an option.
fn chart(analysis: &ConsolidationAnalysis, language: Language) -> String {
    let all = all(analysis);
    let burdens = || all.iter().flat_map(|option| option.years.iter().map(|year| year.burden_yen.0));
    let (most, least) = (burdens().max().unwrap_or(0).max(1) as f64, burdens().min().unwrap_or(0).min(0) as f64);
    let span = most - least;
    let count = (analysis.to_year - analysis.from_year).max(1);
    let x = |year: i32| LEFT + (RIGHT - LEFT) * f64::from(year - analysis.from_year) / f64::from(count);
    let y = |yen: i64| BOTTOM - (BOTTOM - TOP) * (yen as f64 - least) / span;
    let title = say(language, "一般財源負担（年度別、億円）", "Burden by year, in 100 million yen");
    let mut drawing = String::new();
    for part in 0..=4 {
        let yen = (least + span * f64::from(part) / 4.0) as i64;
        drawing.push_str(&format!(
            "<line x1=\"{LEFT}\" y1=\"{0:.1}\" x2=\"{RIGHT}\" y2=\"{0:.1}\" stroke=\"#d3dae3\"/><text x=\"{1}\" y=\"{2:.1}\" \
             text-anchor=\"end\" font-size=\"12\">{3}</text>\n",
            y(yen),
            LEFT - 6.0,
            y(yen) + 4.0,
            hundred_millions(crate::domain::units::Yen(yen)),
        ));
    }
    for year in (analysis.from_year..=analysis.to_year).step_by(5) {
        drawing.push_str(&format!(
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" font-size=\"12\">{year}</text>\n",
            x(year),
            BOTTOM + 18.0
        ));
    }
    let mut legend = LEFT;
    for (at, option) in all.iter().enumerate() {
        let points: Vec<String> =
            option.years.iter().map(|year| format!("{:.1},{:.1}", x(year.fiscal_year), y(year.burden_yen.0))).collect();
        let (colour, dashes) = (COLOURS[at % COLOURS.len()], LOOKS[at % LOOKS.len()]);
        let look = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"");
        drawing.push_str(&format!("<polyline points=\"{}\" {look}/>\n", points.join(" ")));
        drawing.push_str(&format!(
            "<line x1=\"{legend}\" y1=\"14\" x2=\"{}\" y2=\"14\" {look}/><text x=\"{}\" y=\"18\" font-size=\"12\">{}</text>\n",
            legend + 26.0,
            legend + 31.0,
            escape(&option.id),
        ));
        legend += 60.0 + 8.0 * option.id.chars().count() as f64;
    }
    format!(
        "<figure>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 296\" role=\"img\" aria-label=\"{title}\">\
         <title>{title}</title>\n{drawing}</svg>\n<figcaption>{title}</figcaption>\n</figure>\n"
    )
}
