//! The page behind the QR code: anyone who finds something broken tells it here, without an account.
//!
//! Made for a telephone and for people who read little Japanese: short sentences, large fields, nothing that runs. Whoever
//! writes to us is not asked for a name; how to reach them is asked for one stated purpose and may be left out.

use crate::error::Language;
use crate::page::{document, escape, say, tag};

/// The most characters of the place.
pub const PLACE_MOST: usize = 200;
/// The most characters of the description.
pub const DESCRIPTION_MOST: usize = 2_000;
/// The most characters of how to be reached.
pub const CONTACT_MOST: usize = 200;
/// Name of the field that people do not see; who fills it in is a machine.
pub const TRAP: &str = "website";

/// What was written into the fields, to be shown again beside what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// 場所.
    pub place: String,
    /// 内容.
    pub description: String,
    /// 連絡先.
    pub contact: String,
}

const STYLE: &str = "\
*{box-sizing:border-box}
body{margin:0;background:#eef2f0;color:#1d2a24;font-size:17px;line-height:1.65;
 font-family:system-ui,'Noto Sans CJK JP','Noto Sans JP','Yu Gothic',Meiryo,'Hiragino Sans',sans-serif}
main{max-width:34rem;margin:0 auto;padding:1rem 1rem 2.5rem;background:#fff;min-height:100vh}
.switch{text-align:right;margin:0;font-size:.95rem}
.switch a{display:inline-block;padding:.5rem .2rem}
h1{font-size:1.35rem;line-height:1.4;margin:.2rem 0 .6rem}
h1 span{display:block;font-size:1rem;font-weight:400;overflow-wrap:anywhere}
h1 b{overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:0 0 .2rem}
p{margin:.4rem 0}
a{color:#1f5c8a}
.danger{border-left:5px solid #a61b1b;background:#fdf0f0;padding:.5rem .8rem;margin:.8rem 0}
.faults{border:2px solid #a61b1b;border-radius:6px;padding:.6rem .9rem;margin:1rem 0}
.faults ul{margin:.2rem 0;padding-left:1.2em}
.field{margin:1.2rem 0}
label{display:block;font-weight:700}
.must{display:inline-block;font-size:.8rem;font-weight:700;color:#fff;background:#a61b1b;border-radius:3px;padding:0 .4em;margin-left:.4em}
.may{font-size:.85rem;font-weight:400;color:#4a5850;margin-left:.4em}
.help{font-size:.92rem;color:#4a5850;margin:.1rem 0 .3rem}
.wrong{color:#a61b1b;font-weight:700;margin:.2rem 0}
input,textarea{width:100%;font:inherit;padding:.6rem .7rem;border:2px solid #6b7a72;border-radius:6px;background:#fff;color:inherit}
textarea{min-height:9rem;resize:vertical}
[aria-invalid=true]{border-color:#a61b1b;border-width:3px}
button{width:100%;font:inherit;font-weight:700;font-size:1.1rem;padding:.85rem;border:0;border-radius:8px;background:#1f5c43;color:#fff}
input:focus-visible,textarea:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid #f0a500;outline-offset:2px}
.aside{position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden}
.number{font-size:1.5rem;font-weight:700;border:2px solid #1f5c43;border-radius:8px;padding:.6rem;text-align:center;overflow-wrap:anywhere}
.small{font-size:.9rem;color:#4a5850}
";

/// The form. `faults` are pairs of the name of a field (`place`, `description`, `contact`, or anything else for the whole) and
/// what is wrong with it in the reader's language; `action` is where the form is posted to.
pub fn form(
    facility_name: &str,
    action: &str,
    language: Language,
    faults: &[(&str, String)],
    values: &Values,
) -> String {
    let says = |ja, en| say(language, ja, en);
    let mut body = switch(language);
    body.push_str(&format!(
        "<h1><b>{}</b><span>{}</span></h1>\n<p>{}</p>\n<p class=\"danger\">{}</p>\n",
        escape(facility_name),
        says("こわれている ところを 知らせる", "Report something broken"),
        says(
            "こわれている ところ、あぶない ところを 教えてください。市の 職員が 見ます。名前は 書かなくて いいです。",
            "Tell us what is broken or unsafe here. Staff of the municipality will read it. You need not give your name.",
        ),
        says(
            "火事や けがの ときは、この ページを 使わないで、すぐに 119番に 電話してください。",
            "In a fire or if someone is hurt, do not use this page: call 119 at once.",
        ),
    ));
    body.push_str(&summary(faults, language));
    body.push_str(&format!("<form method=\"post\" action=\"{}\" novalidate>\n", escape(action)));
    body.push_str(&format!("<input type=\"hidden\" name=\"lang\" value=\"{}\">\n", tag(language)));
    for field in fields(language) {
        let value = match field.name {
            "place" => &values.place,
            "description" => &values.description,
            _ => &values.contact,
        };
        body.push_str(&field.draw(value, faults, language));
    }
    // Out of sight, out of the order of the tab key and not read aloud; filled in by machines only.
    body.push_str(&format!(
        "<div class=\"aside\" aria-hidden=\"true\"><label for=\"{TRAP}\">{}</label>\
         <input id=\"{TRAP}\" name=\"{TRAP}\" type=\"text\" tabindex=\"-1\" autocomplete=\"off\" value=\"\"></div>\n\
         <button type=\"submit\">{}</button>\n</form>\n",
        says("ここには 書かないでください", "Leave this empty"),
        says("送る", "Send"),
    ));
    page(says("こわれている ところを 知らせる", "Report something broken"), facility_name, language, &body)
}

/// What is said after a report came in, with the number under which it is kept.
pub fn thanks(facility_name: &str, number: &str, language: Language) -> String {
    let says = |ja, en| say(language, ja, en);
    let body = format!(
        "<h1><b>{}</b><span>{}</span></h1>\n<p role=\"status\">{}</p>\n<p>{}</p>\n<p class=\"number\">{}</p>\n<p>{}</p>\n\
         <p class=\"danger\">{}</p>\n",
        escape(facility_name),
        says("ありがとうございます", "Thank you"),
        says("知らせを うけとりました。", "We have received your report."),
        says("うけつけの 番号です。", "This is its number."),
        escape(number),
        says(
            "市の 職員が たしかめて、直す じゅんばんを きめます。電話で きくときは、この 番号を 言ってください。",
            "Staff will look at it and decide when it is repaired. If you call about it, give this number.",
        ),
        says(
            "いま あぶない ときは、近くの 職員に すぐに 言ってください。",
            "If it is dangerous now, tell the staff nearby at once."
        ),
    );
    page(says("ありがとうございます", "Thank you"), facility_name, language, &body)
}

/// What is said when a link is no longer in force, or never was: in both languages, the reader's own first.
pub fn gone(language: Language) -> String {
    let other = if language == Language::Ja { Language::En } else { Language::Ja };
    let body = format!("{}<div lang=\"{}\">\n{}</div>\n", gone_in(language), tag(other), gone_in(other));
    page(say(language, "この QRコードは 使えません", "This QR code is no longer in use"), "", language, &body)
}

fn gone_in(language: Language) -> String {
    let says = |ja, en| say(language, ja, en);
    format!(
        "<h1>{}</h1>\n<p>{}</p>\n<p>{}</p>\n",
        says("この QRコードは 使えません", "This QR code is no longer in use"),
        says("新しい QRコードに かわったか、使うのを やめました。", "It was replaced by a new one or withdrawn."),
        says(
            "こわれている ところは、近くの 職員に 言うか、市役所に 電話してください。",
            "Please tell the staff of the facility, or call the municipal office.",
        ),
    )
}

fn page(title: &str, facility_name: &str, language: Language, body: &str) -> String {
    let title = if facility_name.is_empty() { title.to_owned() } else { format!("{title} - {facility_name}") };
    document(language, &title, STYLE, &format!("<main>\n{body}</main>\n"))
}

/// The way to the other language, written in that language: to the form, also from the answer to what was posted.
fn switch(language: Language) -> String {
    let (other, words) = match language {
        Language::Ja => ("en", "English"),
        Language::En => ("ja", "日本語（やさしい日本語）"),
    };
    format!("<p class=\"switch\"><a href=\"form?lang={other}\" lang=\"{other}\" hreflang=\"{other}\">{words}</a></p>\n")
}

/// All that is wrong, at the head of the page, so that it is read first; a fault of a field leads to it.
fn summary(faults: &[(&str, String)], language: Language) -> String {
    if faults.is_empty() {
        return String::new();
    }
    let known = |name: &str| fields(language).iter().any(|field| field.name == name);
    let one = |(name, message): &(&str, String)| match known(name) {
        true => format!("<li><a href=\"#{name}\">{}</a></li>\n", escape(message)),
        false => format!("<li>{}</li>\n", escape(message)),
    };
    format!(
        "<div class=\"faults\" role=\"alert\">\n<h2>{}</h2>\n<ul>\n{}</ul>\n</div>\n",
        say(language, "まだ 送っていません。なおしてください。", "Not sent yet. Please correct this:"),
        faults.iter().map(one).collect::<String>()
    )
}

/// One field of the form.
struct Field {
    name: &'static str,
    label: &'static str,
    help: &'static str,
    most: usize,
    required: bool,
    /// Several lines high.
    tall: bool,
}

fn fields(language: Language) -> [Field; 3] {
    let says = |ja, en| say(language, ja, en);
    [
        Field {
            name: "description",
            label: says("何が こわれていますか", "What is broken?"),
            help: says(
                "れい: ドアが あかない、天井から 水が おちる、電気が つかない",
                "For example: the door does not open, water comes through the ceiling, a lamp is out",
            ),
            most: DESCRIPTION_MOST,
            required: true,
            tall: true,
        },
        Field {
            name: "place",
            label: says("どこですか", "Where is it?"),
            help: says(
                "れい: 2階の 男子トイレ、入口の 階段",
                "For example: men’s toilet on the 2nd floor, stairs at the entrance",
            ),
            most: PLACE_MOST,
            required: false,
            tall: false,
        },
        Field {
            name: "contact",
            label: says("れんらく先（電話番号か メール）", "How can we reach you? (telephone or e-mail)"),
            help: says(
                "書かなくて いいです。この 知らせについて 聞きたいことが あるときだけ 使います。ほかのことには 使いません。",
                "You may leave this out. We use it only if we have a question about this report, and for nothing else.",
            ),
            most: CONTACT_MOST,
            required: false,
            tall: false,
        },
    ]
}

impl Field {
    fn draw(&self, value: &str, faults: &[(&str, String)], language: Language) -> String {
        let name = self.name;
        let wrong: Vec<&str> =
            faults.iter().filter(|(field, _)| *field == name).map(|(_, message)| message.as_str()).collect();
        let told: String = match wrong.is_empty() {
            true => String::new(),
            false => format!("<p class=\"wrong\" id=\"{name}-wrong\">⚠ {}</p>\n", escape(&wrong.join(" "))),
        };
        let need = match self.required {
            true => format!("<span class=\"must\">{}</span>", say(language, "かならず", "required")),
            false => format!("<span class=\"may\">{}</span>", say(language, "書かなくても いいです", "optional")),
        };
        let described = if wrong.is_empty() { format!("{name}-help") } else { format!("{name}-wrong {name}-help") };
        let attributes = format!(
            "id=\"{name}\" name=\"{name}\" maxlength=\"{}\" aria-describedby=\"{described}\"{}{}",
            self.most,
            if wrong.is_empty() { "" } else { " aria-invalid=\"true\"" },
            if self.required { " required" } else { "" },
        );
        let input = match self.tall {
            // A line break right after the tag is not part of the text.
            true => format!("<textarea {attributes} rows=\"6\">\n{}</textarea>", escape(value)),
            false => format!("<input type=\"text\" {attributes} autocomplete=\"off\" value=\"{}\">", escape(value)),
        };
        format!(
            "<div class=\"field\">\n<label for=\"{name}\">{}{need}</label>\n<p class=\"help\" id=\"{name}-help\">{}</p>\n\
             {told}{input}\n</div>\n",
            self.label, self.help
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTION: &str = "/v1/132233/report-links/Zk3x9QpLw2TtB8/reports";

    fn fresh(language: Language) -> String {
        form("武蔵村山市役所", ACTION, language, &[], &Values::default())
    }

    #[test]
    fn the_form_is_plain_and_is_posted_to_the_address() {
        let page = fresh(Language::Ja);
        assert!(page.contains(&format!("<form method=\"post\" action=\"{ACTION}\"")));
        for (name, most) in [("place", 200), ("description", 2000), ("contact", 200)] {
            assert!(page.contains(&format!("<label for=\"{name}\">")));
            assert!(page.contains(&format!("id=\"{name}\" name=\"{name}\" maxlength=\"{most}\"")), "{name}");
        }
        for banned in ["<script", "javascript:", " onsubmit", "<link", "http://", "https://"] {
            assert!(!page.contains(banned), "{banned}");
        }
    }

    #[test]
    fn only_the_description_must_be_given() {
        let page = fresh(Language::En);
        assert_eq!(page.matches(" required").count(), 1);
        assert_eq!(page.matches("class=\"must\"").count(), 1);
        assert!(
            page.contains("name=\"description\" maxlength=\"2000\" aria-describedby=\"description-help\" required")
        );
        assert!(!page.contains("aria-invalid=\"true\""));
    }

    #[test]
    fn machines_find_a_field_that_people_do_not() {
        let page = fresh(Language::Ja);
        let trap = page.split("<div class=\"aside\" aria-hidden=\"true\">").nth(1).unwrap_or_default();
        assert!(trap.contains("name=\"website\" type=\"text\" tabindex=\"-1\" autocomplete=\"off\""));
    }

    #[test]
    fn what_is_wrong_stands_at_the_field_and_at_the_head() {
        let faults =
            [("description", "内容を 書いてください。".to_owned()), ("", "もういちど 送ってください。".to_owned())];
        let values = Values { place: "2階".to_owned(), ..Values::default() };
        let page = form("市役所", ACTION, Language::Ja, &faults, &values);
        assert!(
            page.contains("role=\"alert\"") && page.contains("<a href=\"#description\">内容を 書いてください。</a>")
        );
        assert!(page.contains("<li>もういちど 送ってください。</li>"));
        assert!(page.contains("aria-describedby=\"description-wrong description-help\" aria-invalid=\"true\""));
        assert_eq!(page.matches("aria-invalid=\"true\"").count(), 1);
        assert!(page.contains("value=\"2階\""));
    }

    #[test]
    fn each_page_has_its_language_and_leads_to_the_other() {
        let (ja, en) = (fresh(Language::Ja), fresh(Language::En));
        assert!(
            ja.contains("<html lang=\"ja\">") && ja.contains("href=\"form?lang=en\"") && ja.contains("value=\"ja\"")
        );
        assert!(
            en.contains("<html lang=\"en\">") && en.contains("href=\"form?lang=ja\"") && en.contains("value=\"en\"")
        );
        assert!(gone(Language::Ja).contains("<html lang=\"ja\">") && gone(Language::En).contains("no longer in use"));
        let done = thanks("市役所", "F-2026-0031", Language::En);
        assert!(done.contains("<html lang=\"en\">") && done.contains("<p class=\"number\">F-2026-0031</p>"));
    }

    #[test]
    fn nothing_that_was_written_becomes_markup() {
        let evil = || "<script>\"'</textarea>".to_owned();
        let values = Values { place: evil(), description: evil(), contact: evil() };
        for language in [Language::Ja, Language::En] {
            let page = form(&evil(), &evil(), language, &[("place", evil()), ("x", evil())], &values);
            assert!(!page.contains("<script>"));
            assert_eq!(page.matches("</textarea>").count(), 1);
            assert!(!thanks(&evil(), &evil(), language).contains("<script>"));
        }
    }

    #[test]
    fn what_begins_with_an_empty_line_keeps_it() {
        let values = Values { description: "\nx".to_owned(), ..Values::default() };
        assert!(form("a", "b", Language::En, &[], &values).contains("rows=\"6\">\n\nx</textarea>"));
    }
}
