//! The reader of RDF/XML against the grammar (what is expected stands beside it in Turtle), and against what is none.

use oxrdf::Graph;
use oxrdf::graph::CanonicalizationAlgorithm;
use oxttl::TurtleParser;

use super::super::super::decoded::decoded;
use super::super::bounds::{DEEPEST, too_deep};
use super::*;

const BASE: &str = "http://ex.org/dir/doc";
const HEAD: &str = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e/\" \
                    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:h=\"http://h/\">";
const PREFIXES: &str = "@base <http://ex.org/dir/doc> . @prefix e: <http://e/> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . ";

fn read_all(document: &str) -> (Graph, Vec<String>) {
    let (mut graph, mut faults) = (Graph::new(), Vec::new());
    let base = Url::parse(BASE).unwrap();
    let read = read(document, &base, &Wanted::always(), &mut |said| {
        match said {
            Ok(triple) => drop(graph.insert(&triple)),
            // It costs nothing.
            Err(Fault { what: What::Address(_), .. }) => {}
            Err(fault) => faults.push(fault.to_string()),
        }
        Ok(())
    });
    read.unwrap();
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    (graph, faults)
}

fn expected(turtle: &str) -> Graph {
    let document = format!("{PREFIXES}{turtle}");
    let mut graph: Graph = TurtleParser::new().for_slice(&document).map(|triple| triple.unwrap()).collect();
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    graph
}

fn compare(body: &str, turtle: &str) -> Vec<String> {
    let (graph, faults) = read_all(&format!("{HEAD}{body}</rdf:RDF>"));
    let shown = |graph: &Graph| {
        let mut lines: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
        lines.sort();
        lines
    };
    let expected = expected(turtle);
    assert_eq!(shown(&graph), shown(&expected), "{body}");
    faults
}

/// Those that the XML reader skips are not counted by it, and all that follows would be read a little beside where it is.
#[test]
fn byte_order_marks_move_nothing() {
    const ROW: &str = "<rdf:Description rdf:about='é'><e:p>x</e:p></rdf:Description>";
    for marks in ["", "\u{feff}", "\u{feff}\u{feff}"] {
        for (before, stray) in [(marks, ""), ("", marks), (marks, "<"), ("", "<\u{feff}"), ("<", marks)] {
            let document = format!("{before}{HEAD}{stray}{marks}{ROW}</rdf:RDF>");
            let (graph, _) = read_all(&document);
            assert_eq!(graph, expected("<é> e:p 'x' ."), "{document:?}");
        }
    }
}

