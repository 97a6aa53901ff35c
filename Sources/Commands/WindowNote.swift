import Controller
import Model

/// The wait of an edit for a change window, as a command sees it.
struct WindowNote {
    private let host: HostOptions

    /// Creates the access to the documents of this host.
    init(_ host: HostOptions) { self.host = host }

    /// Returns the edit as one that waits; nil: it comes into force at once, or the document in
    /// force can't be read.
    ///
    /// - Parameter path: the path of the controller's document.
    func pending(_ reading: DocumentReading, at path: String) -> PendingEdit? {
        let changes = DirectChanges(state: host.state, document: path)
        guard let spec = reading.spec, let earlier = changes.earlier, earlier != reading.bytes,
            let confirmed = self.spec(of: earlier, path)
        else { return nil }
        let former = changes.pending.flatMap { self.spec(of: Array($0.text.utf8), path) }
        return WindowWait.pending(
            spec, under: confirmed, after: former ?? confirmed, accepted: changes.accepted)
    }

    private func spec(of bytes: [UInt8], _ path: String) -> Spec? {
        DocumentReading(path: path, bytes: bytes, allowsPrivileged: true).spec
    }
}
