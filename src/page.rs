//! What has every page in common, whoever draws it: one language, one frame, text that cannot break out of it, and how
//! amounts are written.

use crate::domain::facility::Word;
use crate::domain::units::Yen;
use crate::error::Language;

/// Text as it may stand in an element or between the quotes of an attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters other than white space have no place in XML at all.
            c if c.is_control() && !c.is_whitespace() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The Japanese or the English words, both of which stand in the code and need no escaping.
pub fn say(language: Language, ja: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Ja => ja,
        Language::En => en,
    }
}

/// The language as the attribute `lang` wants it.
pub fn tag(language: Language) -> &'static str {
    say(language, "ja", "en")
}

/// A word of the trade: its official term, or in English its code with spaces for hyphens and a capital before it.
pub fn term<W: Word>(language: Language, word: W) -> String {
    if language == Language::Ja {
        return word.label_ja().to_owned();
    }
    let mut letters = word.code().replace('-', " ").chars().collect::<Vec<_>>();
    if let Some(first) = letters.first_mut() {
        *first = first.to_ascii_uppercase();
    }
    letters.into_iter().collect()
}

/// A whole page that stands alone; `style` and `body` are markup, `title` is text.
pub fn document(language: Language, title: &str, style: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        tag(language),
        escape(title),
    )
}

/// 百万円, rounded half up.
pub fn millions(amount: Yen) -> i64 {
    amount.mean_over(1_000_000).0
}

/// 億円 with one decimal, rounded half up: 687.4.
pub fn hundred_millions(amount: Yen) -> String {
    let tenths = amount.mean_over(10_000_000).0;
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", grouped(i128::from(tenths.unsigned_abs() / 10)), tenths.unsigned_abs() % 10)
}

/// A whole number with commas between thousands.
pub fn grouped(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facility::{DisasterRole, Zoning};

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escape("<b a='1' c=\"2\">&</b>"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;&lt;/b&gt;");
        assert_eq!(escape("a\u{1}b\n"), "a\u{fffd}b\n");
    }

    #[test]
    fn a_word_is_written_in_the_language_of_the_reader() {
        assert_eq!(term(Language::Ja, DisasterRole::WelfareShelter), "福祉避難所");
        assert_eq!(term(Language::En, DisasterRole::WelfareShelter), "Welfare shelter");
        assert_eq!(term(Language::En, Zoning::LowRiseResidential1), "Low rise residential 1");
    }

    #[test]
    fn a_page_names_its_language_and_escapes_its_title() {
        let page = document(Language::En, "<script>", "", "<p>x</p>\n");
        assert!(page.contains("<html lang=\"en\">") && page.contains("<title>&lt;script&gt;</title>"));
        assert!(document(Language::Ja, "", "", "").contains("<html lang=\"ja\">"));
    }
}
