//! Is a file that was sent in one that we keep, and what is it? By its bytes, which lie in a temporary file.

use super::picture;
use crate::domain::attachment::{FileName, HEAD_BYTES, Media, Picture, recognised};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom};
use zip::ZipArchive;

/// A workbook with more parts than this is no workbook.
const MOST_PARTS: u16 = 10_000;
/// The end of a ZIP file: its last record, and the longest comment behind it.
const ZIP_END: u64 = 22 + 65_535;

/// A file as it is kept.
pub struct Examined {
    /// What it is.
    pub media: Media,
    /// Its bytes: of a picture, without what a camera tells of people.
    pub file: File,
    /// How many bytes these are.
    pub byte_length: u64,
    /// SHA-256 of these bytes, hexadecimal.
    pub sha256: String,
    /// How large a picture is.
    pub picture: Option<Picture>,
    /// The day that the camera noted.
    pub taken_on: Option<String>,
}

/// Looks at a file. Reads and writes files: not to be called where others wait.
///
/// # Errors
/// `Refused` with what is wrong with the bytes, or with a name or a type that contradicts them.
pub fn examine(mut file: File, name: &FileName, declared: &str) -> Result<Examined> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.rewind().map_err(Error::internal)?;
    (&mut file).take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(Error::internal)?;
    let media = recognised(&head, name, declared).map_err(refused)?;
    file.rewind().map_err(Error::internal)?;
    let (mut picture, mut taken_on) = (None, None);
    if media == Media::Xlsx {
        demand_workbook(&mut file)?;
    } else if let Some((cleaned, found)) = cleaned(media, &file)? {
        picture = Some(Picture::new(found.width_px, found.height_px).map_err(refused)?);
        (file, taken_on) = (cleaned, found.taken_on);
    }
    let (byte_length, sha256) = measured(&mut file).map_err(Error::internal)?;
    Ok(Examined { media, file, byte_length, sha256, picture, taken_on })
}

/// Faults of the bytes have no place but the body; those of a name or a header name it.
fn refused(invalid: Invalid) -> Error {
    match invalid.field {
        "content" => Error::Refused(vec![Fault::whole(invalid.code, invalid.text)]),
        place => Error::Refused(vec![Fault::at(place, invalid)]),
    }
}

fn malformed(en: impl Into<String>, ja: impl Into<String>) -> Error {
    Error::Refused(vec![Fault::whole("malformed", Text::new(en, ja))])
}

/// A picture without metadata, in a file of its own; none for what is no picture.
fn cleaned(media: Media, file: &File) -> Result<Option<(File, picture::Found)>> {
    let mut output = BufWriter::new(tempfile::tempfile().map_err(Error::internal)?);
    let found = match picture::cleaned(media, &mut BufReader::new(file), &mut output) {
        None => return Ok(None),
        Some(Ok(found)) => found,
        Some(Err(cause)) if matches!(cause.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => {
            let kind = media.media_type();
            return Err(malformed(
                format!(
                    "this is no whole still picture ({kind}): it breaks off or is not built like one; save it anew as JPEG"
                ),
                format!(
                    "画像（{kind}）として最後まで読み取れません。壊れているか、動画です。JPEG で保存し直してください"
                ),
            ));
        }
        Some(Err(cause)) => return Err(Error::internal(cause)),
    };
    let file = output.into_inner().map_err(|cause| Error::internal(cause.into_error()))?;
    Ok(Some((file, found)))
}

/// A ZIP file that holds a workbook without macros. Only its list of parts is read.
fn demand_workbook(file: &mut File) -> Result<()> {
    let no_workbook = || {
        malformed(
            "this ZIP file is no XLSX workbook; attach a workbook as .xlsx, anything else as PDF",
            "この ZIP ファイルは XLSX ブックではありません。.xlsx か PDF で保存してください",
        )
    };
    if parts(file).map_err(Error::internal)?.is_none_or(|parts| parts > MOST_PARTS) {
        return Err(no_workbook());
    }
    let archive = ZipArchive::new(BufReader::new(&mut *file)).map_err(|_| no_workbook())?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    let names = || archive.file_names().filter_map(std::result::Result::ok);
    if !has("[Content_Types].xml") || !names().any(|name| name.starts_with("xl/")) {
        return Err(no_workbook());
    }
    if names().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin")) {
        return Err(malformed(
            "this workbook holds macros; save it as .xlsx without macros",
            "このブックにはマクロが含まれています。マクロなしの .xlsx で保存してください",
        ));
    }
    Ok(())
}

/// How many parts a ZIP file says that it has, by its last record: a list of any length would be read into memory.
fn parts(file: &mut File) -> io::Result<Option<u16>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(ZIP_END)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    file.rewind()?;
    let at = end.windows(4).rposition(|bytes| bytes == b"PK\x05\x06");
    Ok(at.and_then(|at| end.get(at + 10..at + 12)).map(|count| u16::from_le_bytes([count[0], count[1]])))
}

/// The length and SHA-256 of a file.
fn measured(file: &mut File) -> io::Result<(u64, String)> {
    file.rewind()?;
    let mut hash = Sha256::new();
    let byte_length = io::copy(file, &mut hash)?;
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((byte_length, sha256))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn workbook(parts: &[&str]) -> Vec<u8> {
        let mut zip = ZipWriter::new(io::Cursor::new(Vec::new()));
        for part in parts {
            zip.start_file(*part, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"<x/>").unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn look(bytes: &[u8], name: &str) -> Result<Examined> {
        examine(file(bytes), &FileName::parse("file_name", name).unwrap(), "")
    }

    #[test]
    fn a_document_is_kept_as_it_is() {
        let mut seen = look(b"%PDF-1.7\nbody", "a.pdf").unwrap();
        let mut bytes = Vec::new();
        seen.file.rewind().unwrap();
        seen.file.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, b"%PDF-1.7\nbody");
        assert_eq!(seen.byte_length, 13);
        // printf '%%PDF-1.7\nbody' | sha256sum
        assert_eq!(seen.sha256, "3f972854841afd236b04b5d7435b73216bc5fa6e39a86aff6e492b744086189c");
        assert_eq!((seen.picture, seen.taken_on), (None, None));
    }

    #[test]
    fn a_workbook_is_known_by_its_parts() {
        assert!(look(&workbook(&["[Content_Types].xml", "xl/workbook.xml"]), "a.xlsx").is_ok());
        for (parts, why) in [
            (&["xl/workbook.xml"][..], "no list of types"),
            (&["[Content_Types].xml", "word/document.xml"], "a letter"),
            (&["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"], "macros"),
            (&["a.txt"], "a ZIP file of something else"),
        ] {
            assert!(matches!(look(&workbook(parts), "a.xlsx"), Err(Error::Refused(_))), "{why}");
        }
        assert!(matches!(look(b"PK\x03\x04 and nothing more", "a.xlsx"), Err(Error::Refused(_))));
    }

    #[test]
    fn a_list_of_parts_beyond_measure_is_not_read() {
        let mut bytes = workbook(&["[Content_Types].xml", "xl/workbook.xml"]);
        let at = bytes.len() - 12;
        bytes[at..at + 2].copy_from_slice(&u16::MAX.to_le_bytes());
        assert!(matches!(look(&bytes, "a.xlsx"), Err(Error::Refused(_))));
    }
}
