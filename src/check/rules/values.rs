//! V005: a value that its datatype does not know, such as `"1996-13-01"^^xsd:date`.

use super::{Scope, local};
use crate::diagnostic::Diagnostic;
use crate::ontology::xsd;
use crate::shacl::LexicalSpace;
use oxrdf::Term;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Diagnostic>) {
    let mut space = LexicalSpace::default();
    for (file, located) in scope.triples() {
        let Term::Literal(literal) = &located.quad.object else {
            continue;
        };
        let datatype = literal.datatype();
        if !datatype.as_str().starts_with(xsd::NAMESPACE) || space.holds(literal.as_ref()) {
            continue;
        }
        let name = local(datatype.as_str());
        let fault = Diagnostic::error(
            "V005",
            format!(
                "`{}` is no `xsd:{name}`",
                literal.value().chars().take(40).collect::<String>()
            ),
        )
        .at(&file.source, located.object.range(), "");
        found.push(match name {
            "date" => fault
                .help("a date is `1996-04-25`; for a year, or what is uncertain, use `edtf:EDTF`"),
            "gYear" => fault.help("a year has four digits: `0987`, `1996`"),
            "boolean" => fault.help("`true` or `false`"),
            "integer" | "nonNegativeInteger" | "positiveInteger" => {
                fault.help("digits only, with a sign at most in front")
            }
            "decimal" => fault.help("digits and one point: `3.5`, no comma"),
            "dateTime" => fault.help("for example `1996-04-25T12:00:00Z`"),
            _ => fault.help("mend the value, or choose the datatype that it has"),
        });
    }
}
