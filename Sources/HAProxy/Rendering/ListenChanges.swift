import Addresses
import Model

/// Where HAProxy listens otherwise than the document says, because it can't listen there now.
public struct ListenChanges: Sendable, Hashable {
    /// Where it does not listen.
    public var leftOut: Set<Endpoint> = []
    /// Where it listens instead, by the name of the proxy or SSL service.
    var instead: [String: [Endpoint]] = [:]

    /// None.
    public init() {}

    /// Whether HAProxy listens where the document says.
    var isEmpty: Bool { leftOut.isEmpty && instead.isEmpty }

    /// Leaves out these endpoints; what listened elsewhere before goes on listening there.
    ///
    /// - Parameters:
    ///   - absent: endpoints whose addresses this host does not have: HAProxy listens there, but no
    ///     client comes, so it also goes on where it listened.
    ///   - text: the configuration in force; nil: nothing listens.
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

    /// Where a proxy or an SSL service listens, with its position in the document's list.
    ///
    /// A place that the document does not have stands in for the first.
    func endpoints(
        of name: String, at listen: [Endpoint]
    ) -> [(position: Int, endpoint: Endpoint)] {
        listen.enumerated().filter { !leftOut.contains($0.element) }
            .map { ($0.offset, $0.element) }
            + (instead[name] ?? []).map { (0, $0) }
    }

    /// Where each proxy and SSL service listens in a configuration of ours, by HAProxy's names.
    static func listeners(in text: String) -> [String: [Endpoint]] {
        var section = ""
        var found: [String: [Endpoint]] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 1 else { continue }
            if !line.hasPrefix(" ") {
                section = words[0] == "listen" ? String(words[1]) : ""
            } else if words[0] == "bind", !section.isEmpty, let endpoint = Endpoint(words[1]) {
                // A listener of an SSL service has its name.
                let name = words.firstIndex(of: "name").map { words.index(after: $0) }
                let owner = name.flatMap { $0 < words.endIndex ? String(words[$0]) : nil }
                found[owner ?? section, default: []].append(endpoint)
            }
        }
        return found
    }
}
