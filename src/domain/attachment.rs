//! To what may a photo or a document be attached, what is it called, and what kind of file is it by its bytes?
//!
//! A file is what its first bytes say, never what its name or its sender says; where these contradict the bytes it is
//! refused, since whoever opens it later goes by the name. Only kinds that cannot carry a script into a reader's browser are
//! taken: no SVG, no HTML. A picture is measured by its header: bytes needed = width × height, at most 50 million points.
//!
//! # Shapes
//! The first bytes of a file, its name and its declared type in; one [`Media`] out.
//! # Units
//! Pixels (px); a picture's area is exact in 64 bits, nothing is rounded.
//! # Errors
//! [`FileName::parse`], [`recognised`] and [`Picture::new`] refuse, with what is allowed.
//! # Source
//! First bytes: ISO/IEC 10918-1 (JPEG), ISO/IEC 15948 (PNG), RFC 9649 (WebP), ISO 32000-2 (PDF), ECMA-376 part 2 (XLSX, in ZIP).
//! Names: what Windows refuses (reserved device names and `< > : " / \ | ? *`); Unicode Standard Annex 9 for the characters
//! that turn the direction of writing and so hide how a name ends. The limits of a picture are ours: far above any camera
//! in use, far below what fills a machine when it is decoded.

use super::facility::labels;
use super::{Invalid, Text};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// To what a file is attached (添付先).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum AttachmentSubject {
    /// 施設
    Facility,
    /// 建物
    Building,
    /// 部位・設備
    Component,
    /// 点検
    Inspection,
    /// 不具合
    Defect,
    /// 工事
    Work,
}

labels!(AttachmentSubject {
    Facility => "施設",
    Building => "建物",
    Component => "部位・設備",
    Inspection => "点検",
    Defect => "不具合",
    Work => "工事",
});

/// The kinds of file that are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum Media {
    /// A photo as cameras write it
    Jpeg,
    /// A drawing or a screen
    Png,
    /// A photo as telephones and browsers write it
    Webp,
    /// A document
    Pdf,
    /// A workbook, without macros
    Xlsx,
}

/// How many bytes tell what a file is.
pub const HEAD_BYTES: usize = 12;

impl Media {
    /// What a file is by its first [`HEAD_BYTES`]; of a ZIP file it is yet to be seen whether it is a workbook.
    pub fn of(head: &[u8]) -> Option<Media> {
        match head {
            [0xFF, 0xD8, 0xFF, ..] => Some(Media::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Media::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Media::Webp),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Media::Pdf),
            [b'P', b'K', 0x03, 0x04, ..] => Some(Media::Xlsx),
            _ => None,
        }
    }

    /// The media type under which it is served.
    pub fn media_type(self) -> &'static str {
        match self {
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Webp => "image/webp",
            Media::Pdf => "application/pdf",
            Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// How its names may end; the first is the usual one.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Media::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Media::Png => &["png"],
            Media::Webp => &["webp"],
            Media::Pdf => &["pdf"],
            Media::Xlsx => &["xlsx"],
        }
    }

    /// Whether a media type is one of those under which this kind is sent; what says nothing contradicts nothing.
    fn is_called(self, declared: &str) -> bool {
        let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "" | "application/octet-stream" => true,
            "image/jpg" | "image/pjpeg" => self == Media::Jpeg,
            other => other == self.media_type(),
        }
    }
}

/// Whether a media type is that of a picture, which a page may show as it is.
pub fn is_picture(media_type: &str) -> bool {
    media_type.starts_with("image/")
}

