//! Where are the sheets of the facilities? A page that lists them all by class.

use super::wire::{FacilitySheets, ListedSheet};
use crate::domain::facility::Word;
use crate::error::{Language, Result};
use crate::facility::store;
use crate::page::{document, escape, say, term};
use sea_orm::ConnectionTrait;

const STYLE: &str = "\
body{margin:0;background:#f3f5f7;color:#1f2933;line-height:1.6;font-size:15px;
 font-family:'Noto Sans CJK JP','Noto Sans JP','Yu Gothic',YuGothic,Meiryo,'Hiragino Sans',sans-serif}
main{max-width:960px;margin:0 auto;padding:1.6rem 2rem 2.4rem;background:#fff}
h1{font-size:1.5rem;border-bottom:3px solid #1d4f91;padding-bottom:.3rem;margin:.2rem 0 1rem}
h1 small{display:block;font-size:1rem}
h2{font-size:1.05rem;margin:1.4rem 0 .3rem;padding-left:.5rem;border-left:5px solid #1d4f91}
h2 small,li small{color:#52606d;font-weight:400}
ul{columns:2;column-gap:2rem;margin:0;padding-left:1.2em}
li{break-inside:avoid;overflow-wrap:anywhere}
@media (max-width:720px){ul{columns:1}main{padding:1rem}}
";

/// Every facility with the address of its sheet, by class and code.
pub async fn gathered(db: &impl ConnectionTrait, municipality: &str) -> Result<FacilitySheets> {
    let of = store::demand_municipality(db, municipality).await?;
    let mut found = store::listed(db, municipality).await?;
    // The order of the classes is that of the classification; within one the order of the query stays.
    found.sort_by_key(|facility| facility.class as usize);
    let one = |facility: store::Listed| ListedSheet {
        href: format!("/v1/{municipality}/facilities/{}/sheet", segment(&facility.code)),
        class_label_ja: facility.class.label_ja().to_owned(),
        facility_code: facility.code,
        facility_name: facility.name,
        class: facility.class,
        status: facility.status,
        department: facility.department,
    };
    Ok(FacilitySheets {
        municipality_code: of.code,
        municipality_name: of.name,
        sheets: found.into_iter().map(one).collect(),
    })
}

fn segment(code: &str) -> String {
    form_urlencoded::byte_serialize(code.as_bytes()).collect::<String>().replace('+', "%20")
}

/// The page.
pub fn page(list: &FacilitySheets, language: Language) -> String {
    let title = say(language, "施設カルテ一覧", "Sheets of the facilities");
    let mut body = format!("<main>\n<h1><small>{}</small>{title}</h1>\n", escape(&list.municipality_name));
    if list.sheets.is_empty() {
        body.push_str(&format!(
            "<p>{}</p>\n",
            say(language, "施設が登録されていません。", "No facility is recorded yet.")
        ));
    }
    for of_class in list.sheets.chunk_by(|one, other| one.class == other.class) {
        let Some(first) = of_class.first() else { continue };
        let lines: String = of_class.iter().map(|sheet| line(sheet, language)).collect();
        body.push_str(&format!(
            "<section>\n<h2>{} <small>{}</small></h2>\n<ul>\n{lines}</ul>\n</section>\n",
            escape(&term(language, first.class)),
            of_class.len()
        ));
    }
    body.push_str("</main>\n");
    document(language, &format!("{} {title}", list.municipality_name), STYLE, &body)
}

fn line(sheet: &ListedSheet, language: Language) -> String {
    let gone = match sheet.status.stands() {
        true => String::new(),
        false => format!(" {}", escape(&term(language, sheet.status))),
    };
    format!(
        "<li><a href=\"{}?f=html\">{}</a> <small>{}{gone}</small></li>\n",
        escape(&sheet.href),
        escape(&sheet.facility_name),
        escape(&sheet.facility_code)
    )
}
