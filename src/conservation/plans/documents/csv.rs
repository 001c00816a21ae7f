//! What does a document look like as CSV? One table: headings, then rows, and nothing above or below them.

use super::tables::{Cell, Sheet};
use crate::facility::formats::{CsvEncoder, Fault, TextEncoding};

/// The file.
///
/// # Errors
/// One [`Fault`] for each character that the encoding cannot hold, with its row and column.
pub fn csv(sheet: &Sheet, encoding: TextEncoding) -> Result<Vec<u8>, Vec<Fault>> {
    let (mut encoder, mut out, mut faults) = (CsvEncoder::new(encoding), Vec::new(), Vec::new());
    let headings: Vec<String> = sheet.columns.iter().map(|column| plain(&column.heading)).collect();
    let mut write = |cells: &[String]| {
        if let Err(more) = encoder.row(cells, &mut out) {
            faults.extend(more);
        }
    };
    write(&headings);
    for row in &sheet.rows {
        let cells: Vec<String> = row.iter().map(written).collect();
        write(&cells);
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

/// The mathematical minus of official terms is not in CP932; its full-width twin is.
fn plain(term: &str) -> String {
    term.replace('\u{2212}', "\u{ff0d}")
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(words) => plain(words),
        Cell::Number(number) | Cell::Yen(number) => number.to_string(),
        Cell::Area(m2) => format!("{m2:.2}"),
        Cell::Amount(amount, _) if *amount < 0 => format!("▲{}", amount.unsigned_abs()),
        Cell::Amount(amount, _) => amount.to_string(),
        Cell::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_below_zero_have_the_triangle_of_public_accounts() {
        assert_eq!(written(&Cell::Amount(-770, true)), "▲770");
        assert_eq!(written(&Cell::Amount(3190, false)), "3190");
        assert_eq!(written(&Cell::Area(8000.5)), "8000.50");
        assert_eq!(plain("④−⑤"), "④－⑤");
    }
}
