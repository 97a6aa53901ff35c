/// The keys of one kind of object, in the order in which they are written.
struct ObjectTable: Sendable {
    /// Name of the object in messages and in the JSON Schema: "real server".
    let name: String
    /// Description of the object.
    let documentation: String
    /// Its keys.
    ///
    /// **Shape:** unique by key; at most ``limit``.
    let fields: [Field]
    /// The keys as bytes, for comparison with the text.
    let keys: [[UInt8]]

    /// Maximum number of keys of an object.
    static let limit = 40

    /// Creates a table of these fields.
    init(_ name: String, _ documentation: String, fields: [Field]) {
        precondition(fields.count <= Self.limit, "an object has at most \(Self.limit) keys")
        self.name = name
        self.documentation = documentation
        self.fields = fields
        keys = fields.map { Array($0.key.utf8) }
    }

    /// Creates a table of the cases of an enumeration.
    init<Fields: ObjectFields>(_ name: String, of _: Fields.Type, _ documentation: String) {
        self.init(
            name, documentation,
            fields: Fields.allCases.map { key in
                var field = key.field
                field.key = "\(key)"
                return field
            })
    }

    /// Slot of a key; nil when the object has no such key.
    ///
    /// The search starts at `near`.
    func slot(of key: ArraySlice<UInt8>, near: Int) -> Int? {
        if near < keys.count && keys[near].elementsEqual(key) { return near }
        return keys.firstIndex { $0.count == key.count && $0.elementsEqual(key) }
    }

    /// The field of a key; nil when the object has no such key.
    func field(_ key: String) -> Field? { fields.first { $0.key == key } }

    /// "a service", "an IPVS section".
    var nameWithArticle: String {
        let vowels: Set<Character> = ["a", "e", "i", "o", "u", "A", "E", "I", "O", "U"]
        return (name.first.map { vowels.contains($0) } ?? false ? "an " : "a ") + name
    }
}
