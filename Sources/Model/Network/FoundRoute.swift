/// A route of the kernel.
public struct FoundRoute: Sendable, Hashable {
    /// The route.
    public var route: NetworkRoute
    /// Whether Ballast has added it.
    public var isOurs: Bool
    /// The program that added it, as in ip-route(8): `dhcp`, `boot`, `bird`.
    public var origin: String
    /// The number of that program in the kernel.
    public var number: UInt8
    /// Whether Ballast had a route of this identity at the last look, which this one replaced.
    public var isReplacement = false

    /// Creates a route.
    public init(_ route: NetworkRoute, isOurs: Bool, origin: String, number: UInt8 = 0) {
        self.route = route
        self.isOurs = isOurs
        self.origin = origin
        self.number = number
    }
}
