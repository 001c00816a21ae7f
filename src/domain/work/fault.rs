//! How is a fault in a work, a defect or an inspection put into words?
//!
//! # Shapes
//! One fault in, one [`Invalid`] out.
//! # Units
//! Calendar days and whole yen, as they stand in the sentence.
//! # Errors
//! None; these are the errors.
//! # Source
//! Ours: subject, the value as given, what is allowed, what to do.

use crate::domain::facility::Word;
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use chrono::NaiveDate;

/// A move that the table of moves does not know; `why` closes the sentence in both languages.
pub(in crate::domain) fn move_refused<W: Word>(from: W, to: W, allowed: &[W], why: (&str, &str)) -> Invalid {
    let codes: Vec<String> = allowed.iter().map(|state| format!("`{}`", state.code())).collect();
    let labels: Vec<String> = allowed.iter().map(|state| format!("「{}」", state.label_ja())).collect();
    let (on_en, on_ja) = match allowed.is_empty() {
        true => ("nothing follows it".to_owned(), "次の状態はありません".to_owned()),
        false => (format!("use {}", codes.join(" or ")), format!("{}のいずれかにしてください", labels.join(""))),
    };
    let (was, code) = (from.code(), to.code());
    Invalid::new(
        "state",
        "contradiction",
        code,
        Text::new(
            format!("`state` cannot become `{code}`; after `{was}` {on_en}: {}", why.0),
            format!(
                "`state` は「{}」の次に `{code}`（{}）にはできません。{on_ja}。{}",
                from.label_ja(),
                to.label_ja(),
                why.1
            ),
        ),
    )
}

/// Something that a state needs and that is not known; `name_ja` is the official term of the field.
pub(in crate::domain) fn missing<W: Word>(field: &'static str, name_ja: &str, state: W) -> Invalid {
    let (code, label) = (state.code(), state.label_ja());
    Invalid::new(
        field,
        "required",
        "",
        Text::new(
            format!("`{field}` is missing; the state `{code}` needs it: enter it or keep the state before"),
            format!(
                "`{field}`（{name_ja}）がありません。「{label}」には必要です。入力するか、前の状態のままにしてください"
            ),
        ),
    )
}

/// A day that is not over when the record is written: what has happened cannot lie in the future.
pub(in crate::domain) fn in_future(field: &'static str, day: NaiveDate, today: NaiveDate) -> Option<Invalid> {
    (day > today).then(|| {
        Invalid::new(
            field,
            "out-of-range",
            day,
            Text::new(
                format!("`{field}` is `{day}`, later than today, {today}; enter it once it has happened"),
                format!("`{field}` の値 `{day}` は今日（{today}）より後です。済んでから入力してください"),
            ),
        )
    })
}

/// A day before the day that comes first.
pub(in crate::domain) fn too_early(
    field: &'static str,
    day: NaiveDate,
    first_field: &'static str,
    first: NaiveDate,
) -> Option<Invalid> {
    (day < first).then(|| {
        Invalid::new(
            field,
            "contradiction",
            day,
            Text::new(
                format!("`{field}` is `{day}`, before `{first_field}`, {first}; correct one of the two"),
                format!("`{field}` の値 `{day}` は `{first_field}` の {first} より前です。どちらかを訂正してください"),
            ),
        )
    })
}

/// An amount below 0.
pub(in crate::domain) fn negative(field: &'static str, amount: Yen) -> Option<Invalid> {
    (amount < Yen(0)).then(|| {
        let value = amount.0;
        Invalid::new(
            field,
            "out-of-range",
            value,
            Text::new(
                format!("`{field}` is `{value}`; it must be 0 yen or more"),
                format!("`{field}` の値 `{value}` は使えません。0円以上にしてください"),
            ),
        )
    })
}

/// Whether there is something to read in a text that may be left out.
pub(in crate::domain) fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}
