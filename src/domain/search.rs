//! How names are compared when someone searches: width, case and kind of kana do not matter.
//!
//! # Shapes
//! Any text in, its folded form out; a text is found where its folded form contains the folded search.
//! # Units
//! None.
//! # Errors
//! None.
//! # Source
//! Unicode Standard Annex 15 (NFKC); katakana ァ–ヶ stand 0x60 after their hiragana.

use unicode_normalization::UnicodeNormalization;

/// NFKC, lower case, katakana as hiragana, without spaces and middle dots.
pub fn fold(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && *c != '・')
        .map(|c| match c {
            'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_kana_do_not_matter() {
        assert_eq!(fold("カタクリの湯"), fold("かたくりの湯"));
        assert_eq!(fold("ｻｸﾗﾎｰﾙ"), fold("さくらほーる"));
        assert_eq!(fold("Ｐ０５－０１"), "p05-01");
        assert_eq!(fold("残堀・伊奈平 地区会館"), "残堀伊奈平地区会館");
    }
}
