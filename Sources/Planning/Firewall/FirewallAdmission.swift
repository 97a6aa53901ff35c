import Model

/// A place of the document that clients reach: the listener of a service, proxy or SSL service.
struct FirewallAdmission: Sendable, Hashable {
    /// The kind of object: service, proxy, SSL service.
    let kind: String
    /// The object's name.
    let name: String
    /// The packets.
    let key: ServiceKey
}
