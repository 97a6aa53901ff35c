import CYAML
import Model

/// Builds the tree from libyaml's events, without recursion and within limits.
struct Composer {
    /// The tree so far.
    var tree: NodeTree
    /// The mistakes in it.
    var findings = Findings()
    /// Whether the text was read to its end, so that the tree can be decoded.
    private(set) var isComplete = false

    /// The open collections, outermost first.
    var open: [Open] = []
    /// The nodes with anchors, by name.
    var anchors: [String: Anchor] = [:]
    /// Number of nodes so far, including every repetition by an alias.
    var expanded = 0
    private var cursor: CharacterCursor
    private var documents = 0
    private let bytes: UnsafeBufferPointer<UInt8>

    /// Maximum number of anchors in a document.
    static let anchorLimit = 65_536
    /// Maximum number of anchors for which an unknown alias gets a suggestion.
    static let suggestionLimit = 100
    /// Maximum number of keys in a mapping.
    static let keyLimit = 10_000

    /// An open collection.
    struct Open {
        /// The collection.
        let index: NodeIndex
        /// Its last child so far.
        var last: NodeIndex = .none
        /// Its anchor.
        let anchor: String?
    }

    /// A node with an anchor.
    struct Anchor {
        /// The node.
        let index: NodeIndex
        /// ``Composer/expanded`` before it.
        let before: Int
        /// Number of nodes that an alias to it repeats; nil while the node is open.
        var size: Int?
    }

    /// Whether reading continues.
    enum Course {
        case onwards, end
    }

    /// Reads the whole text of a source.
    static func composed(_ source: Source) -> Composer {
        source.bytes.withUnsafeBufferPointer { bytes in
            var composer = Composer(source, bytes)
            composer.run()
            return composer
        }
    }

    private init(_ source: Source, _ bytes: UnsafeBufferPointer<UInt8>) {
        tree = NodeTree(source)
        cursor = CharacterCursor(source)
        self.bytes = bytes
    }

    private mutating func run() {
        let text = UnsafeBufferPointer(rebasing: bytes[tree.source.start...])
        guard !text.isEmpty else {
            _ = finish()
            return
        }
        guard var parser = EventParser(text) else {
            report(.tooLarge, at: ByteRange(0, 1), "there is not enough memory to read it")
            return
        }
        do throws(EventParser.Failure) {
            while try parser.next({ handle($0) }) == .onwards {}
        } catch {
            report(error)
        }
    }

    private mutating func handle(_ event: borrowing yaml_event_t) -> Course {
        switch event.type {
        case YAML_STREAM_END_EVENT:
            return finish()
        case YAML_DOCUMENT_START_EVENT:
            return beginDocument(at: place(of: event))
        case YAML_SCALAR_EVENT:
            return scalar(event)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return begin(
                .sequence, anchor: start.anchor, tag: start.tag,
                style: start.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block,
                at: place(of: event))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return begin(
                .mapping, anchor: start.anchor, tag: start.tag,
                style: start.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block,
                at: place(of: event))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            close(at: place(of: event))
            return .onwards
        case YAML_ALIAS_EVENT:
            return alias(text(event.data.alias.anchor), at: place(of: event))
        default:
            return .onwards
        }
    }

    private mutating func beginDocument(at place: ByteRange) -> Course {
        documents += 1
        guard documents > 1 else { return .onwards }
        report(
            .documentCount, at: place, "a second document begins here; a file holds one",
            hint: "remove the line with `---`, or put the second document in a file of its own")
        return .end
    }

    private mutating func finish() -> Course {
        isComplete = documents > 0
        if documents == 0 {
            report(
                .documentCount, at: ByteRange(tree.source.start, tree.source.start + 1),
                "the file is empty", hint: "the smallest document is `version: 1`")
        }
        return .end
    }

    private mutating func scalar(_ event: borrowing yaml_event_t) -> Course {
        let scalar = event.data.scalar
        let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let place = place(of: event)
        let style: Node.Style =
            switch scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .plain
            }
        var node = Node(
            .scalar, style: style, tag: tag(scalar.tag), place: place, count: text.count)
        let quote = style == .singleQuoted || style == .doubleQuoted ? 1 : 0
        let begin = place.end - quote - text.count
        let isVerbatim =
            style != .block && begin >= place.start && place.end <= bytes.count
            && bytes[begin..<begin + text.count].elementsEqual(text)
        node.content = UInt32(truncatingIfNeeded: isVerbatim ? begin : tree.keep(text))
        if !isVerbatim { node.flags.insert(.ownText) }
        return add(node, anchor: scalar.anchor.map { self.text($0) })
    }

    private mutating func begin(
        _ kind: Node.Kind, anchor: UnsafeMutablePointer<yaml_char_t>?,
        tag name: UnsafeMutablePointer<yaml_char_t>?, style: Node.Style, at place: ByteRange
    ) -> Course {
        guard open.count < NodeTree.depthLimit else {
            report(
                .tooLarge, at: place,
                "values are nested more than \(NodeTree.depthLimit) deep")
            return .end
        }
        let anchor = anchor.map { text($0) }
        let course = add(Node(kind, style: style, tag: tag(name), place: place), anchor: anchor)
        open.append(Open(index: NodeIndex(tree.nodes.count - 1), anchor: anchor))
        return course
    }

    private func tag(_ name: UnsafeMutablePointer<yaml_char_t>?) -> Node.Tag {
        guard let name else { return .none }
        switch text(name) {
        case "!", "tag:yaml.org,2002:str": return .string
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null",
            "tag:yaml.org,2002:float", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map":
            return .plain
        default: return .foreign
        }
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }

    private mutating func place(of event: borrowing yaml_event_t) -> ByteRange {
        let start = cursor.offset(ofCharacter: event.start_mark.index, in: bytes)
        return ByteRange(start, cursor.offset(ofCharacter: event.end_mark.index, in: bytes))
    }

    private mutating func report(_ failure: EventParser.Failure) {
        guard !failure.isMemory else {
            report(.tooLarge, at: ByteRange(0, 1), "there is not enough memory to read it")
            return
        }
        let start = cursor.offset(ofCharacter: failure.character, in: bytes)
        let context = cursor.offset(ofCharacter: failure.contextCharacter, in: bytes)
        let syntax = SyntaxFailure(failure, at: start, context: context, in: tree.source)
        report(.syntax, at: syntax.place, syntax.message, hint: syntax.hint)
    }

    /// Adds a finding about the whole text.
    mutating func report(
        _ code: DiagnosticCode, at place: ByteRange, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        findings.add(code, at: place) {
            Diagnostic(code, at: DocumentPath(), message(), hint: hint())
        }
    }
}
