//! Is a literal's text one that its datatype allows? (XML Schema 1.1 Part 2; SHACL 4.1.2 "ill-typed")
//!
//! Datatypes that are not of XML Schema allow every text: nothing is known of them.

use super::id::Id;
use super::names;
use super::terms::Terms;
use oxsdatatypes as xsd;

/// True where the literal's text belongs to its datatype; false for terms that are no literals.
pub(super) fn is_well_formed(terms: &Terms, id: Id) -> bool {
    let Some(datatype) = terms.datatype(id) else {
        return false;
    };
    let text = terms.text_of(id);
    match datatype {
        names::XSD_STRING | names::RDF_LANG_STRING | names::XSD_ANY_URI => true,
        names::XSD_BOOLEAN => matches!(text, "true" | "false" | "1" | "0"),
        names::XSD_DECIMAL => is_decimal(text),
        names::XSD_FLOAT | names::XSD_DOUBLE => is_double(text),
        names::XSD_DATE => text.parse::<xsd::Date>().is_ok(),
        names::XSD_DATE_TIME => text.parse::<xsd::DateTime>().is_ok(),
        names::XSD_DATE_TIME_STAMP => text
            .parse::<xsd::DateTime>()
            .is_ok_and(|time| time.timezone_offset().is_some()),
        names::XSD_TIME => text.parse::<xsd::Time>().is_ok(),
        names::XSD_G_YEAR => text.parse::<xsd::GYear>().is_ok(),
        names::XSD_G_YEAR_MONTH => text.parse::<xsd::GYearMonth>().is_ok(),
        names::XSD_G_MONTH => text.parse::<xsd::GMonth>().is_ok(),
        names::XSD_G_MONTH_DAY => text.parse::<xsd::GMonthDay>().is_ok(),
        names::XSD_G_DAY => text.parse::<xsd::GDay>().is_ok(),
        names::XSD_DURATION => text.parse::<xsd::Duration>().is_ok(),
        names::XSD_DAY_TIME_DURATION => text.parse::<xsd::DayTimeDuration>().is_ok(),
        names::XSD_YEAR_MONTH_DURATION => text.parse::<xsd::YearMonthDuration>().is_ok(),
        names::XSD_HEX_BINARY => {
            text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit())
        }
        names::XSD_BASE64BINARY => is_base64(text),
        names::XSD_LANGUAGE => is_language(text),
        names::XSD_NORMALIZED_STRING => !text.contains(['\t', '\n', '\r']),
        names::XSD_TOKEN => is_token(text),
        _ => match integer_range(datatype) {
            Some((least, most)) => is_integer_between(text, least, most),
            None => true,
        },
    }
}

/// Judges literals one after another.
#[derive(Debug, Default)]
pub struct LexicalSpace {
    terms: Terms,
}

impl LexicalSpace {
    /// True where the text belongs to the datatype, or nothing is known of the datatype.
    ///
    /// ```
    /// # use relata::shacl::LexicalSpace;
    /// # use oxrdf::{LiteralRef, vocab::xsd};
    /// let mut space = LexicalSpace::default();
    /// assert!(space.holds(LiteralRef::new_typed_literal("1996-04-25", xsd::DATE)));
    /// assert!(!space.holds(LiteralRef::new_typed_literal("1996-13-01", xsd::DATE)));
    /// ```
    pub fn holds(&mut self, literal: oxrdf::LiteralRef<'_>) -> bool {
        // what no longer fits into the table of terms is not judged
        self.terms
            .intern(literal.into())
            .is_ok_and(|id| is_well_formed(&self.terms, id))
    }
}

