import Files
import Model

/// The evidence that an administrator can begin a session under an edit.
package enum SessionProof: Sendable {
    /// None is required.
    case any
    /// The session of the process that confirms; nil: unknown.
    case observed(LoginSession?)
    /// A connection to the API, opened at this time of the boot clock.
    case connection(opened: Moment)

    /// Returns the reason that it is not enough; nil: it is.
    ///
    /// - Parameter moment: the time at which the host had all of the edit.
    func objection(since moment: Moment) -> String? {
        switch self {
        case .any: nil
        case .observed(nil):
            "the process that confirms is unknown, so its session shows nothing; "
                + LoginSession.remedy
        case .observed(let session?):
            session.objection(since: moment.milliseconds).map { "\($0); \(LoginSession.remedy)" }
        case .connection(let opened):
            opened < moment
                ? "this connection was opened before the edit was applied, so it does not show "
                    + "that another one is admitted; confirm over a new connection" : nil
        }
    }
}
