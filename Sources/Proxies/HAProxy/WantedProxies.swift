import Addresses
import HAProxy
import Model

/// The configuration that is wanted of HAProxy, the one in force, and the reason that they differ.
struct WantedProxies: Sendable {
    /// The inputs of a configuration other than the document.
    struct Ingredients: Sendable, Equatable {
        /// The number of the document.
        let revision: Int
        /// The settings, with the results of checks.
        var settings: HAProxySettings
        /// The certificates.
        let certificates: [ProxyCertificate]
    }

    /// The effect of new results of checks.
    enum Patch {
        /// This configuration is wanted.
        case want(WorkerConfiguration)
        /// The configuration must be rendered again.
        case render
    }

    private var ingredients: Ingredients?
    /// The wanted configuration; nil: none was rendered yet.
    private(set) var wanted: WorkerConfiguration?
    /// The number of the last document whose values were patched into ``wanted``.
    private var patchedRevision = 0
    /// The number of the document of ``wanted``.
    private(set) var revision = 0
    /// The configuration in force; nil: unknown.
    private(set) var inForce: WorkerConfiguration?
    /// The reason that the document's proxies are not in force; nil: they are, or will be.
    private(set) var complaint: String?

    /// Whether the wanted configuration is in force.
    var isInForce: Bool { inForce != nil && inForce == wanted }

    /// Returns the wanted configuration before and after the values of a new document; nil: it is
    /// no different, or more than values differ.
    ///
    /// Rendering ten thousand servers takes longer than changing one.
    ///
    /// - Parameter revision: the number of this document.
    mutating func patch(
        for spec: Spec, revision: Int
    ) -> (former: WorkerConfiguration, patched: WorkerConfiguration)? {
        guard complaint == nil, let former = wanted, let patched = former.patched(for: spec),
            patched != former
        else { return nil }
        wanted = patched
        patchedRevision = revision
        return (former, patched)
    }

    /// Applies results of Ballast's own checks to the wanted configuration.
    ///
    /// - Parameters:
    ///   - changed: the servers with another result, by the name of their proxy.
    ///   - revision: the number of the document in force.
    mutating func patch(
        by results: ProxyCheckResults, at changed: [String: Set<Endpoint>], revision: Int
    ) -> Patch {
        guard ingredients?.revision == revision, self.revision == revision,
            let patched = wanted?.patched(by: results, at: changed)
        else { return .render }
        ingredients?.settings.results = results
        return .want(patched)
    }

    /// Whether these inputs differ from those of the wanted configuration, which they replace.
    ///
    /// Rendering a thousand proxies takes longer than this comparison. A document whose values were
    /// patched into the wanted configuration is no difference.
    mutating func replace(_ ingredients: Ingredients) -> Bool {
        defer { self.ingredients = ingredients }
        guard let known = self.ingredients, known.settings == ingredients.settings,
            known.certificates == ingredients.certificates
        else { return true }
        if known.revision == ingredients.revision { return false }
        guard patchedRevision == ingredients.revision else { return true }
        revision = ingredients.revision
        return false
    }

    /// Records the wanted configuration of a document.
    ///
    /// - Returns: whether it differs from the former one.
    mutating func want(_ configuration: WorkerConfiguration, revision: Int) -> Bool {
        self.revision = revision
        guard configuration != wanted else { return false }
        wanted = configuration
        return true
    }

    /// Records the configuration in force.
    ///
    /// - Returns: whether it is the wanted one.
    mutating func settled(_ configuration: WorkerConfiguration) -> Bool {
        inForce = configuration
        guard isInForce else { return false }
        complaint = nil
        return true
    }

    /// Records the reason that the wanted configuration is not in force.
    ///
    /// - Returns: whether it is a new one.
    mutating func complain(_ words: String) -> Bool {
        defer { complaint = words }
        return complaint != words
    }

    /// Forgets the wanted configuration, so that it is rendered and tried again.
    mutating func forget() {
        ingredients = nil
        wanted = nil
    }

    /// Records that the document has no proxies.
    mutating func retire() {
        complaint = nil
        ingredients = nil
    }
}
