//! Labels with a QR code to stick up in the facilities, as a sheet of A4 paper to print and cut.
//!
//! Codes have error correction level M (a seventh of the code may be dirty) and the quiet zone of four modules that ISO/IEC 18004
//! asks for. Lengths are millimetres. What is to be read stays four millimetres inside the cut.

use crate::domain::facility::labels;
use crate::error::Language;
use crate::page::{document, escape, say};
use qrcode::{Color, EcLevel, QrCode};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// The quiet zone around a code, in modules.
const QUIET: usize = 4;

/// One label.
#[derive(Clone, Debug)]
pub struct Label {
    /// 施設名.
    pub facility_name: String,
    /// 施設番号.
    pub facility_code: String,
    /// What the code leads to, whole.
    pub url: String,
    /// What to do with it, in a sentence; may be empty.
    pub caption: String,
}

/// How labels stand on the paper (用紙の割付け).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr,
)]
pub enum Layout {
    /// Two beside each other, four below each other: 95 × 69 mm.
    #[default]
    #[serde(rename = "2x4")]
    #[strum(serialize = "2x4")]
    TwoByFour,
    /// Three beside each other, eight below each other: 63 × 34 mm.
    #[serde(rename = "3x8")]
    #[strum(serialize = "3x8")]
    ThreeByEight,
    /// One on the whole sheet, as a notice.
    #[serde(rename = "1x1")]
    #[strum(serialize = "1x1")]
    OneByOne,
}

labels!(Layout { TwoByFour => "8面", ThreeByEight => "24面", OneByOne => "1面" });

impl Layout {
    /// Columns and rows.
    fn grid(self) -> (usize, usize) {
        match self {
            Layout::TwoByFour => (2, 4),
            Layout::ThreeByEight => (3, 8),
            Layout::OneByOne => (1, 1),
        }
    }

    /// The name its rules have in the style.
    fn class(self) -> &'static str {
        match self {
            Layout::TwoByFour => "eight",
            Layout::ThreeByEight => "many",
            Layout::OneByOne => "one",
        }
    }
}

const STYLE: &str = "\
@page{size:A4;margin:0}
*{box-sizing:border-box}
body{margin:0;background:#e5e9ee;color:#111;line-height:1.3;
 font-family:'Noto Sans CJK JP','Noto Sans JP','Yu Gothic',YuGothic,Meiryo,'Hiragino Sans',sans-serif}
