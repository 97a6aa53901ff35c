import Certificates
import HAProxy
import Model

/// The lists of revoked certificates of a document, with the times at which they end.
///
/// HAProxy refuses every client whose authority's list has ended.
struct RevocationNotices {
    private let notices: [(end: UTCTime, sentence: String)]

    /// The lists of no document.
    init() { notices = [] }

    /// The lists of a document, from the files that HAProxy is given.
    init(of spec: Spec, _ settings: HAProxySettings) {
        notices = spec.sslServices.compactMap { service in
            guard let file = service.clientCertificates?.revoked else { return nil }
            let path = settings.path(of: file)
            guard let text = settings.contents[path],
                let end = RevocationList.end(ofFile: text)
            else { return nil }
            return (
                end,
                "SSL service \(service.name) refuses clients: the list of revoked certificates "
                    + "\(path) expired at \(end); put the authority's next list there"
            )
        }
    }

    /// A sentence for each list that has ended.
    func over(at now: UTCTime = .now) -> [String] {
        notices.filter { $0.end < now }.map(\.sentence)
    }
}
