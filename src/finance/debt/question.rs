//! The terms of a bond, read from JSON with every fault.

use crate::domain::facility::Word;
use crate::domain::finance::{Dates, Loan, Method, PaymentRounding, Rate, Remainder, Term, payments_per_year};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::fields::{Fields, Origin, object};
use chrono::NaiveDate;
use serde_json::Value;

/// A bond and, when it has dates, the days of its instalments.
pub struct Question {
    /// 借入条件
    pub loan: Loan,
    /// 借入日
    pub borrowed_on: Option<NaiveDate>,
    /// 償還期日
    pub dates: Option<Dates>,
}

impl Question {
    /// Reads the body.
    pub fn read(body: Value) -> Result<Question> {
        let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
        let principal = fields.required_integer("principal_yen", 1, Loan::MOST_YEN);
        let rate = fields.required_digits("annual_rate_percent", Rate::parse);
        let years = fields.required_integer("term_years", 1, Term::MOST_YEARS);
        let grace = fields.integer("grace_years", 0, Term::MOST_YEARS - 1);
        // Whether the two fit together can be said only when each is right.
        let term = (!fields.refused("term_years") && !fields.refused("grace_years"))
            .then(|| noted(&mut fields, Term::new(years, grace.unwrap_or(0))))
            .flatten();
        let payments = fields.required_integer("payments_per_year", i64::MIN, i64::MAX);
        if !fields.refused("payments_per_year") {
            noted(&mut fields, payments_per_year("payments_per_year", payments));
        }
        let method = fields.required_word("method", Method::LevelPayment);
        let rounding: Option<PaymentRounding> = belonging(&mut fields, "rounding", method, Method::LevelPayment);
        let remainder: Option<Remainder> = belonging(&mut fields, "remainder_on", method, Method::LevelPrincipal);
        let mut day = |name| fields.day(name).and_then(|text| text.parse::<NaiveDate>().ok());
        let (borrowed_on, first_on) = (day("borrowed_on"), day("first_payment_on"));
        let faults = fields.faults();
        let Some(term) = term.filter(|_| faults.is_empty()) else { return Err(Error::Refused(faults)) };
        let loan = Loan::new(principal, rate, term, payments, method).map_err(Error::value)?;
        let loan = loan.with(rounding.unwrap_or_default(), remainder.unwrap_or_default());
        let dates = Dates::new(&loan, borrowed_on, first_on).map_err(Error::value)?;
        Ok(Question { loan, borrowed_on, dates })
    }
}

/// The value, or its fault among the others.
fn noted<T>(fields: &mut Fields, found: Result<T, Invalid>) -> Option<T> {
    found.map_err(|invalid| fields.refuse(invalid)).ok()
}

/// A word that only one of the two methods asks for.
fn belonging<W: Word>(fields: &mut Fields, name: &'static str, method: Method, of: Method) -> Option<W> {
    let given = fields.word(name);
    if given.is_some() && method != of && !fields.refused("method") {
        let (word, ja) = (of.code(), of.label_ja());
        fields.refuse(Invalid::new(
            name,
            "contradiction",
            given.map_or("", W::code),
            Text::new(
                format!("`{name}` belongs to `method` `{word}`; leave it out or change the method"),
                format!("`{name}` は {ja} の場合だけ指定できます。指定を外すか `method` を `{word}` にしてください"),
            ),
        ));
    }
    given
}
