//! What stands in each table of the report of consolidation options.

use super::report::all;
use super::wire::{ConsolidationAnalysis, ConsolidationOption, FundedUndertaking};
use crate::domain::consolidation::Item;
use crate::domain::finance::Outcome;
use crate::domain::units::Yen;
use crate::error::Language;
use crate::page::{escape, grouped, millions, say, term};
use strum::IntoEnumIterator;

/// The most blocks that a page shows of each option.
const MOST_BLOCKS: usize = 30;

/// A cell: markup and whether it is a number.
struct Cell(String, &'static str);

fn text(words: &str) -> Cell {
    Cell(escape(words), "")
}

fn number(digits: String) -> Cell {
    Cell(digits, "n")
}

fn money(yen: Yen) -> Cell {
    number(grouped(i128::from(millions(yen))))
}

fn area(m2: f64) -> String {
    let hundredths = (m2 * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", grouped(i128::from(hundredths.unsigned_abs() / 100)), hundredths.unsigned_abs() % 100)
}

fn people(persons: f64) -> String {
    grouped(persons.round() as i128)
}

fn or_dash(text: Option<String>) -> Cell {
    number(text.unwrap_or_else(|| "－".to_owned()))
}

fn table(headings: &[String], rows: Vec<Vec<Cell>>, out: &mut String) {
    out.push_str("<div class=\"scroll\"><table>\n<thead><tr>");
    for heading in headings {
        out.push_str(&format!("<th>{}</th>", escape(heading)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for Cell(markup, class) in row {
            let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
            out.push_str(&format!("<td{class}>{markup}</td>"));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn headings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn unit(language: Language, out: &mut String) {
    let words = say(
        language,
        "単位: 百万円（四捨五入のため合計が一致しないことがあります）",
        "Millions of yen; rounded, so sums may differ",
    );
    out.push_str(&format!("<p class=\"unit\">{words}</p>\n"));
}

fn mark(language: Language) -> String {
    format!("<span class=\"ex\">{}</span>", say(language, "例示", "illustrative"))
}

/// The figures of the options side by side; the least of each row stands out.
pub fn comparison(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    unit(language, out);
    let all = all(analysis);
    let mut columns = vec![String::new()];
    columns.extend(all.iter().map(|option| option.title.clone()));
    let least = &analysis.least;
    let row = |label: &str, best: Option<&String>, value: &dyn Fn(&ConsolidationOption) -> Cell| {
        let mut cells = vec![text(label)];
        cells.extend(all.iter().map(|option| {
            let Cell(markup, class) = value(option);
            Cell(markup, if best == Some(&option.id) { "n least" } else { class })
        }));
        cells
    };
    let year = |year: Option<i32>| or_dash(year.map(|year| year.to_string()));
    let word = |ja, en| say(language, ja, en);
    let rows = vec![
        row(
            word("延床面積（最終年度末、㎡）", "Floor area at the end (m²)"),
            Some(&least.floor_area),
            &|o| number(area(o.floor_area_m2)),
        ),
        row(word("延床面積の増減（％）", "Change of floor area (%)"), None, &|o| {
            number(format!("{:+.2}", o.floor_area_change_percent))
        }),
        row(word("総額", "Total"), Some(&least.total), &|o| money(o.total_yen)),
        row(word("現状維持との差", "Against keeping everything"), None, &|o| money(o.difference.total_yen)),
        row(word("現在価値", "Present value"), Some(&least.present_value), &|o| money(o.present_value_yen)),
        row(word("年平均", "Mean a year"), None, &|o| money(o.annual_mean_yen)),
        row(word("最大の年度の額", "Dearest year, amount"), None, &|o| money(o.peak_yen)),
        row(word("最大の年度", "Dearest year"), None, &|o| year(o.peak_year)),
        row(word("一般財源負担（期間計）", "Burden over the years"), Some(&least.burden), &|o| {
            money(o.burden_yen)
        }),
        row(word("一般財源負担の現在価値", "Present value of the burden"), None, &|o| {
            money(o.burden_present_value_yen)
        }),
        row(word("一般財源負担の最大の年度の額", "Heaviest year, burden"), None, &|o| {
            money(o.burden_peak_yen)
        }),
        row(word("最終年度末の地方債残高", "Debt left at the end"), None, &|o| money(o.outstanding_yen)),
        row(word("回収年度", "Paid back in"), None, &|o| year(o.difference.paid_back_year)),
        row(word("影響を受ける住民（人）", "Residents affected"), least.residents_affected.as_ref(), &|o| {
            or_dash(o.residents_affected.map(people))
        }),
    ];
    table(&columns, rows, out);
    out.push_str(&format!("<p class=\"soft\">{}</p>\n", word("色付きは最小の案。", "The least of a row is shaded.")));
}

/// The steps of each option.
pub fn phases(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    for option in &analysis.options {
        title(option, out);
        let rows = option.phases.iter().map(|phase| {
            let into = phase.into_name.as_ref().map(|into| format!("→ {into}")).unwrap_or_default();
            vec![
                Cell(phase.fiscal_year.to_string(), "y"),
                text(&term(language, phase.step)),
                text(&phase.name),
                text(&into),
            ]
        });
        let columns = match language {
            Language::Ja => ["年度", "段階", "対象", "移転先"],
            Language::En => ["Year", "Step", "What", "Into"],
        };
        table(&headings(&columns), rows.collect(), out);
    }
}

fn title(option: &ConsolidationOption, out: &mut String) {
    out.push_str(&format!("<h3>{}</h3>\n", escape(&option.title)));
}

/// Items by option.
pub fn items(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    unit(language, out);
    let all = all(analysis);
    let mut columns = vec![say(language, "費目", "Item").to_owned()];
    columns.extend(all.iter().map(|option| option.title.clone()));
    let of = |option: &ConsolidationOption, item: Item| {
        option.items.iter().find(|sum| sum.item == item).map_or(Yen(0), |sum| sum.total_yen)
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for item in Item::iter().filter(|item| all.iter().any(|option| of(option, *item) != Yen(0))) {
        let mut row = vec![text(&term(language, item))];
        row.extend(all.iter().map(|option| money(of(option, item))));
        rows.push(row);
    }
    let mut sum = vec![text(say(language, "計", "Total"))];
    sum.extend(all.iter().map(|option| money(option.total_yen)));
    rows.push(sum);
    table(&columns, rows, out);
}

/// Each year: cost and burden of each option.
pub fn years(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    unit(language, out);
    let all = all(analysis);
    let mut columns = vec![say(language, "年度", "Year").to_owned()];
    for option in &all {
        columns.push(format!("{} {}", option.id, say(language, "費用－収入", "net")));
        columns.push(format!("{} {}", option.id, say(language, "一般財源負担", "burden")));
    }
    let row = |at: usize| {
        let mut cells = vec![Cell((analysis.from_year + at as i32).to_string(), "y")];
        for year in all.iter().filter_map(|option| option.years.get(at)) {
            cells.push(money(year.net_yen));
            cells.push(money(year.burden_yen));
        }
        cells
    };
    table(&columns, (0..analysis.baseline.years.len()).map(row).collect(), out);
}

/// Works, who pays, and why not others.
pub fn funding(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    for option in all(analysis) {
        title(option, out);
        unit(language, out);
        let row = |work: &FundedUndertaking| {
            vec![
                text(&work.name),
                text(&work.kind.map(|kind| term(language, kind)).unwrap_or_default()),
                money(work.cost_yen),
                or_dash(work.floor_area_before_m2.map(area)),
                or_dash(work.floor_area_after_m2.map(area)),
                money(work.subsidy_yen),
                money(work.bond_yen),
                money(work.general_yen),
                money(work.tax_support_yen),
                text(&used(work)),
            ]
        };
        let columns = match language {
            Language::Ja => [
                "対象",
                "工事種別",
                "事業費",
                "面積（前、㎡）",
                "面積（後、㎡）",
                "補助金",
                "地方債",
                "一般財源",
                "交付税措置額（元金）",
                "充てる財源",
            ],
            Language::En => [
                "What",
                "Kind",
                "Cost",
                "Area before (m²)",
                "Area after (m²)",
                "Subsidy",
                "Bond",
                "General revenue",
                "Tax support (principal)",
                "Programmes",
            ],
        };
        table(&headings(&columns), option.funding.iter().map(row).collect(), out);
        eligibility(option, language, out);
    }
}

/// The codes of the programmes that pay for a work, with what the answer calls them.
fn used(work: &FundedUndertaking) -> String {
    let codes = work.subsidy.iter().chain(&work.bond);
    let name = |code: &String| {
        let known = work.eligibility.iter().find(|one| one.programme == *code);
        known.map_or_else(|| code.clone(), |one| one.name.clone())
    };
    codes.map(name).collect::<Vec<_>>().join("、")
}

fn eligibility(option: &ConsolidationOption, language: Language, out: &mut String) {
    let built = option.funding.iter().filter(|work| work.floor_area_after_m2.is_some());
    let mut rows = Vec::new();
    for work in built {
        for programme in &work.eligibility {
            let wanting = programme.conditions.iter().filter(|condition| condition.outcome != Outcome::Met);
            let words: Vec<String> = wanting.map(|condition| escape(&condition.text)).collect();
            rows.push(vec![
                text(&work.name),
                text(&programme.name),
                text(match programme.outcome {
                    Outcome::Met => say(language, "充足", "met"),
                    Outcome::Unknown => say(language, "要確認", "to be confirmed"),
                    Outcome::NotMet => say(language, "不足", "not met"),
                }),
                Cell(words.join("<br>"), ""),
            ]);
        }
    }
    if !rows.is_empty() {
        let columns = match language {
            Language::Ja => ["対象", "財源制度", "要件", "満たさない・確認の要る要件"],
            Language::En => ["What", "Programme", "Conditions", "Not met, or to be confirmed"],
        };
        table(&headings(&columns), rows, out);
    }
}

/// Room on the sites.
pub fn sites(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    let mut rows = Vec::new();
    for option in &analysis.options {
        for site in &option.sites {
            let binding: Vec<String> = site.binding.iter().map(|rule| term(language, *rule)).collect();
            let fits = match site.fits {
                Some(true) => text(say(language, "収まる", "fits")),
                Some(false) => Cell(say(language, "不足", "too little").to_owned(), "short"),
                None => text(say(language, "不明", "unknown")),
            };
            let mut name = escape(&site.name);
            if !site.illustrative.is_empty() {
                name.push_str(&mark(language));
            }
            rows.push(vec![
                text(&option.title),
                Cell(name, ""),
                number(area(site.needed_m2)),
                number(area(site.standing_m2)),
                or_dash(site.capacity_m2.map(area)),
                or_dash(site.footprint_m2.map(area)),
                or_dash(site.open_space_m2.map(area)),
                fits,
                text(&format!("{}（{}）", site.reason, binding.join("、"))),
            ]);
        }
    }
    let columns = match language {
        Language::Ja => [
            "案",
            "敷地",
            "必要（㎡）",
            "既存（㎡）",
            "建築可能（㎡）",
            "建築面積の上限（㎡）",
            "空地（㎡）",
            "判定",
            "理由（決め手）",
        ],
        Language::En => [
            "Option",
            "Site",
            "Needed (m²)",
            "Standing (m²)",
            "May be built (m²)",
            "Footprint (m²)",
            "Open space (m²)",
            "Fits",
            "Why (what binds)",
        ],
    };
    table(&headings(&columns), rows, out);
}

/// Ways by service and by town block.
pub fn access(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    for option in &analysis.options {
        let Some(access) = &option.access else { continue };
        title(option, out);
        let metres = |way: Option<f64>| or_dash(way.map(|metres| grouped(metres.round() as i128)));
        let rows = access.services.iter().map(|service| {
            let within: Vec<String> = service
                .within
                .iter()
                .map(|one| format!("{} m: {} → {}", one.radius_m, people(one.before), people(one.after)))
                .collect();
            vec![
                text(&term(language, service.service)),
                number(format!("{} → {}", service.places_before, service.places_after)),
                metres(service.mean_before_m),
                metres(service.mean_after_m),
                text(&within.join(" / ")),
                number(people(service.farther)),
                number(people(service.nearer)),
                metres(service.most_farther_m),
            ]
        });
        let columns = match language {
            Language::Ja => [
                "サービス",
                "箇所数",
                "平均距離 前（m）",
                "平均距離 後（m）",
                "圏域人口",
                "遠くなる人口",
                "近くなる人口",
                "最大の増（m）",
            ],
            Language::En => [
                "Service",
                "Places",
                "Mean before (m)",
                "Mean after (m)",
                "People within",
                "Farther for",
                "Nearer for",
                "Most farther (m)",
            ],
        };
        table(&headings(&columns), rows.collect(), out);
        let rows = access.blocks.iter().take(MOST_BLOCKS).map(|block| {
            let ways = block.services.iter().map(|service| {
                let metres = |way: Option<f64>| way.map_or("－".to_owned(), |metres| grouped(metres.round() as i128));
                format!(
                    "{} {} → {} m",
                    term(language, service.service),
                    metres(service.before_m),
                    metres(service.after_m)
                )
            });
            let ways: Vec<String> = ways.collect();
            vec![
                text(block.name.as_deref().unwrap_or(&block.code)),
                number(people(block.population)),
                text(&ways.join(say(language, "、", ", "))),
            ]
        });
        let columns = match language {
            Language::Ja => ["町丁目（増の大きい順）", "人口", "最寄りまでの距離の変化"],
            Language::En => ["Town block (greatest increase first)", "People", "Way to the nearest place"],
        };
        table(&headings(&columns), rows.collect(), out);
        if !access.unplaced.is_empty() {
            let words = say(language, "位置の記録がなく距離に含めていないもの", "Without a place, and in no figure");
            out.push_str(&format!("<p class=\"soft\">{words}: {}</p>\n", escape(&access.unplaced.join("、"))));
        }
    }
}

/// Roles and capacity.
pub fn roles(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    let mut rows = Vec::new();
    for option in all(analysis) {
        let roles = option.disaster_roles.iter();
        let roles = roles.map(|role| format!("{} {} → {}", term(language, role.role), role.before, role.after));
        let capacity = &option.capacity;
        rows.push(vec![
            text(&option.title),
            text(&roles.collect::<Vec<_>>().join("、")),
            number(format!("{} → {}", grouped(capacity.before.into()), grouped(capacity.after.into()))),
            number(capacity.unknown.to_string()),
        ]);
    }
    let columns = match language {
        Language::Ja => ["案", "防災上の役割（箇所数）", "定員・収容人数", "定員不明"],
        Language::En => ["Option", "Roles in a disaster (places)", "Capacity", "Not known of"],
    };
    table(&headings(&columns), rows, out);
}

/// What is looked at.
pub fn facilities(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    let rows = analysis.facilities.iter().map(|facility| {
        let mut name = escape(&facility.name);
        if !facility.illustrative.is_empty() {
            name.push_str(&mark(language));
        }
        vec![
            text(&facility.code),
            Cell(name, ""),
            text(&term(language, facility.class)),
            number(area(facility.floor_area_m2)),
            number(facility.buildings.to_string()),
            or_dash(facility.oldest_completed_year.map(|year| year.to_string())),
            text(facility.site_code.as_deref().unwrap_or_default()),
        ]
    });
    let columns = match language {
        Language::Ja => ["施設番号", "施設名", "大分類", "延床面積（㎡）", "棟数", "最古の建築年度", "敷地"],
        Language::En => ["Code", "Name", "Class", "Floor area (m²)", "Buildings", "Oldest of", "Site"],
    };
    table(&headings(&columns), rows.collect(), out);
}

/// Each amount with its reckoning, in yen.
pub fn lines(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    for option in all(analysis) {
        title(option, out);
        out.push_str(&format!("<p class=\"unit\">{}</p>\n", say(language, "単位: 円", "Yen")));
        let rows = option.lines.iter().map(|line| {
            let years = match line.from_year == line.to_year {
                true => line.from_year.to_string(),
                false => format!("{}–{}", line.from_year, line.to_year),
            };
            vec![
                text(&term(language, line.item)),
                text(&line.name),
                Cell(years, "y"),
                number(grouped(line.yen_per_year.0.into())),
                number(grouped(line.total_yen.0.into())),
                text(&line.reckoning),
            ]
        });
        let columns = match language {
            Language::Ja => ["費目", "対象", "年度", "年額", "計", "計算"],
            Language::En => ["Item", "What", "Years", "A year", "Sum", "Reckoning"],
        };
        table(&headings(&columns), rows.collect(), out);
    }
}

/// Assumptions, each with its mark; the method; the parameters; what is invented; what does not count.
pub fn assumptions(analysis: &ConsolidationAnalysis, language: Language, out: &mut String) {
    let assumed = &analysis.assumptions;
    let rows = assumed.stated.iter().map(|stated| {
        vec![
            Cell(if stated.illustrative { mark(language) } else { String::new() }, "y"),
            text(&stated.text),
            text(stated.source.as_deref().unwrap_or_default()),
        ]
    });
    let columns = match language {
        Language::Ja => ["印", "個別の仮定", "出典"],
        Language::En => ["Mark", "Assumed", "Source"],
    };
    table(&headings(&columns), rows.collect(), out);
    out.push_str(&format!("<h3>{}</h3>\n<ul>\n", say(language, "計算方法", "Method")));
    for sentence in &assumed.method {
        out.push_str(&format!("<li>{}</li>\n", escape(sentence)));
    }
    out.push_str("</ul>\n");
    if !assumed.illustrative.is_empty() {
        out.push_str(&format!("<h3>{} {}</h3>\n<ul>\n", say(language, "架空の値", "Invented values"), mark(language)));
        for (name, count) in &assumed.illustrative {
            let times = say(language, "件", "times");
            out.push_str(&format!("<li><code>{}</code> {count} {times}</li>\n", escape(name)));
        }
        out.push_str("</ul>\n");
    }
    if !assumed.skipped.is_empty() {
        let codes: Vec<String> =
            assumed.skipped.iter().map(|skipped| format!("{} ({})", skipped.building_code, skipped.reason)).collect();
        let words = say(language, "対象外の建物", "Buildings that do not count");
        out.push_str(&format!("<p>{words}: {}</p>\n", escape(&codes.join("、"))));
    }
    out.push_str(&format!("<h3>{}</h3>\n", say(language, "使用したパラメーター", "Parameters")));
    let rows = assumed.parameters.iter().map(|row| {
        vec![
            text(&row.parameter_set),
            text(&row.name),
            number(escape(&row.value)),
            text(&row.unit),
            text(&row.source),
            text(&row.confidence),
        ]
    });
    let columns = match language {
        Language::Ja => ["区分", "名称", "値", "単位", "出典", "確度"],
        Language::En => ["Set", "Name", "Value", "Unit", "Source", "Confidence"],
    };
    table(&headings(&columns), rows.collect(), out);
}