#[test]
fn all_that_the_grammar_has_is_read() {
    let table = [
        // Nodes: what they are called, what they are.
        ("<rdf:Description rdf:about='a'/>", ""),
        ("<e:T rdf:about='a'/>", "<a> a e:T ."),
        ("<e:T rdf:ID='a'/>", "<#a> a e:T ."),
        ("<e:T rdf:nodeID='a'/><e:U rdf:nodeID='a'/>", "_:a a e:T, e:U ."),
        ("<e:T/><e:T/>", "[] a e:T . [] a e:T ."),
        ("<e:T about='a'/>", "<a> a e:T ."),
        (
            "<rdf:Seq rdf:about='a'><rdf:li>x</rdf:li><rdf:li rdf:resource='b'/></rdf:Seq>",
            "<a> a rdf:Seq ; rdf:_1 'x' ; rdf:_2 <b> .",
        ),
        ("<e:T rdf:about='a'><rdf:_7>x</rdf:_7><rdf:li>y</rdf:li></e:T>", "<a> a e:T ; rdf:_7 'x' ; rdf:_1 'y' ."),
        // Attributes that are properties.
        ("<e:T rdf:about='a' e:p='x' xml:lang='fr' rdf:type='U'/>", "<a> a e:T, <U> ; e:p 'x'@fr ."),
        (
            "<rdf:Description rdf:about='a'><e:p e:q='x' rdf:type='T'/></rdf:Description>",
            "<a> e:p [ e:q 'x' ; a <T> ] .",
        ),
        (
            "<rdf:Description rdf:about='a'><e:p rdf:resource='b' e:q='x'/></rdf:Description>",
            "<a> e:p <b> . <b> e:q 'x' .",
        ),
        (
            "<rdf:Description rdf:about='a'><e:p rdf:nodeID='b' e:q='x'></e:p></rdf:Description>",
            "<a> e:p _:b . _:b e:q 'x' .",
        ),
        // Values.
        (
            "<rdf:Description rdf:about='a'><e:p>x &amp; <![CDATA[<y>]]>&#233;</e:p></rdf:Description>",
            "<a> e:p 'x & <y>é' .",
        ),
        ("<rdf:Description rdf:about='a'><e:p/><e:q> </e:q></rdf:Description>", "<a> e:p '' ; e:q ' ' ."),
        (
            "<rdf:Description rdf:about='a'><e:p rdf:datatype='http://t'>1</e:p></rdf:Description>",
            "<a> e:p '1'^^<http://t> .",
        ),
        (
            "<rdf:Description rdf:about='a' xml:lang='FR'><e:p>x</e:p><e:p xml:lang='en-GB'>y</e:p><e:p xml:lang=''>z</e:p><e:p \
             rdf:datatype='http://t'>1</e:p></rdf:Description>",
            "<a> e:p 'x'@fr, 'y'@en-gb, 'z', '1'^^<http://t> .",
        ),
        // Nodes within properties within nodes.
        (
            "<e:T rdf:about='a'><e:p> <e:U rdf:about='b'><e:q><e:V/></e:q></e:U> </e:p></e:T>",
            "<a> a e:T ; e:p <b> . <b> a e:U ; e:q [ a e:V ] .",
        ),
        (
            "<e:T rdf:about='a'><e:p rdf:parseType='Resource'><e:q>x</e:q><rdf:li>y</rdf:li></e:p></e:T>",
            "<a> a e:T ; e:p [ e:q 'x' ; rdf:_1 'y' ] .",
        ),
        ("<e:T rdf:about='a'><e:p rdf:parseType='Collection'/></e:T>", "<a> a e:T ; e:p () ."),
        (
            "<e:T rdf:about='a'><e:p rdf:parseType='Collection'><e:U rdf:about='b'/><rdf:Description/></e:p></e:T>",
            "<a> a e:T ; e:p (<b> []) . <b> a e:U .",
        ),
        // Statements with names.
        (
            "<rdf:Description rdf:about='a'><e:p rdf:ID='s'>x</e:p></rdf:Description>",
            "<a> e:p 'x' . <#s> a rdf:Statement ; rdf:subject <a> ; rdf:predicate e:p ; rdf:object 'x' .",
        ),
        (
            "<rdf:Description rdf:about='a'><e:p rdf:ID='s' rdf:parseType='Collection'><rdf:Description rdf:about='b'/></e:p></rdf:Description>",
            "<a> e:p _:l . _:l rdf:first <b> ; rdf:rest () .
             <#s> a rdf:Statement ; rdf:subject <a> ; rdf:predicate e:p ; rdf:object _:l .",
        ),
        // Addresses.
        (
            "<rdf:Description rdf:about='' xml:base='http://b/c/d?q#f'><e:p rdf:resource='../x'/><e:p rdf:resource='#y'/><e:p \
             rdf:resource='' xml:base='z'/></rdf:Description>",
            "<http://b/c/d?q> e:p <http://b/x>, <http://b/c/d?q#y>, <http://b/c/z> .",
        ),
        ("<e:T rdf:ID='a' xml:base='http://b/c#f'/>", "<http://b/c#a> a e:T ."),
        // Namespaces.
        (
            "<T xmlns='http://n/' rdf:about='a' e='not a property'><p xmlns='http://m/'>x</p><p>y</p></T>",
            "<a> a <http://n/T> ; <http://m/p> 'x' ; <http://n/p> 'y' .",
        ),
        ("<rdf:RDF><e:T rdf:about='a'/></rdf:RDF>", "<a> a e:T ."),
        // What is said to a checker of XML, or to nobody.
        (
            "<e:T rdf:about='a' xsi:schemaLocation='x' xml:space='preserve'><e:p xsi:type='D'>1</e:p></e:T>",
            "<a> a e:T ; e:p '1' .",
        ),
        (
            "<!-- c --><?i?><e:T rdf:about='a'><!-- <e:U/> --><e:p>x<!-- c -->y<?i?></e:p></e:T>",
            "<a> a e:T ; e:p 'xy' .",
        ),
    ];
    for (body, turtle) in table {
        assert_eq!(compare(body, turtle), [""; 0], "{body}");
    }
}

