/// One value of a document, in 24 bytes: a document can have millions.
///
/// All offsets are bytes of the file, which is all that an edit needs.
struct Node: Sendable {
    /// Its kind.
    var kind: Kind
    /// The notation of the node.
    var style: Style
    /// The kind that its tag names.
    var tag: Tag
    /// Its other properties.
    var flags: Flags
    /// The first byte, anchor and tag included.
    var start: UInt32
    /// The byte after the last; for a block collection, after its last value.
    var end: UInt32
    /// Scalar: the offset of its text.
    ///
    /// Collection: the first child. Alias: the target node.
    var content: UInt32
    /// Scalar: number of bytes of text.
    ///
    /// Collection: number of children, keys of a mapping included.
    var count: UInt32
    /// The next child of the same collection.
    var next: NodeIndex

    /// The kind of a node.
    enum Kind: UInt8, Sendable {
        /// Text, a number, a word.
        case scalar
        /// A list.
        case sequence
        /// Keys with values; children are key, value, key, value.
        case mapping
        /// An alias of another node.
        case alias
        /// A mistake that is already reported; no more is reported about it.
        case broken
    }

    /// The notation of a node.
    enum Style: UInt8, Sendable {
        /// A scalar without quotes.
        case plain
        /// A scalar in `'` quotes.
        case singleQuoted
        /// A scalar in `"` quotes.
        case doubleQuoted
        /// A scalar after `|` or `>`, or a collection by indentation.
        case block
        /// A collection in brackets.
        case flow
    }

    /// The meaning of a tag, as far as it is relevant.
    enum Tag: UInt8, Sendable {
        /// No tag.
        case none
        /// `!` or `!!str`.
        case string
        /// `!!int`, `!!bool`, `!!float`, `!!null`, `!!seq`, `!!map`: the node's own kind.
        case plain
        /// Any other.
        case foreign
    }

    /// Other properties of a node.
    struct Flags: OptionSet, Sendable {
        let rawValue: UInt8

        /// The text is in the tree's own buffer, because the file has it escaped or folded.
        static let ownText = Flags(rawValue: 1)
        /// It has an anchor.
        static let anchored = Flags(rawValue: 2)
        /// An alias refers to the node.
        static let aliased = Flags(rawValue: 4)
    }

    /// Creates a node outside any collection.
    init(
        _ kind: Kind, style: Style = .plain, tag: Tag = .none, flags: Flags = [],
        place: ByteRange, content: Int = Int(UInt32.max), count: Int = 0
    ) {
        self.kind = kind
        self.style = style
        self.tag = tag
        self.flags = flags
        start = UInt32(truncatingIfNeeded: place.start)
        end = UInt32(truncatingIfNeeded: place.end)
        self.content = UInt32(truncatingIfNeeded: content)
        self.count = UInt32(truncatingIfNeeded: count)
        next = .none
    }
}
