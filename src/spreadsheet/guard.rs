//! When would a spreadsheet take a cell of CSV for a formula? Text that strangers send must not be carried out by whoever
//! opens the file; a quotation mark in front keeps it text, and is taken away when the file comes back.

use std::borrow::Cow;

/// What begins a formula, or may be passed over in front of one.
const BEGINNINGS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn begins(text: &str) -> bool {
    text.starts_with(BEGINNINGS)
}

/// A number, which does no harm: `-1,234.5`, `+3%`; and the lone dash that stands where there is nothing.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    let plain = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    cell == "-" || (plain && digits.starts_with(|c: char| c.is_ascii_digit()) && digits.matches('.').count() < 2)
}

/// The name of an account, as official tables hold it: without brackets or signs nothing is carried out.
fn is_account(cell: &str) -> bool {
    cell.strip_prefix('@').is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// The cell as it is written into CSV: one that would be a formula has a quotation mark in front. So has one that looks as
/// if it had that mark already, so that [`bare`] gives every cell back as it was.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let bare = cell.trim_start_matches('\'');
    if !begins(bare) || (bare.len() == cell.len() && (is_number(cell) || is_account(cell))) {
        return Cow::Borrowed(cell);
    }
    Cow::Owned(format!("'{cell}"))
}

/// The cell without the quotation mark that [`guarded`] puts in front.
pub fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if begins(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_be_a_formula_is_text() {
        for (cell, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("+81-42-565-1111", "'+81-42-565-1111"),
            ("-inf", "'-inf"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
        ] {
            assert_eq!(guarded(cell), written);
        }
    }

    #[test]
    fn numbers_days_and_other_text_stay_as_they_are() {
        for cell in [
            "",
            "-",
            "@mihon_1",
            "-5",
            "-1,234.5",
            "+3%",
            "▲5",
            "2024-03-31",
            "042-565-1111",
            "'99年度",
            "it's",
            "a=b",
            "−5",
            "'",
        ] {
            assert_eq!((guarded(cell).as_ref(), bare(cell)), (cell, cell));
        }
    }

    #[test]
    fn a_mark_that_a_person_set_is_taken_for_what_it_means() {
        assert_eq!((bare("'-5"), bare("'=1"), bare("''=1")), ("-5", "=1", "'=1"));
    }

    proptest! {
        #[test]
        fn every_cell_comes_back_as_it_was(cell in "['=+@\t\r,.%a1あ-]{0,6}") {
            let written = guarded(&cell);
            prop_assert_eq!(bare(&written), cell.as_str());
        }
    }
}