.hint{max-width:190mm;margin:4mm auto;font-size:10pt}
.paper{width:210mm;height:296.8mm;margin:0 auto 6mm;padding:10mm;background:#fff;display:grid;overflow:hidden}
.eight{grid-template-columns:repeat(2,95mm);grid-template-rows:repeat(4,69.2mm)}
.many{grid-template-columns:repeat(3,63.3mm);grid-template-rows:repeat(8,34.6mm)}
.one{grid-template-columns:190mm;grid-template-rows:276.8mm}
.label{border:.15mm dashed #9aa5b1;padding:4mm;overflow:hidden;display:grid;gap:1mm 3mm;align-content:center;align-items:center;
 grid-template-columns:auto 1fr;grid-template-rows:auto auto}
.label svg{display:block;width:100%;height:auto}
.words{min-width:0}
.name{font-weight:700;margin:0;overflow-wrap:anywhere}
.caption,.code,.url{margin:0;overflow-wrap:anywhere}
.code{color:#323f4b}
.url{grid-column:1/-1;font-family:'Noto Sans Mono','DejaVu Sans Mono',monospace;color:#323f4b}
.eight .label{grid-template-columns:44mm 1fr}
.eight .name{font-size:13pt}.eight .long{font-size:10.5pt}.eight .longer{font-size:8pt}
.eight .caption{font-size:9pt;margin:1.5mm 0}.eight .code{font-size:8pt}.eight .url{font-size:6.5pt}
.many .label{grid-template-columns:20.5mm 1fr;padding:3mm 4mm;gap:.6mm 2mm}
.many .name{font-size:8.5pt}.many .long{font-size:7pt}.many .longer{font-size:5.5pt}
.many .caption{font-size:5.8pt;margin:.6mm 0}.many .code{font-size:5.8pt}.many .url{font-size:4.6pt;line-height:1.15}
.one .label{grid-template-columns:1fr;grid-template-rows:auto;justify-items:center;text-align:center;padding:12mm;gap:6mm}
.one .mark{width:130mm}
.one .name{font-size:30pt}.one .long{font-size:22pt}.one .longer{font-size:15pt}
.one .caption{font-size:17pt;margin:5mm 0}.one .code{font-size:12pt}.one .url{font-size:10pt}
@media print{body{background:#fff}.hint{display:none}.paper{margin:0}.paper+.paper{break-before:page}}
";

/// The page: as many sheets of paper as the labels need, in their order. `hints` stand above them on the screen and are not
/// printed.
pub fn sheet(labels: &[Label], layout: Layout, hints: &[String], language: Language) -> String {
    let (columns, rows) = layout.grid();
    let mut body = format!(
        "<p class=\"hint\">{}</p>\n",
        say(
            language,
            "A4用紙に「実際のサイズ（100%）」で印刷し、点線で切ってください。貼る前に、スマートフォンで読み取れることを確かめてください。",
            "Print on A4 at actual size (100%) and cut along the dotted lines. Before you put a label up, try it with a telephone.",
        )
    );
    body.extend(hints.iter().map(|hint| format!("<p class=\"hint\" role=\"note\">{}</p>\n", escape(hint))));
    if labels.is_empty() {
        body.push_str(&format!(
            "<p class=\"hint\">{}</p>\n",
            say(language, "ラベルはありません。", "There are no labels.")
        ));
    }
    for paper in labels.chunks(columns * rows) {
        let inside: String = paper.iter().map(|label| one(label, language)).collect();
        body.push_str(&format!("<div class=\"paper {}\">\n{inside}</div>\n", layout.class()));
    }
    document(language, say(language, "QRコードラベル", "QR code labels"), STYLE, &body)
}

fn one(label: &Label, language: Language) -> String {
    let length = match label.facility_name.chars().count() {
        0..=12 => "",
        13..=26 => " long",
        _ => " longer",
    };
    let mark = picture(&label.url, language)
        .unwrap_or_else(|| say(language, "URLが長すぎます", "The URL is too long").to_owned());
    let caption = match label.caption.trim() {
        "" => String::new(),
        words => format!("<p class=\"caption\">{}</p>", escape(words)),
    };
    format!(
        "<div class=\"label\"><div class=\"mark\">{mark}</div>\
         <div class=\"words\"><p class=\"name{length}\">{}</p>{caption}<p class=\"code\">{} {}</p></div>\
         <p class=\"url\">{}</p></div>\n",
        escape(&label.facility_name),
        say(language, "施設番号", "No."),
        escape(&label.facility_code),
        escape(&label.url),
    )
}

/// The code as a picture, a stroke for each run of dark modules; none when the text is longer than a code can hold (2,331
/// bytes).
fn picture(url: &str, language: Language) -> Option<String> {
    let code = QrCode::with_error_correction_level(url.as_bytes(), EcLevel::M).ok()?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                path.push_str(&format!("M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len()));
            }
            x += run.len();
        }
    }
    let side = width + 2 * QUIET;
    let words = say(language, "QRコード", "QR code");
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" role=\"img\" \
         aria-label=\"{words}\"><title>{words}</title><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::*;

    const URL: &str = "https://facilities.example.lg.jp/r/132233/Zk3x9QpLw2TtB8";

    fn label(name: &str) -> Label {
        Label {
            facility_name: name.to_owned(),
            facility_code: "P05-19".to_owned(),
            url: URL.to_owned(),
            caption: "こわれている所を見つけたら、読み取って知らせてください。".to_owned(),
        }
    }

    /// What a reader sees in the picture: its path filled in, each module four pixels wide.
    fn decoded(svg: &str) -> String {
        let side: usize = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let mut dark = vec![false; side * side];
        let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
        for stroke in path.split('M').skip(1) {
            let numbers: Vec<usize> =
                stroke.split([' ', 'h', 'v', '-', 'z']).take(3).map(|number| number.parse().unwrap()).collect();
            for x in numbers[0]..numbers[0] + numbers[2] {
                dark[numbers[1] * side + x] = true;
            }
        }
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * 4, side * 4, |x, y| {
            if dark[(y / 4) * side + x / 4] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        let (meta, content) = grids[0].decode().unwrap();
        // Level M has the bits 00.
        assert_eq!(meta.ecc_level, 0);
        content
    }

    #[test]
    fn a_reader_of_codes_reads_the_address_again() {
        let page = sheet(&[label("武蔵村山市役所")], Layout::default(), &[], Language::Ja);
        assert_eq!(decoded(&page), URL);
        assert_eq!(
            decoded(&picture("https://例え.jp/施設?a=1&b=2", Language::En).unwrap()),
            "https://例え.jp/施設?a=1&b=2"
        );
    }

    #[test]
    fn four_modules_around_the_code_are_light() {
        let svg = picture(URL, Language::Ja).unwrap();
        let side: usize = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let width = QrCode::with_error_correction_level(URL, EcLevel::M).unwrap().width();
        assert_eq!(side, width + 8);
        // The finder pattern of the upper left corner is the first stroke.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"));
    }

    #[test]
    fn a_sheet_holds_as_many_labels_as_its_grid() {
        let labels: Vec<Label> = (0..25).map(|n| label(&format!("施設{n}"))).collect();
        for (layout, papers) in [(Layout::TwoByFour, 4), (Layout::ThreeByEight, 2), (Layout::OneByOne, 25)] {
            let page = sheet(&labels, layout, &[], Language::Ja);
            assert_eq!(page.matches("<div class=\"paper ").count(), papers);
            assert_eq!(page.matches("<div class=\"label\">").count(), 25);
        }
        assert_eq!(sheet(&labels[..8], Layout::TwoByFour, &[], Language::Ja).matches("<div class=\"paper ").count(), 1);
    }

    #[test]
    fn a_long_name_is_set_smaller() {
        let page = |name: &str| sheet(&[label(name)], Layout::TwoByFour, &[], Language::Ja);
        assert!(page("武蔵村山市役所").contains("class=\"name\""));
        assert!(page("武蔵村山市立第一小学校体育館附属棟").contains("class=\"name long\""));
        assert!(page(&"長".repeat(27)).contains("class=\"name longer\""));
    }

    #[test]
    fn the_address_and_the_number_stand_on_the_label_in_words() {
        let page = sheet(&[label("市役所")], Layout::ThreeByEight, &[], Language::En);
        assert!(page.contains(&format!("<p class=\"url\">{URL}</p>")) && page.contains("No. P05-19"));
        assert!(page.contains("<html lang=\"en\">"));
    }

    #[test]
    fn no_text_becomes_markup_and_an_empty_caption_is_left_out() {
        let evil = "<script>\"'".to_owned();
        let bad = Label {
            facility_name: evil.clone(),
            facility_code: evil.clone(),
            url: evil.clone(),
            caption: evil.clone(),
        };
        let page = sheet(&[bad], Layout::OneByOne, &[], Language::Ja);
        assert!(!page.contains("<script>"));
        assert_eq!(page.matches("&lt;script&gt;&quot;&#39;").count(), 4);
        let bare = Label { caption: " ".to_owned(), ..label("x") };
        assert!(!sheet(&[bare], Layout::OneByOne, &[], Language::Ja).contains("<p class=\"caption\">"));
    }

    #[test]
    fn an_address_no_code_can_hold_is_said_to_be_too_long() {
        let long = Label { url: "x".repeat(3_000), ..label("x") };
        assert!(sheet(&[long], Layout::OneByOne, &[], Language::En).contains("The URL is too long"));
    }

    #[test]
    fn no_labels_is_a_page_that_says_so() {
        assert!(sheet(&[], Layout::OneByOne, &[], Language::Ja).contains("ラベルはありません"));
    }
}
