/// The form of a JSON object that a command prints: its keys with their values and meaning.
///
/// The JSON Schema of the output is made from it, and tests hold the output to it.
public struct RecordShape: Sendable {
    /// Its name in the schema; another shape has another name.
    public let name: String
    /// The object in a sentence.
    public let meaning: String
    /// Its keys, in the order in which the schema lists them.
    public let keys: [Key]

    /// A key of an object.
    public struct Key: Sendable {
        /// The key.
        public let name: String
        /// The form of its value.
        public let value: ValueShape
        /// Whether every object has it.
        public let isRequired: Bool
        /// The value in a sentence, with its unit.
        public let meaning: String

        /// A key that every object has.
        public static func required(
            _ name: String, _ value: ValueShape, _ meaning: String
        ) -> Key {
            Key(name: name, value: value, isRequired: true, meaning: meaning)
        }

        /// A key that is absent where it has no value.
        public static func optional(
            _ name: String, _ value: ValueShape, _ meaning: String
        ) -> Key {
            Key(name: name, value: value, isRequired: false, meaning: meaning)
        }

        /// The number of the form of an output.
        public static func version(_ number: Int) -> Key {
            .required(
                "version", .constant(number),
                "Number of this form; a change that could break a reader has another number.")
        }
    }

    /// An object with these keys.
    public init(_ name: String, _ meaning: String, _ keys: [Key]) {
        self.name = name
        self.meaning = meaning
        self.keys = keys
    }

    /// The object with further keys after its own, under another name.
    public func extended(_ name: String, _ meaning: String, _ more: [Key]) -> RecordShape {
        RecordShape(name, meaning, keys + more)
    }
}
