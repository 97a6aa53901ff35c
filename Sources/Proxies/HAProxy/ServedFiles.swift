import Files
import HAProxy
import Model

/// The files that HAProxy gets beside its configuration: certificates, the holding page and lists
/// of revoked certificates.
struct ServedFiles {
    /// The result of installing the certificates.
    private(set) var deployment = Deployment()
    /// The holding page.
    private var page: PageContent
    /// The reason that the last valid holding page is served instead of the document's; nil: none.
    private(set) var pageFailure: HostFailure?
    /// HAProxy's lists of revoked certificates.
    private(set) var revocations = RevocationNotices()
    /// The sentences on them that were reported.
    private var told: [String] = []
    /// The processor time of the latest look.
    private var cost = Duration.zero

    /// The time between two looks.
    private static let pace = LookPace(period: .seconds(2), longest: .seconds(10))

    /// Creates the files of a document in this directory.
    init(_ page: PageContent) {
        self.page = page
    }

    /// The HTML of the holding page.
    var pageText: String { page.html }

    /// The time until the next look.
    var pause: Duration { Self.pace.pause(after: cost) }

    /// Replaces the certificates.
    mutating func install(_ deployment: Deployment) { self.deployment = deployment }

    /// Reads the holding page again, if it has changed.
    mutating func renewPage(of spec: Spec) {
        pageFailure = page.renew(spec.holdingPage.content) ?? spec.refusal(ofPage: page.html)
    }

    /// Records the processor time of a look, beside that of the certificates.
    mutating func note(cost: Duration) { self.cost = deployment.cost + cost }

    /// Replaces the lists of revoked certificates.
    mutating func replace(_ revocations: RevocationNotices) { self.revocations = revocations }

    /// Returns an event for each authority whose list of revoked certificates is expired or
    /// missing, and one when all lists are good again.
    mutating func revocationNotices() -> [Notice] {
        let refusals = revocations.refusals()
        let before = told
        told = refusals
        if refusals.isEmpty, !before.isEmpty {
            return [Notice(.renewed, "the lists of revoked certificates are good again")]
        }
        return refusals.filter { !before.contains($0) }.map { Notice(.certificate, $0) }
    }
}
