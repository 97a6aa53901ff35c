import Addresses

/// The HTTP interface for operators and their programs.
public struct AdminInterface: Sendable, Hashable {
    /// The endpoint of the interface, over TLS; nil: there is none.
    public var listen: Endpoint?
    /// The file of its certificate and key; nil: each node makes a self-signed certificate.
    public var certificate: String?
    /// Whether the pages may restart and halt the node.
    ///
    /// Default false.
    public var power: Bool

    /// Creates an interface, by default none.
    public init(listen: Endpoint? = nil, certificate: String? = nil, power: Bool = false) {
        self.listen = listen
        self.certificate = certificate
        self.power = power
    }
}