/// What a file is by its first bytes, when neither its name nor its declared type says otherwise.
///
/// # Errors
/// `unknown-kind` of `content` for bytes of no kind that is taken, `contradiction` of `file_name` or `Content-Type`.
pub fn recognised(head: &[u8], name: &FileName, declared: &str) -> Result<Media, Invalid> {
    let Some(media) = Media::of(head) else {
        let text = Text::new(
            "these bytes are neither JPEG, PNG or WebP nor PDF or XLSX, whatever the name says; save a picture as JPEG, anything \
             else as PDF",
            "この内容は JPEG、PNG、WebP、PDF、XLSX のいずれでもありません（ファイル名ではなく内容で判定します）。写真は JPEG、\
             それ以外は PDF で保存してください",
        );
        return Err(Invalid::new("content", "unknown-kind", name.as_str(), text));
    };
    let (kind, usual) = (media.media_type(), media.endings()[0]);
    if !media.endings().contains(&name.ending().as_str()) {
        let text = Text::new(
            format!("`file_name` is `{}`, but the bytes are {kind}; let the name end in .{usual}", name.0),
            format!("`file_name` は `{}` ですが、内容は {kind} です。名前の末尾を .{usual} にしてください", name.0),
        );
        return Err(Invalid::new("file_name", "contradiction", name.as_str(), text));
    }
    if !media.is_called(declared) {
        let shown: String = declared.chars().take(80).collect();
        let text = Text::new(
            format!("`Content-Type` is `{shown}`, but the bytes are {kind}; send the header `Content-Type: {kind}`"),
            format!("`Content-Type` は `{shown}` ですが、内容は {kind} です。`Content-Type: {kind}` を付けてください"),
        );
        return Err(Invalid::new("Content-Type", "contradiction", declared, text));
    }
    Ok(media)
}

/// The characters of a file's name at most.
pub const MOST_NAME: usize = 120;

/// The name of a file, without any path and without tricks: it can be saved under this name on any machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// Reads a name as it is; nothing is mended, so that nobody finds a file under a name that he did not give.
    ///
    /// # Errors
    /// `malformed`: a path, a character that machines refuse or that hides how the name ends, a reserved name, too long.
    pub fn parse(field: &'static str, text: &str) -> Result<FileName, Invalid> {
        let Some((en, ja)) = FileName::fault(text) else { return Ok(FileName(text.to_owned())) };
        // What a sentence shows must not be turned round by what it shows.
        let shown: String = text.chars().map(|c| if is_unseen(c) { '\u{FFFD}' } else { c }).take(80).collect();
        let text =
            Text::new(format!("`{field}` is `{shown}`; {en}"), format!("`{field}` の値 `{shown}` は使えません。{ja}"));
        Err(Invalid::new(field, "malformed", shown, text))
    }

    /// What is wrong with a name.
    fn fault(text: &str) -> Option<(String, String)> {
        let told = |en: &str, ja: &str| Some((en.to_owned(), ja.to_owned()));
        if text.is_empty() || text.chars().count() > MOST_NAME {
            return Some((
                format!("a name has 1 to {MOST_NAME} characters; shorten it"),
                format!("1～{MOST_NAME}文字にしてください"),
            ));
        }
        if text.contains(['/', '\\', ':']) || text.contains("..") {
            return told(
                "give the name alone, without folders: no / \\ : and no two points in a row",
                "フォルダーを含まないファイル名だけにしてください（/ \\ : と連続する . は使えません）",
            );
        }
        if text.contains(is_unseen) {
            return told(
                "leave out control characters and those that turn the direction of writing",
                "制御文字や、文字の並ぶ向きを変える文字を取り除いてください",
            );
        }
        if text.contains(['<', '>', '"', '|', '?', '*']) {
            return told("leave out < > \" | ? *", "< > \" | ? * を取り除いてください");
        }
        if text.starts_with(['.', ' ']) || text.ends_with(['.', ' ']) {
            return told(
                "let it neither begin nor end with a point or a space",
                "先頭と末尾に . や空白を置かないでください",
            );
        }
        if is_reserved(text) {
            return told(
                "Windows keeps this name for a device; choose another",
                "Windows の予約名です。別の名前にしてください",
            );
        }
        None
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows its last point, in small letters.
    fn ending(&self) -> String {
        self.0.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
    }
}

