//! What does the sheet look like? A page that stands alone, on the screen and on one to three A4 pages.
//!
//! Nothing runs and nothing comes from elsewhere but the facility's own photographs; all text that comes from records is
//! escaped. Where nothing is recorded, that is said. Every printed page has the number and the digest at its foot.

use super::super::html::{grouped, hundred_millions};
use super::tables::{self, Value, area, markup, none, plain, square_metres, text, word};
use super::wire::{FacilitySheet, SheetCosts, SheetFacility, SheetPhoto, SheetSite, SheetStanding};
use super::{chart, map};
use crate::domain::units::Yen;
use crate::error::Language;
use crate::page::{document, escape, say, term};

const STYLE: &str = "\
:root{--ink:#1f2933;--soft:#52606d;--line:#cbd2d9;--head:#e9eef4;--accent:#1d4f91}
*{box-sizing:border-box}
body{margin:0;background:#f3f5f7;color:var(--ink);line-height:1.5;font-size:14px;
 font-family:'Noto Sans CJK JP','Noto Sans JP','Yu Gothic',YuGothic,Meiryo,'Hiragino Sans',sans-serif}
main{max-width:960px;margin:0 auto;padding:1.6rem 2rem 2.4rem;background:#fff}
header{display:flex;gap:1rem;justify-content:space-between;align-items:flex-end;border-bottom:3px solid var(--accent);padding-bottom:.3rem}
h1{font-size:1.5rem;line-height:1.3;margin:.1rem 0 0;overflow-wrap:anywhere}
h1 small{display:block;font-size:.75rem;font-weight:400;color:var(--soft)}
h2{font-size:1.02rem;margin:1.3rem 0 .4rem;padding-left:.5rem;border-left:5px solid var(--accent);break-after:avoid}
h3{font-size:.9rem;margin:.8rem 0 .3rem;break-after:avoid}
p{margin:.3rem 0}
.who{margin:0;font-weight:700}
.key .ex{vertical-align:.25em}
.drawn{margin:0;text-align:right;white-space:nowrap}
.soft,.credit{color:var(--soft);font-size:.82rem}
.none{color:var(--soft);font-style:normal}
.ex{display:inline-block;border:1px solid #8a4200;border-radius:3px;color:#8a4200;background:#fff6e5;font-size:.68rem;
 line-height:1.25;padding:0 .2em;font-weight:400;white-space:nowrap;vertical-align:.1em}
.notice{border:2px solid #b25e09;background:#fff6e5;border-radius:6px;padding:.4rem .8rem;margin:.7rem 0;break-inside:avoid}
.notice p{margin:.1rem 0}
.key{display:grid;grid-template-columns:repeat(6,1fr);gap:.4rem;margin:.7rem 0;padding:0}
.key div{border:1px solid var(--line);border-radius:5px;padding:.3rem .5rem}
.key dt{font-size:.72rem;color:var(--soft);line-height:1.3}
.key dd{margin:0;font-size:1.12rem;font-weight:700;font-variant-numeric:tabular-nums}
.key dd small{font-size:.72rem;font-weight:400}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 1.2rem;align-items:start}
.facts{display:grid;grid-template-columns:auto 1fr;margin:0;border-top:1px solid var(--line);font-size:.88rem}
.facts dt,.facts dd{margin:0;padding:.2rem .45rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.facts dt{background:var(--head);white-space:nowrap}
figure{margin:0 0 .6rem;break-inside:avoid}
figcaption{font-size:.8rem;margin:.15rem 0}
.map p{margin:.1rem 0}
svg{width:100%;height:auto;display:block}
.near{columns:2;margin:.1rem 0;padding-left:1.6em;font-size:.82rem;line-height:1.4}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.82rem;line-height:1.38;font-variant-numeric:tabular-nums}
th,td{border:1px solid var(--line);padding:.22rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:var(--head);text-align:center;vertical-align:middle}
tbody th{font-weight:700;min-width:6.5em}
th small,td small{color:var(--soft);display:block;font-weight:400;font-size:.9em}
.n{text-align:right;white-space:nowrap}
tr{break-inside:avoid}
.g{display:inline-block;min-width:1.7em;text-align:center;font-weight:700;border:1px solid #323f4b;border-radius:3px;line-height:1.35;background:#fff}
.g1{background:#dde4ea}.g2{background:#a9b7c6}.g3{background:#323f4b;color:#fff}
.over{color:#a61b1b;white-space:nowrap}
.over,.soon{font-weight:700}
.soon{white-space:nowrap}
.sums{columns:5;list-style:none;margin:.2rem 0;padding:0;font-size:.82rem;font-variant-numeric:tabular-nums}
.sums li{display:flex;justify-content:space-between;gap:.5em;break-inside:avoid;border-bottom:1px dotted var(--line)}
.photos{display:grid;grid-template-columns:repeat(3,1fr);gap:.6rem}
.photos img{width:100%;height:auto;max-height:16rem;object-fit:contain;border:1px solid var(--line)}
.rests{margin:.2rem 0;padding-left:1.2em;font-size:.85rem}
.foot{margin-top:1rem;border-top:1px solid var(--line);padding-top:.3rem;overflow-wrap:anywhere}
@media print{
 html{font-size:8.8pt}body{background:#fff;font-size:8.8pt;line-height:1.4;-webkit-print-color-adjust:exact;print-color-adjust:exact}
 main{max-width:none;padding:0}
 h1{font-size:15pt}h2{font-size:10.5pt;margin:3.5mm 0 1.2mm}h3{font-size:9pt;margin:2mm 0 1mm}
 .key{gap:1.5mm;margin:2mm 0}.key div{padding:1mm 1.6mm}.key dd{font-size:11.5pt}
 .two{gap:0 5mm}
 .facts dt,.facts dd{padding:.5mm 1.2mm}
 .scroll{overflow:visible}
 table{font-size:7.6pt}th,td{padding:.5mm 1mm}
 thead{display:table-header-group}
 .photos img{max-height:45mm}
 .whole{break-inside:avoid}
}
@media screen and (max-width:720px){main{padding:1rem}.two,.photos{grid-template-columns:1fr}.key{grid-template-columns:repeat(2,1fr)}
 .sums{columns:2}header{display:block}.drawn{text-align:left}}
";

/// The page.
pub fn html(sheet: &FacilitySheet, language: Language) -> String {
    let says = |ja, en| say(language, ja, en);
    let mut out = String::from("<main>\n");
    head(sheet, language, &mut out);
    notice(sheet, language, &mut out);
    key_figures(sheet, language, &mut out);
    let name = &sheet.facility.name;
    out.push_str(&format!(
        "<div class=\"two\">\n<section><h2>{}</h2>\n{}<h2>{}</h2>\n{}</section>\n<section><h2>{}</h2>\n{}{}{}</section>\n</div>\n",
        says("施設の概要", "The facility"),
        facility(&sheet.facility, language),
        says("敷地", "Site"),
        sheet.site.as_ref().map_or_else(|| format!("<p>{}</p>\n", none(language)), |site| facts_of_site(site, language)),
        says("位置", "Location"),
        map::overview(name, &sheet.map, language),
        map::neighbourhood(name, &sheet.map, language),
        map::credit(&sheet.map, language),
    ));
    let mut section = |ja, en, inside: String| {
        out.push_str(&format!("<section>\n<h2>{}</h2>\n{inside}</section>\n", says(ja, en)));
    };
    section("建物", "Buildings", tables::buildings(sheet, language));
    section("劣化状況", "Condition", tables::condition(sheet, language));
    section("点検", "Inspections", tables::inspections(sheet, language));
    section("未完了の不具合", "Open defects", tables::defects(sheet, language));
    section("部位・設備", "Components", tables::components(sheet, language));
    section("コスト", "Costs", costs(&sheet.costs, language));
    section("今後の工事", "Works to come", tables::works(&sheet.planned_works, language));
    section("工事履歴", "Works done", tables::works(&sheet.past_works, language));
    section("写真", "Photographs", photos(sheet, language));
    section("前提条件", "Assumptions", assumptions(sheet, language));
    out.push_str(&format!(
        "<p class=\"soft foot\">{}: {}　{}: {}（{}）</p>\n</main>\n",
        says("作成日時", "Drawn at"),
        escape(&sheet.drawn_at),
        says("入力ダイジェスト", "Input digest"),
        escape(&sheet.input_digest),
        says("同じ値なら、同じ記録から作った同じ内容です", "the same digest, the same records and the same sheet"),
    ));
    let title = format!("{} {}", sheet.facility.name, says("施設カルテ", "Facility sheet"));
    document(language, &title, &(foot(sheet) + STYLE), &out)
}

/// What stands at the foot of every printed page.
fn foot(sheet: &FacilitySheet) -> String {
    format!(
        "@page{{size:A4;margin:11mm 11mm 14mm;@bottom-left{{content:\"{} {}\";font-size:7pt;color:#52606d}}\
         @bottom-right{{content:counter(page) ' / ' counter(pages);font-size:7.5pt}}}}\n",
        in_style(&sheet.facility.code),
        in_style(&sheet.input_digest)
    )
}

/// Text as it may stand in a string of a style sheet: whatever is not a letter, a digit or a hyphen is written by its number.
fn in_style(text: &str) -> String {
    let one = |c: char| match c {
        c if c.is_alphanumeric() || c == '-' => c.to_string(),
        c => format!("\\{:x} ", u32::from(c)),
    };
    text.chars().map(one).collect()
}

fn head(sheet: &FacilitySheet, language: Language, out: &mut String) {
    let kana = sheet.facility.name_kana.as_deref().map_or(String::new(), |kana| format!("{}　", escape(kana)));
    let drawn: String = sheet.drawn_at.chars().take(10).collect();
    out.push_str(&format!(
        "<header>\n<div><p class=\"who\">{} {}</p>\n<h1>{}<small>{kana}{} {}</small></h1></div>\n\
         <p class=\"soft drawn\">{}<br>{} {}</p>\n</header>\n",
        escape(&sheet.municipality_name),
        say(language, "施設カルテ", "Facility sheet"),
        escape(&sheet.facility.name),
        say(language, "施設番号", "No."),
        escape(&sheet.facility.code),
        match language {
            Language::Ja => format!("{}年度基準", sheet.fiscal_year),
            Language::En => format!("As of fiscal year {}", sheet.fiscal_year),
        },
        say(language, "作成日", "Drawn on"),
        escape(&drawn),
    ));
}

/// What a reader must know first: what the mark of invented values means, if there are any, and the notices.
fn notice(sheet: &FacilitySheet, language: Language, out: &mut String) {
    let invented = sheet.has_invented();
    if !invented && sheet.notices.is_empty() {
        return;
    }
    out.push_str("<div class=\"notice\" role=\"note\">\n");
    if invented {
        let words = say(
            language,
            "の印がある値は例示（架空の値）です。行の見出しにあるときは、その行の値すべてが例示です。実際の値として引用しないでください。",
            "marks invented values; at the head of a row, all values of the row. Do not quote them as facts.",
        );
        out.push_str(&format!("<p>{} {words}</p>\n", tables::mark(language)));
    }
    out.extend(sheet.notices.iter().map(|words| format!("<p>{}</p>\n", escape(words))));
    out.push_str("</div>\n");
}

impl FacilitySheet {
    /// Whether any value on the sheet is marked as invented.
    fn has_invented(&self) -> bool {
        let named = [&self.facility.illustrative].into_iter().chain(self.site.iter().map(|one| &one.illustrative));
        let named = named.chain(self.buildings.iter().map(|one| &one.illustrative));
        let named = named.chain(self.components.iter().map(|one| &one.illustrative));
        let named = named.chain(self.inspections.iter().map(|one| &one.illustrative));
        let works = self.past_works.iter().chain(&self.planned_works).map(|one| &one.illustrative);
        let book = self.costs.book.as_ref().is_some_and(|book| book.illustrative);
        named.chain(works).any(|fields| !fields.is_empty())
            || self.condition.iter().any(|one| one.illustrative)
            || self.defects.iter().any(|one| one.illustrative)
            || self.costs.forecast_illustrative
            || book
    }
}

fn key_figures(sheet: &FacilitySheet, language: Language, out: &mut String) {
    out.push_str("<dl class=\"key\">\n");
    for (label, value, invented) in figures(sheet, language) {
        let mark = if invented && value.is_some() { tables::mark(language) } else { "" };
        let value = value.unwrap_or_else(|| none(language));
        out.push_str(&format!("<div><dt>{label}</dt><dd>{value} {mark}</dd></div>\n"));
    }
    out.push_str("</dl>\n");
}

/// What stands at the head in large type: its label, its value if it is known, and whether that is invented.
fn figures(sheet: &FacilitySheet, language: Language) -> [(String, Option<String>, bool); 6] {
    let says = |ja, en| say(language, ja, en);
    let standing = || sheet.buildings.iter().filter(|one| one.status.is_none_or(|status| status.stands()));
    let areas: Vec<f64> = standing().filter_map(|one| one.floor_area_m2).filter(|m2| m2.is_finite()).collect();
    let invented = |field: &str| standing().any(|one| one.illustrative.iter().any(|name| name == field));
    let unit = |number: String, unit: &str| format!("{number}<small> {unit}</small>");
    let worst = sheet.condition.iter().filter_map(|one| {
        let rank = sheet.grades.iter().position(|known| known.grade == one.grade)?;
        Some((rank, one))
    });
    let worst = worst.max_by_key(|(rank, _)| *rank).map(|(_, one)| one);
    let overdue = sheet.inspections.iter().filter(|one| one.standing == SheetStanding::Overdue).count();
    let years = sheet.costs.forecast.len();
    [
        (
            says("延床面積", "Floor area").to_owned(),
            (!areas.is_empty()).then(|| unit(square_metres(areas.iter().sum()), says("㎡", "m²"))),
            invented("floor_area_m2"),
        ),
        (
            says("最も古い建物", "Oldest building").to_owned(),
            standing().filter_map(|one| one.age_years).max().map(|age| unit(age.to_string(), says("年", "years"))),
            invented("age_years"),
        ),
        (
            says("最も悪い評価", "Worst grade").to_owned(),
            worst.map(|one| unit(tables::grade(&one.grade, &sheet.grades), &escape(&one.part_label))),
            worst.is_some_and(|one| one.illustrative),
        ),
        (
            says("期限を過ぎた点検", "Overdue inspections").to_owned(),
            (!sheet.inspections.is_empty()).then(|| unit(overdue.to_string(), says("件", ""))),
            overdue > 0 && sheet.inspections.iter().any(|one| !one.illustrative.is_empty()),
        ),
        (
            says("未完了の不具合", "Open defects").to_owned(),
            Some(unit(sheet.defects.len().to_string(), says("件", ""))),
            sheet.defects.iter().any(|one| one.illustrative),
        ),
        (
            match language {
                Language::Ja => format!("今後{years}年の見込額"),
                Language::En => format!("Costs of {years} years"),
            },
            (years > 0).then(|| rounded(sheet.costs.forecast_total_yen, language)),
            sheet.costs.forecast_illustrative,
        ),
    ]
}

/// 億円 with one decimal, or millions of yen in English.
fn rounded(amount: Yen, language: Language) -> String {
    match language {
        Language::Ja => format!("{}<small> 億円</small>", hundred_millions(amount)),
        Language::En => {
            format!("{}<small> million yen</small>", grouped(i128::from(super::super::html::millions(amount))))
        }
    }
}

fn facts(rows: &[(&str, Value)], illustrative: &[String], language: Language) -> String {
    let row =
        |(label, value): &(&str, Value)| format!("<dt>{label}</dt><dd>{}</dd>\n", value.set(illustrative, language));
    format!("<dl class=\"facts\">\n{}</dl>\n", rows.iter().map(row).collect::<String>())
}

fn facility(one: &SheetFacility, language: Language) -> String {
    let says = |ja, en| say(language, ja, en);
    let class = match language {
        Language::Ja => escape(&one.class_label_ja),
        Language::En => escape(&term(language, one.class)),
    };
    let subclass = one.subclass.map_or(String::new(), |word| format!(" ／ {}", escape(&term(language, word))));
    let roles: Vec<String> = one.disaster_roles.iter().map(|role| escape(&term(language, *role))).collect();
    let roles = if roles.is_empty() {
        says("指定なし", "none designated").to_owned()
    } else {
        roles.join(says("、", ", "))
    };
    let rows = [
        (says("大分類／中分類", "Class"), markup("class", Some(format!("{class}{subclass}")))),
        (says("所管課", "Department"), text("department", one.department.as_deref())),
        (says("所在地", "Address"), text("address", one.address.as_deref())),
        (says("電話番号", "Telephone"), text("phone", one.phone.as_deref())),
        (says("運営形態", "Operation"), word("operation", one.operation, language)),
        (says("防災上の役割", "Role in a disaster"), markup("disaster_roles", Some(roles))),
        (says("開設", "Opened"), text("opened_on", one.opened_on.as_deref())),
        (says("状態", "Status"), word("status", one.status, language)),
        (says("ウェブサイト", "Website"), markup("website", one.website.as_deref().and_then(link))),
        (says("備考", "Note"), text("note", one.note.as_deref())),
    ];
    facts(&rows, &one.illustrative, language)
}

/// An address as a link when it is one of the web, and as text when it is anything else: `javascript:` must not be followed.
fn link(address: &str) -> Option<String> {
    let address = address.trim();
    let text = escape(address);
    let lower = address.to_ascii_lowercase();
    match lower.starts_with("https://") || lower.starts_with("http://") {
        _ if address.is_empty() => None,
        true => Some(format!("<a href=\"{text}\">{text}</a>")),
        false => Some(text),
    }
}

fn facts_of_site(site: &SheetSite, language: Language) -> String {
    let says = |ja, en| say(language, ja, en);
    let rows = [
        (says("名称", "Name"), text("name", Some(&site.name))),
        (says("敷地番号", "Number"), text("code", Some(&site.code))),
        (says("敷地面積(㎡)", "Area (m²)"), area("area_m2", site.area_m2)),
        (says("用途地域", "Zoning"), word("zoning", site.zoning, language)),
        (says("建蔽率(%)", "Coverage ratio (%)"), plain("coverage_ratio_percent", site.coverage_ratio_percent)),
        (says("容積率(%)", "Floor area ratio (%)"), plain("floor_area_ratio_percent", site.floor_area_ratio_percent)),
        (says("財産区分", "Property class"), word("property_class", site.property_class, language)),
        (says("利用状況", "Use"), word("use_status", site.use_status, language)),
    ];
    facts(&rows, &site.illustrative, language)
}

fn costs(costs: &SheetCosts, language: Language) -> String {
    let says = |ja, en| say(language, ja, en);
    let mark = if costs.forecast_illustrative { tables::mark(language) } else { "" };
    let mut out =
        format!("<div class=\"whole\"><h3>{} {mark}</h3>\n", says("年度別の見込額", "Forecast by fiscal year"));
    match (&costs.plan, costs.forecast.is_empty()) {
        (Some(plan), false) => out.push_str(&forecast(costs, plan, language)),
        _ => out.push_str(&format!("<p>{}</p>\n", none(language))),
    }
    out.push_str(&format!("</div>\n<h3>{}</h3>\n", says("固定資産台帳の価額", "Value in the fixed-asset register")));
    let Some(book) = &costs.book else {
        return format!("{out}<p>{}</p>\n", none(language));
    };
    let mark = if book.illustrative { tables::mark(language) } else { "" };
    let yen = |amount: Yen| grouped(i128::from(amount.0));
    let closed = match (book.closed_year, language) {
        (Some(year), Language::Ja) => format!("（{year}年度まで締め済み）"),
        (Some(year), Language::En) => format!(" (closed through fiscal year {year})"),
        (None, Language::Ja) => "（締めた年度なし）".to_owned(),
        (None, Language::En) => " (no year is closed)".to_owned(),
    };
    let day = escape(&book.as_of);
    let told = match language {
        Language::Ja => format!("{day} 現在{closed}　{}件　単位: 円 {mark}", book.assets),
        Language::En => format!("On {day}{closed}, {} assets, in yen {mark}", book.assets),
    };
    out.push_str(&format!(
        "<p class=\"soft\">{told}</p>\n<table><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th></tr></thead><tbody><tr><td class=\"n\">{}</td><td class=\"n\">{}</td>\
         <td class=\"n\">{}</td></tr></tbody></table>\n",
        says("取得価額等", "Acquisition cost"),
        says("減価償却累計額", "Accumulated depreciation"),
        says("帳簿価額", "Book value"),
        yen(book.acquisition_cost_yen),
        yen(book.accumulated_depreciation_yen),
        yen(book.book_value_yen),
    ));
    out
}

/// The plan's name, the chart, and the exact amounts of the years that cost anything.
fn forecast(costs: &SheetCosts, plan: &str, language: Language) -> String {
    let total = grouped(i128::from(costs.forecast_total_yen.0));
    let from_to = costs.forecast.first().zip(costs.forecast.last());
    let (from, to) = from_to.map_or((0, 0), |(first, last)| (first.fiscal_year, last.fiscal_year));
    let told = match language {
        Language::Ja => format!("{}　{from}～{to}年度　合計 {total}円", escape(plan)),
        Language::En => format!("{}, {from} to {to}, {total} yen in all", escape(plan)),
    };
    let year = |one: &super::wire::SheetCostYear| {
        let amount = grouped(i128::from(one.cost_yen.0));
        format!("<li><span>{}</span><span>{amount}</span></li>\n", one.fiscal_year)
    };
    let amounts: String = costs.forecast.iter().filter(|one| one.cost_yen != Yen(0)).map(year).collect();
    let amounts = match amounts.is_empty() {
        true => {
            format!("<p>{}</p>\n", say(language, "この期間に見込まれる費用はありません。", "No costs in these years."))
        }
        false => format!(
            "<p class=\"soft\">{}</p>\n<ul class=\"sums\">\n{amounts}</ul>\n",
            say(language, "費用がある年度（円）", "Years with costs (yen)")
        ),
    };
    format!("<p>{told}</p>\n{}{amounts}", chart::bars(costs, language))
}

fn photos(sheet: &FacilitySheet, language: Language) -> String {
    if sheet.photos.is_empty() {
        return format!("<p>{}</p>\n", none(language));
    }
    let segment = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let photo = |one: &SheetPhoto| {
        let caption = one.caption.as_deref().filter(|words| !words.trim().is_empty());
        let taken = one
            .taken_on
            .as_deref()
            .map_or(String::new(), |day| format!(" <span class=\"soft\">{}</span>", escape(day)));
        format!(
            "<figure><img src=\"/v1/{}/attachments/{}/content\" alt=\"{}\"><figcaption>{}{taken}</figcaption></figure>\n",
            segment(&sheet.municipality_code),
            segment(&one.attachment_id),
            escape(caption.unwrap_or(say(language, "写真（説明の記録なし）", "Photograph, caption not recorded"))),
            caption.map_or_else(|| none(language), escape),
        )
    };
    format!("<div class=\"photos\">\n{}</div>\n", sheet.photos.iter().map(photo).collect::<String>())
}

fn assumptions(sheet: &FacilitySheet, language: Language) -> String {
    if sheet.assumptions.is_empty() {
        return format!("<p>{}</p>\n", none(language));
    }
    let one = |rule: &super::wire::SheetAssumption| {
        let source = rule.source.as_deref().filter(|source| !source.trim().is_empty());
        format!(
            "<li>{}: <strong>{}</strong> <span class=\"soft\">{}: {}</span></li>\n",
            escape(&rule.name),
            escape(&rule.value),
            say(language, "出典", "Source"),
            source.map_or_else(|| none(language), escape),
        )
    };
    format!("<ul class=\"rests\">\n{}</ul>\n", sheet.assumptions.iter().map(one).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::wire::{SheetCosts, SheetMap};
    use super::*;
    use crate::report::chart::tests::assert_balanced;

    fn balanced(page: &str) {
        let body = &page[page.find("<body>").unwrap_or(0)..].trim_end().trim_end_matches("</html>");
        assert_balanced(body, &["br", "meta", "img"]);
    }

    #[test]
    fn the_page_is_well_formed_full_and_empty_in_both_languages() {
        for language in [Language::Ja, Language::En] {
            balanced(&html(&sample::sheet(), language));
            balanced(&html(&sample::empty(), language));
        }
    }

    #[test]
    fn the_page_names_its_language_and_is_written_in_it() {
        let (ja, en) = (html(&sample::sheet(), Language::Ja), html(&sample::sheet(), Language::En));
        assert!(ja.contains("<html lang=\"ja\">") && ja.contains("<h2>劣化状況</h2>") && ja.contains("行政系施設"));
        assert!(
            en.contains("<html lang=\"en\">") && en.contains("<h2>Condition</h2>") && en.contains("Administration")
        );
    }

    #[test]
    fn nothing_runs_and_only_own_photographs_are_loaded() {
        let page = html(&sample::sheet(), Language::Ja);
        for banned in ["<script", "<link", "@import", "url(", " onload", "javascript:", "src=\"http"] {
            assert!(!page.contains(banned), "{banned}");
        }
        assert!(page.contains(
            "<img src=\"/v1/132233/attachments/0193a7c4-5f0e-7a41-9a37-2f5b8c1d0e11/content\" alt=\"南側外観\">"
        ));
    }

    #[test]
    fn no_text_of_a_record_becomes_markup() {
        for language in [Language::Ja, Language::En] {
            let page = html(&sample::hostile(), language);
            balanced(&page);
            assert!(!page.contains("<script>") && !page.contains("'\"x"), "{page}");
            // The style at the head has no entities: there it is written by number.
            assert!(page.contains("content:\"\\3c script\\3e "));
            assert!(!page.contains("href=\"javascript:"));
        }
    }

    #[test]
    fn where_nothing_is_recorded_that_is_said() {
        let page = html(&sample::empty(), Language::Ja);
        for heading in [
            "敷地",
            "建物",
            "劣化状況",
            "点検",
            "未完了の不具合",
            "部位・設備",
            "今後の工事",
            "工事履歴",
            "写真",
            "前提条件",
        ] {
            let section = page.split(&format!("<h2>{heading}</h2>\n")).nth(1).unwrap_or_default();
            let inside = section.split("<h2>").next().unwrap_or_default();
            assert!(inside.contains("記録なし"), "{heading}: {inside}");
        }
        assert!(!page.contains("<dd></dd>") && !page.contains("<td></td>"));
        assert!(html(&sample::empty(), Language::En).contains("not recorded"));
    }

    #[test]
    fn invented_values_are_announced_and_only_then() {
        assert!(html(&sample::sheet(), Language::Ja).contains("の印がある値は例示（架空の値）です"));
        let plain = html(&sample::empty(), Language::Ja);
        assert!(!plain.contains("例示") && !plain.contains("class=\"notice\""));
        let mut sheet = sample::empty();
        sheet.facility.illustrative = vec!["operation".to_owned()];
        assert!(html(&sheet, Language::En).contains("marks invented values"));
    }

    #[test]
    fn the_digest_and_the_day_stand_on_the_sheet() {
        let page = html(&sample::sheet(), Language::Ja);
        assert!(page.contains("入力ダイジェスト: mJ3s0m1kqkI7hO2bJH0n9w") && page.contains("作成日 2026-11-23"));
        assert!(page.contains("@bottom-left{content:\"P05-19 mJ3s0m1kqkI7hO2bJH0n9w\""));
    }

    #[test]
    fn the_key_figures_count_what_stands() {
        let page = html(&sample::sheet(), Language::Ja);
        // 8,650.40 + 540.00 + 880.50; the pulled-down annex is not counted.
        assert!(page.contains("<dd>10,070.90<small> ㎡</small> <span"));
        assert!(page.contains("<dd>49<small> 年</small> <span"));
        assert!(page.contains("<dd>2<small> 件</small> <span"));
    }

    #[test]
    fn a_plan_without_costs_says_so() {
        let mut sheet = sample::sheet();
        let quiet =
            sheet.costs.forecast.iter().map(|year| super::super::wire::SheetCostYear { cost_yen: Yen(0), ..*year });
        sheet.costs = SheetCosts { forecast: quiet.collect(), forecast_total_yen: Yen(0), ..sheet.costs.clone() };
        sheet.map = SheetMap::default();
        assert!(html(&sheet, Language::Ja).contains("この期間に見込まれる費用はありません"));
    }
}
