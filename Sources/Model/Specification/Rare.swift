/// A value that few have of the many that could, kept apart from them.
///
/// Without one it takes the room of a reference: a document may have a hundred thousand servers.
@propertyWrapper
public struct Rare<Value: Sendable & Hashable>: Sendable, Hashable {
    private var storage: Storage

    private indirect enum Storage: Sendable, Hashable {
        case none
        case some(Value)
    }

    /// The value; nil: there is none.
    public var wrappedValue: Value? {
        get { if case .some(let value) = storage { value } else { nil } }
        set { storage = newValue.map { .some($0) } ?? .none }
    }

    /// This value, or none.
    public init(wrappedValue: Value?) {
        storage = wrappedValue.map { .some($0) } ?? .none
    }
}