/// Control characters, and characters that take no room or turn the direction of writing (`photo\u{202E}gpj.exe`).
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Names that Windows keeps for devices, whatever follows the first point.
fn is_reserved(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| rest.chars().count() == 1 && "0123456789¹²³".contains(rest))
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

/// The points of a picture at most.
pub const MOST_PIXELS: u64 = 50_000_000;
/// The points of one side of a picture at most.
pub const MOST_SIDE: u32 = 20_000;

/// How large a picture is when it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    width_px: u32,
    height_px: u32,
}

impl Picture {
    /// A picture as its header measures it, before it is turned by its orientation.
    ///
    /// # Errors
    /// `out-of-range` of `content` when a side is 0 or beyond [`MOST_SIDE`], or the area beyond [`MOST_PIXELS`].
    pub fn new(width_px: u32, height_px: u32) -> Result<Picture, Invalid> {
        let sides = 1..=MOST_SIDE;
        let area = u64::from(width_px) * u64::from(height_px);
        if sides.contains(&width_px) && sides.contains(&height_px) && area <= MOST_PIXELS {
            return Ok(Picture { width_px, height_px });
        }
        let text = Text::new(
            format!(
                "the picture says that it has {width_px} × {height_px} points; each side may have 1 to {MOST_SIDE}, all together \
                 {MOST_PIXELS}; make it smaller"
            ),
            format!(
                "画像の大きさが {width_px} × {height_px} 画素です。各辺は1～{MOST_SIDE}画素、全体で{MOST_PIXELS}画素以下に\
                 縮小してください"
            ),
        );
        Err(Invalid::new("content", "out-of-range", format!("{width_px}x{height_px}"), text))
    }

    /// Its width.
    pub fn width_px(self) -> u32 {
        self.width_px
    }

    /// Its height.
    pub fn height_px(self) -> u32 {
        self.height_px
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> FileName {
        FileName::parse("file_name", text).expect("a name")
    }

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        for (head, media) in [
            (&b"\xFF\xD8\xFF\xE0"[..], Some(Media::Jpeg)),
            (b"\x89PNG\r\n\x1A\n\0\0\0\r", Some(Media::Png)),
            (b"RIFF\x10\0\0\0WEBP", Some(Media::Webp)),
            (b"%PDF-1.7\n", Some(Media::Pdf)),
            (b"PK\x03\x04\x14\0", Some(Media::Xlsx)),
            (b"RIFF\x10\0\0\0WAVE", None),
            (b"\x89PNG\n\n\x1A\n", None),
            (b"\xFF\xD8", None),
            (b"<svg xmlns=", None),
            (b"<!DOCTYPE html>", None),
            (b" %PDF-1.7", None),
            (b"PK\x05\x06", None),
            (b"GIF89a", None),
            (b"", None),
        ] {
            assert_eq!(Media::of(head), media, "{head:?}");
        }
    }

    #[test]
    fn a_name_that_contradicts_the_bytes_is_refused() {
        let jpeg = b"\xFF\xD8\xFF\xE0";
        for good in ["a.jpg", "A.JPG", "屋上.jpeg", "v1.2.jpe"] {
            assert_eq!(recognised(jpeg, &name(good), ""), Ok(Media::Jpeg), "{good}");
        }
        for bad in ["a.png", "a", "a.jpg.exe", "jpg"] {
            assert!(recognised(jpeg, &name(bad), "").is_err_and(|i| i.field == "file_name"), "{bad}");
        }
    }

    #[test]
    fn a_declared_type_that_contradicts_the_bytes_is_refused() {
        let pdf = b"%PDF-1.7";
        for good in ["", "application/octet-stream", "application/pdf", "Application/PDF; charset=binary"] {
            assert_eq!(recognised(pdf, &name("a.pdf"), good), Ok(Media::Pdf), "{good}");
        }
        for bad in ["image/png", "image/jpg", "text/html", "application/x-www-form-urlencoded"] {
            assert!(recognised(pdf, &name("a.pdf"), bad).is_err_and(|i| i.field == "Content-Type"), "{bad}");
        }
        assert_eq!(recognised(b"\xFF\xD8\xFF\xE0", &name("a.jpg"), "image/jpg"), Ok(Media::Jpeg));
    }