/// The bounds of XML Schema's whole numbers; `None` for other datatypes, `i128`'s own bounds where there are none.
pub(super) fn integer_range(datatype: Id) -> Option<(i128, i128)> {
    let (none, no_end) = (i128::MIN, i128::MAX);
    Some(match datatype {
        names::XSD_INTEGER => (none, no_end),
        names::XSD_LONG => (i64::MIN.into(), i64::MAX.into()),
        names::XSD_INT => (i32::MIN.into(), i32::MAX.into()),
        names::XSD_SHORT => (i16::MIN.into(), i16::MAX.into()),
        names::XSD_BYTE => (i8::MIN.into(), i8::MAX.into()),
        names::XSD_UNSIGNED_LONG => (0, u64::MAX.into()),
        names::XSD_UNSIGNED_INT => (0, u32::MAX.into()),
        names::XSD_UNSIGNED_SHORT => (0, u16::MAX.into()),
        names::XSD_UNSIGNED_BYTE => (0, u8::MAX.into()),
        names::XSD_NON_NEGATIVE_INTEGER => (0, no_end),
        names::XSD_POSITIVE_INTEGER => (1, no_end),
        names::XSD_NON_POSITIVE_INTEGER => (none, 0),
        names::XSD_NEGATIVE_INTEGER => (none, -1),
        _ => return None,
    })
}

fn is_integer_between(text: &str, least: i128, most: i128) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    match text.parse::<i128>() {
        Ok(number) => least <= number && number <= most,
        // longer than 38 digits: only a side without a bound lets it through
        Err(_) if text.starts_with('-') => least == i128::MIN,
        Err(_) => most == i128::MAX,
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    !(whole.is_empty() && fraction.is_empty())
        && whole
            .bytes()
            .chain(fraction.bytes())
            .all(|b| b.is_ascii_digit())
}

fn is_double(text: &str) -> bool {
    if matches!(text, "INF" | "+INF" | "-INF" | "NaN") {
        return true;
    }
    match text.split_once(['e', 'E']) {
        None => is_decimal(text),
        Some((number, exponent)) => {
            is_decimal(number) && is_integer_between(exponent, i128::MIN, i128::MAX)
        }
    }
}

fn is_base64(text: &str) -> bool {
    let bytes: Vec<u8> = text.bytes().filter(|b| *b != b' ').collect();
    let padding = bytes.iter().rev().take_while(|b| **b == b'=').count();
    bytes.len().is_multiple_of(4)
        && padding <= 2
        && bytes[..bytes.len() - padding]
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

fn is_language(text: &str) -> bool {
    let is_part = |part: &str, first: bool| {
        (1..=8).contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || (!first && b.is_ascii_digit()))
    };
    text.split('-')
        .enumerate()
        .all(|(at, part)| is_part(part, at == 0))
}

fn is_token(text: &str) -> bool {
    !text.contains(['\t', '\n', '\r'])
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.contains("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::{LiteralRef, NamedNodeRef};

    fn judged(text: &str, datatype: &str) -> bool {
        let mut terms = Terms::new();
        let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
        let literal = LiteralRef::new_typed_literal(text, NamedNodeRef::new_unchecked(&datatype));
        let id = terms.intern(literal.into()).unwrap();
        is_well_formed(&terms, id)
    }

    #[test]
    fn each_datatype_allows_its_own_texts() {
        for (text, datatype) in [
            ("-01", "integer"),
            ("99999999999999999999999999999999999999999999", "integer"),
            ("127", "byte"),
            ("18446744073709551615", "unsignedLong"),
            ("+.5", "decimal"),
            ("1.", "decimal"),
            ("-1.5E-3", "double"),
            ("INF", "float"),
            ("1", "boolean"),
            ("2024-02-29", "date"),
            ("2000-01-01T24:00:00Z", "dateTime"),
            ("P1Y2M", "duration"),
            ("0AFf", "hexBinary"),
            ("QUJD QQ==", "base64Binary"),
            ("zh-Hant-TW", "language"),
            ("anything", "made-up"),
        ] {
            assert!(judged(text, datatype), "{text} {datatype}");
        }
        for (text, datatype) in [
            ("1.0", "integer"),
            (" 1", "integer"),
            ("", "integer"),
            ("128", "byte"),
            ("-1", "nonNegativeInteger"),
            (
                "-99999999999999999999999999999999999999999999",
                "positiveInteger",
            ),
            (".", "decimal"),
            ("1e5", "decimal"),
            ("infinity", "double"),
            ("True", "boolean"),
            ("2023-02-29", "date"),
            ("2000-01-01T10:00:00", "dateTimeStamp"),
            ("P", "duration"),
            ("ABC", "hexBinary"),
            ("QQ=", "base64Binary"),
            ("de_DE", "language"),
        ] {
            assert!(!judged(text, datatype), "{text} {datatype}");
        }
    }
}
