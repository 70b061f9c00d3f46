//! The W3C SHACL suite: every case of its manifests, Core and SPARQL, by the report as a graph.

use relata::diagnostic::Source;
use relata::shacl::{Graph, Id, Limits, Loader, Report, Shapes, Terms, Wording, validate};
use relata::turtle::Format;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Declares one test a case, and the list of them all.
macro_rules! cases {
    ($($name:ident = $path:literal;)*) => {
        /// The cases that are tests here, by their place in the suite.
        const CASES: &[&str] = &[$($path),*];
        $(#[test] fn $name() { passes($path); })*
    };
}

cases! {
    core_complex_personexample = "core/complex/personexample";
    core_complex_shacl_shacl = "core/complex/shacl-shacl";
    core_misc_deactivated_001 = "core/misc/deactivated-001";
    core_misc_deactivated_002 = "core/misc/deactivated-002";
    core_misc_message_001 = "core/misc/message-001";
    core_misc_severity_001 = "core/misc/severity-001";
    core_misc_severity_002 = "core/misc/severity-002";
    core_node_and_001 = "core/node/and-001";
    core_node_and_002 = "core/node/and-002";
    core_node_class_001 = "core/node/class-001";
    core_node_class_002 = "core/node/class-002";
    core_node_class_003 = "core/node/class-003";
    core_node_closed_001 = "core/node/closed-001";
    core_node_closed_002 = "core/node/closed-002";
    core_node_datatype_001 = "core/node/datatype-001";
    core_node_datatype_002 = "core/node/datatype-002";
    core_node_disjoint_001 = "core/node/disjoint-001";
    core_node_equals_001 = "core/node/equals-001";
    core_node_has_value_001 = "core/node/hasValue-001";
    core_node_in_001 = "core/node/in-001";
    core_node_language_in_001 = "core/node/languageIn-001";
    core_node_max_exclusive_001 = "core/node/maxExclusive-001";
    core_node_max_inclusive_001 = "core/node/maxInclusive-001";
    core_node_max_length_001 = "core/node/maxLength-001";
    core_node_min_exclusive_001 = "core/node/minExclusive-001";
    core_node_min_inclusive_001 = "core/node/minInclusive-001";
    core_node_min_inclusive_002 = "core/node/minInclusive-002";
    core_node_min_inclusive_003 = "core/node/minInclusive-003";
    core_node_min_length_001 = "core/node/minLength-001";
    core_node_node_001 = "core/node/node-001";
    core_node_node_kind_001 = "core/node/nodeKind-001";
    core_node_not_001 = "core/node/not-001";
    core_node_not_002 = "core/node/not-002";
    core_node_or_001 = "core/node/or-001";
    core_node_pattern_001 = "core/node/pattern-001";
    core_node_pattern_002 = "core/node/pattern-002";
    core_node_qualified_001 = "core/node/qualified-001";
    core_node_xone_001 = "core/node/xone-001";
    core_node_xone_duplicate = "core/node/xone-duplicate";
    core_path_path_alternative_001 = "core/path/path-alternative-001";
    core_path_path_complex_001 = "core/path/path-complex-001";
    core_path_path_complex_002 = "core/path/path-complex-002";
    core_path_path_inverse_001 = "core/path/path-inverse-001";
    core_path_path_one_or_more_001 = "core/path/path-oneOrMore-001";
    core_path_path_sequence_001 = "core/path/path-sequence-001";
    core_path_path_sequence_002 = "core/path/path-sequence-002";
    core_path_path_sequence_duplicate_001 = "core/path/path-sequence-duplicate-001";
    core_path_path_strange_001 = "core/path/path-strange-001";
    core_path_path_strange_002 = "core/path/path-strange-002";
    core_path_path_unused_001 = "core/path/path-unused-001";
    core_path_path_zero_or_more_001 = "core/path/path-zeroOrMore-001";
    core_path_path_zero_or_one_001 = "core/path/path-zeroOrOne-001";
    core_property_and_001 = "core/property/and-001";
    core_property_class_001 = "core/property/class-001";
    core_property_datatype_001 = "core/property/datatype-001";
    core_property_datatype_002 = "core/property/datatype-002";
    core_property_datatype_003 = "core/property/datatype-003";
    core_property_datatype_ill_formed = "core/property/datatype-ill-formed";
    core_property_disjoint_001 = "core/property/disjoint-001";
    core_property_equals_001 = "core/property/equals-001";
    core_property_has_value_001 = "core/property/hasValue-001";
    core_property_in_001 = "core/property/in-001";
    core_property_language_in_001 = "core/property/languageIn-001";
    core_property_less_than_001 = "core/property/lessThan-001";
    core_property_less_than_002 = "core/property/lessThan-002";
    core_property_less_than_or_equals_001 = "core/property/lessThanOrEquals-001";
    core_property_max_count_001 = "core/property/maxCount-001";
    core_property_max_count_002 = "core/property/maxCount-002";
    core_property_max_exclusive_001 = "core/property/maxExclusive-001";
    core_property_max_inclusive_001 = "core/property/maxInclusive-001";
    core_property_max_length_001 = "core/property/maxLength-001";
    core_property_min_count_001 = "core/property/minCount-001";
    core_property_min_count_002 = "core/property/minCount-002";
    core_property_min_exclusive_001 = "core/property/minExclusive-001";
    core_property_min_exclusive_002 = "core/property/minExclusive-002";
    core_property_min_length_001 = "core/property/minLength-001";
    core_property_node_001 = "core/property/node-001";
    core_property_node_002 = "core/property/node-002";
    core_property_node_kind_001 = "core/property/nodeKind-001";
    core_property_not_001 = "core/property/not-001";
    core_property_or_001 = "core/property/or-001";
    core_property_or_datatypes_001 = "core/property/or-datatypes-001";
    core_property_pattern_001 = "core/property/pattern-001";
    core_property_pattern_002 = "core/property/pattern-002";
    core_property_property_001 = "core/property/property-001";
    core_property_qualified_min_count_disjoint_001 = "core/property/qualifiedMinCountDisjoint-001";
    core_property_qualified_value_shape_001 = "core/property/qualifiedValueShape-001";
    core_property_qualified_value_shapes_disjoint_001 = "core/property/qualifiedValueShapesDisjoint-001";
    core_property_unique_lang_001 = "core/property/uniqueLang-001";
    core_property_unique_lang_002 = "core/property/uniqueLang-002";
    core_targets_multiple_targets_001 = "core/targets/multipleTargets-001";
    core_targets_target_class_001 = "core/targets/targetClass-001";
    core_targets_target_class_implicit_001 = "core/targets/targetClassImplicit-001";
    core_targets_target_node_001 = "core/targets/targetNode-001";
    core_targets_target_objects_of_001 = "core/targets/targetObjectsOf-001";
    core_targets_target_subjects_of_001 = "core/targets/targetSubjectsOf-001";
    core_targets_target_subjects_of_002 = "core/targets/targetSubjectsOf-002";
    core_validation_reports_shared = "core/validation-reports/shared";
    sparql_component_node_validator_001 = "sparql/component/nodeValidator-001";
    sparql_component_optional_001 = "sparql/component/optional-001";
    sparql_component_property_validator_select_001 = "sparql/component/propertyValidator-select-001";
    sparql_component_validator_001 = "sparql/component/validator-001";
    sparql_node_prefixes_001 = "sparql/node/prefixes-001";
    sparql_node_sparql_001 = "sparql/node/sparql-001";
    sparql_node_sparql_002 = "sparql/node/sparql-002";
    sparql_node_sparql_003 = "sparql/node/sparql-003";
    sparql_pre_binding_pre_binding_001 = "sparql/pre-binding/pre-binding-001";
    sparql_pre_binding_pre_binding_002 = "sparql/pre-binding/pre-binding-002";
    sparql_pre_binding_pre_binding_003 = "sparql/pre-binding/pre-binding-003";
    sparql_pre_binding_pre_binding_004 = "sparql/pre-binding/pre-binding-004";
    sparql_pre_binding_pre_binding_005 = "sparql/pre-binding/pre-binding-005";
    sparql_pre_binding_pre_binding_006 = "sparql/pre-binding/pre-binding-006";
    sparql_pre_binding_pre_binding_007 = "sparql/pre-binding/pre-binding-007";
    sparql_pre_binding_shapes_graph_001 = "sparql/pre-binding/shapesGraph-001";
    sparql_pre_binding_unsupported_sparql_001 = "sparql/pre-binding/unsupported-sparql-001";
    sparql_pre_binding_unsupported_sparql_002 = "sparql/pre-binding/unsupported-sparql-002";
    sparql_pre_binding_unsupported_sparql_003 = "sparql/pre-binding/unsupported-sparql-003";
    sparql_pre_binding_unsupported_sparql_004 = "sparql/pre-binding/unsupported-sparql-004";
    sparql_pre_binding_unsupported_sparql_005 = "sparql/pre-binding/unsupported-sparql-005";
    sparql_pre_binding_unsupported_sparql_006 = "sparql/pre-binding/unsupported-sparql-006";
    sparql_property_sparql_001 = "sparql/property/sparql-001";
}

const SHACL: &str = "http://www.w3.org/ns/shacl#";
const MANIFEST: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const TEST: &str = "http://www.w3.org/ns/shacl-test#";
const BASE: &str = "http://suite.example/";

fn suite() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites/shacl");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("RELATA_NEEDS_SHARED").is_none(),
        "../shared is missing, and this run must have it"
    );
    eprintln!("skipped: the W3C suites lie in ../shared, which is not here");
    None
}