    #[test]
    fn a_picture_of_another_kind_is_refused_whatever_it_is_called() {
        let refused = recognised(b"<svg xmlns=", &name("a.png"), "image/png");
        assert!(refused.is_err_and(|i| i.field == "content" && i.text.en.contains("JPEG")));
    }

    #[test]
    fn plain_names_are_kept_as_they_are() {
        for good in
            ["a.jpg", "屋上防水（北側） 2024年度.jpg", "IMG_0001 (2).JPG", "会議資料・案1.pdf", "COMET.png", "名.pdf"]
        {
            assert_eq!(name(good).as_str(), good);
        }
        assert!(FileName::parse("file_name", &"あ".repeat(MOST_NAME)).is_ok());
    }

    #[test]
    fn names_that_lead_elsewhere_or_deceive_are_refused() {
        for bad in [
            "",
            "../a.jpg",
            "a/b.jpg",
            "/etc/passwd",
            "a\\b.jpg",
            "C:a.jpg",
            "C:\\a.jpg",
            "a..jpg",
            "..",
            ".",
            ".htaccess",
            "a.jpg.",
            "a.jpg ",
            " a.jpg",
            "a\0.jpg",
            "a\n.jpg",
            "a\u{7F}.jpg",
            "a\u{85}.jpg",
            "photo\u{202E}gpj.exe",
            "a\u{2066}.jpg",
            "a\u{200F}.jpg",
            "a\u{200B}.jpg",
            "\u{FEFF}a.jpg",
            "a\u{2028}.jpg",
            "con.jpg",
            "NUL",
            "com1.pdf",
            "LPT9.tar.pdf",
            "aux .pdf",
            "a?.jpg",
            "a*.jpg",
            "a<b>.jpg",
            "a|b.jpg",
            "a\"b.jpg",
            "conin$.pdf",
            "COM¹.pdf",
        ] {
            let refused = FileName::parse("file_name", bad);
            assert!(refused.is_err_and(|i| i.field == "file_name" && i.code == "malformed"), "{bad:?}");
        }
        assert!(FileName::parse("file_name", &"あ".repeat(MOST_NAME + 1)).is_err());
    }

    #[test]
    fn the_refusal_does_not_repeat_what_turns_the_writing_round() {
        let refused = FileName::parse("file_name", "photo\u{202E}gpj.exe").expect_err("refused");
        assert!(!format!("{}{}{}", refused.value, refused.text.en, refused.text.ja).contains('\u{202E}'));
    }

    #[test]
    fn a_picture_beyond_the_limits_is_refused() {
        for (width, height) in [(1, 1), (20_000, 2_500), (2_500, 20_000), (8_000, 6_000)] {
            assert!(Picture::new(width, height).is_ok_and(|p| (p.width_px(), p.height_px()) == (width, height)));
        }
        for (width, height) in
            [(0, 1), (1, 0), (20_001, 1), (1, 20_001), (20_000, 2_501), (30_000, 30_000), (u32::MAX, u32::MAX)]
        {
            assert!(
                Picture::new(width, height).is_err_and(|i| i.text.en.contains("make it smaller")),
                "{width} {height}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_accepted_name_has_a_folder_or_an_unseen_character(text in "\\PC{0,130}|[a-z./\\\\:\\u{202a}-\\u{202e} ]{0,20}") {
            if let Ok(name) = FileName::parse("file_name", &text) {
                prop_assert_eq!(name.as_str(), &text);
                let leads = text.contains(['/', '\\', ':', '\u{202E}']) || text.contains("..") || text.starts_with('.');
                prop_assert!(!leads);
            }
        }
    }
}