#[test]
fn a_value_that_is_xml_is_kept_as_canonical_xml() {
    let of = |value: &str| format!("<a> <http://e/p> '''{value}'''^^rdf:XMLLiteral .");
    let table = [
        ("x", "x"),
        ("", ""),
        ("<b>x</b> &lt; &#13;<br/>", "<b>x</b> &lt; &#xD;<br></br>"),
        ("<h:b b='2' a='&quot;&amp;'>x</h:b>", "<h:b xmlns:h=\"http://h/\" a=\"&quot;&amp;\" b=\"2\">x</h:b>"),
        ("<h:b><h:i e:a=''/></h:b>", "<h:b xmlns:h=\"http://h/\"><h:i xmlns:e=\"http://e/\" e:a=\"\"></h:i></h:b>"),
        ("<b xmlns='http://n/'><c xmlns=''/></b>", "<b xmlns=\"http://n/\"><c xmlns=\"\"></c></b>"),
        ("<!--c--><?p i?>", "<!--c--><?p i?>"),
        ("<rdf:RDF/>", "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"></rdf:RDF>"),
    ];
    for parse in ["Literal", "anything else"] {
        for (value, expected) in table {
            let body =
                format!("<rdf:Description rdf:about='a'><e:p rdf:parseType='{parse}'>{value}</e:p></rdf:Description>");
            assert_eq!(compare(&body, &of(expected)), [""; 0], "{body}");
        }
    }
}

#[test]
fn a_part_that_cannot_be_read_costs_itself() {
    // What a document says, what is understood of it, and how many faults are told.
    let table = [
        // Tags.
        ("<e:p>x</e:p><e:q rdf:resource='b <e:r>y</e:r>", "e:p 'x' ; e:r 'y'", 1),
        ("<e:q rdf:resource='b/>\n<e:r xml:lang='fr'>y</e:r>", "e:r 'y'@fr", 1),
        ("<e:q rdf:resource='b <e:r>y</e:r></e:q>", "", 1),
        ("<e:q><e:U rdf:about='b'></e:q><e:r>y</e:r>", "e:q <b> ; e:r 'y'", 1),
        ("<e:q>x</b> y</e:q>", "e:q 'x y'", 1),
        ("<e:q>1 < 2 <3</e:q>", "e:q '1 < 2 <3'", 0),
        ("<e:q>a & b &nbsp;&amp &x</e:q>", "e:q 'a & b \\u00A0&amp &x'", 0),
        ("<e:q>x <b>bold</b><br>y</e:q><e:r>z</e:r>", "e:q 'x boldy' ; e:r 'z'", 3),
        ("<!foo><e:q>x</e:q>", "e:q 'x'", 2),
        ("<e:q e:a=1 e:b>x</e:q>", "e:q 'x'", 2),
        ("<e:q rdf:resource='a<b>c'/>", "e:q <a%3Cb%3Ec>", 0),
        // Names.
        ("<q>x</q><e:r>y</e:r>", "e:r 'y'", 1),
        ("<no:q><e:U/></no:q><e:r no:a='b'>y</e:r>", "e:r 'y'", 2),
        ("<rdf:about/><rdf:Description/><rdf:bagID/><e:r>y</e:r>", "e:r 'y'", 3),
        ("<e:q><rdf:li><e:p>x</e:p></rdf:li></e:q><e:r rdf:aboutEach='x'>y</e:r>", "e:q '' ; e:r 'y'", 2),
        // Places.
        ("text<e:r>y</e:r>text", "e:r 'y'", 2),
        ("<e:q>text<e:U rdf:about='b'/></e:q>", "e:q <b>", 1),
        ("<e:q rdf:resource='b'>text</e:q>", "e:q <b>", 1),
        ("<e:q e:a='b'>x</e:q>", "e:q 'x'", 1),
        // Two values where one is allowed are two.
        ("<e:q rdf:resource='b'><e:U rdf:about='b'/></e:q>", "e:q <b>", 0),
        ("<e:q rdf:resource='d'><e:U rdf:about='b'/></e:q>", "e:q <d>, <b>", 0),
        ("<e:q><e:U rdf:about='b'/><e:U rdf:about='c'/></e:q>", "e:q <b>, <c>", 0),
        // Addresses and characters.
        ("<e:q rdf:resource=' http://x/a b|[c] '/>", "e:q <http://x/a%20b%7C%5Bc%5D>", 0),
        ("<e:q rdf:resource='tel:+33 2 00'/>", "e:q <tel:+33%202%2000>", 0),
        ("<e:q rdf:datatype='no address'>x\u{1}&#xD800;</e:q>", "e:q 'x\u{fffd}\u{fffd}'^^<no%20address>", 0),
    ];
    for (said, understood, faults) in table {
        let mut turtle = format!("<a> e:last 'z' ; {understood} . <n> a e:Next .");
        for other in ["<b>", "<c>"].iter().filter(|it| understood.contains(**it) && said.contains("<e:U")) {
            turtle += &format!(" {other} a e:U .");
        }
        let body =
            format!("<rdf:Description rdf:about='a'>{said}<e:last>z</e:last></rdf:Description><e:Next rdf:about='n'/>");
        let told = compare(&body, &turtle);
        assert_eq!(told.len(), faults, "{said} {told:?}");
    }
}

#[test]
fn a_document_that_breaks_off_is_read_up_to_there() {
    let (graph, faults) = read_all(&format!("{HEAD}<e:T rdf:about='a'><e:p>x</e:p><e:q>half a te"));
    assert_eq!((graph, faults.len()), (expected("<a> a e:T ; e:p 'x' ."), 1));
    for end in ["<!-- ", "<![CDATA[", "<?x ", "<!DOCTYPE x [", "<e:p", "<e:p rdf:resource='", "</e:", "&"] {
        let (graph, faults) = read_all(&format!("{HEAD}<e:T rdf:about='a'>{end}"));
        assert_eq!(graph, expected("<a> a e:T ."), "{end}");
        assert!(!faults.is_empty(), "{end}");
    }
}

#[test]
fn what_swallows_a_whole_document_is_told() {
    for document in ["<!DOCTYPE r [<!ENTITY a \"b\">", "<!-- ", "<?x ", "<r", "<![CDATA["] {
        let (graph, faults) = read_all(document);
        assert_eq!((graph.len(), faults.len()), (0, 1), "{document} {faults:?}");
    }
}

/// Whatever is cut out, doubled or turned round: the reading ends, and says only what can be said.
#[test]
fn any_damage_is_borne() {
    let sound = format!(
        "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY n 'http://n/'>]>{HEAD}<e:T rdf:about='&n;a b' xml:lang='fr' e:q=\"x\">\
         <e:p rdf:parseType='Collection'><e:U rdf:ID='i'/><e:U/></e:p><e:p rdf:parseType='Literal'><h:b>x</h:b> &lt;</e:p>\
         <e:p rdf:parseType='Resource'><rdf:li>é &amp; <![CDATA[y]]></rdf:li></e:p><!-- c --><e:r rdf:resource='http://[::1]/'/>\
         </e:T></rdf:RDF>"
    );
    let pieces =
        ["<", ">", "'", "\"", "/", "&", "<!--", "]]>", "<e:p", "</", "xmlns:e=''", "rdf:", "\u{0}", "é", "%", "#", ":"];
    for seed in 0..3_000 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut document: Vec<char> = sound.chars().collect();
        for _ in 0..random.usize(1..5) {
            let at = random.usize(..document.len());
            let end = (at + random.usize(..30)).min(document.len());
            match random.u8(..4) {
                0 => drop(document.drain(at..end)),
                1 => document[at..end].reverse(),
                2 => drop(document.splice(at..at, pieces[random.usize(..pieces.len())].chars()).count()),
                _ => document.extend_from_within(at..end),
            }
        }
        let document: String = document.iter().collect();
        let read = read(&document, &Url::parse(BASE).unwrap(), &Wanted::always(), &mut |_| Ok(()));
        drop(read); // read or refused
    }
}