/// Terms and the files of one case.
struct World {
    root: PathBuf,
    terms: Terms,
}

impl World {
    /// A file of the suite as a graph; its relative names count from its own place.
    fn read(&mut self, path: &str) -> Graph {
        let text = std::fs::read_to_string(self.root.join(path)).unwrap();
        let source = Source::new(path, format!("@base <{BASE}{path}> .\n{text}"));
        let mut loader = Loader::new(&mut self.terms);
        let scope = path.replace(|c: char| !c.is_alphanumeric(), "-");
        let faults = loader.read(&source, Format::Turtle, &scope).unwrap();
        assert!(faults.is_empty(), "{path}: {faults:?}");
        loader.finish()
    }

    fn id(&mut self, namespace: &str, name: &str) -> Id {
        let iri = format!("{namespace}{name}");
        self.terms
            .intern(oxrdf::NamedNodeRef::new_unchecked(&iri).into())
            .unwrap()
    }

    /// The value of a property that has one.
    fn one(&mut self, graph: &Graph, node: Id, namespace: &str, name: &str) -> Id {
        let property = self.id(namespace, name);
        let mut found = graph.objects(node, property);
        let first = found.next().expect(name);
        assert_eq!(found.next(), None, "{name}");
        first
    }

    /// The results of a report, each as the text of all that the suite compares.
    fn results(&mut self, graph: &Graph, report: Id, with: &[BTreeSet<&str>]) -> Vec<String> {
        let property = self.id(SHACL, "result");
        let nodes: Vec<Id> = graph.objects(report, property).collect();
        let mut results: Vec<String> = nodes
            .iter()
            .map(|node| self.result(graph, *node, with))
            .collect();
        results.sort();
        results
    }

