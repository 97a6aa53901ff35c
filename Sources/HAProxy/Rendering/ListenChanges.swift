import Addresses
import Model

/// Endpoints that differ from the document, because HAProxy can't listen there now.
public struct ListenChanges: Sendable, Hashable {
    /// Endpoints without a listener.
    public var leftOut: Set<Endpoint> = []
    /// Endpoints that replace them, by the name of the proxy or SSL service.
    var instead: [String: [Endpoint]] = [:]

    /// Creates no changes.
    public init() {}

    /// Whether HAProxy listens as in the document.
    var isEmpty: Bool { leftOut.isEmpty && instead.isEmpty }

    /// Omits these endpoints; their proxies keep their former endpoints.
    ///
    /// - Parameters:
    ///   - absent: endpoints whose addresses this host lacks: HAProxy listens there without
    ///     clients, so it also keeps the former endpoints.
    ///   - text: the current configuration; nil: nothing listens.
    ///   - isHere: whether this host has an address.
    init(
        leavingOut endpoints: Set<Endpoint>, absent: Set<Endpoint> = [], of spec: Spec,
        keeping text: String?, isHere: (IPAddress) -> Bool = { _ in true }
    ) {
        leftOut = endpoints
        guard let text else { return }
        let before = Self.listeners(in: text)
        let taken = spec.proxyEndpoints
        let places =
            spec.proxies.map { ($0.name, $0.listen) }
            + spec.sslServices.map { ($0.name, $0.listen) }
        for (name, listen) in places {
            let isBlocked = !endpoints.isDisjoint(with: listen)
            guard isBlocked || !absent.isDisjoint(with: listen) else { continue }
            let kept = (before[Word.identifier(name).text] ?? []).filter {
                !taken.contains($0) && (isBlocked || isHere($0.address))
            }
            if !kept.isEmpty { instead[name] = kept }
        }
    }

    /// Returns the endpoints of a proxy or an SSL service, with their positions in the document.
    ///
    /// A former endpoint, which the document lacks, has position 0.
    func endpoints(
        of name: String, at listen: [Endpoint]
    ) -> [(position: Int, endpoint: Endpoint)] {
        listen.enumerated().filter { !leftOut.contains($0.element) }
            .map { ($0.offset, $0.element) }
            + (instead[name] ?? []).map { (0, $0) }
    }

    /// Returns the endpoints of each proxy and SSL service in a rendered file, by HAProxy's names.
    static func listeners(in text: String) -> [String: [Endpoint]] {
        var section = ""
        var found: [String: [Endpoint]] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 1 else { continue }
            if !line.hasPrefix(" ") {
                section = words[0] == "listen" ? String(words[1]) : ""
            } else if words[0] == "bind", !section.isEmpty, let endpoint = Endpoint(words[1]) {
                // A listener of an SSL service is named after it.
                let name = words.firstIndex(of: "name").map { words.index(after: $0) }
                let owner = name.flatMap { $0 < words.endIndex ? String(words[$0]) : nil }
                found[owner ?? section, default: []].append(endpoint)
            }
        }
        return found
    }
}
