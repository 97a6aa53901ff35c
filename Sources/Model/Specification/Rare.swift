/// A rarely used or large optional value, stored outside its owner.
///
/// Without a value it only uses the memory of a reference: a document may have 100,000 servers.
/// Copies share the value, so that their comparison is cheap.
@propertyWrapper
public struct Rare<Value: Sendable & Hashable>: Sendable, Hashable {
    private var box: Box?

    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    /// The value; nil: none.
    public var wrappedValue: Value? {
        get { box?.value }
        set { box = newValue.map(Box.init) }
    }

    /// Whether there is a value.
    public var isPresent: Bool { box != nil }

    /// Stores a value, or none.
    public init(wrappedValue: Value?) {
        box = wrappedValue.map(Box.init)
    }

    /// Whether both have the same value, or none.
    public static func == (left: Rare, right: Rare) -> Bool {
        left.box === right.box || left.box?.value == right.box?.value
    }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(box?.value) }
}
