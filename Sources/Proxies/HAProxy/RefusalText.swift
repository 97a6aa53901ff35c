import HAProxy
import Model

/// HAProxy's complaints about a configuration, at their places in the document.
struct RefusalText {
    /// One line for each complaint: `proxies[0].raw[1]: HAProxy says: ...`.
    let lines: [String]

    /// - Parameters:
    ///   - words: the master's log, or the reason that the configuration could not be loaded.
    ///   - spec: the refused spec.
    init(_ words: String, of spec: Spec, for settings: HAProxySettings) {
        let complaints = haproxyConfiguration(for: spec, settings: settings)
            .complaints(in: words, about: "\(settings.directory)/haproxy.cfg")
            .filter { $0.severity == .error }
        guard complaints.isEmpty else {
            lines = complaints.map { complaint in
                let place = "\(complaint.path)"
                return place.isEmpty ? complaint.message : "\(place): \(complaint.message)"
            }
            return
        }
        lines = words.split(whereSeparator: \.isNewline).map(String.init)
    }
}
