/// A rarely used optional value, stored outside its owner.
///
/// Without a value it only uses the memory of a reference: a document may have 100,000 servers.
@propertyWrapper
public struct Rare<Value: Sendable & Hashable>: Sendable, Hashable {
    private var storage: Storage

    private indirect enum Storage: Sendable, Hashable {
        case none
        case some(Value)
    }

    /// The value; nil: none.
    public var wrappedValue: Value? {
        get { if case .some(let value) = storage { value } else { nil } }
        set { storage = newValue.map { .some($0) } ?? .none }
    }

    /// Stores a value, or none.
    public init(wrappedValue: Value?) {
        storage = wrappedValue.map { .some($0) } ?? .none
    }
}