#[test]
fn the_encoding_that_is_stated_counts_and_what_is_none_in_it_is_replaced() {
    let read = |bytes: &[u8]| {
        let mut found = Vec::new();
        read(&decoded(bytes), &Url::parse(BASE).unwrap(), &Wanted::always(), &mut |said| {
            found.extend(said.ok().map(|triple| triple.object.to_string()));
            Ok(())
        })
        .unwrap();
        found.join(" ")
    };
    let document = |encoding: &str, text: &[u8]| {
        let start = format!("<?xml version='1.0'{encoding}?>{HEAD}<rdf:Description rdf:about='a'><e:p>");
        [start.as_bytes(), text, b"</e:p></rdf:Description></rdf:RDF>"].concat()
    };
    assert_eq!(read(&document(" encoding='ISO-8859-1'", b"\xe9t\xe9")), "\"été\"");
    assert_eq!(read(&document(" encoding=\"windows-1252\"", b"\x80")), "\"€\"");
    assert_eq!(read(&document(" encoding='utf-8'", b"\xc3\xa9\xff")), "\"é\u{fffd}\"");
    assert_eq!(read(&document("", "é".as_bytes())), "\"é\"");
    assert_eq!(read(&document(" encoding='x-unknown'", "é".as_bytes())), "\"é\"");
    assert_eq!(read(&document(" encoding='UTF-16'", "é".as_bytes())), "\"é\"");
}

