/// The settings of a VLAN.
public struct VLANSettings: Sendable, Hashable {
    /// The number of the VLAN.
    ///
    /// **Range:** 1...4094. Source: IEEE 802.1Q.
    public var id: UInt16
    /// The interface whose frames carry the number.
    public var parent: String
    /// Whether the tag is that of a provider (IEEE 802.1ad).
    public var isProvider: Bool

    /// Creates settings.
    public init(id: UInt16, parent: String, isProvider: Bool = false) {
        self.id = id
        self.parent = parent
        self.isProvider = isProvider
    }
}
