import Model

/// A list of a document to which objects are added.
public enum PartList: Sendable, Hashable {
    /// The layer-4 services.
    case services
    /// The proxies.
    case proxies
    /// The certificates.
    case certificates
    /// The servers of a service or proxy.
    case servers(of: String)

    /// Returns the place of the list.
    ///
    /// **Errors:** no service or proxy has the name.
    func path(in spec: Spec) throws(PartEditFailure) -> DocumentPath {
        switch self {
        case .services: return DocumentPath([.key("services")])
        case .proxies: return DocumentPath([.key("proxies")])
        case .certificates: return DocumentPath([.key("certificates")])
        case .servers(let name):
            if let position = spec.services.firstIndex(where: { $0.name == name }) {
                return DocumentPath([.key("services"), .index(position), .key("servers")])
            }
            if let position = spec.proxies.firstIndex(where: { $0.name == name }) {
                return DocumentPath([.key("proxies"), .index(position), .key("servers")])
            }
            throw .unknown("there is no service or proxy \"\(name.quotable)\"")
        }
    }

    /// Removes the last element, if there is one more than in another document.
    func removeLast(from spec: inout Spec, asIn other: Spec) -> Bool {
        switch self {
        case .services: return Self.removeLast(from: &spec.services, asIn: other.services)
        case .proxies: return Self.removeLast(from: &spec.proxies, asIn: other.proxies)
        case .certificates:
            return Self.removeLast(from: &spec.certificates, asIn: other.certificates)
        case .servers(let name):
            guard spec.services.count == other.services.count,
                spec.proxies.count == other.proxies.count
            else { return false }
            if let position = other.services.firstIndex(where: { $0.name == name }) {
                return Self.removeLast(
                    from: &spec.services[position].servers, asIn: other.services[position].servers)
            }
            guard let position = other.proxies.firstIndex(where: { $0.name == name }) else {
                return false
            }
            return Self.removeLast(
                from: &spec.proxies[position].servers, asIn: other.proxies[position].servers)
        }
    }

    private static func removeLast<Element>(
        from list: inout [Element], asIn other: [Element]
    ) -> Bool {
        guard list.count == other.count + 1 else { return false }
        list.removeLast()
        return true
    }
}