#[test]
fn names_that_a_document_abbreviates_are_written_out() {
    let document = format!(
        "<!DOCTYPE rdf:RDF [<!ENTITY e 'http://e/'> <!ENTITY far SYSTEM 'file:///etc/hostname'>]>{}",
        HEAD.replace("http://e/", "&e;")
    );
    let (graph, faults) =
        read_all(&format!("{document}<e:T rdf:about='&e;a'><e:p rdf:datatype='&e;t'>&e;&far;</e:p></e:T></rdf:RDF>"));
    assert_eq!((graph, faults), (expected("e:a a e:T ; e:p 'http://e/&far;'^^e:t ."), vec![]));
}

#[test]
fn faults_say_where_and_what() {
    let (_, faults) = read_all(&format!("{HEAD}\n<e:T>\n<p/></e:T>\n\n</e:U></rdf:RDF>"));
    assert_eq!(faults, ["line 3: \"p\" belongs to no namespace", "line 5: \"e:U\" is closed and was not open"]);
}

#[test]
fn addresses_that_are_badly_written_are_told_and_cost_nothing() {
    let document =
        format!("{HEAD}<e:T rdf:about='a b'><e:p rdf:resource='c|d'/><e:q rdf:resource='e'/></e:T></rdf:RDF>");
    let (mut said, mut odd) = (0, Vec::new());
    read(&document, &Url::parse(BASE).unwrap(), &Wanted::always(), &mut |it| {
        match it {
            Ok(_) => said += 1,
            Err(Fault { what: What::Address(iri), .. }) => odd.push(iri.to_string()),
            Err(other) => panic!("{other}"),
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(said, 3);
    assert_eq!(odd, ["http://ex.org/dir/a%20b", "http://ex.org/dir/c%7Cd"]);
}

#[test]
fn what_is_nested_too_deep_is_refused_wherever_it_is() {
    let base = Url::parse(BASE).unwrap();
    for inner in ["<e:a>", "<e:a><e:b rdf:parseType='Literal'>", "<rdf:bagID>"] {
        let document = format!("{HEAD}{}", inner.repeat(2 * DEEPEST));
        assert_eq!(read(&document, &base, &Wanted::always(), &mut |_| Ok(())), Err(too_deep()), "{inner}");
    }
}