    fn result(&mut self, graph: &Graph, node: Id, with: &[BTreeSet<&str>]) -> String {
        let always = [
            "focusNode",
            "resultPath",
            "value",
            "resultSeverity",
            "sourceConstraintComponent",
            "sourceShape",
        ];
        // what the suite leaves open counts only where the expected report has it
        let open = ["sourceConstraint", "resultMessage"];
        let open = open
            .into_iter()
            .filter(|name| with.iter().any(|set| set.contains(name)));
        let mut text = String::new();
        for name in always.into_iter().chain(open) {
            let property = self.id(SHACL, name);
            let values: BTreeSet<String> = graph
                .objects(node, property)
                .map(|value| self.tell(graph, value, name == "resultPath"))
                .collect();
            text.push_str(&format!("{name} {values:?} "));
        }
        text
    }

    /// A term as text; a blank node of a path by what it says.
    fn tell(&self, graph: &Graph, node: Id, open: bool) -> String {
        if !open || !self.terms.is_blank(node) {
            return self.terms.term(node).to_string();
        }
        let inside: Vec<String> = graph
            .about(node)
            .iter()
            .map(|[p, o]| format!("{} {}", self.terms.term(*p), self.tell(graph, *o, true)))
            .collect();
        format!("[ {} ]", inside.join(" ; "))
    }
}

