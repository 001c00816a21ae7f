//! How is a decimal read and a quotient rounded without leaving the integers?
//!
//! # Shapes
//! Scalars.
//! # Units
//! Hundredths. A third decimal is refused, not rounded; quotients are rounded half up (四捨五入).
//! # Errors
//! None; what is no decimal is `None`, and whoever asked names the field.
//! # Source
//! 四捨五入 as in the MEXT handbook (2017).

/// Hundredths of a decimal of at most nine digits and two decimals: `5.1` is 510. Anything else (`1e3`, `NaN`, `.5`) is none.
pub(super) fn hundredths(text: &str) -> Option<i64> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, 9) || !digits(fraction, 2) {
        return None;
    }
    let cents = fraction.parse::<i64>().ok()? * if fraction.len() == 1 { 10 } else { 1 };
    let value = whole.parse::<i64>().ok()? * 100 + cents;
    Some(if negative { -value } else { value })
}

/// Hundredths as people write them: 510 is `5.1`, 6000 is `60`.
pub(super) fn written(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        rest if rest % 10 == 0 => format!("{sign}{whole}.{}", rest / 10),
        rest => format!("{sign}{whole}.{rest:02}"),
    }
}

/// The quotient to the nearest whole number, a half upwards. The divisor is more than 0.
pub(super) fn half_up(dividend: i128, divisor: i128) -> i64 {
    let rounded = (2 * dividend + divisor).div_euclid(2 * divisor);
    rounded.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_of_at_most_two_places_is_read_exactly() {
        let read = ["5.1", "17.2", "60", "0.05", "-3", "-0.5", "007"].map(hundredths);
        assert_eq!(read, [510, 1720, 6000, 5, -300, -50, 700].map(Some));
    }

    #[test]
    fn what_is_no_decimal_or_finer_than_hundredths_is_none() {
        for text in
            ["", "-", ".", "1.", ".5", "1.234", "1e3", "1e999", "NaN", "inf", "+1", "--1", "1 0", "1234567890", "１"]
        {
            assert_eq!(hundredths(text), None, "{text}");
        }
    }

    #[test]
    fn hundredths_are_written_without_idle_zeros() {
        assert_eq!([510, 6000, 5, -50, 1234].map(written), ["5.1", "60", "0.05", "-0.5", "12.34"]);
    }

    #[test]
    fn a_half_is_rounded_upwards_on_both_sides_of_nought() {
        assert_eq!([half_up(5, 2), half_up(7, 3), half_up(8, 3), half_up(-5, 2), half_up(-7, 3)], [3, 2, 3, -2, -2]);
    }
}
