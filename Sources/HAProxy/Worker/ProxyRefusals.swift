import Addresses
import Model

/// The proxies that HAProxy refuses, and the configuration without them that it accepts.
///
/// Each attempt begins with ``begin(_:isLooking:)`` and ends with ``accept(_:of:)``, after a call
/// of ``rest(of:withoutThoseIn:about:in:_:)`` for each refusal.
struct ProxyRefusals: Sendable {
    /// The refused proxies and SSL services.
    private(set) var proxies: [RefusedProxy] = []
    /// The latest accepted configuration that lacks refused proxies, and the whole one.
    private var partial: Partial?
    /// HAProxy's complaints of the current attempt, by proxy.
    private var found: [String: [String]] = [:]

    private struct Partial {
        let whole: WorkerConfiguration
        let rest: WorkerConfiguration
    }

    /// Begins an attempt, and returns the configuration without the proxies that HAProxy refused
    /// earlier.
    ///
    /// A changed configuration is checked again in full, because the cause may be resolved.
    ///
    /// - Parameter isLooking: whether the configuration was wanted before.
    mutating func begin(_ whole: WorkerConfiguration, isLooking: Bool) -> WorkerConfiguration {
        found = [:]
        guard isLooking, let partial, partial.whole == whole else { return whole }
        for refusal in proxies { found[refusal.name] = [refusal.words] }
        return partial.rest
    }

    /// Returns the configuration without the proxies that HAProxy has just refused.
    ///
    /// **Errors:** nil when HAProxy refused other lines too, or when no proxy would be left.
    ///
    /// - Parameters:
    ///   - words: HAProxy's complaints.
    ///   - tried: the configuration that HAProxy refused.
    ///   - settings: the folder of the configuration in force.
    ///   - contents: the contents of a file, by its path.
    mutating func rest(
        of whole: WorkerConfiguration, withoutThoseIn words: String,
        about tried: WorkerConfiguration, in settings: WorkerSettings,
        _ contents: (String) -> String?
    ) -> WorkerConfiguration? {
        guard let refused = whole.refused(by: words, in: tried.text, at: settings.file),
            // A kept section can be refused again, which is no progress.
            refused.keys.contains(where: { found[$0] == nil })
        else { return nil }
        found.merge(refused) { first, _ in first }
        return whole.keeping(Set(found.keys), asIn: contents(settings.file)) {
            contents("\(settings.folder)/\($0)")
        }
    }

    /// Records the parts of a configuration that HAProxy accepted, and returns an event if the
    /// refusals have changed.
    mutating func accept(
        _ rest: WorkerConfiguration, of whole: WorkerConfiguration
    ) -> WorkerEvent? {
        partial = found.isEmpty ? nil : Partial(whole: whole, rest: rest)
        let missing = rest.missing
        let unserved = rest.unserved(Set(found.keys))
        let now = found.keys.sorted().map { name in
            RefusedProxy(
                name: name, words: found[name]?.first ?? "", isKept: !missing.contains(name),
                unserved: unserved[name] ?? [])
        }
        guard now != proxies else { return nil }
        proxies = now
        return .refuses(now)
    }

    /// Returns the part of a configuration that HAProxy has accepted.
    func accepted(_ configuration: WorkerConfiguration) -> WorkerConfiguration {
        partial.flatMap { $0.whole == configuration ? $0.rest : nil } ?? configuration
    }
}
