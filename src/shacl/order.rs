//! Which of two literals is less, as SPARQL's `<` says it (SPARQL 1.1, 17.3), also for dates, times and durations.

use super::id::Id;
use super::lexical::integer_range;
use super::names;
use super::terms::Terms;
use oxsdatatypes as xsd;
use std::cmp::Ordering;

/// A literal as a value that has an order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Integer(i64),
    Decimal(xsd::Decimal),
    Double(f64),
    Text(&'a str),
    Boolean(bool),
    DateTime(xsd::DateTime),
    Date(xsd::Date),
    Time(xsd::Time),
    Year(xsd::GYear),
    YearMonth(xsd::GYearMonth),
    Duration(xsd::Duration),
}

impl<'a> Value<'a> {
    /// The value of a literal; `None` where it has no order, or a text that its datatype does not allow.
    pub fn of(terms: &'a Terms, id: Id) -> Option<Self> {
        let text = terms.text_of(id);
        match terms.datatype(id)? {
            names::XSD_STRING => Some(Self::Text(text)),
            names::XSD_BOOLEAN => match text {
                "true" | "1" => Some(Self::Boolean(true)),
                "false" | "0" => Some(Self::Boolean(false)),
                _ => None,
            },
            names::XSD_DECIMAL => number(text),
            names::XSD_DOUBLE => text
                .parse::<xsd::Double>()
                .ok()
                .map(|d| Self::Double(d.into())),
            names::XSD_FLOAT => text
                .parse::<xsd::Float>()
                .ok()
                .map(|f| Self::Double(f32::from(f).into())),
            names::XSD_DATE_TIME | names::XSD_DATE_TIME_STAMP => {
                text.parse().ok().map(Self::DateTime)
            }
            names::XSD_DATE => text.parse().ok().map(Self::Date),
            names::XSD_TIME => text.parse().ok().map(Self::Time),
            names::XSD_G_YEAR => text.parse().ok().map(Self::Year),
            names::XSD_G_YEAR_MONTH => text.parse().ok().map(Self::YearMonth),
            names::XSD_DURATION | names::XSD_DAY_TIME_DURATION | names::XSD_YEAR_MONTH_DURATION => {
                text.parse().ok().map(Self::Duration)
            }
            datatype => {
                integer_range(datatype)?;
                text.parse::<i64>()
                    .ok()
                    .map(Self::Integer)
                    .or_else(|| number(text))
            }
        }
    }

    /// How this value stands to another; `None` where they cannot be compared.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Boolean(a), Self::Boolean(b)) => Some(a.cmp(b)),
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(b),
            (Self::Time(a), Self::Time(b)) => a.partial_cmp(b),
            (Self::Year(a), Self::Year(b)) => a.partial_cmp(b),
            (Self::YearMonth(a), Self::YearMonth(b)) => a.partial_cmp(b),
            (Self::Duration(a), Self::Duration(b)) => a.partial_cmp(b),
            (Self::Double(_), _) | (_, Self::Double(_)) => {
                self.double()?.partial_cmp(&other.double()?)
            }
            _ => self.decimal()?.partial_cmp(&other.decimal()?),
        }
    }

    fn double(&self) -> Option<f64> {
        match self {
            Self::Double(number) => Some(*number),
            Self::Integer(number) => Some(xsd::Double::from(xsd::Integer::from(*number)).into()),
            Self::Decimal(number) => Some(xsd::Double::from(*number).into()),
            _ => None,
        }
    }

    fn decimal(&self) -> Option<xsd::Decimal> {
        match self {
            Self::Integer(number) => Some(xsd::Decimal::from(*number)),
            Self::Decimal(number) => Some(*number),
            _ => None,
        }
    }
}

/// A decimal number; one too long for the fixed precision is rounded to a double.
fn number(text: &str) -> Option<Value<'static>> {
    match text.parse::<xsd::Decimal>() {
        Ok(number) => Some(Value::Decimal(number)),
        Err(_) => text
            .parse::<xsd::Double>()
            .ok()
            .map(|d| Value::Double(d.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::{LiteralRef, NamedNodeRef};

    fn compared(a: (&str, &str), b: (&str, &str)) -> Option<Ordering> {
        let mut terms = Terms::new();
        let mut id = |(text, datatype): (&str, &str)| {
            let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
            terms
                .intern(
                    LiteralRef::new_typed_literal(text, NamedNodeRef::new_unchecked(&datatype))
                        .into(),
                )
                .unwrap()
        };
        let (a, b) = (id(a), id(b));
        Value::of(&terms, a)?.compare(&Value::of(&terms, b)?)
    }

    #[test]
    fn numbers_are_compared_across_their_datatypes() {
        assert_eq!(
            compared(("2", "int"), ("10", "integer")),
            Some(Ordering::Less)
        );
        assert_eq!(
            compared(("1.0", "decimal"), ("1", "byte")),
            Some(Ordering::Equal)
        );
        assert_eq!(
            compared(("1e0", "double"), ("0.5", "decimal")),
            Some(Ordering::Greater)
        );
        assert_eq!(compared(("NaN", "double"), ("1", "integer")), None);
        let long = "123456789012345678901234567890123456789012345";
        assert_eq!(
            compared((long, "integer"), ("1", "integer")),
            Some(Ordering::Greater)
        );
    }

    #[test]
    fn what_has_no_common_order_is_not_compared() {
        assert_eq!(compared(("1", "string"), ("1", "integer")), None);
        assert_eq!(
            compared(
                ("2000-01-01T00:00:00", "dateTime"),
                ("2000-01-01T01:00:00Z", "dateTime")
            ),
            None
        );
        assert_eq!(
            compared(("2000-01-01", "date"), ("2000-01-02", "date")),
            Some(Ordering::Less)
        );
    }
}
