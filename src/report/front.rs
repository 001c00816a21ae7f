//! The front page: what is here and where to go on.

use super::html::escape;
use crate::conservation::store as conservation;
use crate::consolidation::store as consolidation;
use crate::error::Result;
use crate::facility::store;
use crate::register::store as register;
use sea_orm::ConnectionTrait;

/// A small page that leads to the document, the features and the report of each municipality here.
pub async fn page(db: &impl ConnectionTrait) -> Result<String> {
    let mut cities = String::new();
    for code in store::municipality_codes(db).await? {
        let (of, _) = store::municipality(db, &code).await?;
        let totals = store::totals(db, &code).await?;
        let count = |list: &str| totals.get(list).copied().unwrap_or(0);
        cities.push_str(&format!(
            "<section><h2>{name} <small>{code}</small></h2>\
             <p>施設 {facilities}・棟 {buildings}・敷地 {sites}・部位 {components}</p><ul>\
             <li><a href=\"/v1/{code}/facilities\">施設一覧 <small>Facilities (JSON)</small></a> · \
             <a href=\"/v1/{code}/facilities?f=geojson\">GeoJSON</a> · <a href=\"/v1/{code}/facilities?f=csv\">CSV</a> · \
             <a href=\"/v1/{code}/facilities?f=open-data\">公共施設一覧（オープンデータ）</a></li>\
             <li><a href=\"/v1/{code}/facility-sheets?f=html\">施設カルテ <small>Sheets of the facilities</small></a></li>\
             {register}{plans}<li><a href=\"/v1/{code}/reports/renewal?format=html\">更新費用年次報告 <small>Renewal-cost report</small></a> · \
             <a href=\"/v1/{code}/reports/renewal?format=xlsx\">Excel</a> · \
             <a href=\"/v1/{code}/reports/renewal?format=csv\">CSV</a></li>\
             {analyses}<li>未利用財産 <small>Idle property</small>: \
             <a href=\"/v1/{code}/property-candidates\">活用の候補</a> · \
             <a href=\"/v1/{code}/sale-list?f=csv\">売却・貸付物件一覧（オープンデータ）</a></li>\
             <li><a href=\"/v1/{code}/parameters\">前提条件 <small>Parameters with their sources</small></a></li></ul></section>",
            name = escape(&of.name),
            register = register_of(db, &code).await?,
            plans = plans_of(db, &code).await?,
            analyses = analyses_of(db, &code).await?,
            facilities = count("facilities"),
            buildings = count("buildings"),
            sites = count("sites"),
            components = count("components"),
        ));
    }
    if cities.is_empty() {
        cities.push_str(
            "<p>まだ地方公共団体が登録されていません。<code>POST /v1/municipalities</code> で登録してください。<br>\
             No municipality yet: create one with <code>POST /v1/municipalities</code>.</p>",
        );
    }
    Ok(format!(
        "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Enoki 榎</title><style>{STYLE}</style></head><body><main><h1>Enoki <span>榎</span></h1>\
         <p>公共施設の台帳・地図・更新費用の将来推計<br><small>Public facilities: records, map, and what keeping them will cost</small></p>\
         {cities}<p><a href=\"/docs\">API ドキュメント <small>API document</small></a> · \
         <a href=\"/openapi.json\">openapi.json</a></p>\
         <p class=\"note\">「例示」(<code>illustrative</code>) と記された値は実際の値ではなく、仮の値です。<br>\
         Values named under <code>illustrative</code> are invented.</p></main></body></html>"
    ))
}

/// Where the fixed-asset register leads, once a year of it is closed.
async fn register_of(db: &impl ConnectionTrait, code: &str) -> Result<String> {
    let Some(closing) = register::closings(db, code).await?.pop() else { return Ok(String::new()) };
    let (year, base) = (closing.fiscal_year, format!("/v1/{code}"));
    Ok(format!(
        "<li>固定資産台帳 {year}年度 <small>Fixed-asset register</small>: \
         <a href=\"{base}/register?fiscal_year={year}&amp;format=xlsx\">Excel</a> · \
         <a href=\"{base}/register?fiscal_year={year}&amp;open_data=true\">CSV（公表用）</a> · \
         <a href=\"{base}/statements/tangible-assets?fiscal_year={year}&amp;unit=thousand&amp;format=xlsx\">有形固定資産の明細</a> · \
         <a href=\"{base}/statements/by-purpose?fiscal_year={year}&amp;unit=thousand&amp;format=xlsx\">行政目的別明細</a> · \
         <a href=\"{base}/statements/property?fiscal_year={year}&amp;format=xlsx\">財産に関する調書</a> · \
         <a href=\"{base}/indicators/depreciation-ratio?fiscal_year={year}\">減価償却率</a></li>"
    ))
}

/// Where the state of the buildings and the plan of their works lead.
async fn plans_of(db: &impl ConnectionTrait, code: &str) -> Result<String> {
    let base = format!("/v1/{code}");
    let newest = match conservation::newest_plan(db, code).await? {
        None => String::new(),
        Some((id, title)) => format!(
            ": {title} <a href=\"{base}/conservation-plans/{id}/facility-plan?f=xlsx\">個別施設計画 Excel</a> · \
             <a href=\"{base}/conservation-plans/{id}/cost-table?f=xlsx\">経費の見込み Excel</a>",
            title = escape(&title),
        ),
    };
    Ok(format!(
        "<li><a href=\"{base}/condition\">劣化状況 <small>Condition</small></a> · \
         <a href=\"{base}/inspections-due\">点検の期限 <small>Inspections due</small></a></li>\
         <li><a href=\"{base}/conservation-plans\">施設保全計画 <small>Conservation plans</small></a>{newest}</li>"
    ))
}

/// The reports of the stored comparisons of options, where there are any.
async fn analyses_of(db: &impl ConnectionTrait, code: &str) -> Result<String> {
    let lines = consolidation::analyses(db, code).await?.into_iter().map(|(id, title)| {
        format!(
            "<li>再編案の比較: <a href=\"/v1/{code}/consolidation-analyses/{id}/report?lang=ja\">{ja}</a> \
             <small><a href=\"/v1/{code}/consolidation-analyses/{id}/report?lang=en\">{en}</a></small></li>",
            ja = escape(&title.ja),
            en = escape(&title.en),
        )
    });
    Ok(lines.collect())
}

const STYLE: &str = "body{font:16px/1.7 system-ui,'Noto Sans CJK JP','Yu Gothic',Meiryo,sans-serif;color:#1d2a24;background:#f6f7f4;margin:0}\
main{max-width:46rem;margin:3rem auto;padding:0 1.2rem}h1{font-size:2.4rem;margin:0}h1 span{color:#2f6b4f}\
section{background:#fff;border:1px solid #d9dfd8;border-radius:8px;padding:.2rem 1.4rem 1rem;margin:1.5rem 0}\
h2{margin:.8rem 0 0}small{color:#5d6b63;font-weight:400}a{color:#1f5c8a}.note{color:#5d6b63;font-size:.9rem}";
