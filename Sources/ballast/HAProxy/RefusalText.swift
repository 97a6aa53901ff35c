import HAProxy
import Model

/// What HAProxy said when it refused a configuration, at the places of the document.
struct RefusalText {
    /// One line for each complaint: `proxies[0].raw[1]: HAProxy says: ...`.
    let lines: [String]

    /// - Parameters:
    ///   - words: what the master's log has, or why it could not be brought at all.
    ///   - spec: what was refused.
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
