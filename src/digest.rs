//! A short name for a content: the same bytes have the same name, others have another.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};

/// SHA-256 of the parts in order, as the first 22 characters of its base64.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    shown(hash)
}

/// SHA-256 of a content, as 64 hexadecimal digits.
pub fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A number that stands for a content: the first 64 bits of its SHA-256.
pub fn number(content: &[u8]) -> u64 {
    Sha256::digest(content).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn shown(hash: Sha256) -> String {
    let mut text = URL_SAFE_NO_PAD.encode(hash.finalize());
    text.truncate(22);
    text
}

/// The name of a content that is told piece by piece, so that all of it never stands in memory at once.
#[derive(Default)]
pub struct Digesting(Sha256);

impl Digesting {
    /// Adds what stands in a value. Two contents have the same name if they were added in the same pieces.
    pub fn add(&mut self, piece: &impl fmt::Debug) {
        // Nothing that is written here is refused. No text that is shown so holds a zero, so pieces do not run together.
        let _ = write!(self, "{piece:?}\0");
    }

    /// SHA-256 of all pieces, as the first 22 characters of its base64.
    pub fn name(self) -> String {
        shown(self.0)
    }
}

impl Write for Digesting {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(pieces: &[&str]) -> String {
        let mut digesting = Digesting::default();
        pieces.iter().for_each(|piece| digesting.add(piece));
        digesting.name()
    }

    #[test]
    fn the_long_name_is_that_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(number(b"abc"), 0xba78_16bf_8f01_cfea);
    }

    #[test]
    fn the_same_pieces_have_the_same_name_and_others_another() {
        assert_eq!(name(&["a", "b"]), name(&["a", "b"]));
        assert_eq!(name(&[]).len(), 22);
        let others = [name(&["b", "a"]), name(&["ab"]), name(&["a"]), name(&["a", "b", ""]), name(&["a\0b"])];
        assert!(others.iter().all(|other| *other != name(&["a", "b"])), "{others:?}");
    }
}
