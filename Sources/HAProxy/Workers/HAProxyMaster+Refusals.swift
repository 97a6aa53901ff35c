import Addresses
import Model

/// A proxy, or an SSL service with a section of its own, that HAProxy refuses while it serves the
/// others.
public struct RefusedProxy: Sendable, Hashable {
    /// Its name in the document.
    public let name: String
    /// HAProxy's complaint.
    public let words: String
    /// Whether its former section still serves.
    public let isKept: Bool
    /// The endpoints of the document without a listener.
    public let unserved: Set<Endpoint>

    /// The refusal in one sentence.
    public var sentence: String {
        "HAProxy refuses \(name), "
            + (isKept ? "which goes on as it was" : "which is out of service") + ": \(words)"
    }
}

extension HAProxyMaster {
    /// Returns the configuration without the proxies that HAProxy refused earlier.
    ///
    /// A changed configuration is checked again in full, because the cause may be resolved.
    func withoutKnownRefusals(_ whole: WorkerConfiguration) -> WorkerConfiguration {
        found = [:]
        guard machine.isLooking, let partial, partial.whole == whole else { return whole }
        for refusal in refusals { found[refusal.name] = [refusal.words] }
        return partial.rest
    }

    /// Returns the configuration without the proxies that HAProxy has just refused.
    ///
    /// **Errors:** nil when HAProxy refused other lines too, or when no proxy would be left.
    ///
    /// - Parameters:
    ///   - words: HAProxy's complaints.
    ///   - tried: the configuration that HAProxy refused.
    func withoutRefused(
        _ words: String, of tried: WorkerConfiguration, _ whole: WorkerConfiguration
    ) -> WorkerConfiguration? {
        let file = control.settings.file
        guard let refused = whole.refused(by: words, in: tried.text, at: file),
            // A kept section can be refused again, which is no progress.
            refused.keys.contains(where: { found[$0] == nil })
        else { return nil }
        found.merge(refused) { first, _ in first }
        let folder = control.settings.folder
        return whole.keeping(Set(found.keys), asIn: readText(file)) {
            readText("\(folder)/\($0)")
        }
    }

    /// Records the parts of a configuration that HAProxy accepted, and reports changed refusals.
    func noteTaken(_ rest: WorkerConfiguration, of whole: WorkerConfiguration) {
        partial = found.isEmpty ? nil : (whole, rest)
        let missing = rest.missing
        let unserved = rest.unserved(Set(found.keys))
        let now = found.keys.sorted().map { name in
            RefusedProxy(
                name: name, words: found[name]?.first ?? "", isKept: !missing.contains(name),
                unserved: unserved[name] ?? [])
        }
        guard now != refusals else { return }
        refusals = now
        report(.refuses(now))
    }
}
