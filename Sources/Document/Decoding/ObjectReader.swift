/// A mapping of the document, with the values of its known keys by slot.
struct ObjectReader<Fields: ObjectFields> {
    /// The mapping.
    let node: NodeIndex
    /// Values by slot.
    private let values: ObjectSlots

    /// Creates a reader for a mapping whose keys are already located.
    init(_ node: NodeIndex, _ values: ObjectSlots) {
        self.node = node
        self.values = values
    }

    /// The value of a key; nil when the key is absent.
    subscript(_ field: Fields) -> NodeIndex? { values[field.rawValue] }

    /// Whether the key is present.
    func has(_ field: Fields) -> Bool { values[field.rawValue] != nil }
}