fn passes(case: &str) {
    let Some(root) = suite() else { return };
    let mut world = World {
        root,
        terms: Terms::new(),
    };
    let file = format!("{case}.ttl");
    let manifest = world.read(&file);
    let test = {
        let class = world.id(TEST, "Validate");
        let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        let property = world.id(rdf, "type");
        manifest.subjects(property, class).next().unwrap()
    };
    let action = world.one(&manifest, test, MANIFEST, "action");
    let expected = world.one(&manifest, test, MANIFEST, "result");
    let mut graph = |name: &str| {
        let iri = world.one(&manifest, action, TEST, name);
        let path = world
            .terms
            .text_of(iri)
            .strip_prefix(BASE)
            .unwrap()
            .to_owned();
        world.read(&path)
    };
    let (data, graph) = (graph("dataGraph"), graph("shapesGraph"));
    let (shapes, faults) = Shapes::read(&graph, &world.terms, &[]);
    let mut validation = validate(&mut world.terms, &data, &graph, &shapes, &Limits::default());
    validation.faults.extend(faults);
    if expected == world.id(TEST, "Failure") {
        assert!(validation.failed(), "it should fail");
        return;
    }
    assert!(!validation.failed(), "{:?}", validation.faults);
    let report = Report {
        validation: &validation,
        shapes: &shapes,
        data: &data,
        wording: Wording {
            terms: &world.terms,
            prefixes: &[],
        },
    };
    let triples = report.triples();
    let mut loader = Loader::new(&mut world.terms);
    for triple in &triples {
        loader.add(triple.as_ref()).unwrap();
    }
    let ours = loader.finish();
    let class = world.id(SHACL, "ValidationReport");
    let property = world.id("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type");
    let report = ours.subjects(property, class).next().unwrap();
    assert_eq!(
        world.one(&ours, report, SHACL, "conforms"),
        world.one(&manifest, expected, SHACL, "conforms")
    );
    let mut named = BTreeSet::new();
    for name in ["sourceConstraint", "resultMessage"] {
        let property = world.id(SHACL, name);
        let result = world.id(SHACL, "result");
        let given = manifest
            .objects(expected, result)
            .any(|node| manifest.objects(node, property).next().is_some());
        if given {
            named.insert(name);
        }
    }
    let with = [named];
    let wanted = world.results(&manifest, expected, &with);
    let found = world.results(&ours, report, &with);
    assert_eq!(
        found, wanted,
        "{case}\nfound {found:#?}\nwanted {wanted:#?}"
    );
}

#[test]
fn every_case_of_the_manifests_is_a_test_here() {
    let Some(root) = suite() else { return };
    let mut found = BTreeSet::new();
    let mut waiting = vec!["manifest.ttl".to_owned()];
    let mut world = World {
        root,
        terms: Terms::new(),
    };
    let include = world.id(MANIFEST, "include");
    let entries = world.id(MANIFEST, "entries");
    while let Some(path) = waiting.pop() {
        let graph = world.read(&path);
        for [iri, _] in graph.pairs_of(include) {
            let iri = world.terms.text_of(*iri);
            waiting.push(iri.strip_prefix(BASE).unwrap().to_owned());
        }
        if !graph.pairs_of(entries).is_empty() {
            found.insert(path.strip_suffix(".ttl").unwrap().to_owned());
        }
    }
    // the suite has this case as a file, and its manifest forgets to name it
    found.insert("sparql/component/nodeValidator-001".to_owned());
    let listed: BTreeSet<String> = CASES.iter().map(|case| (*case).to_owned()).collect();
    assert_eq!(found, listed);
    let of = |part: &str| CASES.iter().filter(|case| case.starts_with(part)).count();
    assert_eq!((of("core/"), of("sparql/")), (98, 23));
}
