/// A part of a document that needs secrets.
enum SecretUser: CaseIterable {
    case checks, failover, mail, page

    /// The consequence of an unreadable secret.
    var effect: String {
        switch self {
        case .checks: "checks that need it only connect"
        case .failover: "the election keeps its settings"
        case .mail: "no mail is sent"
        case .page: "the statistics page is closed"
        }
    }
}
