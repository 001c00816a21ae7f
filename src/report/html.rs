//! What does the report look like to a reader? One page in Japanese that stands alone, on the screen and on A4 paper.
//!
//! Amounts in tables are in 百万円, each rounded half up from its own yen. Nothing is loaded and nothing runs; all text
//! that comes from records is escaped. How years and amounts are written for readers is told here, for the other forms
//! too.

use super::chart;
use super::tables::{self, Cell, Column, Sheet, TITLE, Table};
use super::wire::RenewalReport;
use crate::domain::facility::Word;
use crate::domain::units::Yen;
pub use crate::page::{escape, grouped, hundred_millions, millions};

const STYLE: &str = "\
:root{--ink:#1f2933;--soft:#52606d;--line:#cbd2d9;--head:#e9eef4;--accent:#1d4f91}
*{box-sizing:border-box}
body{margin:0;background:#f3f5f7;color:var(--ink);line-height:1.65;font-size:15px;
 font-family:'Noto Sans CJK JP','Noto Sans JP','Yu Gothic',YuGothic,Meiryo,'Hiragino Sans',sans-serif}
main{max-width:1080px;margin:0 auto;padding:2rem 2.2rem 3rem;background:#fff}
header{border-bottom:3px solid var(--accent);margin-bottom:1.2rem}
h1{font-size:1.55rem;line-height:1.35;margin:.1rem 0 .5rem;text-wrap:balance}
h2{font-size:1.15rem;margin:2.2rem 0 .6rem;padding-left:.6rem;border-left:5px solid var(--accent);break-after:avoid}
p,ul,ol{margin:.4rem 0}
.who{font-size:1.15rem;font-weight:700;margin:0}
.soft{color:var(--soft);font-size:.87rem}
.key{display:grid;grid-template-columns:repeat(5,auto);gap:.6rem;margin:1.2rem 0;padding:0}
.key div{border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;break-inside:avoid}
.key dt{font-size:.82rem;color:var(--soft)}
.key dd{margin:0;font-size:1.4rem;font-weight:700;white-space:nowrap;font-variant-numeric:tabular-nums}
.key dd small{font-size:.8rem;font-weight:400}
.key .exact{display:block;font-size:.74rem;font-weight:400;color:var(--soft)}
.notice{border:2px solid #b25e09;background:#fff6e5;border-radius:6px;padding:.7rem 1rem;margin:1rem 0;break-inside:avoid}
.notice strong{color:#8a4200}
figure{margin:1rem 0;break-inside:avoid}
figcaption{font-weight:700;margin-bottom:.3rem}
svg{width:100%;height:auto;display:block}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.82rem;line-height:1.4;font-variant-numeric:tabular-nums}
th,td{border:1px solid var(--line);padding:.28rem .45rem;text-align:left;vertical-align:top}
th{background:var(--head);font-weight:700;vertical-align:middle}
thead th{text-align:center}
.n{text-align:right;white-space:nowrap}
.y,.nb{white-space:nowrap}
.even table{table-layout:fixed}
.even th:first-child{width:9.6em}
.even tbody tr:nth-child(10n)>*{border-bottom-color:#7b8794}
tr.total td,tr.total th{font-weight:700;border-top:2px solid var(--soft);background:#f7f9fb}
td small{color:var(--soft);display:block}
tr{break-inside:avoid}
.unit{text-align:right;color:var(--soft);font-size:.82rem;margin:.2rem 0}
@page{size:A4;margin:15mm 13mm 16mm;@bottom-center{content:counter(page) ' / ' counter(pages);font-size:8pt}}
@page wide{size:A4 landscape}
@media print{
 body{background:#fff;font-size:9.5pt;line-height:1.5;-webkit-print-color-adjust:exact;print-color-adjust:exact}
 main{max-width:none;padding:0}
 h1{font-size:16pt}h2{font-size:12pt;margin-top:6mm}
 .key{gap:2mm}.key div{padding:1.5mm 2mm}.key dd{font-size:13pt}
 .scroll{overflow:visible}
 table{font-size:7.6pt}
 th,td{padding:.7mm 1.2mm}
 thead{display:table-header-group}
 .page{break-before:page}.page>h2{margin-top:0}
 .whole{break-inside:avoid}
 .wide{page:wide;break-before:page}.wide>h2{margin-top:0}
}
@media screen and (max-width:760px){main{padding:1rem}.key{grid-template-columns:repeat(2,1fr)}}
";

/// The page.
pub fn page(report: &RenewalReport) -> String {
    let name = escape(&report.municipality_name);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{name} {TITLE}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<p class=\"who\">{name}</p>\n<h1>{TITLE}</h1>\n<p>{}</p>\n</header>\n",
        escape(&period(report)),
    );
    if let Some(warning) = tables::warning(report) {
        out.push_str(&format!(
            "<div class=\"notice\" role=\"note\"><strong>例示の値を含みます</strong><br>{}</div>\n",
            escape(&warning)
        ));
    }
    key_figures(report, &mut out);
    out.push_str(&format!(
        "<figure>\n<figcaption>年度別・大分類別の更新費用</figcaption>\n{}</figure>\n",
        chart::svg(report)
    ));
    amounts_section(report, Table::Blocks, "whole", &mut out);
    amounts_section(report, Table::Classes, "whole", &mut out);
    // As many columns as there are classes: beyond eight the paper is turned.
    let years = if report.by_class.len() > 8 { "even wide" } else { "even page" };
    amounts_section(report, Table::Years, years, &mut out);
    works(report, &mut out);
    method(report, &mut out);
    assumptions(report, &mut out);
    skipped(report, &mut out);
    sources(report, &mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn key_figures(report: &RenewalReport, out: &mut String) {
    let money = |label: &str, amount: Yen| {
        format!(
            "<div><dt>{label}</dt><dd>{}<small> 億円</small><span class=\"exact\">{}円</span></dd></div>\n",
            hundred_millions(amount),
            grouped(i128::from(amount.0)),
        )
    };
    let count = |label: &str, number: &str, unit: &str| {
        format!("<div><dt>{label}</dt><dd>{number}<small> {unit}</small></dd></div>\n")
    };
    let stock = &report.stock;
    out.push_str("<dl class=\"key\">\n");
    out.push_str(&money(&format!("総額（{}年間）", report.years.len()), report.total_yen));
    out.push_str(&money("年平均", report.annual_mean_yen));
    out.push_str(&count("対象の延床面積", &area(stock.floor_area_m2), "㎡"));
    out.push_str(&count("対象の棟数", &grouped(i128::from(stock.buildings)), "棟"));
    out.push_str(&count("対象の施設数", &grouped(i128::from(stock.facilities)), "施設"));
    out.push_str("</dl>\n");
}

fn amounts_section(report: &RenewalReport, table: Table, class: &str, out: &mut String) {
    open(table.label_ja(), class, out);
    out.push_str("<p class=\"unit\">単位: 百万円（四捨五入のため合計が一致しないことがあります）</p>\n");
    draw(&tables::sheet(report, table), out);
    out.push_str("</section>\n");
}

fn works(report: &RenewalReport, out: &mut String) {
    open(Table::Works.label_ja(), "wide", out);
    let sheet = tables::sheet(report, Table::Works);
    if sheet.rows.is_empty() {
        out.push_str("<p>今後10年間に実施時期が来る工事はありません。</p>\n</section>\n");
        return;
    }
    out.push_str(&format!(
        "<p class=\"unit\">{}件　単位: 百万円（四捨五入）　「例示の値」は、実際の記録ではない値を用いた項目</p>\n",
        grouped(sheet.rows.len() as i128)
    ));
    draw(&sheet, out);
    out.push_str("</section>\n");
}

fn method(report: &RenewalReport, out: &mut String) {
    open("推計の考え方", "page", out);
    list(&report.method, "ul", out);
    out.push_str(&format!("<p class=\"soft\">推計モデル: {}</p>\n</section>\n", escape(&report.model)));
}

/// The parameters; their sources are numbered and stand once below the table, most share one.
fn assumptions(report: &RenewalReport, out: &mut String) {
    open(Table::Assumptions.label_ja(), "", out);
    let mut sheet = tables::sheet(report, Table::Assumptions);
    let mut sources: Vec<String> = Vec::new();
    let source_at = sheet.columns.iter().position(|column| column.heading == "出典");
    for row in &mut sheet.rows {
        if let Some(Cell::Text(source)) = source_at.and_then(|at| row.get_mut(at)) {
            let known = sources.iter().position(|known| known == source);
            let number = known.unwrap_or_else(|| {
                sources.push(source.clone());
                sources.len() - 1
            });
            *source = format!("[{}]", number + 1);
        }
    }
    keep(&mut sheet, &["名称", "値", "単位", "適用開始日", "出典", "確度", "団体独自の値", "備考"]);
    draw(&sheet, out);
    if !sources.is_empty() {
        out.push_str("<p>前提条件の出典</p>\n");
        let numbered = sources.iter().enumerate().map(|(n, source)| format!("[{}] {source}", n + 1));
        list(&numbered.collect::<Vec<_>>(), "ul", out);
    }
    out.push_str("</section>\n");
}

/// Leaves the columns with these headings.
fn keep(sheet: &mut Sheet, headings: &[&str]) {
    let kept: Vec<bool> = sheet.columns.iter().map(|column| headings.contains(&&*column.heading)).collect();
    for row in &mut sheet.rows {
        let mut kept = kept.iter();
        row.retain(|_| kept.next().is_some_and(|kept| *kept));
    }
    sheet.columns.retain(|column| headings.contains(&&*column.heading));
}

fn skipped(report: &RenewalReport, out: &mut String) {
    open("対象外の建物", "", out);
    if report.stock.skipped.is_empty() {
        out.push_str("<p>ありません。登録されたすべての建物を対象としました。</p>\n");
    } else {
        out.push_str(&format!("<p>次の{}棟は推計に含まれていません。</p>\n", report.stock.skipped.len()));
        draw(&tables::skipped(report), out);
    }
    out.push_str("</section>\n");
}

fn sources(report: &RenewalReport, out: &mut String) {
    open("出典", "", out);
    list(&report.sources, "ul", out);
    out.push_str(&format!(
        "<p class=\"soft\">全国地方公共団体コード: {}<br>入力ダイジェスト: {}（同じ値なら、同じ記録と前提条件から計算した同じ結果です）</p>\n</section>\n",
        escape(&report.municipality_code),
        escape(&report.input_digest),
    ));
}

fn open(title: &str, class: &str, out: &mut String) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    out.push_str(&format!("<section{class}>\n<h2>{}</h2>\n", escape(title)));
}

fn list(lines: &[String], tag: &str, out: &mut String) {
    let items: String = lines.iter().map(|line| format!("<li>{}</li>\n", escape(line))).collect();
    if !items.is_empty() {
        out.push_str(&format!("<{tag}>\n{items}</{tag}>\n"));
    }
}

fn draw(sheet: &Sheet, out: &mut String) {
    let heading = |column: &Column| format!("<th scope=\"col\">{}</th>", escape(&column.heading));
    out.push_str("<div class=\"scroll\"><table>\n<thead><tr>");
    out.extend(sheet.columns.iter().map(heading));
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &sheet.rows {
        out.push_str("<tr>");
        out.extend(row.iter().map(cell));
        out.push_str("</tr>\n");
    }
    if let Some(total) = &sheet.total {
        out.push_str("<tr class=\"total\">");
        out.extend(total.iter().map(cell));
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

fn cell(cell: &Cell) -> String {
    let number = |text: String| format!("<td class=\"n\">{text}</td>");
    match cell {
        Cell::Text(text) if unbreakable(text) => format!("<td class=\"nb\">{}</td>", escape(text)),
        Cell::Text(text) => format!("<td>{}</td>", escape(text)),
        Cell::Year(year) => format!("<th scope=\"row\" class=\"y\">{}</th>", both_calendars(*year)),
        Cell::PlainYear(year) => format!("<td class=\"n\">{year}<small>{}</small></td>", era(*year)),
        Cell::Yen(yen) | Cell::Mean(yen) => number(grouped(i128::from(millions(*yen)))),
        Cell::Count(count) => number(grouped(i128::from(*count))),
        Cell::Area(m2) => number(area(*m2)),
        Cell::Value(value) => match value.parse::<i64>() {
            Ok(whole) => number(grouped(i128::from(whole))),
            Err(_) => number(escape(value)),
        },
    }
}

/// Codes, dates, units and single words, which are hard to read when broken over lines.
fn unbreakable(text: &str) -> bool {
    (text.len() <= 16 && text.is_ascii()) || text.chars().count() <= 7
}

/// Square metres with two decimals and commas between thousands.
fn area(m2: f64) -> String {
    let hundredths = (m2 * 100.0).round() as i128;
    format!("{}.{:02}", grouped(hundredths / 100), hundredths.abs() % 100)
}

/// A fiscal year by the Japanese calendar, 令和8年度; 2019 is 令和元年度. The year of an era's change has the new era's
/// name unless the era began in its last months (1926: 大正15年度).
pub fn wareki(fiscal_year: i32) -> String {
    format!("{}年度", era(fiscal_year))
}

/// The same without 年度: 令和8.
pub fn era(fiscal_year: i32) -> String {
    let eras = [(2019, "令和"), (1989, "平成"), (1927, "昭和"), (1912, "大正"), (1868, "明治")];
    match eras.into_iter().find(|(first, _)| fiscal_year >= *first) {
        // 1927 is the second year of 昭和: its first ended a week after it began.
        Some((1927, name)) => format!("{name}{}", fiscal_year - 1925),
        Some((first, name)) if fiscal_year == first => format!("{name}元"),
        Some((first, name)) => format!("{name}{}", fiscal_year - first + 1),
        None => fiscal_year.to_string(),
    }
}

/// A fiscal year by both calendars: 2026(令和8)年度.
pub fn both_calendars(fiscal_year: i32) -> String {
    format!("{fiscal_year}({})年度", era(fiscal_year))
}

/// The period in words: 2026(令和8)年度から2065(令和47)年度まで（40年間）.
pub fn period(report: &RenewalReport) -> String {
    let years = report.years.len();
    format!("{}から{}まで（{years}年間）", both_calendars(report.from_year), both_calendars(report.to_year))
}

#[cfg(test)]
mod tests {
    use super::super::chart::tests::assert_balanced;
    use super::super::csv::tests::{nothing, sample};
    use super::*;

    #[test]
    fn the_page_is_well_formed_whatever_the_report() {
        for report in [sample(40, 7, 1_000_000), sample(1, 1, 1), sample(100, 13, 100_000_000), nothing(1)] {
            let page = page(&report);
            let body = &page[page.find("<body>").unwrap_or(0)..].trim_end().trim_end_matches("</html>");
            assert_balanced(body, &["br", "meta"]);
        }
    }

    #[test]
    fn nothing_runs_and_nothing_is_loaded() {
        let page = page(&sample(40, 7, 1_000_000));
        for banned in ["<script", "<link", "<img", " src=", "@import", "url(", " onload", "javascript:"] {
            assert!(!page.contains(banned), "{banned}");
        }
        assert!(page.contains("lang=\"ja\"") && page.contains("<meta charset=\"utf-8\">"));
    }

    #[test]
    fn what_records_say_is_escaped() {
        let page = page(&sample(2, 1, 1_000));
        assert!(page.contains("第1&lt;見本&gt;小学校 &amp; 放課後子ども教室"));
        assert!(page.contains("校舎・&quot;北棟&quot;"));
        assert!(!page.contains("<見本>"));
        assert_eq!(escape("a\u{1}b'\n"), "a\u{fffd}b&#39;\n");
    }

    #[test]
    fn cells_are_rounded_half_up_from_yen() {
        assert_eq!(cell(&Cell::Yen(Yen(1_499_999))), "<td class=\"n\">1</td>");
        assert_eq!(cell(&Cell::Yen(Yen(1_500_000))), "<td class=\"n\">2</td>");
        assert_eq!(cell(&Cell::Area(143_263.27)), "<td class=\"n\">143,263.27</td>");
        assert_eq!(cell(&Cell::Value("330000".to_owned())), "<td class=\"n\">330,000</td>");
        assert_eq!(cell(&Cell::Value("0.055".to_owned())), "<td class=\"n\">0.055</td>");
    }

    #[test]
    fn invented_values_are_announced_and_only_then() {
        assert!(page(&sample(2, 1, 1_000)).contains("例示の値を含みます</strong>"));
        assert!(page(&sample(2, 1, 1_000)).contains("延床面積(㎡)（105棟）"));
        assert!(!page(&nothing(2)).contains("例示の値を含みます"));
    }

    #[test]
    fn the_sources_of_parameters_are_named_once() {
        let mut report = sample(2, 1, 1_000);
        report.assumptions.push(report.assumptions[0].clone());
        let page = page(&report);
        assert_eq!(page.matches("公共施設等更新費用試算ソフト").count(), 1);
        assert_eq!(page.matches("<td class=\"nb\">[1]</td>").count(), 2);
    }

    #[test]
    fn each_figure_is_rounded_half_up_by_itself() {
        assert_eq!(millions(Yen(1_499_999)), 1);
        assert_eq!(millions(Yen(1_500_000)), 2);
        assert_eq!(millions(Yen(499_999)), 0);
        assert_eq!(hundred_millions(Yen(68_740_000_000)), "687.4");
        assert_eq!(hundred_millions(Yen(123_456_789_000)), "1,234.6");
        assert_eq!(hundred_millions(Yen(4_999_999)), "0.0");
        assert_eq!(hundred_millions(Yen(-15_000_000)), "-0.2");
    }

    #[test]
    fn fiscal_years_have_the_name_of_their_era() {
        for (year, name) in [
            (2026, "令和8年度"),
            (2019, "令和元年度"),
            (2018, "平成30年度"),
            (1989, "平成元年度"),
            (1988, "昭和63年度"),
            (1927, "昭和2年度"),
            (1926, "大正15年度"),
            (1912, "大正元年度"),
            (1868, "明治元年度"),
            (1867, "1867年度"),
        ] {
            assert_eq!(wareki(year), name);
        }
        assert_eq!(both_calendars(2026), "2026(令和8)年度");
    }

    #[test]
    fn thousands_are_set_apart() {
        let written = [0, 999, 1_000, 143_263, 1_718_500_000, -1_000].map(grouped);
        assert_eq!(written, ["0", "999", "1,000", "143,263", "1,718,500,000", "-1,000"]);
    }
}
