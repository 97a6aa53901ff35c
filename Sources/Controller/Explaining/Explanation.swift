import Addresses
import Health
import Model

/// Why a server is as it is.
package struct Explanation: Sendable, Codable {
    /// Its service.
    package let service: ServiceKey
    /// What is wanted beside what is there, and how its weight comes about.
    package let server: ServerExplanation
    /// What stands in for all servers of the service now; nil: nothing.
    package let fallback: Endpoint?
    /// Where its service stands with its quorum; nil: it has none.
    package var quorum: QuorumState?
    /// What its checks have found; nil: it is not checked.
    package let check: CheckAccount?
    /// How it is asked how busy it is; nil: it is not.
    package var feedback: ServerFeedback?
}
