//! The terms of well-known vocabularies, by namespace, so that a slip in one of them is seen without asking the network.

/// Namespace and local names, divided by white space.
pub(super) const KNOWN: &[(&str, &str)] = &[
    (
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "type Property Statement subject predicate object Bag Seq Alt value List nil first rest XMLLiteral HTML JSON langString
         dirLangString PlainLiteral CompoundLiteral language direction reifies",
    ),
    (
        "http://www.w3.org/2000/01/rdf-schema#",
        "Resource Class subClassOf subPropertyOf comment label domain range seeAlso isDefinedBy Literal Container
         ContainerMembershipProperty member Datatype Proposition",
    ),
    (
        "http://www.w3.org/2002/07/owl#",
        "AllDifferent AllDisjointClasses AllDisjointProperties Annotation AnnotationProperty AsymmetricProperty Axiom Class
         DataRange DatatypeProperty DeprecatedClass DeprecatedProperty FunctionalProperty InverseFunctionalProperty
         IrreflexiveProperty NamedIndividual NegativePropertyAssertion Nothing ObjectProperty Ontology OntologyProperty
         ReflexiveProperty Restriction SymmetricProperty Thing TransitiveProperty allValuesFrom annotatedProperty
         annotatedSource annotatedTarget assertionProperty backwardCompatibleWith bottomDataProperty bottomObjectProperty
         cardinality complementOf datatypeComplementOf deprecated differentFrom disjointUnionOf disjointWith distinctMembers
         equivalentClass equivalentProperty hasKey hasSelf hasValue imports incompatibleWith intersectionOf inverseOf
         maxCardinality maxQualifiedCardinality members minCardinality minQualifiedCardinality onClass onDataRange onDatatype
         onProperties onProperty oneOf priorVersion propertyChainAxiom propertyDisjointWith qualifiedCardinality sameAs
         someValuesFrom sourceIndividual targetIndividual targetValue topDataProperty topObjectProperty unionOf versionIRI
         versionInfo withRestrictions rational real",
    ),
    (
        "http://www.w3.org/2001/XMLSchema#",
        "string boolean decimal integer double float date time dateTime dateTimeStamp gYear gMonth gDay gYearMonth gMonthDay
         duration yearMonthDuration dayTimeDuration byte short int long unsignedByte unsignedShort unsignedInt unsignedLong
         positiveInteger nonNegativeInteger negativeInteger nonPositiveInteger hexBinary base64Binary anyURI language
         normalizedString token NMTOKEN Name NCName QName NOTATION anyType anySimpleType anyAtomicType ID IDREF ENTITY
         length minLength maxLength pattern minInclusive maxInclusive minExclusive maxExclusive totalDigits fractionDigits
         enumeration whiteSpace",
    ),
    (
        "http://www.w3.org/2004/02/skos/core#",
        "Concept ConceptScheme Collection OrderedCollection inScheme hasTopConcept topConceptOf prefLabel altLabel hiddenLabel
         notation note changeNote definition editorialNote example historyNote scopeNote semanticRelation broader narrower
         related broaderTransitive narrowerTransitive member memberList mappingRelation broadMatch narrowMatch relatedMatch
         exactMatch closeMatch",
    ),
    (
        "http://purl.org/dc/terms/",
        "Agent AgentClass BibliographicResource Box DCMIType DDC FileFormat Frequency IMT ISO3166 ISO639-2 ISO639-3 Jurisdiction
         LCC LCSH LicenseDocument LinguisticSystem Location LocationPeriodOrJurisdiction MESH MediaType MediaTypeOrExtent
         MethodOfAccrual MethodOfInstruction NLM Period PeriodOfTime PhysicalMedium PhysicalResource Point Policy
         ProvenanceStatement RFC1766 RFC3066 RFC4646 RFC5646 RightsStatement SizeOrDuration Standard TGN UDC URI W3CDTF abstract
         accessRights accrualMethod accrualPeriodicity accrualPolicy alternative audience available bibliographicCitation
         conformsTo contributor coverage created creator date dateAccepted dateCopyrighted dateSubmitted description
         educationLevel extent format hasFormat hasPart hasVersion identifier instructionalMethod isFormatOf isPartOf
         isReferencedBy isReplacedBy isRequiredBy isVersionOf issued language license mediator medium modified provenance
         publisher references relation replaces requires rights rightsHolder source spatial subject tableOfContents temporal
         title type valid",
    ),
    (
        "http://purl.org/dc/elements/1.1/",
        "contributor coverage creator date description format identifier language publisher relation rights source subject title
         type",
    ),
    (
        "http://xmlns.com/foaf/0.1/",
        "Agent Document Group Image LabelProperty OnlineAccount OnlineChatAccount OnlineEcommerceAccount OnlineGamingAccount
         Organization Person PersonalProfileDocument Project account accountName accountServiceHomepage age aimChatID based_near
         birthday currentProject depiction depicts dnaChecksum familyName family_name firstName focus fundedBy geekcode gender
         givenName givenname holdsAccount homepage icqChatID img interest isPrimaryTopicOf jabberID knows lastName logo made
         maker mbox mbox_sha1sum member membershipClass msnChatID myersBriggs name nick openid page pastProject phone plan
         primaryTopic publications schoolHomepage sha1 skypeID status surname theme thumbnail tipjar title topic topic_interest
         weblog workInfoHomepage workplaceHomepage yahooChatID",
    ),
    (
        "http://www.w3.org/ns/prov#",
        "Activity ActivityInfluence Agent AgentInfluence Association Attribution Bundle Collection Communication Delegation
         Derivation EmptyCollection End Entity EntityInfluence Generation Influence InstantaneousEvent Invalidation Location
         Organization Person Plan PrimarySource Quotation Revision Role SoftwareAgent Start Usage actedOnBehalfOf activity agent
         alternateOf asInBundle atLocation atTime endedAtTime entity generated generatedAtTime hadActivity hadGeneration
         hadMember hadPlan hadPrimarySource hadRole hadUsage influenced influencer invalidated invalidatedAtTime mentionOf
         qualifiedAssociation qualifiedAttribution qualifiedCommunication qualifiedDelegation qualifiedDerivation qualifiedEnd
         qualifiedGeneration qualifiedInfluence qualifiedInvalidation qualifiedPrimarySource qualifiedQuotation
         qualifiedRevision qualifiedStart qualifiedUsage specializationOf startedAtTime used value wasAssociatedWith
         wasAttributedTo wasDerivedFrom wasEndedBy wasGeneratedBy wasInfluencedBy wasInformedBy wasInvalidatedBy wasQuotedFrom
         wasRevisionOf wasStartedBy has_anchor has_provenance has_query_service describesService pingback",
    ),
    (
        "http://www.w3.org/ns/oa#",
        "Annotation Choice CssSelector CssStyle DataPositionSelector Direction FragmentSelector HttpRequestState Motivation
         PreferContainedDescriptions PreferContainedIRIs RangeSelector ResourceSelection Selector SpecificResource State Style
         SvgSelector TextPositionSelector TextQuoteSelector TextualBody TimeState XPathSelector annotationService assessing
         bodyValue bookmarking cachedSource canonical classifying commenting describing editing end exact hasBody hasEndSelector
         hasPurpose hasScope hasSelector hasSource hasStartSelector hasState hasTarget highlighting identifying linking
         ltrDirection moderating motivatedBy prefix processingLanguage questioning refinedBy renderedVia replying rtlDirection
         sourceDate sourceDateEnd sourceDateStart start styleClass styledBy suffix tagging textDirection via",
    ),
    (
        "http://www.w3.org/ns/shacl#",
        "AbstractResult AndConstraintComponent BlankNode BlankNodeOrIRI BlankNodeOrLiteral ClassConstraintComponent
         ClosedConstraintComponent ConstraintComponent DatatypeConstraintComponent DisjointConstraintComponent
         EqualsConstraintComponent HasValueConstraintComponent IRI IRIOrLiteral InConstraintComponent Info
         LanguageInConstraintComponent LessThanConstraintComponent LessThanOrEqualsConstraintComponent Literal
         MaxCountConstraintComponent MaxExclusiveConstraintComponent MaxInclusiveConstraintComponent
         MaxLengthConstraintComponent MinCountConstraintComponent MinExclusiveConstraintComponent
         MinInclusiveConstraintComponent MinLengthConstraintComponent NodeConstraintComponent NodeKind
         NodeKindConstraintComponent NodeShape NotConstraintComponent OrConstraintComponent Parameter Parameterizable
         PatternConstraintComponent PrefixDeclaration PropertyGroup PropertyShape PropertyConstraintComponent
         QualifiedMaxCountConstraintComponent QualifiedMinCountConstraintComponent ResultAnnotation SPARQLAskExecutable
         SPARQLAskValidator SPARQLConstraint SPARQLConstraintComponent SPARQLConstructExecutable SPARQLExecutable SPARQLFunction
         SPARQLRule SPARQLSelectExecutable SPARQLSelectValidator SPARQLTarget SPARQLTargetType SPARQLUpdateExecutable Severity
         Shape Target TargetType TripleRule UniqueLangConstraintComponent ValidationReport ValidationResult Validator Violation
         Warning XoneConstraintComponent alternativePath and annotationProperty annotationValue annotationVarName ask class
         closed condition conforms construct datatype deactivated declare defaultValue description detail disjoint entailment
         equals expression filterShape flags focusNode group hasValue ignoredProperties in intersection inversePath
         labelTemplate languageIn lessThan lessThanOrEquals maxCount maxExclusive maxInclusive maxLength message minCount
         minExclusive minInclusive minLength name namespace node nodeKind nodeValidator nodes not object oneOrMorePath optional
         or order parameter path pattern predicate prefix prefixes property propertyValidator qualifiedMaxCount qualifiedMinCount
         qualifiedValueShape qualifiedValueShapesDisjoint result resultAnnotation resultMessage resultPath resultSeverity
         returnType rule select severity shapesGraph shapesGraphWellFormed sourceConstraint sourceConstraintComponent
         sourceShape sparql subject suggestedShapesGraph target targetClass targetNode targetObjectsOf targetSubjectsOf this
         union uniqueLang update validator value xone zeroOrMorePath zeroOrOnePath",
    ),
    (
        "http://rdfs.org/ns/void#",
        "Dataset DatasetDescription Linkset TechnicalFeature class classPartition classes dataDump distinctObjects
         distinctSubjects documents entities exampleResource feature inDataset linkPredicate objectsTarget openSearchDescription
         properties property propertyPartition rootResource sparqlEndpoint subjectsTarget subset target triples
         uriLookupEndpoint uriRegexPattern uriSpace vocabulary",
    ),
];
