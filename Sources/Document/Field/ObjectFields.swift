/// The keys of one kind of object, as an enumeration: each case is a key of the same name.
///
/// **Shape:** raw values count from 0 in the order of the cases.
protocol ObjectFields: RawRepresentable, CaseIterable, Sendable where RawValue == Int {
    /// The keys with their definitions.
    static var table: ObjectTable { get }
    /// The definition of this key.
    var field: Field { get }
}
