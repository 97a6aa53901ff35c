import CYAML

/// libyaml's parser over pinned bytes.
///
/// **Source:** `yaml.h`, `yaml_parser_t`. It keeps its own stacks on the heap, so that no nesting
/// overflows the stack of the thread.
struct EventParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// Creates a parser of these bytes, which must be valid UTF-8.
    ///
    /// **Errors:** nil when memory is exhausted.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        self.parser = parser
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Passes the next event to `body`; the event is only valid during that call.
    ///
    /// **Errors:** a syntax error found by libyaml.
    mutating func next<Result>(
        _ body: (borrowing yaml_event_t) -> Result
    ) throws(Failure) -> Result {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        return body(event)
    }

    /// A syntax error in libyaml's words.
    struct Failure: Error {
        /// The problem: "did not find expected key".
        let problem: String
        /// The character of the error.
        let character: Int
        /// The context: "while parsing a block mapping".
        let context: String?
        /// The character at which the context begins.
        let contextCharacter: Int
        /// Whether memory was exhausted.
        let isMemory: Bool
    }

    private var failure: Failure {
        let state = parser.pointee
        return Failure(
            problem: state.problem.map { String(cString: $0) } ?? "it can't be read",
            character: state.error == YAML_READER_ERROR
                ? state.problem_offset : state.problem_mark.index,
            context: state.context.map { String(cString: $0) },
            contextCharacter: state.context_mark.index,
            isMemory: state.error == YAML_MEMORY_ERROR)
    }
}
