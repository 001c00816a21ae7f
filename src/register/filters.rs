//! What the query parameters of a list of assets mean.

use super::wire::AssetQuery;
use crate::domain::asset::{Account, Purpose};
use crate::domain::facility::{PropertyClass, Word, word};
use crate::domain::{Invalid, Text};
use crate::error::Result;
use crate::http::Params;
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::Condition;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, LikeExpr, SimpleExpr};

/// The words of a search that count.
const MOST_WORDS: usize = 10;

fn column(name: &'static str) -> SimpleExpr {
    Expr::col((Alias::new("v"), Alias::new(name)))
}

/// The condition on versions of assets.
pub fn condition(params: &Params<AssetQuery>) -> Result<Condition> {
    let mut condition = Condition::all();
    if let Some(account) = params.read("account", word::<Account>)? {
        condition = condition.add(column("account").eq(account.code()));
    }
    if let Some(purpose) = params.read("purpose", word::<Purpose>)? {
        condition = condition.add(column("purpose").eq(purpose.code()));
    }
    if let Some(class) = params.read("property_class", word::<PropertyClass>)? {
        condition = condition.add(column("property_class").eq(class.code()));
    }
    for name in ["accounting_entity", "department", "site_code", "facility_code", "building_code"] {
        if let Some(value) = params.get(name) {
            condition = condition.add(column(name).eq(value));
        }
    }
    if params.get("saleable").is_some() {
        condition = condition.add(column("saleable").eq(params.flag("saleable")?));
    }
    if let Some(words) = params.get("q") {
        for word in words.split_whitespace().take(MOST_WORDS) {
            let escaped = word.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let like = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
            let any = ["asset_no", "name", "location"].into_iter();
            condition = condition.add(
                any.fold(Condition::any(), |any, name| any.add(Expr::expr(Func::lower(column(name))).like(like()))),
            );
        }
    }
    Ok(condition)
}

/// An instant (RFC 3339), as entries are stamped. A day alone means its end in Japan.
pub fn instant(name: &'static str, text: &str) -> Result<String, Invalid> {
    let whole = if text.len() == 10 { format!("{text}T23:59:59.999999+09:00") } else { text.replace(' ', "+") };
    match DateTime::parse_from_rfc3339(&whole) {
        Ok(instant) => Ok(instant.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Micros, true)),
        Err(_) => Err(Invalid::new(
            name,
            "malformed",
            text,
            Text::new(
                format!("`{name}` is `{text}`; write an instant such as 2025-10-03T12:00:00+09:00, or a day"),
                format!(
                    "`{name}` の値 `{text}` は日時として読めません。2025-10-03T12:00:00+09:00 か日付で指定してください"
                ),
            ),
        )),
    }
}
